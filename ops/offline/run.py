"""Runs a Pulumi program without an engine and gives back what it registered."""

import asyncio
import contextvars
import gc
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from google.protobuf import empty_pb2
from pulumi import RunError, runtime
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.settings import SETTINGS

from ops.offline.autonaming import Autonaming
from ops.offline.cloud import Cloud
from ops.offline.monitor import RecordingMonitor
from ops.offline.recording import Recording

ORGANIZATION = "organization"  # what the engine says where the backend has none


LEVELS: Final = {
    engine_pb2.DEBUG: logging.DEBUG,
    engine_pb2.INFO: logging.INFO,
    engine_pb2.WARNING: logging.WARNING,
}


class Engine:
    """Takes the program's log messages; as with Pulumi's own engine, a logged error fails the run."""

    def __init__(self) -> None:
        self._errors: list[str] = []

    def Log(self, request: engine_pb2.LogRequest) -> empty_pb2.Empty:  # noqa: N802 - the SDK calls it by this name
        """Keep an error, and pass anything else on to Python's logging."""
        if request.severity == engine_pb2.ERROR:
            self._errors.append(request.message)
        else:
            logging.getLogger("pulumi").log(LEVELS[request.severity], request.message)
        return empty_pb2.Empty()

    def raise_errors(self) -> None:
        """Refuse the run for the errors that the program logged."""
        if self._errors:
            raise RunError("\n".join(self._errors))


def record(
    program: Callable[[], object],
    *,
    project: str = "platform",
    stack: str = "dev",
    config: Mapping[str, str] | None = None,
    secret_keys: Iterable[str] = (),
    unknown_outputs: bool = False,
    root: Path | None = None,
) -> Recording:
    """Run a program to its end, every registration landed, and give what it registered.

    Whatever the program raises is raised here. With `unknown_outputs` nothing has been deployed yet: ids and other
    attributes that AWS gives are unknown. Without, they are all there, as after a deployment. Account and Region are
    those of `aws:allowedAccountIds` and `aws:region` in the configuration. `root` is what sources are relative to.
    """
    config, root = config or {}, root or Path.cwd()
    cloud = _cloud(config, Autonaming.from_config(config, project=project, stack=stack), unknown=unknown_outputs)
    monitor = RecordingMonitor(project=project, stack=stack, cloud=cloud, root=root)

    engine = Engine()

    async def main() -> None:
        program()
        await _settled()

    async def run() -> None:
        # Pulumi's parallel graph leaves futures unobserved where one node failed; the failure itself is raised.
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        runtime.set_all_config(dict(config), list(secret_keys))
        settings = runtime.Settings(
            project=project,
            stack=stack,
            monitor=monitor,
            engine=engine,
            dry_run=unknown_outputs,
            organization=ORGANIZATION,
            root_directory=str(root),
        )
        runtime.configure(settings)
        await runtime.run_in_stack(main)
        engine.raise_errors()

    # Pulumi keeps its settings, configuration and root resource in context variables: an empty context has none of
    # an earlier run and leaves none behind.
    collecting = gc.isenabled()  # a program may switch that off, for a process of its own
    try:
        with asyncio.Runner() as runner:
            runner.run(run(), context=contextvars.Context())
    finally:
        if collecting:
            gc.enable()
    return Recording(stack, project, monitor.recorded(), monitor.exports())


async def _settled() -> None:
    """Wait until nothing of the program is under way any more, or something of it failed.

    Pulumi's own loop, which comes after this, looks at everything that is under way each time that one thing is done.
    """
    while under_way := tuple(SETTINGS.outputs):
        done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_EXCEPTION)
        if any(task.cancelled() or task.exception() for task in done):
            return


def _cloud(config: Mapping[str, str], autonaming: Autonaming, *, unknown: bool) -> Cloud:
    return Cloud(
        account=_account(config.get("aws:allowedAccountIds", "")),
        region=config.get("aws:region", Cloud.region),
        autonaming=autonaming,
        unknown=unknown,
    )


def _account(allowed: str) -> str:
    """Give the first allowed account; whether the setting is one at all, the program has to say."""
    try:
        accounts = json.loads(allowed)
    except ValueError:
        return Cloud.account
    return str(accounts[0]) if isinstance(accounts, list) and accounts else Cloud.account
