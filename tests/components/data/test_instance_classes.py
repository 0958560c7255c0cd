"""What the name of an instance class says, against the classes that AWS sells and what people measured."""

import json
from importlib import resources

import pytest

from components.data.instance_classes import is_burstable, max_connections, memory_gib

SCHEMAS = "cfnlint.data.schemas.extensions.aws_rds_dbinstance"
RETIRED = ("m1", "m2", "m3", "r3", "t1")
"""Families of before 2015, whose memory is no round number; none of them runs a PostgreSQL that is in support."""


def sold() -> list[str]:
    """Every class that RDS has for PostgreSQL somewhere, of those that processors are not taken away from."""
    regions = json.loads(resources.files(SCHEMAS).joinpath("dbinstanceclass_enum.json").read_text("utf-8"))
    cases = [case for region in regions.values() for case in region["allOf"]]
    of_postgres = [case for case in cases if case["if"]["properties"].get("Engine", {}).get("const") == "postgres"]
    names = {name for case in of_postgres for name in case["then"]["properties"]["DBInstanceClass"]["enum"]}
    return sorted(name for name in names if name.count(".") == 2 and name.split(".")[1] not in RETIRED)


@pytest.mark.parametrize(
    ("instance_class", "gib"),
    [
        ("db.t4g.micro", 1),
        ("db.t3.2xlarge", 32),
        ("db.m7g.large", 8),
        ("db.m8g.48xlarge", 768),
        ("db.r7g.large", 16),
        ("db.r6i.32xlarge", 1024),
        ("db.c6gd.medium", 2),
        ("db.x2g.large", 32),
        ("db.x2iedn.xlarge", 128),
    ],
)
def test_the_memory_of_a_class_is_what_aws_lists(instance_class: str, gib: int) -> None:
    assert memory_gib(instance_class) == gib


def test_every_class_that_rds_sells_for_postgresql_is_known() -> None:
    assert len(sold()) > 100
    assert [name for name in sold() if memory_gib(name) is None or max_connections(name) is None] == []


def test_a_class_that_came_later_is_not_guessed() -> None:
    assert memory_gib("db.z9.large") is max_connections("db.z9.large") is None
    assert memory_gib("db.m7g.metal") is None


@pytest.mark.parametrize(
    ("instance_class", "measured"),
    [("db.t3.micro", 79), ("db.t2.small", 198), ("db.t2.medium", 413), ("db.m4.large", 856), ("db.r5.24xlarge", 5000)],
)
def test_the_connections_of_a_class_are_at_most_what_people_measured_and_not_far_below(
    instance_class: str, measured: int
) -> None:
    assert 0.9 * measured <= (max_connections(instance_class) or 0) <= measured


def test_only_classes_that_live_on_credits_burst() -> None:
    assert {name.split(".")[1] for name in sold() if is_burstable(name)} == {"t2", "t3", "t4g"}
