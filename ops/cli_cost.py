"""The command for what a stack costs."""

from pathlib import Path
from typing import Annotated

import typer

from ops.cli_data import ConfigFile, Json

app = typer.Typer()


@app.command()
def cost(
    *,
    stack: Annotated[str | None, typer.Option(help="The stack: the middle of Pulumi.<stack>.yaml.")] = None,
    config_file: ConfigFile = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="STACK|FILE|FOLDER", help="Say what differs: from it, or from another checkout's."),
    ] = None,
    assumptions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What to assume of use instead; docs/cost.md lists it.")
    ] = None,
    free_tier: Annotated[bool, typer.Option("--free-tier", help="List what the free tier takes off.")] = False,
    as_json: Json = False,
    output: Annotated[Path | None, typer.Option(metavar="PATH", help="Where the JSON goes; stdout.")] = None,
    overview: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Renew the table of all stacks in this file: README.md.")
    ] = None,
) -> None:
    """Estimate what a stack costs a month, by component, from a table of prices; nothing is looked up."""
    from ops.cost.command import Options, show_cost  # noqa: PLC0415 - loads the Pulumi SDK
    from ops.cost.overview import renew  # noqa: PLC0415 - as above

    if overview is not None:
        renew(Path(), overview)
        return
    show_cost(Path(), Options(stack, config_file, against, assumptions, free_tier, as_json, output))
