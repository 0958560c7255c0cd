"""The project's program, which takes seconds, runs once for each configuration."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.offline import program
from ops.offline.recording import Recording
from ops.offline.run import record
from tests.harness import ROOT

_RECORDED: dict[str, Recording] = {}


def once(main: Callable[[], object], *, root: Path, **asked: Any) -> Recording:
    """As `record`, for the project's own program: what it made of the same configuration is given again.

    Programs of other folders differ from test to test, and run.
    """
    if root != ROOT:
        return record(main, root=root, **asked)
    key = json.dumps(asked, sort_keys=True, default=sorted)
    if key not in _RECORDED:
        _RECORDED[key] = record(main, root=root, **asked)
    return _RECORDED[key]


@pytest.fixture(autouse=True, scope="session")
def programs_run_once() -> Iterator[None]:
    """For all that runs the program in this process."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(program, "record", once)
        yield
