"""Production, whose resources fail one after another: `make faults` runs it, for an hour; pytest does not collect it.

Each `up` does one thing more than the one before and fails at the next, so that every resource of production is once
the first that fails when it is made, and every changed one the first that fails in an update.
"""

from collections.abc import Callable

import pytest
from pulumi.automation import ConfigValue

from tests.engine.changing import OWNED
from tests.engine.deployment import EVERYTHING, SMALL, Deployment
from tests.engine.faults.breaking import made_once, until_it_succeeds
from tests.engine.provider.troubles import Allowance, FirstOfEachType
from tests.engine.test_changes import IN_PLACE, TASK

Stack = Callable[[str], Deployment]
ANOTHER_TARGET_GROUP: dict[str, object] = {"platform:stack.services.api.short": "dja"}
"""The new one comes first, and the old one goes at the end."""
MOST = 1000
KEY = "0123456789abcdef0123456789abcdef"
SECRETS = ("pagerduty-oncall", "pagerduty-europe", "shed-partner-key")
"""What the stack of everything has encrypted, for another stack."""


@pytest.mark.parametrize("stack", [SMALL, "prod"])
def test_whichever_resource_fails_the_next_up_goes_on_and_none_is_made_twice(stack: str, fresh: Stack) -> None:
    deployment = fresh(stack)

    healing = until_it_succeeds(deployment, lambda: Allowance(1), most=MOST)

    assert len(healing.failed) == len(deployment.account.live) - 1 > 50
    assert healing.gone == set()
    assert made_once(deployment)
    assert deployment.preview().touched == set()


def test_whichever_change_fails_the_next_up_goes_on_and_nothing_that_holds_state_is_lost(copy_of: Stack) -> None:
    deployment = copy_of("prod")
    deployment.write({**OWNED, **IN_PLACE, **TASK, **ANOTHER_TARGET_GROUP})

    healing = until_it_succeeds(deployment, lambda: Allowance(1), most=MOST)

    assert len(healing.failed) > 20
    assert healing.lost == set()
    assert deployment.preview().touched == set()


def test_each_type_that_components_can_make_fails_once_and_is_made_once(fresh: Stack) -> None:
    deployment = fresh(EVERYTHING)
    deployment.write({"platform:secrets": {}})
    for name in SECRETS:
        deployment.stack.set_config(f"platform:secrets.{name}", ConfigValue(KEY, secret=True), path=True)
    trouble = FirstOfEachType("create")

    healing = until_it_succeeds(deployment, lambda: trouble, most=MOST)

    assert {live.type for live in deployment.account.live.values()} == trouble.refused
    assert healing.gone == set()
    assert made_once(deployment)
