"""The commands that release services, judge releases and go back."""

from pathlib import Path
from typing import Annotated

import typer

from ops.failures import WrongInputError

app = typer.Typer()

Stack = Annotated[str | None, typer.Option(help="The stack: the middle of Pulumi.<stack>.yaml.")]
Role = Annotated[str, typer.Option("--service", help="The service's key under `services` in the stack file.")]
ConfigFile = Annotated[Path | None, typer.Option(metavar="PATH", help="Another stack file than the stack's own.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]
Json = Annotated[bool, typer.Option("--json", help="Give the result as JSON on stdout.")]


@app.command()
def release(
    *,
    service: Role,
    image: Annotated[str, typer.Option(metavar="DIGEST", help="The image: sha256: and 64 digits.")],
    stack: Stack = None,
    config_file: ConfigFile = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Ask for an image in a service, and record who did."""
    from ops.live.console import Console  # noqa: PLC0415 - as below
    from ops.release.release import release as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    console = Console(as_json=as_json, yes=yes)
    _end(good=run(Path(), stack, service, image, config_file=config_file, console=console))


@app.command()
def verify(
    *,
    service: Role,
    revision: Annotated[
        str | None, typer.Option(help="The task definition's revision that must run; any with the image.")
    ] = None,
    stack: Stack = None,
    config_file: ConfigFile = None,
    as_json: Json = False,
) -> None:
    """Say whether what was asked for is what runs; exit 1 where it is not."""
    from ops.live.console import Console  # noqa: PLC0415 - as below
    from ops.release.verify import verify as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    console = Console(as_json=as_json)
    _end(good=run(Path(), stack, service, revision=revision, config_file=config_file, console=console))


@app.command()
def rollback(
    *,
    service: Annotated[
        str | None, typer.Option("--service", metavar="ROLE", help="The service's key in the stack file.")
    ] = None,
    website: Annotated[
        str | None, typer.Option("--website", metavar="ROLE", help="Or the website's, whose release is put back.")
    ] = None,
    to: Annotated[
        str, typer.Option(metavar="previous|REVISION|DIGEST|TAG", help="Where to go; for a website an id or a version.")
    ] = "previous",
    stack: Stack = None,
    config_file: ConfigFile = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Go back to an earlier image of a service, or an earlier release of a website, and verify it."""
    if website is not None and service is None:
        from ops.website.rollback import roll_back_website  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

        roll_back_website(Path(), stack, config_file, website, to, yes=yes, as_json=as_json)
        return
    if service is None or website is not None:
        raise WrongInputError("Say what goes back: one of --service and --website.")
    from ops.live.console import Console  # noqa: PLC0415 - as below
    from ops.release.rollback import rollback as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    console = Console(as_json=as_json, yes=yes)
    _end(good=run(Path(), stack, service, to, config_file=config_file, console=console))


@app.command("continue")
def continue_(
    *, service: Role, stack: Stack = None, config_file: ConfigFile = None, yes: Yes = False, as_json: Json = False
) -> None:
    """Let a deployment that waits for approval go on."""
    from ops.live.console import Console  # noqa: PLC0415 - as below
    from ops.release.paused import continue_ as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    console = Console(as_json=as_json, yes=yes)
    _end(good=run(Path(), stack, service, config_file=config_file, console=console))


@app.command()
def abort(
    *, service: Role, stack: Stack = None, config_file: ConfigFile = None, yes: Yes = False, as_json: Json = False
) -> None:
    """Take a deployment that is under way back to what served before."""
    from ops.live.console import Console  # noqa: PLC0415 - as below
    from ops.release.paused import abort as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    console = Console(as_json=as_json, yes=yes)
    _end(good=run(Path(), stack, service, config_file=config_file, console=console))


def _end(*, good: bool) -> None:
    raise typer.Exit(0 if good else 1)
