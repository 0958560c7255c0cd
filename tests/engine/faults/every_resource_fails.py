"""Production, whose resources fail one after another: `make faults` runs it, for an hour; pytest does not collect it.

Each `up` does one thing more than the one before and fails at the next, so that every resource of production is once
the first that fails when it is made, and every changed one the first that fails in an update.
"""

from collections.abc import Callable

import pytest

from tests.engine.changing import OWNED
from tests.engine.deployment import SMALL, Deployment
from tests.engine.faults.breaking import until_it_succeeds
from tests.engine.provider.troubles import REFUSAL, Allowance
from tests.engine.test_changes import IN_PLACE, TASK

Stack = Callable[[str], Deployment]
ANOTHER_TARGET_GROUP: dict[str, object] = {"platform:stack.services.api.short": "dja"}
"""The new one comes first, and the old one goes at the end."""


@pytest.mark.parametrize("stack", [SMALL, "prod"])
def test_whichever_resource_fails_the_next_up_goes_on_and_none_is_made_twice(stack: str, fresh: Stack) -> None:
    deployment = fresh(stack)

    healing = until_it_succeeds(deployment, lambda: Allowance(1), most=1000)

    made = len(deployment.account.live)
    assert made > 50
    assert len(healing.failed) == made - 1
    assert all(REFUSAL in run.error for run in healing.failed)
    assert all(run.replaced | run.did("delete") == set() for run in (*healing.failed, healing.last))
    assert {deployment.account.made(live.urn) for live in deployment.account.live.values()} == {1}
    assert deployment.preview().touched == set()


def test_whichever_change_fails_the_next_up_goes_on_and_nothing_that_holds_state_is_lost(copy_of: Stack) -> None:
    deployment = copy_of("prod")
    deployment.write({**OWNED, **IN_PLACE, **TASK, **ANOTHER_TARGET_GROUP})

    healing = until_it_succeeds(deployment, lambda: Allowance(1), most=1000)

    assert len(healing.failed) > 20
    assert all(REFUSAL in run.error for run in healing.failed)
    assert healing.lost == set()
    assert deployment.preview().touched == set()
