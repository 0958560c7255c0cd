"""`python -m ops doctor`: a line for everything that has to be right before a command can work."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from ops.care.doctor.account import credentials, region
from ops.care.doctor.machine import Run, backend, cli, packages, plugins, python, run, secrets_provider
from ops.care.doctor.model import Check, State, failed, ok
from ops.care.text import way_out, wrapped
from ops.failures import OpsError
from ops.live.console import Console
from ops.live.environment import Environment, read_environment
from ops.live.stack_file import stack_path
from ops.live.waiting import Clock

MARKS: Final = {State.OK: "ok      ", State.WARNING: "warning ", State.FAILED: "FAILED  "}


def doctor(
    root: Path,
    stack: str,
    *,
    config_file: Path | None,
    console: Console,
    clock: Clock | None = None,
    execute: Run = run,
) -> int:
    """Print every line and give the exit code: 0 unless something failed."""
    checks = list(_checks(root, stack, config_file, clock or Clock(), execute))
    console.result("\n".join(_text(checks)), {"stack": stack, "checks": [asdict(one) for one in checks]})
    return 1 if any(one.state is State.FAILED for one in checks) else 0


def _checks(root: Path, stack: str, config_file: Path | None, clock: Clock, execute: Run) -> Iterator[Check]:
    yield python()
    yield packages(root)
    yield cli(root, execute)
    yield from plugins(execute)
    reached = list(backend(stack, execute))
    yield from reached
    try:
        environment: Environment = read_environment(root, stack, config_file)
    except OpsError as error:
        yield failed("stack file", str(error), f"python -m ops preview --stack {stack}")
        return
    yield ok("stack file", f"{environment.system} {environment.long}, tier {environment.tier}")
    url = next((one.seen for one in reached if one.subject == "backend"), "")
    yield secrets_provider(stack_path(root, stack, config_file), url, os.environ)
    yield region(environment)
    yield from credentials(environment, clock.utc())


def _text(checks: Sequence[Check]) -> Iterator[str]:
    for one in checks:
        yield from wrapped(f"{one.subject}: {one.seen}", MARKS[one.state])
        if one.way_out:
            yield from way_out(one.way_out, "          ")
