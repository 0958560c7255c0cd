"""An estimate for a terminal, and what changed."""

from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ops.cost.assumptions import SHARE
from ops.cost.compare import Change
from ops.cost.model import CENT, Estimate, cost
from ops.cost.words import MARK, amount, doubts, measured, money, signed

WIDEST: Final = 80
"""Cells, on a wider terminal too: figures far from their words are hard to read."""
INDENT: Final = (0, 0, 0, 2)


def show(estimate: Estimate, change: Change | None, *, free_tier: bool) -> None:
    """Print each component with its lines, the totals, what they rest on, and what changed where that was asked."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDEST)
    console.print(f"{estimate.stack} in {estimate.region}, for a month, in US dollars without tax", style="bold")
    console.print()
    console.print(_components(estimate))
    console.print()
    for part in (_totals(estimate), *([_credits(estimate)] if free_tier else []), *_changes(change)):
        console.print(part)
        console.print()
    for doubt in doubts(estimate):
        console.print(doubt, style="yellow", soft_wrap=False)
        console.print()
    console.print("Assumed (docs/cost.md says how to assume otherwise):", style="bold")
    console.print(_assumptions(estimate))


def _grid(*aligned: str) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    for place, align in enumerate(aligned):
        left = align == "left"
        table.add_column(justify="left" if left else "right", ratio=1 if place == 0 else None, no_wrap=not left)
    return table


def _components(estimate: Estimate) -> Table:
    table = _grid("left", "right", "right", "right")
    for name, lines in estimate.components.items():
        table.add_row(Text(name, "bold"), "", "", Text(money(cost(lines)), "bold"))
        for line in lines:
            if line.usd >= CENT:
                doubtful = MARK if line.price.read is None else ""
                elsewhere = line.price.region if line.price.region != estimate.region else ""
                why = "".join(f", {one}" for one in (line.why, elsewhere) if one)
                what = Padding(Text(line.price.what).append(why, "dim"), INDENT)
                table.add_row(what, measured(line.quantity, line.price.unit), doubtful, money(line.usd))
    return table


def _totals(estimate: Estimate) -> Table:
    table = _grid("left", "right")
    table.add_row(Text("Total", "bold"), Text(money(estimate.total), "bold"))
    table.add_row(f"With the {estimate.free_tier}", money(estimate.total_with_free_tier))
    return table


def _credits(estimate: Estimate) -> Table:
    table = _grid("left", "right")
    table.add_row(Text(f"{estimate.free_tier} (once in an account, not for each stack)", "bold"), "")
    for one in estimate.credits:
        table.add_row(Padding(one.what, INDENT), money(-one.usd))
    return table


def _changes(change: Change | None) -> list[Table]:
    if change is None:
        return []
    table = _grid("left", "right", "right", "right")
    heading = (f"Against {change.what}", money(change.before), money(change.after), signed(change.usd))
    table.add_row(*(Text(cell, "bold") for cell in heading))
    for one in change.components:
        style = "red" if one.usd > 0 else "green"
        table.add_row(Padding(one.component, INDENT), money(one.before), money(one.after), Text(signed(one.usd), style))
    if not change.components:
        table.add_row(Padding("No component costs more or less.", INDENT), "", "", "")
    return [table]


def _assumptions(estimate: Estimate) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for one in estimate.assumed:
        what = Text(f"{amount(one.value)}{'' if one.unit == SHARE else f' {one.unit}'}").append(f" {one.what}", "dim")
        table.add_row(Padding(one.name, INDENT), what)
    return table
