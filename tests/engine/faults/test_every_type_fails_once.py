"""Each type of resource fails once when it is first made, and once when it is first changed: the next `up` goes on.

Each resource of production, one after another, and the types that only other systems have, are in
`every_resource_fails.py`, which `make faults` runs.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.changing import OWNED
from tests.engine.deployment import Deployment, Toolbox
from tests.engine.faults.breaking import made_once, until_it_succeeds
from tests.engine.provider.troubles import REFUSAL, FirstOfEachType
from tests.engine.test_changes import IN_PLACE
from tests.engine.upgrades import left_behind
from tests.releases import Recorded

Stack = Callable[[str], Deployment]
UPGRADED = "0.1.0-data-and-edge"
"""An earlier release; its upgrade comes together with other settings, so that much is changed at once."""
MOST = 100


@pytest.fixture(scope="module")
def first() -> FirstOfEachType:
    """Refuses the first creation of each type, and no more in another stack."""
    return FirstOfEachType("create")


@pytest.mark.parametrize("stack", ["account", "rse-host", "prod"])
def test_a_type_that_fails_when_it_is_first_made_is_made_once_by_the_next_up(
    stack: str, first: FirstOfEachType, fresh: Stack
) -> None:
    deployment = fresh(stack)

    healing = until_it_succeeds(deployment, lambda: first, most=MOST)

    assert {live.type for live in deployment.account.live.values()} <= first.refused
    assert healing.failed
    assert healing.gone == set()
    assert made_once(deployment)
    assert deployment.preview().touched == set()


def test_a_type_that_fails_when_it_is_first_changed_is_changed_by_the_next_up(toolbox: Toolbox, tmp_path: Path) -> None:
    deployment = left_behind(toolbox, tmp_path / "prod", Recorded(UPGRADED, "prod"))
    deployment.write({**OWNED, **IN_PLACE})
    trouble = FirstOfEachType("update")

    healing = until_it_succeeds(deployment, lambda: trouble, most=MOST)

    assert len(trouble.refused) >= 10
    assert all(REFUSAL in run.error for run in healing.failed)
    assert healing.gone == set()
    assert deployment.preview().touched == set()
