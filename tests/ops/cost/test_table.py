"""What a person sees: 80 columns, money that lines up, and doubts that are said."""

import re

import pytest
from rich.cells import cell_len

from ops.cost.compare import change
from ops.cost.estimate import monthly
from ops.cost.table import show
from ops.cost.words import amount, measured, money, signed
from tests.ops.cost.conftest import Estimated, assumptions, recording, resource


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_nothing_is_wider_than_80_columns(estimated: Estimated, capsys: pytest.CaptureFixture[str]) -> None:
    show(estimated("prod"), change(estimated("dev"), estimated("prod"), "dev"), free_tier=True)
    lines = capsys.readouterr().out.splitlines()

    assert len(lines) > 50
    assert max(map(cell_len, lines)) <= 80


def test_a_wide_terminal_gets_no_wider_table(
    estimated: Estimated, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    show(estimated("prod"), None, free_tier=False)

    assert max(map(cell_len, capsys.readouterr().out.splitlines())) <= 80


def test_every_component_and_both_totals_are_shown(estimated: Estimated, capsys: pytest.CaptureFixture[str]) -> None:
    prod = estimated("prod")
    show(prod, None, free_tier=False)
    out = capsys.readouterr().out

    assert [name for name in prod.components if not re.search(rf"^{name} ", out, re.MULTILINE)] == []
    assert re.search(rf"^Total +{re.escape(money(prod.total))}$", out, re.MULTILINE)
    assert f"{money(prod.total_with_free_tier)}\n" in out
    assert "With the AWS Free Tier, the offers that never end" in out
    assert "Against" not in out


def test_the_dearest_stands_first(estimated: Estimated, capsys: pytest.CaptureFixture[str]) -> None:
    show(estimated("prod"), None, free_tier=False)

    assert capsys.readouterr().out.splitlines()[2].startswith("Database db ")


def test_unverified_prices_are_marked_and_the_total_says_so(
    estimated: Estimated, capsys: pytest.CaptureFixture[str]
) -> None:
    prod = estimated("prod")
    show(prod, None, free_tier=False)
    out = capsys.readouterr().out

    assert re.search(r"Dashboards +1 month \? +\$3\.00", out)
    assert re.search(r"NAT gateway, 2 resources +1,460 hours {3,}\$86\.14", out)
    assert f"{money(prod.unverified)} of it rests on prices that nobody verified, marked ?" in out


def test_where_all_is_verified_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    show(monthly(recording(resource("aws:ec2/eip:Eip", "e")), assumptions()), None, free_tier=False)

    assert "verified" not in capsys.readouterr().out


def test_what_is_left_out_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    show(monthly(recording(resource("aws:lambda/function:Function", "f")), assumptions()), None, free_tier=False)
    out = " ".join(capsys.readouterr().out.split())

    assert "It is more than that; left out: aws:lambda/function:Function: nobody has said what it costs." in out


def test_the_free_tier_is_listed_when_asked_for(estimated: Estimated, capsys: pytest.CaptureFixture[str]) -> None:
    show(estimated("prod"), None, free_tier=False)
    without = capsys.readouterr().out
    show(estimated("prod"), None, free_tier=True)

    assert "3 dashboards" not in without
    assert re.search(r"3 dashboards +-\$3\.00", capsys.readouterr().out)


def test_a_change_has_both_totals_and_the_sign(estimated: Estimated, capsys: pytest.CaptureFixture[str]) -> None:
    dev, prod = estimated("dev"), estimated("prod")
    show(dev, change(prod, dev, "prod"), free_tier=False)
    out = capsys.readouterr().out

    totals = rf"^Against prod +{re.escape(f'{money(prod.total)} {money(dev.total)} {money(dev.total - prod.total)}')}$"
    assert re.search(totals, out, re.MULTILINE)
    assert re.search(r"^  Database db +\$[\d.,]+ +\$[\d.,]+ +-\$[\d.,]+$", out, re.MULTILINE)


def test_no_change_is_said(estimated: Estimated, capsys: pytest.CaptureFixture[str]) -> None:
    show(estimated("dev"), change(estimated("dev"), estimated("dev"), "dev"), free_tier=False)

    assert "No component costs more or less." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("usd", "plain", "with_sign"),
    [
        (0, "$0.00", "$0.00"),
        (0.004, "$0.00", "$0.00"),
        (-0.004, "$0.00", "$0.00"),
        (1234.5, "$1,234.50", "+$1,234.50"),
        (-3, "-$3.00", "-$3.00"),
    ],
)
def test_money_is_written_with_its_sign(usd: float, plain: str, with_sign: str) -> None:
    assert (money(usd), signed(usd)) == (plain, with_sign)


def test_amounts_have_the_decimals_that_they_need() -> None:
    assert [amount(one) for one in (1460.0, 1 / 3, 100000, 0.0001)] == ["1,460", "0.33", "100,000", "0.0001"]
    assert [measured(1, "month"), measured(2, "GB-month"), measured(2, "GB")] == ["1 month", "2 GB-months", "2 GB"]
