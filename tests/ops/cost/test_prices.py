"""The table of prices as data: whole for each Region, each price with a source and a date or marked."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ops.cost.estimate import monthly
from ops.cost.prices import ANYWHERE, UNVERIFIED, Price, read_prices
from tests.ops.cost.conftest import assumptions, recording, resource

REGIONS = {"ap-northeast-2", "us-east-1", "ap-northeast-1", "eu-central-1", "ap-southeast-2"}


def test_every_region_has_every_price() -> None:
    prices = read_prices()

    assert prices.regions == REGIONS
    assert [(key, region) for key in prices.rows for region in REGIONS if prices.find(key, region) is None] == []


def test_every_price_names_a_source_that_is_known_or_is_marked() -> None:
    prices = read_prices()
    named = {source for row in prices.rows.values() for _, source in row.usd.values()}

    assert named - {UNVERIFIED} == set(prices.sources)
    assert UNVERIFIED in named


def test_no_source_is_of_the_future() -> None:
    assert all(one.day <= datetime.now(UTC).date() for one in read_prices().sources.values())


def test_a_price_costs_something_and_a_copy_of_a_region_does_not_contradict_the_one_of_all() -> None:
    rows = read_prices().rows

    assert all(usd > 0 for row in rows.values() for usd, _ in row.usd.values())
    both = [row.usd for row in rows.values() if ANYWHERE in row.usd]
    assert all(usd == usds[ANYWHERE][0] for usds in both for usd, _ in usds.values())


def test_a_price_of_a_region_comes_before_the_one_of_all() -> None:
    prices = read_prices()

    assert prices.find("log-gb", "ap-northeast-2") == Price(
        key="log-gb",
        what="Logs, taken in",
        unit="GB",
        usd=0.76,
        region="ap-northeast-2",
        source="https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonCloudWatch/current/ap-northeast-2/index.json",
        read=date(2026, 10, 1),
    )
    elsewhere = prices.find("kms-key", "eu-central-1")
    assert elsewhere is not None
    assert elsewhere.read is None


def test_a_price_for_many_units_is_the_price_of_one() -> None:
    found = read_prices().find("waf-requests", "us-east-1")

    assert found is not None
    assert found.usd == pytest.approx(0.6e-6)


def test_an_unknown_region_has_only_the_prices_of_all() -> None:
    prices = read_prices()

    assert prices.find("nat-hour", "eu-north-1") is None
    assert prices.find("kms-key", "eu-north-1") is not None


def test_the_cost_of_what_is_elsewhere_has_the_prices_of_there() -> None:
    there = resource("aws:kms/replicaKey:ReplicaKey", "k", region="us-east-1")
    group = resource("aws:cloudwatch/logGroup:LogGroup", "l", name="x", region="us-east-1", retentionInDays=1)
    found = monthly(recording(there, group), assumptions())

    assert {line.price.region for line in found.lines} == {"us-east-1"}
    assert next(line.price.usd for line in found.lines if line.price.key == "log-gb") == 0.5


def test_how_much_rests_on_unverified_prices_is_counted() -> None:
    found = monthly(recording(resource("aws:cloudwatch/dashboard:Dashboard", "d")), assumptions())
    (line,) = found.lines

    assert found.unverified == found.total == 3
    verified = replace(line, price=replace(line.price, read=date(2026, 10, 1)))
    assert replace(found, lines=(verified,)).unverified == 0
