"""What the free tier takes off, and that it is named."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ops.cost.estimate import monthly
from ops.cost.free_tier import allowances, read_free_tier
from ops.cost.prices import read_prices
from tests.harness import ROOT
from tests.ops.cost.conftest import Estimated, assumptions, recording, resource, service


def alarms(count: int) -> float:
    token = "aws:cloudwatch/metricAlarm:MetricAlarm"  # noqa: S105 - a type
    made = [resource(token, f"a{place}", metricName="Errors", period=60) for place in range(count)]
    return round(monthly(recording(*made), assumptions()).total_with_free_tier, 2)


def test_what_is_beyond_the_allowance_is_paid() -> None:
    assert alarms(4) == 0
    assert alarms(10) == 0
    assert alarms(13) == 0.3


def test_one_allowance_for_several_uses_is_spent_on_the_dearest_first() -> None:
    group = resource("aws:cloudwatch/logGroup:LogGroup", "l", name="/ecs/api", retentionInDays=365)
    found = monthly(recording(group), assumptions(service_log_gb=3, log_compression=1))

    assert [(one.what, round(one.usd, 4)) for one in found.credits] == [
        ("5 GB of logs", round(3 * 0.76 + 2 * 0.0314, 4))
    ]


def test_what_has_no_allowance_costs_the_same_with_the_free_tier() -> None:
    found = monthly(service(tasks=2), assumptions())

    assert found.total_with_free_tier == found.total


def test_the_free_tier_is_named_and_says_what_is_not_counted() -> None:
    page = (ROOT / "docs/cost.md").read_text("utf-8")

    assert read_free_tier().name == "AWS Free Tier, the offers that never end"
    assert read_free_tier().name in page
    assert "accounts opened before 2025-07-15" in page


def test_each_allowance_is_of_prices_that_exist_and_has_a_source_or_is_marked() -> None:
    keys = {key for one in allowances() for key in one.of}

    assert keys <= set(read_prices().rows)
    assert [one.what for one in read_free_tier().allowances if one.unverified == bool(one.source and one.day)] == []


def test_production_costs_less_with_the_free_tier_but_not_nothing(estimated: Estimated) -> None:
    prod = estimated("prod")

    assert 0 < prod.total_with_free_tier < prod.total


@settings(deadline=None, max_examples=100)
@given(gb=st.floats(0, 10_000))
def test_the_free_tier_never_pays_out(gb: float) -> None:
    balancer = resource("aws:lb/loadBalancer:LoadBalancer", "main", subnets=["a"])
    found = monthly(recording(balancer), assumptions(internet_gb=gb))

    assert 0 <= found.total_with_free_tier <= found.total
