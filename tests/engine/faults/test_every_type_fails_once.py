"""Each type of resource fails once when it is first made, and once when it is first changed: the next `up` goes on.

Each resource of production, one after another, is in `every_resource_fails.py`, which `make faults` runs.
"""

from collections.abc import Callable

from tests.engine.deployment import EVERYTHING, Deployment
from tests.engine.faults.breaking import until_it_succeeds
from tests.engine.provider.troubles import REFUSAL, FirstOfEachType

Stack = Callable[[str], Deployment]
MOST = 40


def test_a_type_that_fails_when_it_is_first_made_is_made_once_by_the_next_up(fresh: Stack) -> None:
    deployment = fresh(EVERYTHING)
    trouble = FirstOfEachType("create")

    healing = until_it_succeeds(deployment, lambda: trouble, most=MOST, keep_on=True)

    types = {live.type for live in deployment.account.live.values()}
    assert trouble.refused == types
    assert all(REFUSAL in run.error for run in healing.failed)
    assert healing.lost == set()
    assert {deployment.account.made(live.urn) for live in deployment.account.live.values()} == {1}
    assert deployment.preview().touched == set()
