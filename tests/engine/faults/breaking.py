"""What breaks a deployment off in the middle, and what the CLI says of it."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.engine.changing import lost
from tests.engine.deployment import Deployment, Run
from tests.engine.provider import plugin
from tests.engine.provider.account import Trouble

LOCKED: Final = "the stack is currently locked by 1 lock(s)"
PENDING: Final = "Attempting to deploy or update resources with 1 pending operations from previous deployment"
PLUGIN_DIED: Final = "error reading from server: EOF"
EXISTS: Final = "AlreadyExists"
"""What the CLI says; docs/runbook.md has each with its way out, and test_runbook.py compares."""
ONE_AT_A_TIME: Final = ("--parallel", "1")


@dataclass
class Healing:
    """Runs that failed, and the one that did not."""

    failed: list[Run]
    last: Run

    @property
    def lost(self) -> set[str]:
        """What held state, and was replaced or deleted by one of them."""
        return set().union(*(lost(run) for run in (*self.failed, self.last)))


def until_it_succeeds(
    deployment: Deployment, trouble: Callable[[], Trouble], *, most: int, keep_on: bool = False
) -> Healing:
    """Run `up` under a trouble again and again; after each the state has what the account has, no more and no less."""
    failed: list[Run] = []
    while True:
        deployment.account.faults = [trouble()]
        run = deployment.up(continue_on_error=keep_on)
        deployment.account.faults = []
        assert deployment.strays() == set()
        assert not deployment.checkpoint().get("pending_operations")
        if not run.error:
            return Healing(failed, run)
        failed.append(run)
        assert len(failed) <= most, run.error


@contextmanager
def running(deployment: Deployment, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """The CLI in the midst of a command, in a process that can be killed; what it started ends with the block."""
    command = [deployment.toolbox.command.command, *words, "--stack", deployment.name]
    with (deployment.root / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(  # noqa: S603 - the CLI
            command,
            cwd=deployment.project,
            env={**os.environ, **deployment.surroundings},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )
        try:
            yield process
        finally:
            end_group(process.pid)
            process.wait()


def end_group(group: int) -> None:
    """Kill what is left of a group of processes that was started here."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def with_a_plugin_of_its_own(deployment: Deployment) -> Path:
    """Have the engine start the aws provider from PATH, as it starts the real one; gives the folder it is killed by."""
    folder = deployment.root / "plugins"
    plugin.install(folder, deployment.ports["aws"])
    variables = deployment.stack.workspace.env_vars
    variables["PULUMI_DEBUG_PROVIDERS"] = f"random:{deployment.ports['random']}"
    variables["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return folder
