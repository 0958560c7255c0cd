"""A deployment that breaks off in the middle: what is there afterwards, what the CLI says, and what heals it.

Development gets a second database. Its instance is what takes longest on AWS, so that is where runs break off.
"""

from collections.abc import Callable

import pytest

from tests.engine.changing import STACK, lost
from tests.engine.deployment import Deployment, Run
from tests.engine.faults.breaking import ONE_AT_A_TIME, running
from tests.engine.provider.troubles import PATIENCE, Gate

CopyOf = Callable[[str], Deployment]
INSTANCE = "aws:rds/instance:Instance"
RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
UP = ("up", "--yes", "--skip-preview", *ONE_AT_A_TIME)
REPORTS = f"{STACK}.databases.reports"


@pytest.fixture
def growing(copy_of: CopyOf) -> Deployment:
    """Development, which is to get a second database."""
    deployment = copy_of("dev")
    settings = {**deployment.setting("databases.db"), "name": "gli-dev-reports"}
    deployment.write({REPORTS: settings})
    return deployment


def finished(deployment: Deployment) -> Run:
    """One more `up`, after which everything is there once and nothing is left to do."""
    run = deployment.up()
    assert run.error == ""
    assert lost(run) == set()
    assert deployment.strays() == set()
    assert deployment.checkpoint().get("pending_operations", []) == []
    assert deployment.preview().touched == set()
    return run


def pending(deployment: Deployment) -> list[tuple[str, str]]:
    """What the state says was under way: the operation and the resource's name."""
    operations = deployment.checkpoint().get("pending_operations") or []
    return [(one["type"], one["resource"]["urn"].rpartition("::")[2]) for one in operations]


def broken_off(deployment: Deployment, gate: Gate) -> None:
    """Kill the engine while the gate holds."""
    deployment.account.faults = [gate]
    with running(deployment, *UP) as engine:
        assert gate.reached.wait(PATIENCE)
        engine.kill()
        engine.wait()
    gate.open(broken=True)
    deployment.account.faults = []
