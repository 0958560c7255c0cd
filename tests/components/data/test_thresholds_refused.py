"""Thresholds that nothing can pass, or that need a size which nobody knows, are refused in one sentence."""

from typing import Any

from tests.harness import load
from tests.settings.stackfile import STACK, Refusals, each, edited, refusal

DB = f"{STACK}/databases/db"
CACHE = f"{STACK}/caches/redis"
NETWORK = f"{STACK}/network"
LATER = {f"{DB}/instance_class": "db.z9.large"}

THRESHOLDS: Refusals = {
    "more than all of it": (
        {f"{DB}/alarms": {"cpu": 100}},
        "platform:stack.databases.db.alarms.cpu is 100; it must be below 100.",
    ),
    "less than nothing": (
        {f"{CACHE}/alarms": {"evictions": -1}},
        "platform:stack.caches.redis.alarms.evictions is -1; the least is 0.",
    ),
    "a lag that every quiet database has": (
        {f"{DB}/alarms": {"replica_lag": 60}},
        "platform:stack.databases.db.alarms.replica_lag is 60; it must be above 300.",
    ),
    "more transactions than there can be": (
        {f"{DB}/alarms": {"transaction_ids": 3_000_000_000}},
        "platform:stack.databases.db.alarms.transaction_ids is 3000000000; the most is 2000000000.",
    ),
    "a band without a width": (
        {f"{NETWORK}/alarms": {"port_errors": {"anomaly": 0}}},
        "platform:stack.network.alarms.port_errors.anomaly is 0; it must be above 0.",
    ),
    "a share of connections that nobody counted": (
        LATER | {f"{DB}/alarms": {"free_memory": None}},
        (
            "platform:stack.databases.db.alarms.connections is a share of the memory of db.z9.large, which the "
            "platform does not know; leave that alarm out with null, or set the parameter max_connections."
        ),
    ),
    "a share of the memory of a replica that nobody knows": (
        {f"{DB}/replicas": {"reports": {"instance_class": "db.z9.large"}}, f"{DB}/alarms": {"connections": None}},
        (
            "platform:stack.databases.db.alarms.free_memory is a share of the memory of db.z9.large, which the "
            "platform does not know; leave that alarm out with null."
        ),
    ),
}


@each(THRESHOLDS)
def test_a_threshold_that_makes_no_sense_is_refused_with_one_sentence(edits: dict[str, Any], said: str) -> None:
    assert refusal(edited(edits)) == said


def test_a_class_that_came_later_can_be_had_with_thresholds_that_do_not_need_its_size() -> None:
    counted = {f"{DB}/parameters": {"max_connections": {"value": "400", "apply": "pending-reboot"}}}
    learnt = {f"{DB}/alarms": {"connections": {"anomaly": 2}, "free_memory": None}}
    for alarms in (learnt, counted | {f"{DB}/alarms": {"free_memory": None}}):
        database = load(edited(LATER | alarms)).stack.databases["db"]
        assert database.instance_class == "db.z9.large"
