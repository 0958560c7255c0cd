"""The commands of `python -m ops`, their options and exit codes.

Exit codes: 0 good; 1 refused by a policy; 2 wrong input; 3 the engine, AWS or `ops` itself failed.
"""

import re
import sys
import traceback
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ops import (
    cli_adopt,
    cli_care,
    cli_cost,
    cli_data,
    cli_delivery,
    cli_diagram,
    cli_host,
    cli_reference,
    cli_release,
    cli_site,
)
from ops.failures import EngineFailedError, OpsError, WrongInputError
from ops.report.options import Format as ReportFormat
from ops.report.options import Options, Severity, made_at

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


class Format(StrEnum):
    """How a preview is printed."""

    TREE = "tree"
    JSON = "json"


class Drawing(StrEnum):
    """How a dashboard is drawn."""

    TABLE = "table"
    HTML = "html"


secrets = typer.Typer(no_args_is_help=True, help="Values of application secrets.")
app.add_typer(secrets, name="secrets")
app.add_typer(cli_adopt.app)
app.add_typer(cli_care.app)
app.add_typer(cli_cost.app)
app.add_typer(cli_data.app)
app.add_typer(cli_delivery.app)
app.add_typer(cli_diagram.app)
app.add_typer(cli_host.app)
app.add_typer(cli_reference.app)
app.add_typer(cli_release.app)
app.add_typer(cli_site.app)


@app.callback()
def ops() -> None:
    """What people and pipelines run around `pulumi`."""


@app.command()
def preview(
    *,
    stack: Annotated[str | None, typer.Option(help="The stack: the middle of Pulumi.<stack>.yaml.")] = None,
    output: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TREE,
    unknown_outputs: Annotated[
        bool, typer.Option("--unknown-outputs", help="As a first preview: nothing is deployed yet.")
    ] = False,
    config_file: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Another stack file than the stack's own.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day on which exemptions are judged; today.")
    ] = None,
    policy_pack_config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Levels and settings of policies, as `pulumi preview` takes it.")
    ] = None,
) -> None:
    """Show what a stack would be and what the policies say of it, with no AWS account and no Pulumi CLI."""
    from ops.preview import preview as show  # noqa: PLC0415 - loads the Pulumi SDK, which other commands can do without

    judged_on = _day(at).isoformat() if at is not None else None
    deployable = show(
        Path(),
        stack,
        config_file=config_file,
        unknown_outputs=unknown_outputs,
        at=judged_on,
        policy_config_file=policy_pack_config,
        as_json=output is Format.JSON,
    )
    raise typer.Exit(0 if deployable else 1)


@app.command()
def dashboard(
    *,
    stack: Annotated[str | None, typer.Option(help="The stack: the middle of Pulumi.<stack>.yaml.")] = None,
    drawing: Annotated[
        Drawing, typer.Option("--format", help="The alarms as a table, or the whole dashboard.")
    ] = Drawing.TABLE,
    output: Annotated[Path | None, typer.Option(metavar="PATH", help="Where the HTML goes; stdout.")] = None,
    config_file: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Another stack file than the stack's own.")
    ] = None,
) -> None:
    """Draw the alarms and the dashboard of a stack before they exist."""
    from ops.dashboard.command import draw  # noqa: PLC0415 - loads the Pulumi SDK, which other commands can do without

    draw(Path(), stack, config_file=config_file, as_html=drawing is Drawing.HTML, output=output)


@app.command()
def report(
    *,
    stack: Annotated[str, typer.Option(help="The stack: the middle of Pulumi.<stack>.yaml.")],
    config_file: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Another stack file than the stack's own.")
    ] = None,
    state: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Judge what is deployed: the output of `pulumi stack export`.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Report what the engine said: a log of its events.")
    ] = None,
    unknown_outputs: Annotated[
        bool, typer.Option("--unknown-outputs", help="As a first preview: nothing is deployed yet.")
    ] = False,
    output_format: Annotated[ReportFormat, typer.Option("--format", help="How to write it.")] = ReportFormat.HTML,
    output: Annotated[Path | None, typer.Option(metavar="PATH", help="Where to write it; stdout.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day on which exemptions are judged; that of --made.")
    ] = None,
    made: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DDTHH:MM:SSZ", help="The report's time, in UTC; now.")
    ] = None,
    policy_pack_config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Levels and settings of policies, as `pulumi preview` takes it.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Say what changed since this report, written as JSON.")
    ] = None,
    fail_on: Annotated[
        Severity | None, typer.Option(help="Refuse violations from this severity on, mandatory or not.")
    ] = None,
) -> None:
    """Write what auditors read: every rule with every resource, from a preview, the engine's events or a state."""
    time = made_at(made)
    options = Options(
        stack=stack,
        config_file=config_file,
        state=state,
        events=events,
        unknown_outputs=unknown_outputs,
        format=output_format,
        output=output,
        at=_day(at) if at is not None else time.date(),
        made=time,
        policy_pack_config=policy_pack_config,
        compare=compare,
        fail_on=fail_on,
    )
    from ops.report.command import write_report  # noqa: PLC0415 - loads the Pulumi SDK, as preview does

    raise typer.Exit(0 if write_report(Path(), options) else 1)


@app.command()
def policies(
    rule: Annotated[str | None, typer.Argument(help="A rule to explain, by its id; a line for each otherwise.")] = None,
    *,
    output: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the page of all rules there: docs/policies.md.")
    ] = None,
) -> None:
    """Show the rules of the policy pack and what breaking one means in each tier, or explain one rule."""
    from ops.policy_docs.command import show_policies  # noqa: PLC0415 - loads the Pulumi SDK, as preview does

    show_policies(Path(), rule, output)


@secrets.command("set")
def set_value(
    *,
    role: Annotated[str, typer.Argument(help="The secret's key under `secrets` in the stack file.")],
    stack: Annotated[str, typer.Option(help="The stack: the middle of Pulumi.<stack>.yaml.")],
    config_file: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Another stack file than the stack's own.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Give an application secret a new value, from a hidden prompt or a pipe; it is never shown."""
    from ops.secrets import set_secret  # noqa: PLC0415 - loads boto3, which other commands can do without

    typer.echo(set_secret(Path(), stack, role, config_file=config_file, confirmed=yes))


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongInputError(f"--at {text!r} is no day; write it as 2027-01-31.")


def main() -> None:
    """Run the command line; every failure has a sentence on stderr and its exit code."""
    try:
        sys.exit(app(prog_name="python -m ops", standalone_mode=False) or 0)
    except typer.TyperException as error:  # what was typed cannot be read
        sys.stderr.write(f"{error.format_message().replace(': Value error, ', ': ')}\n")
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.stderr.write("Aborted!\n")
        sys.exit(1)
    except OpsError as error:
        if isinstance(error, EngineFailedError) and error.__cause__:
            traceback.print_exception(error.__cause__)
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - Python's own exit code would be that of a refusal
        traceback.print_exc()
        sys.stderr.write("This is a bug in ops: please report it with the lines above.\n")
        sys.exit(EngineFailedError.exit_code)
