"""The command that draws a stack."""

from pathlib import Path
from typing import Annotated

import typer

from ops.cli_data import ConfigFile
from ops.diagram.options import Format

app = typer.Typer()


@app.command()
def diagram(
    *,
    stack: Annotated[str | None, typer.Option(help="The stack: the middle of Pulumi.<stack>.yaml.")] = None,
    config_file: ConfigFile = None,
    written_as: Annotated[
        Format, typer.Option("--format", help="A drawing, or a flowchart for Markdown.")
    ] = Format.SVG,
    output: Annotated[Path | None, typer.Option(metavar="PATH", help="Where it goes; stdout.")] = None,
) -> None:
    """Draw a stack: Regions, networks, what stands in them, and who may talk to whom."""
    from ops.diagram.command import draw  # noqa: PLC0415 - loads the Pulumi SDK

    draw(Path(), stack, config_file=config_file, written_as=written_as, output=output)
