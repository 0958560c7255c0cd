"""`python -m ops cost` as it is typed: JSON, comparisons, and one sentence for what is wrong."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ops import cli
from ops.cost.overview import END, START
from ops.cost.stacks import estimate_stack
from ops.failures import WrongInputError

Run = Callable[..., tuple[int, str, str]]
PROGRAM = """
import pulumi
import pulumi_aws as aws

provider = aws.Provider("aws", region=pulumi.Config("aws").require("region"))
opts = pulumi.ResourceOptions(provider=provider)
for place in range(int(pulumi.Config().require("addresses"))):
    aws.ec2.Eip(f"address-{place}", opts=opts)
"""


def project(folder: Path, addresses: int, *, stack: str = "dev", region: str = "ap-northeast-2") -> Path:
    """A project whose stack has so many addresses, each for 3.65 dollars a month."""
    folder.mkdir(exist_ok=True)
    (folder / "Pulumi.yaml").write_text("name: platform\n")
    (folder / "__main__.py").write_text(PROGRAM)
    written = f"config:\n  aws:region: {region}\n  platform:addresses: {addresses}\n"
    (folder / f"Pulumi.{stack}.yaml").write_text(written)
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Types `python -m ops cost …` in a project with two addresses; gives exit code, stdout and stderr."""
    monkeypatch.chdir(project(tmp_path / "here", 2))
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ops", "cost", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run


def document(out: str) -> Any:
    return json.loads(out)


def test_a_table_is_printed(run: Run) -> None:
    code, out, err = run("--stack", "dev")

    assert (code, err) == (0, "")
    assert "dev in ap-northeast-2, for a month" in out
    assert "$7.30" in out


def test_json_says_what_each_line_counts_and_where_its_price_is_from(run: Run) -> None:
    found = document(run("--stack", "dev", "--json")[1])

    assert (found["stack"], found["region"], found["currency"], found["usd"]) == ("dev", "ap-northeast-2", "USD", 7.3)
    assert found["change"] is None
    assert [one["component"] for one in found["components"]] == ["ec2 Eip address-0", "ec2 Eip address-1"]
    assert found["components"][0]["lines"] == [
        {
            "what": "Public IPv4 address",
            "key": "ipv4-hour",
            "quantity": 730,
            "unit": "hour",
            "usdEach": 0.005,
            "usd": 3.65,
            "region": "ap-northeast-2",
            "why": "",
            "verified": True,
            "source": "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonVPC/current/ap-northeast-2/index.json",
            "read": "2026-10-01",
        }
    ]
    assert found["assumptions"] == {"hours_per_month": 730}


def test_json_can_be_written_to_a_file(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--stack", "dev", "--json", "--output", str(tmp_path / "cost.json"))

    assert (code, out) == (0, "")
    assert document((tmp_path / "cost.json").read_text())["usd"] == 7.3


def test_it_is_compared_with_another_stack(run: Run, tmp_path: Path) -> None:
    project(tmp_path / "here", 5, stack="prod")
    found = document(run("--stack", "prod", "--against", "dev", "--json")[1])["change"]

    assert (found["with"], found["usdBefore"], found["usdAfter"], found["usd"]) == ("dev", 7.3, 18.25, 10.95)
    assert len(found["components"]) == 3


def test_it_is_compared_with_another_file(run: Run, tmp_path: Path) -> None:
    other = project(tmp_path / "there", 1, stack="qa") / "Pulumi.qa.yaml"
    found = document(run("--stack", "dev", "--against", str(other), "--json")[1])["change"]

    assert (found["with"], found["usd"]) == ("Pulumi.qa.yaml", 3.65)


def test_it_is_compared_with_what_another_checkout_makes_of_the_same_stack(run: Run, tmp_path: Path) -> None:
    base = project(tmp_path / "base", 1)
    (base / "ops").mkdir()  # a checkout has this tool too, of another age: it is not run
    (base / "ops/__init__.py").write_text("raise AssertionError('the other tool was run')")
    found = document(run("--stack", "dev", "--against", str(base), "--json")[1])["change"]

    assert (found["usdBefore"], found["usdAfter"]) == (3.65, 7.3)


def test_a_stack_that_the_other_checkout_has_not_is_all_new(run: Run, tmp_path: Path) -> None:
    base = project(tmp_path / "base", 1, stack="prod")
    found = document(run("--stack", "dev", "--against", str(base), "--json")[1])["change"]

    assert (found["usdBefore"], found["usd"], len(found["components"])) == (0, 7.3, 2)


def test_assumptions_are_taken(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "use.yaml"
    path.write_text("hours_per_month: 100\ncomponents: {address-1: {hours_per_month: 200}}\n")
    found = document(run("--stack", "dev", "--assumptions", str(path), "--json")[1])

    assert found["usd"] == 1.5
    assert found["assumptions"] == {"hours_per_month": 100, "hours_per_month of address-1": 200}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "No stack is named; add --stack, one of dev."),
        (("--stack", "qa"), "There is no stack 'qa': Pulumi.qa.yaml does not exist; there are: dev."),
        (
            ("--stack", "dev", "--against", "qa"),
            "--against 'qa' is no stack, no stack file and no folder with a checkout; the stacks are dev.",
        ),
        (("--stack", "dev", "--against", "none.yaml"), "none.yaml does not say which stack it is for;"),
        (("--stack", "dev", "--output", "x"), "--output takes --json; the table is for a terminal."),
        (("--stack", "dev", "--assumptions", "none.yaml"), "--assumptions none.yaml does not exist."),
        (("--overview", "none.md"), f"--overview none.md has no lines {START} and {END}, between which"),
    ],
)
def test_wrong_input_is_one_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_a_region_without_prices_is_refused(tmp_path: Path) -> None:
    here = project(tmp_path / "here", 1, region="eu-north-1")

    with pytest.raises(WrongInputError, match=r"There are no prices for eu-north-1 of dev, only for ap-northeast-1, "):
        estimate_stack(here, "dev")


def test_the_table_of_all_stacks_is_put_between_the_marks(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{START}\nold\n{END}\nafter\n")
    (tmp_path / "here/examples").mkdir()
    project(tmp_path / "here/examples/shop", 1, stack="shop-dev")

    assert run("--overview", str(page))[0] == 0
    text = page.read_text()
    assert text.startswith(f"before\n{START}\n| Stack | A month |")
    assert text.endswith(f"|\n{END}\nafter\n")
    assert "old" not in text
    assert "| `dev` in ap-northeast-2 | $7.30 |" in text
    assert "| `shop-dev` in ap-northeast-2 | $3.65 |" in text
