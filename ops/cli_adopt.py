"""The command that takes over what exists."""

from pathlib import Path
from typing import Annotated

import typer

from ops.cli_data import ConfigFile, Json, Stack

app = typer.Typer()


@app.command()
def adopt(
    *,
    stack: Stack,
    config_file: ConfigFile = None,
    output: Annotated[Path, typer.Option(metavar="PATH", help="Where the file for `pulumi import` goes.")] = Path(
        "import.json"
    ),
    state: Annotated[
        Path | None, typer.Option(metavar="PATH", help="What `pulumi stack export` printed; the CLI is asked.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find on AWS what a stack declares, and write a file for `pulumi import`; exit 1 where something would be lost."""
    from ops.adopt.command import Options  # noqa: PLC0415 - loads boto3 and the Pulumi SDK
    from ops.adopt.command import adopt as run  # noqa: PLC0415 - as above

    raise typer.Exit(run(Path(), Options(stack, output, config_file, state, as_json)))
