"""A cache without nodes: as closed, as encrypted, and no larger than what is paid for."""

from tests.components.data.caches import (
    GROUP,
    KEY,
    LIMITS,
    LOG_GROUP,
    PARAMETERS,
    SECURITY_GROUP,
    SERVERLESS,
    SUBNETS,
    built,
    told,
)
from tests.harness import PLACEMENT


def test_a_serverless_cache_has_no_nodes_and_as_much_as_is_paid_for() -> None:
    recording = built(serverless=LIMITS | {"min_storage": 1, "min_ecpu": 1000})
    assert recording.of_type(GROUP) == recording.of_type(PARAMETERS) == recording.of_type(SUBNETS) == ()
    assert recording.of_type(LOG_GROUP) == ()
    made = recording.one(SERVERLESS, "redis").inputs
    assert made["cacheUsageLimits"] == {
        "dataStorage": {"unit": "GB", "minimum": 1, "maximum": 10},
        "ecpuPerSeconds": [{"minimum": 1000, "maximum": 5000}],
    }


def test_a_serverless_cache_is_as_closed_and_as_encrypted() -> None:
    recording = built(serverless=LIMITS)
    cache = recording.one(SERVERLESS, "redis")
    made = cache.inputs
    assert (made["name"], made["engine"], made["majorEngineVersion"]) == ("gli-prod-redis", "valkey", "9")
    assert (made["kmsKeyId"], made["userGroupId"]) == (KEY, "gli-prod-redis")
    assert made["subnetIds"] == PLACEMENT.isolated_subnet_ids
    assert made["securityGroupIds"] == [recording.one(SECURITY_GROUP, "redis").id]
    assert (made["snapshotRetentionLimit"], made["dailySnapshotTime"]) == (7, "18:00")
    host = told("variables", serverless=LIMITS)["REDIS_HOST"]
    assert cache.outputs["endpoints"] == [{"address": host, "port": 6379}]


def test_a_serverless_cache_of_redis_is_the_last_major_version() -> None:
    assert built(serverless=LIMITS, engine="redis").one(SERVERLESS, "redis").inputs["majorEngineVersion"] == "7"
