"""Every type of AWS has a price rule, or a reason why it costs nothing."""

import pytest

from ops.cost.estimate import free_types, monthly, unpriced
from ops.cost.rules import RULES
from tests.conftest import Record
from tests.harness import OF_THE_ACCOUNT
from tests.ops.cost.conftest import assumptions, recording, resource


@pytest.mark.parametrize("stack", ["all", OF_THE_ACCOUNT])
def test_every_type_of_the_program_is_priced_or_free(deployed: Record, stack: str) -> None:
    types = {one.type for one in deployed(stack).resources}

    assert len(types) > 40
    assert sorted(filter(unpriced, types)) == []


@pytest.mark.parametrize("stack", ["all", OF_THE_ACCOUNT])
def test_everything_of_the_program_has_a_price(deployed: Record, stack: str) -> None:
    assert monthly(deployed(stack), assumptions()).missing == ()


def test_no_type_is_both_priced_and_free() -> None:
    assert RULES.keys() & free_types().keys() == set()


def test_each_free_type_says_why() -> None:
    assert [token for token, why in free_types().items() if len(why) < len("free")] == []


def test_a_type_of_which_nobody_said_anything_is_left_out_and_named() -> None:
    found = monthly(recording(resource("aws:lambda/function:Function", "f")), assumptions())

    assert unpriced("aws:lambda/function:Function")
    assert found.missing == ("aws:lambda/function:Function: nobody has said what it costs",)


def test_a_size_without_a_price_is_left_out_and_named() -> None:
    found = monthly(recording(resource("aws:ec2/instance:Instance", "h", instanceType="p5.48xlarge")), assumptions())

    assert found.missing == ("ec2 p5.48xlarge in ap-northeast-2: no price is known",)
    assert {line.price.key for line in found.lines} == {"ebs-gp3-gb"}


def test_components_and_other_providers_cost_nothing() -> None:
    parts = [resource("platform:data:Database", "db"), resource("random:index/randomPassword:RandomPassword", "p")]

    assert monthly(recording(*parts), assumptions()).missing == ()
