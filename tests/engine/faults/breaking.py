"""What breaks a deployment off in the middle, and what the CLI says of it."""

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.engine.changing import lost
from tests.engine.deployment import Deployment, Run
from tests.engine.provider import plugin
from tests.engine.provider.account import Trouble
from tests.engine.provider.troubles import PATIENCE, REFUSAL, Gate

UP = ("up", "--yes", "--skip-preview", "--parallel", "1")
"""One operation at a time, so that one alone is under way when it breaks off."""


@dataclass
class Healing:
    """Runs that failed, and the one that did not."""

    failed: list[Run]
    last: Run

    @property
    def gone(self) -> set[str]:
        """Everything that one of them replaced or deleted."""
        return set().union(*(run.replaced | run.did("delete") for run in (*self.failed, self.last)))

    @property
    def lost(self) -> set[str]:
        """What held state, and was replaced or deleted by one of them."""
        return set().union(*(lost(run) for run in (*self.failed, self.last)))


def until_it_succeeds(deployment: Deployment, trouble: Callable[[], Trouble], *, most: int) -> Healing:
    """Run `up` under a trouble again and again; after each the state has what the account has, no more and no less."""
    failed: list[Run] = []
    while True:
        deployment.account.faults = [trouble()]
        run = deployment.up()
        deployment.account.faults = []
        assert deployment.strays() == set()
        assert pending(deployment) == []
        if not run.error:
            return Healing(failed, run)
        assert REFUSAL in run.error, run.error
        failed.append(run)
        assert len(failed) <= most, run.error


def made_once(deployment: Deployment) -> bool:
    """Whether everything in the account was made in one go."""
    return {deployment.account.made(live.urn) for live in deployment.account.live.values()} == {1}


def pending(deployment: Deployment) -> list[tuple[str, str]]:
    """What the state says was under way: the operation and the resource."""
    operations = deployment.checkpoint().get("pending_operations") or []
    return [(one["type"], one["resource"]["urn"]) for one in operations]


@contextmanager
def held(deployment: Deployment, gate: Gate) -> Iterator[psutil.Popen]:
    """The engine in the midst of an update, at a gate that is closed; what was started ends with the block."""
    deployment.account.faults = [gate]
    command = [deployment.toolbox.command.command, *UP, "--stack", deployment.name]
    with said(deployment).open("w", encoding="utf-8") as printed:
        process = psutil.Popen(
            command,
            cwd=deployment.project,
            env={**os.environ, **deployment.surroundings},
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
        started: list[psutil.Process] = [process]
        try:
            assert gate.reached.wait(PATIENCE), said(deployment).read_text("utf-8")
            started += process.children(recursive=True)
            yield process
        finally:
            gate.open(broken=True)
            deployment.account.faults = []
            end(started)


def said(deployment: Deployment) -> Path:
    """Where what the held engine prints is written."""
    return deployment.root / "said.txt"


def end(processes: Iterable[psutil.Process]) -> None:
    """Kill what is left of the processes that were started here: plugins outlive an engine that was killed."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes)


def with_a_plugin_of_its_own(deployment: Deployment) -> Path:
    """Have the engine start the aws provider from PATH, as it starts the real one; gives the folder it is killed by."""
    folder = deployment.root / "plugins"
    plugin.install(folder, deployment.ports["aws"])
    deployment.stack.workspace.env_vars = {
        **deployment.stack.workspace.env_vars,
        "PULUMI_DEBUG_PROVIDERS": f"random:{deployment.ports['random']}",
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
    }
    return folder
