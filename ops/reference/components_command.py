"""`python -m ops components`: the classes of the program at a terminal, or as a page."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.failures import WrongInputError
from ops.output import write
from ops.reference.components import Component, read_components
from ops.reference.components_page import render_components
from ops.reference.keys import Keys
from ops.reference.made import made_by, record_all
from ops.reference.schema import stack_schema


def show_components(root: Path, name: str | None, output: Path | None) -> None:
    """Print a line for each component, explain one, or write the page of all."""
    if name and output:
        raise WrongInputError(f"--output writes the page of all components; leave {name!r} or --output out.")
    components = {one.name: one for one in read_components(root)}
    if output:
        made = made_by(record_all(root))
        write(render_components(list(components.values()), made, Keys(stack_schema())), output)
    elif name:
        _explain(_named(name, components))
    else:
        _show_all(components.values())


def _named(name: str, components: dict[str, Component]) -> Component:
    if name in components:
        return components[name]
    near = get_close_matches(name, components, n=1)
    way_out = f"did you mean {near[0]}?" if near else "`python -m ops components` lists them all."
    raise WrongInputError(f"{name!r} is no component; {way_out}")


def _show_all(components: Iterable[Component]) -> None:
    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Component", no_wrap=True)
    table.add_column("What it is")
    for one in components:
        table.add_row(one.name, Text(one.description.partition("\n\n")[0].replace("\n", " ")))
    console.print(table)
    console.print("\n`python -m ops components <name>` explains one.", style="dim", markup=False)


def _explain(component: Component) -> None:
    console = Console()
    console.print(Text.assemble((component.name, "bold"), f" ({component.token}, {component.file})"), soft_wrap=True)
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for label, value in _facts(component):
        facts.add_row(label, Text(value))
    console.print(facts)


def _facts(component: Component) -> Iterator[tuple[str, str]]:
    yield "What", component.description
    for label, members in (("Args", component.arguments), ("Has", component.attributes)):
        yield label, "\n".join(f"{one.name}: {one.type}" for one in members) or "nothing"
    if component.verbs:
        yield "Does", "\n".join(f"{one.name}{one.type}" for one in component.verbs)
