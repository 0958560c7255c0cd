"""The commands that look after what is deployed; they change nothing."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ops.cli_data import ConfigFile, Json, Stack

app = typer.Typer()


class When(StrEnum):
    """Which of the guides' checklists."""

    BEFORE = "before"
    AFTER = "after"


@app.command()
def diagnose(
    *,
    stack: Stack,
    service: Annotated[str | None, typer.Option(metavar="ROLE", help="Look at this service alone.")] = None,
    config_file: ConfigFile = None,
    as_json: Json = False,
) -> None:
    """Walk the known failures and say cause and remedy; exit 1 where one is found, 3 where not all could be seen."""
    from ops.care.diagnosis.command import diagnose as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK
    from ops.live.console import Console  # noqa: PLC0415 - as above

    console = Console(as_json=as_json)
    raise typer.Exit(run(Path(), stack, service, config_file=config_file, console=console))


@app.command()
def drift(*, stack: Stack, config_file: ConfigFile = None, as_json: Json = False) -> None:
    """Say what changed outside Pulumi, without what releases and autoscaling do; exit 1 where there is drift."""
    from ops.care.drift.command import drift as run  # noqa: PLC0415 - loads the Pulumi SDK
    from ops.live.console import Console  # noqa: PLC0415 - as above

    raise typer.Exit(run(Path(), stack, config_file=config_file, console=Console(as_json=as_json)))


@app.command()
def checklist(
    *,
    when: Annotated[When, typer.Argument(help="Before a deployment, or after it.")],
    stack: Stack,
    minutes: Annotated[int, typer.Option(metavar="5|30|1440", help="Which look after it: its length.")] = 5,
    config_file: ConfigFile = None,
    as_json: Json = False,
) -> None:
    """Tick what a machine can check of the guides' lists; exit 1 where something is not so, 3 where it is not known."""
    from ops.care.checklist.command import checklist as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK
    from ops.live.console import Console  # noqa: PLC0415 - as above

    console = Console(as_json=as_json)
    raise typer.Exit(run(Path(), stack, when.value, minutes, config_file=config_file, console=console))


@app.command()
def doctor(*, stack: Stack, config_file: ConfigFile = None, as_json: Json = False) -> None:
    """Say whether this machine can work on a stack: versions, credentials, account, Region, backend."""
    from ops.care.doctor.command import doctor as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK
    from ops.live.console import Console  # noqa: PLC0415 - as above

    raise typer.Exit(run(Path(), stack, config_file=config_file, console=Console(as_json=as_json)))
