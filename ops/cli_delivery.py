"""The commands that bring a change to AWS: what must stand before, which stacks it touches, their deployment."""

from pathlib import Path
from typing import Annotated

import typer

from ops.cli_data import ConfigFile, Json, Yes

app = typer.Typer()


@app.command()
def bootstrap(
    *,
    stack: Annotated[
        str | None, typer.Option(help="The stack whose account and Region it is; account. Others there share it.")
    ] = None,
    config_file: ConfigFile = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Make what must stand before the first `pulumi up`: the state's bucket and key. Can be repeated at any time."""
    from ops.bootstrap.command import Options  # noqa: PLC0415 - loads boto3 and the Pulumi SDK
    from ops.bootstrap.command import bootstrap as run  # noqa: PLC0415 - as above

    run(Path(), Options(stack=stack, config_file=config_file, yes=yes, as_json=as_json))
