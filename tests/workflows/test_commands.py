"""Every command that a workflow calls exists, with these options: checked by the command line itself."""

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from ops.cli import app
from tests.workflows.conftest import DIGEST, ROW, SHA, Machine
from tests.workflows.files import WORKFLOWS, read

INPUTS = {
    "environment": "production", "rollback": True, "version": "v1.2.2", "now": "outage", "infrastructure": "a/b",
    "infrastructure_ref": "main", "application": "server", "service": "api", "website": "site",
    "database_revision": "ae10", "context": ".", "complete": "/app", "folder": ".", "output": "out", "node": "24",
    "variables": "",
}  # fmt: skip
NO_OPS = ("build", "faults")
"""Jobs that run no command of ops."""
PLAYED = [
    (path.stem, job)
    for path in WORKFLOWS
    if path.stem != "test"
    for job, found in read(path)["jobs"].items()
    if "steps" in found and job not in NO_OPS
]
COMMANDS = {"changelog", "comment", "cost", "deploy", "drift", "matrix", "migrate", "notify", "preview",
            "publish-website", "release", "report", "rollback", "verify", "window"}  # fmt: skip


def refuse_unknown(call: list[str]) -> None:
    """Raise what the command line raises for a command or an option that is not there; the command is not run."""
    group: Any = typer.main.get_command(app)
    with group.make_context("ops", call) as context:
        _, command, arguments = group.resolve_command(context, call)
        command.make_context(call[0], arguments)


def called(machine: Machine, file: str, job: str) -> Iterator[list[str]]:
    answers = {
        "docker image inspect": (f"r@{DIGEST}\n", 0),
        "jq --raw-output .include": ("--stack=prod\n", 0),
        "jq": ("deploy-1\n", 0),
        "python -m ops verify": ("", 1),
        "python -m ops release": ("{}", 0),
    }
    names = {"inputs": INPUTS, "matrix": {**ROW, "datadog_secret": "datadog"}}
    event = {"event": {"pull_request": {"number": 5}}}
    player = machine(answers, github=event, **names)
    (player.temp / "comment.md").write_text("<!-- marker -->\n")
    (player.temp / "changed").write_text("README.md\n")
    (player.temp / "previews").mkdir()
    (player.temp / "prod.jsonl").touch()
    (player.temp / "state.json").touch()
    for call in player.play(file, job).calls:
        if call[:3] == ["python", "-m", "ops"]:
            yield call[3:-1] if call[-1] == "README.md\n" or call[-2:-1] == ["--changed=-"] else call[3:]


@pytest.mark.parametrize(("file", "job"), PLAYED)
def test_the_command_line_takes_what_a_job_gives_it(machine: Machine, file: str, job: str) -> None:
    calls = list(called(machine, file, job))

    assert calls
    for call in calls:
        assert call[0] in COMMANDS, shlex.join(call)
        refuse_unknown(call)


def test_what_the_command_line_does_not_know_is_noticed() -> None:
    wrong = ["deploy", "--stack", "prod", "--commit", SHA]

    assert CliRunner().invoke(app, wrong).exit_code == 2
    with pytest.raises(Exception, match="No such option"):
        refuse_unknown(wrong)
