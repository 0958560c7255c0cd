"""What the stacks of the tests declare, recorded once."""

import pytest

from ops.dashboard.declared import Declared, declared
from ops.offline.program import record_stack
from ops.offline.recording import Recording
from tests.harness import ROOT

EVERYTHING = ROOT / "tests" / "data" / "everything.yaml"


@pytest.fixture(scope="session")
def recording() -> Recording:
    """A stack with every part, and every way of telling people."""
    return record_stack(ROOT, "all", EVERYTHING)


@pytest.fixture(scope="session")
def everything(recording: Recording) -> Declared:
    return declared(recording)
