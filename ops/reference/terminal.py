"""The keys of a stack file for a terminal: all of them, a line each, or one of them in full."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.reference.examples import Examples
from ops.reference.keys import Key, Keys
from ops.reference.words import allowed, default


def show_all(keys: Keys) -> None:
    """Print a line for each key, so that `grep` finds it."""
    console = Console()
    for key in keys.all:
        console.print(Text.assemble(key.spoken, "  ", (default(key).strip("`"), "dim")), soft_wrap=True)
    console.print("\n`python -m ops settings <key>` explains one.", style="dim", markup=False)


def explain(keys: Keys, key: Key, examples: Examples) -> None:
    """Print all about one key."""
    console = Console()
    console.print(Text(key.spoken, style="bold"))
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for label, value in _facts(keys, key, examples):
        facts.add_row(label, Text(value))
    console.print(facts)


def _facts(keys: Keys, key: Key, examples: Examples) -> Iterator[tuple[str, str]]:
    if about := key.schema.get("description"):
        yield "What", about
    yield "Value", allowed(key.schema, lambda _: "map").replace("`", "")
    yield "Default", default(key).strip("`")
    if example := examples.of_key(key):
        yield "Example", f"{key.name}: {example}"
    for part in keys.parts(key.schema):
        yield "Keys", ", ".join(inner.name for inner in keys.section_of(part).keys)
