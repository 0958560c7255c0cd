"""The commands for what visitors meet: the website's files, how many tasks serve, and who hears of a deployment."""

from pathlib import Path
from typing import Annotated

import typer

from ops.cli_data import ConfigFile, Json, Stack, Yes

app = typer.Typer()


@app.command("publish-website")
def publish_website(
    *,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What the build wrote, such as ./out.")],
    stack: Stack,
    website: Annotated[str | None, typer.Option(metavar="ROLE", help="The website; the stack's only one.")] = None,
    version: Annotated[str, typer.Option(help="What was built, such as a commit or a tag; to go back to.")] = "",
    keep: Annotated[int, typer.Option(min=1, max=100, help="How many releases stay, with their assets.")] = 5,
    config_file: ConfigFile = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Publish a build: its assets, its pages, index.html last; incomplete ones are refused."""
    from ops.website.publish import Options, publish  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    options = Options(
        stack=stack,
        folder=folder,
        website=website,
        version=version,
        keep=keep,
        config_file=config_file,
        yes=yes,
        as_json=as_json,
    )
    publish(Path(), options)


@app.command()
def scale(
    *,
    stack: Stack,
    service: Annotated[str, typer.Option(metavar="ROLE", help="The service.")],
    least: Annotated[int | None, typer.Option("--min", min=0, help="Tasks at least, with `scaling`.")] = None,
    most: Annotated[int | None, typer.Option("--max", min=0, help="Tasks at most, with `scaling`.")] = None,
    desired: Annotated[int | None, typer.Option(min=0, help="Tasks, without `scaling`.")] = None,
    config_file: ConfigFile = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Run more or fewer tasks: in the stack file, and on AWS at once."""
    from ops.scale.command import Options, scale_service  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    options = Options(
        stack=stack,
        service=service,
        least=least,
        most=most,
        desired=desired,
        config_file=config_file,
        yes=yes,
        as_json=as_json,
    )
    scale_service(Path(), options)


@app.command()
def wake(
    *,
    stack: Stack,
    until: Annotated[
        str | None,
        typer.Option(metavar="HH:MM", help="Till when, by the clock of its off-hours; three hours from now."),
    ] = None,
    config_file: ConfigFile = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Start an environment in its off-hours: databases first, then services; it rests again by itself."""
    from ops.wake.command import Options  # noqa: PLC0415 - loads boto3 and the Pulumi SDK
    from ops.wake.command import wake as run  # noqa: PLC0415 - as above

    run(Path(), Options(stack=stack, until=until, config_file=config_file, yes=yes, as_json=as_json))


@app.command()
def notify(
    *,
    stack: Stack,
    what: Annotated[str, typer.Option("--of", metavar="ROLE", help="The service or website that was deployed.")],
    version: Annotated[str, typer.Option(help="What was deployed, such as a commit or a tag.")] = "",
    started: Annotated[bool, typer.Option("--started", help="The deployment only begins.")] = False,
    exit_code: Annotated[
        int | None, typer.Option(min=0, max=255, help="The release's, such as $?; this command ends with it too.")
    ] = None,
    url: Annotated[str, typer.Option(help="Where to read more, such as the pipeline's run.")] = "",
    slack_secret: Annotated[
        str | None, typer.Option(metavar="ROLE", help="The stack's secret with the webhook; $SLACK_WEBHOOK_URL.")
    ] = None,
    datadog_secret: Annotated[
        str | None, typer.Option(metavar="ROLE", help="The stack's secret with the API key; $DATADOG_API_KEY.")
    ] = None,
    config_file: ConfigFile = None,
    as_json: Json = False,
) -> None:
    """Announce a deployment to Slack and Datadog, and count it there; never hides how it went."""
    from ops.notify.command import Options, announce  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    options = Options(
        stack=stack,
        what=what,
        version=version,
        started=started,
        exit_code=exit_code,
        url=url,
        slack_secret=slack_secret,
        datadog_secret=datadog_secret,
        config_file=config_file,
        as_json=as_json,
    )
    raise typer.Exit(announce(Path(), options))
