"""The rules of the pack for a terminal: all of them, a line each, or one of them in full."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.findings import Rule
from ops.policy_docs.catalogue import TIERS, Entry, Section
from ops.policy_docs.words import judged, spoken_levels


def show_all(sections: Sequence[Section]) -> None:
    """Print a line for each rule, so that `grep` finds it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Rule", "Severity", *(tier.capitalize() for tier in TIERS)):
        table.add_column(column, no_wrap=True)
    for section in sections:
        table.add_row()
        table.add_row(Text(section.heading, style="bold"))
        for entry in section.entries:
            table.add_row(entry.rule.id, entry.rule.severity, *entry.levels.values())
    console = Console()
    console.print(table)
    console.print("\n`python -m ops policies <rule>` explains one: what, why, fix.", style="dim", markup=False)


def explain(entry: Entry) -> None:
    """Print all about one rule."""
    console = Console()
    console.print(Text.assemble((entry.rule.id, "bold"), f" ({entry.rule.severity}, {entry.heading})"))
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for label, value in _facts(entry):
        facts.add_row(label, Text(value))
    console.print(facts)
    if entry.rule.url:
        console.print(entry.rule.url, soft_wrap=True, markup=False)


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    rule = entry.rule
    yield "What", rule.title
    yield "Why", rule.why
    yield "Fix", rule.fix
    yield "Level", spoken_levels(entry.levels.items())
    if rule.on:
        yield "Judges", judged(rule)
    yield "Standard", ", ".join(rule.standard)
    yield "Answers", _controls(rule)


def _controls(rule: Rule) -> str:
    answered = (f"{framework} {', '.join(ids)}" for framework, ids in sorted(rule.controls.items()))
    return "; ".join(answered) or "nothing of another rule set"
