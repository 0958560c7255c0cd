"""The commands for databases: their migrations, and going back to an earlier moment."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

Stack = Annotated[str, typer.Option(help="The stack: the middle of Pulumi.<stack>.yaml.")]
ConfigFile = Annotated[Path | None, typer.Option(metavar="PATH", help="Another stack file than the stack's own.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]
Json = Annotated[bool, typer.Option("--json", help="Give the result as JSON.")]


@app.command()
def migrate(
    *,
    stack: Stack,
    service: Annotated[str, typer.Option(metavar="ROLE", help="The service whose `migration` is run.")],
    image: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="The image to run; that under platform:images.")
    ] = None,
    status: Annotated[bool, typer.Option("--status", help="Say what ran and where the database is.")] = False,
    down: Annotated[
        str | None,
        typer.Option(metavar="REVISION", help="Go back to this revision, with an image that still knows what to undo."),
    ] = None,
    snapshot: Annotated[bool, typer.Option("--snapshot", help="Copy the databases first.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Run it although it was run before.")] = False,
    timeout: Annotated[
        int | None, typer.Option(min=1, max=720, metavar="MINUTES", help="Stop it after this; as the settings say.")
    ] = None,
    config_file: ConfigFile = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Migrate a service's database, once and before the service changes; its running version is left alone."""
    from ops.migrate.command import migrate as run  # noqa: PLC0415 - loads boto3 and the Pulumi SDK
    from ops.migrate.status import show  # noqa: PLC0415 - as above
    from ops.migrate.work import Options  # noqa: PLC0415 - as above

    options = Options(
        stack=stack,
        service=service,
        config_file=config_file,
        image=image,
        status=status,
        down=down,
        snapshot=snapshot,
        again=again,
        timeout_minutes=timeout,
        yes=yes,
        as_json=as_json,
    )
    (show if status else run)(Path(), options)


@app.command("restore-database")
def restore_database(
    *,
    stack: Stack,
    role: Annotated[str, typer.Option(metavar="ROLE", help="The database to go back with.")],
    at: Annotated[str, typer.Option(metavar="TIME", help="To when, such as 2026-11-20T03:00:00Z, or latest.")],
    new: Annotated[
        str | None, typer.Option(metavar="ROLE", help="The new database's role; the old one's with the time.")
    ] = None,
    anonymise: Annotated[
        str | None, typer.Option(metavar="SERVICE", help="Prepare its `migration.anonymise` for the copy.")
    ] = None,
    config_file: ConfigFile = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Write a database restored to an earlier moment to the stack file, and say how services move to it."""
    from ops.restore.command import Options, restore  # noqa: PLC0415 - loads boto3 and the Pulumi SDK

    options = Options(
        stack=stack,
        role=role,
        at=at,
        new=new,
        anonymise=anonymise,
        config_file=config_file,
        yes=yes,
        as_json=as_json,
    )
    restore(Path(), options)
