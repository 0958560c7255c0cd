"""Each type of resource fails once when it is first made, and once when it is first changed: the next `up` goes on.

Each resource of production, one after another, is in `every_resource_fails.py`, which `make faults` runs.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from pulumi.automation import ConfigValue

from tests.engine.deployment import EVERYTHING, Deployment, Toolbox
from tests.engine.faults.breaking import until_it_succeeds
from tests.engine.provider.troubles import REFUSAL, FirstOfEachType
from tests.engine.upgrades import left_behind
from tests.releases import Recorded

Stack = Callable[[str], Deployment]
UPGRADED = "0.1.0-data-and-edge"
"""A release whose upgrade changes much that exists already."""
MOST = 40
KEY = "0123456789abcdef0123456789abcdef"
SECRETS = ("pagerduty-oncall", "pagerduty-europe", "shed-partner-key")


@pytest.fixture
def everything(fresh: Stack) -> Deployment:
    """Every part at once, its secrets encrypted for this deployment."""
    deployment = fresh(EVERYTHING)
    deployment.write({"platform:secrets": {}})
    for name in SECRETS:
        deployment.stack.set_config(f"platform:secrets.{name}", ConfigValue(KEY, secret=True), path=True)
    return deployment


def test_a_type_that_fails_when_it_is_first_made_is_made_once_by_the_next_up(everything: Deployment) -> None:
    deployment = everything
    trouble = FirstOfEachType("create")

    healing = until_it_succeeds(deployment, lambda: trouble, most=MOST, keep_on=True)

    types = {live.type for live in deployment.account.live.values()}
    assert trouble.refused == types
    assert all(REFUSAL in run.error for run in healing.failed)
    assert healing.lost == set()
    assert {deployment.account.made(live.urn) for live in deployment.account.live.values()} == {1}
    assert deployment.preview().touched == set()


def test_a_type_that_fails_when_it_is_first_changed_is_changed_by_the_next_up(toolbox: Toolbox, tmp_path: Path) -> None:
    deployment = left_behind(toolbox, tmp_path / "prod", Recorded(UPGRADED, "prod"))
    trouble = FirstOfEachType("update")

    healing = until_it_succeeds(deployment, lambda: trouble, most=MOST, keep_on=True)

    assert len(trouble.refused) >= 10
    assert all(REFUSAL in run.error for run in healing.failed)
    assert healing.lost == set()
    assert deployment.preview().touched == set()
