"""The command that deploys to a host."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command("deploy-host")
def deploy_host(
    *,
    stack: Annotated[str, typer.Option(help="The stack: the middle of Pulumi.<stack>.yaml.")],
    host: Annotated[str, typer.Option(metavar="ROLE", help="The host's key under `hosts` in the stack file.")],
    image: Annotated[
        list[str] | None, typer.Option(metavar="ROLE=DIGEST", help="An image that changes; once for each.")
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="previous", help="Go back to what the last deployment replaced.")
    ] = None,
    config_file: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Another stack file than the stack's own.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Give the result as JSON on stdout.")] = False,
) -> None:
    """Deploy images to a host, which goes back by itself where they do not serve; exit 1 then."""
    from ops.host.command import Options  # noqa: PLC0415 - as below
    from ops.host.command import deploy_host as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    options = Options(
        stack=stack, host=host, images=image or (), to=to, config_file=config_file, yes=yes, as_json=as_json
    )
    run(Path(), options)
