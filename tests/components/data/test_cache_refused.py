"""What cannot be built of a cache is refused in one sentence, before anything is made."""

from typing import Any

import pytest

from tests.components.data.caches import LIMITS
from tests.harness import load
from tests.settings.stackfile import GOOD, STACK, edited, refusal

CACHES = f"{STACK}/caches"

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "failover without a second node": (
        {"nodes": 1},
        (
            "nodes is 1 and `automatic_failover` needs a second one to fail over to; take 2, "
            "or turn `automatic_failover` and `multi_az` off."
        ),
    ),
    "zones without failover": (
        {"automatic_failover": False},
        "multi_az needs `automatic_failover`; turn it on, or give up both.",
    ),
    "snapshots for too long": ({"snapshot_retention_days": 36}, "snapshot_retention_days is 36; the most is 35."),
    "a version of the other engine": (
        {"engine": "redis", "version": "9.1"},
        "version '9.1' of redis is not offered; take one of 7.1, 7.0.",
    ),
    "a version that cannot refuse clients without TLS": (
        {"engine": "redis", "version": "6.2"},
        "version '6.2' of redis is not offered; take one of 7.1, 7.0.",
    ),
    "data on disk": (
        {"node_type": "cache.r6gd.xlarge"},
        "node_type cache.r6gd.xlarge keeps a part of the data on disk, which is not offered; take cache.r7g.",
    ),
    "an instance class of another service": (
        {"node_type": "db.t4g.micro"},
        "node_type: 'db.t4g.micro' is not a node type, such as cache.m7g.large.",
    ),
    "a serverless cache with nodes": (
        {"serverless": LIMITS, "node_type": "cache.t4g.micro", "nodes": 1},
        "serverless excludes node_type, nodes: a serverless cache has no nodes.",
    ),
    "a serverless cache without a limit": (
        {"serverless": {"max_storage": 10}},
        "serverless.max_ecpu is missing; add it.",
    ),
    "limits the wrong way round": (
        {"serverless": LIMITS | {"min_storage": 11}},
        "serverless.min_storage 11 is above `max_storage` 10; lower it or raise the other.",
    ),
    "a window that is too short": (
        {"snapshot_window": "18:00-18:45"},
        "snapshot_window 18:00-18:45 is shorter than the 60 minutes that ElastiCache asks for; make it longer.",
    ),
    "windows that meet": (
        {"snapshot_window": "19:00-20:00"},
        "snapshot_window 19:00-20:00 overlaps `maintenance_window` sun:19:30-sun:20:30; move one.",
    ),
    "the eviction policy in two places": (
        {"parameters": {"maxmemory-policy": "noeviction"}},
        "parameters sets maxmemory-policy, which has a setting of its own; use `eviction`.",
    ),
}


@pytest.mark.parametrize(("given", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_built_is_refused_with_one_sentence(given: dict[str, Any], sentence: str) -> None:
    assert refusal(edited({CACHES: {"redis": given}})) == f"platform:stack.caches.redis.{sentence}"


def test_zones_are_needed_to_be_spread_over_them() -> None:
    one_zone = {f"{STACK}/network/zones": ["ap-northeast-2a"], f"{STACK}/services": {}, f"{STACK}/load_balancers": {}}
    said = refusal(edited({CACHES: {"redis": {}}, **one_zone}))
    assert said == (
        "platform:stack.caches.redis.multi_az needs two Availability Zones and platform:stack.network.zones has 1; "
        "append another, or do without multi_az."
    )
    alone = {"nodes": 1, "automatic_failover": False, "multi_az": False}
    assert load(edited({CACHES: {"redis": alone}, **one_zone}, GOOD)).stack.caches["redis"].nodes == 1


def test_a_name_that_leaves_no_room_for_its_parts_is_refused_before_anything_is_made() -> None:
    name = "gli-production-cache-of-the-users"
    said = refusal(edited({CACHES: {"redis": {"engine": "redis", "name": name}}}))
    assert said.startswith(f"platform:stack.caches.redis: the cache default user name '{name}-default' has 41")


def test_a_cache_and_a_secret_of_one_role_would_have_one_name() -> None:
    said = refusal(edited({CACHES: {"redis": {}}, f"{STACK}/secrets": {"redis": {}}}))
    assert "the secret name 'gli/redis/production' is that of platform:stack.caches.redis" in said
