"""What changed: by component, the largest difference first."""

import pytest

from ops.cost.compare import Difference, change
from ops.cost.estimate import monthly
from tests.ops.cost.conftest import Estimated, assumptions, recording, resource, service


def test_against_itself_nothing_changed(estimated: Estimated) -> None:
    found = change(estimated("prod"), estimated("prod"), "prod")

    assert (found.usd, found.components) == (0, ())
    assert found.before == found.after == estimated("prod").total


def test_what_grew_shrank_came_and_went_is_sorted_by_how_much() -> None:
    bucket = resource("aws:s3/bucket:Bucket", "files")
    balancer = resource("aws:lb/loadBalancer:LoadBalancer", "main", internal=True)
    before = monthly(recording(*service(tasks=1).resources[1:], balancer), assumptions())
    after = monthly(recording(*service(tasks=2).resources[1:], bucket), assumptions())
    found = change(before, after)

    assert [one.component for one in found.components] == [
        "ecs Service api", "lb LoadBalancer main", "s3 Bucket files",
    ]  # fmt: skip
    assert [one.usd for one in found.components] == pytest.approx([33.1639, -22.265, 0.17])
    assert found.components[1].after == found.components[2].before == 0
    assert found.usd == pytest.approx(sum(one.usd for one in found.components))


def test_a_stack_that_is_new_costs_all_of_it_more(estimated: Estimated) -> None:
    account = estimated("account")
    found = change(None, account)

    assert (found.before, found.usd) == (0, account.total)
    assert {one.component for one in found.components} == set(account.components)


def test_less_than_half_a_cent_is_no_difference() -> None:
    eip = recording(resource("aws:ec2/eip:Eip", "e"))
    before, after = (monthly(eip, assumptions(hours_per_month=hours)) for hours in (730, 730.9))

    assert change(before, after).components == ()
    assert Difference("e", 1, 3).usd == 2
