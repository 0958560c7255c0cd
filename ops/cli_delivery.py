"""The commands that bring a change to AWS: what must stand before, which stacks it touches, their deployment."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ops.cli_data import ConfigFile, Json, Yes
from ops.delivery.question import Event, Question

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


@app.command()
def matrix(
    *,
    event: Annotated[Event, typer.Option(help="What happened on GitHub.")],
    ref: Annotated[str, typer.Option(metavar="REF", help="Where, as GitHub writes it: refs/heads/main.")] = "",
    changed: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="A changed file, for each; - reads them from stdin, one a line."),
    ] = None,
    environment: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this stack, or the stacks with this long name.")
    ] = None,
) -> None:
    """Print the stacks that an event previews or deploys, in their order, as a matrix of jobs (one line of JSON)."""
    from ops.delivery.matrix import print_matrix  # noqa: PLC0415 - loads the Pulumi SDK

    files = sys.stdin.read().splitlines() if changed == ["-"] else changed
    print_matrix(Path(), Question(event, ref, files, environment))


@app.command()
def window(
    *,
    stack: Annotated[str, typer.Option(help="The stack.")],
    now: Annotated[
        str, typer.Option(metavar="REASON", help="Why it cannot wait: then the window is no hindrance.")
    ] = "",
) -> None:
    """Refuse (exit 1) while the stack's window of low risk is closed; `deploy` asks it by itself."""
    from ops.delivery.command import keep_window  # noqa: PLC0415 - loads the Pulumi SDK

    keep_window(Path(), stack, now)


@app.command()
def deploy(
    *,
    environment: Annotated[
        str, typer.Option(metavar="NAME", help="A stack, or an environment by its long name: all its Regions.")
    ],
    commit: Annotated[str, typer.Option(metavar="SHA", help="The commit, which must be checked out.")],
    now: Annotated[
        str, typer.Option(metavar="REASON", help="Deploy outside the window and in spite of the checklist; recorded.")
    ] = "",
    url: Annotated[str, typer.Option(help="Where people read more of this run.")] = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Deploy an environment, its Regions one after another; stop at the first that fails, and take its release back."""
    from ops.delivery.command import Options  # noqa: PLC0415 - loads the Pulumi SDK
    from ops.delivery.command import deploy as run  # noqa: PLC0415 - as above

    raise typer.Exit(run(Path(), Options(environment, commit, now, url, yes=yes, as_json=as_json)))


@app.command()
def changelog(
    tag: Annotated[str, typer.Argument(metavar="TAG", help="The version's tag, such as v0.1.0.")],
) -> None:
    """Print what a version of this project changes: its section of CHANGELOG.md, as its release has it."""
    from ops.delivery.changelog import section  # noqa: PLC0415 - only this command needs it

    sys.stdout.write(section(Path(), tag))


@app.command()
def comment(
    *,
    stack: Annotated[
        list[str] | None,
        typer.Option(help="A stack that was previewed, for each: it is told of where its log is missing."),
    ] = None,
    events: Annotated[
        list[Path],
        typer.Option(metavar="PATH", help="A log of the engine's events, STACK.jsonl, for each; or a folder."),
    ],
    report: Annotated[
        list[Path] | None, typer.Option(metavar="PATH", help="A report of a preview as JSON, for each; or a folder.")
    ] = None,
    cost: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="A comparison of `ops cost --json`, STACK.cost.json, for each; or a folder."),
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="PATH", help="Where to write it; stdout.")] = None,
) -> None:
    """Write the comment of a pull request: what its change would do to each stack, the worst first."""
    from ops.delivery.comment import write_comment  # noqa: PLC0415 - loads the Pulumi SDK

    text = write_comment(Path(), stack or [], events, report or [], output, costs=cost or [])
    if output is None:
        sys.stdout.write(text)
