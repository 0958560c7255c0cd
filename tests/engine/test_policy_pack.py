from collections.abc import Callable

import pytest

from tests.engine.conftest import STACKS
from tests.engine.deployment import Deployment

Stack = Callable[[str], Deployment]


@pytest.mark.parametrize("stack", STACKS)
def test_an_environment_passes_its_policies_before_anything_is_deployed(fresh: Stack, stack: str) -> None:
    run = fresh(stack).preview(policies=True)

    assert run.error == ""
    assert run.violations == set()


def test_a_violated_policy_ends_the_preview_and_names_rule_and_resource(fresh: Stack) -> None:
    deployment = fresh("prod")
    deployment.write({"platform:stack.load_balancers.main.deletion_protection": False})

    run = deployment.preview(policies=True)

    assert {resource for _, resource in run.violations} == {"aws:lb/loadBalancer:LoadBalancer::main"}
    [rule] = {rule for rule, _ in run.violations}
    assert "deletion-protection" in rule
    assert rule in run.error
