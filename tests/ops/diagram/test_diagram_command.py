"""`python -m ops diagram`: where it writes, what it says, and how it refuses."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ops import cli
from ops.diagram.layout.lanes import NoLaneError
from tests.harness import ROOT

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `python -m ops diagram` in the project; gives exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(sys, "argv", ["ops", "diagram", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return run


def test_a_drawing_goes_to_its_file_and_a_line_about_it_to_stderr(run: Run, tmp_path: Path) -> None:
    code, out, err = run("--stack", "account", "--output", str(tmp_path / "account.svg"))

    assert (code, out) == (0, "")
    assert err == f"{tmp_path / 'account.svg'}: account, 12 parts in 4 areas, 4 flows.\n"
    assert (tmp_path / "account.svg").read_text("utf-8").startswith("<svg ")


def test_a_flowchart_of_another_stack_file_goes_to_stdout_alone(run: Run) -> None:
    code, out, err = run("--config-file", "examples/rse/Pulumi.rse-host.yaml", "--format", "mermaid")

    assert (code, err) == (0, "")
    assert out.startswith("flowchart TB\n  %% rse-host, account 123456789012 in ap-northeast-2\n")


def test_an_unknown_stack_is_one_sentence(run: Run) -> None:
    code, out, err = run("--stack", "nope")

    assert (code, out) == (2, "")
    assert err == "There is no stack 'nope': Pulumi.nope.yaml does not exist; there are: account, dev, prod, stg.\n"


def test_a_picture_too_full_for_lines_names_the_way_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def crowded(*_: object) -> str:
        raise NoLaneError("account has 999 flows, which is more than a drawing has room for")

    monkeypatch.setattr("ops.diagram.svg.place", crowded)

    code, out, err = run("--stack", "account")

    assert (code, out) == (2, "")
    assert err == (
        "account has 999 flows, which is more than a drawing has room for; "
        "take --format mermaid, whose readers lay it out themselves.\n"
    )
