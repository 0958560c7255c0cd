"""The commands that explain what can be written, and what is made of it."""

from pathlib import Path
from typing import Annotated

import typer

from ops.reference.form import Format

app = typer.Typer()


@app.command()
def settings(
    key: Annotated[
        str | None, typer.Argument(help="A key to explain, such as services.api.cpu; a line for each otherwise.")
    ] = None,
    *,
    form: Annotated[Format, typer.Option("--format", help="Text, docs/configuration.md or the schema.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option(metavar="PATH", help="Where to write it; stdout.")] = None,
) -> None:
    """Show what a stack file may say: every key, one of them explained, the page, or the schema for editors."""
    from ops.reference.command import show_settings  # noqa: PLC0415 - loads the Pulumi SDK, as preview does

    show_settings(Path(), key, form, output)


@app.command()
def components(
    name: Annotated[
        str | None, typer.Argument(help="A component to explain, such as Database; a line for each otherwise.")
    ] = None,
    *,
    output: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the page of all components there: docs/components.md.")
    ] = None,
) -> None:
    """Show the components of the program, explain one of them, or write the page of all."""
    from ops.reference.components_command import show_components  # noqa: PLC0415 - as above

    show_components(Path(), name, output)
