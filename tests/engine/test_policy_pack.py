from collections.abc import Callable

import pytest

from tests.engine.conftest import STACKS
from tests.engine.deployment import AMBIENT_PLUGIN, Deployment

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


def test_levels_of_a_file_let_what_is_mandatory_pass(fresh: Stack) -> None:
    deployment = fresh("prod")
    deployment.write({"platform:stack.load_balancers.main.deletion_protection": False})

    run = deployment.preview(policies=True, levels={"lb-deletion-protection": "advisory"})

    assert run.error == ""
    assert run.violations == set()
    assert "lb-deletion-protection" in run.printed


def test_a_configuration_that_names_no_rule_is_refused_in_one_sentence(fresh: Stack) -> None:
    run = fresh("dev").preview(policies=True, levels={"vpc-dsn": "mandatory"})

    [refusal] = [line for line in run.printed.splitlines() if "vpc-dsn" in line]
    assert refusal.endswith(": vpc-dsn is no rule of this pack (did you mean vpc-dns?)")
    assert "Traceback" not in run.error + run.printed
    assert [message for message in run.diagnostics if AMBIENT_PLUGIN not in message] == []
    assert run.touched == set()
