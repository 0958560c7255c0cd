"""Fixtures that many tests share: each stack recorded once."""

from collections.abc import Callable

import pytest
from hypothesis import settings

from ops.offline.program import record_stack
from ops.offline.recording import Recording
from tests.harness import ROOT
from tests.recordings import programs_run_once

__all__ = ["programs_run_once"]

settings.register_profile("patient", deadline=None)  # a busy machine is no failed test
settings.load_profile("patient")

Record = Callable[[str], Recording]


def _recorded(stack: str, *, first: bool) -> Recording:
    if stack == "all":
        return record_stack(ROOT, stack, ROOT / "tests/data/everything.yaml", unknown_outputs=first)
    example = next(ROOT.glob(f"examples/*/Pulumi.{stack}.yaml"), None)
    return record_stack(ROOT, stack, example, unknown_outputs=first)


@pytest.fixture(scope="session")
def deployed() -> Record:
    """A stack (dev, stg, prod, or all of what components can make) with every id that AWS gives."""
    return lambda stack: _recorded(stack, first=False)


@pytest.fixture(scope="session")
def first_preview() -> Record:
    """A stack before its first deployment."""
    return lambda stack: _recorded(stack, first=True)
