"""A cache is watched node by node; a serverless one as a whole, by what it may grow to."""

from typing import Any

from components._watched import Alarm, Anomaly, Metric
from components.data.cache_settings import CacheSettings
from components.data.cache_watch import watched_cache
from tests.harness import NAMES

KINDS = {"high-cpu", "high-engine-cpu", "high-memory", "evictions", "replication-lag", "many-connections"}
LIMITS = {"max_storage": 10, "max_ecpu": 5000}


def alarms(**given: Any) -> dict[str, Alarm]:
    settings = CacheSettings.model_validate(given)
    return {alarm.key: alarm for alarm in watched_cache("redis", settings, NAMES).alarms}


def metric(alarm: Alarm) -> Metric:
    assert isinstance(alarm.measure, Metric)
    return alarm.measure


def kinds(**given: Any) -> set[str]:
    return {alarm.section for alarm in alarms(**given).values()}


def test_each_node_has_its_alarms_by_the_name_that_elasticache_gives_it() -> None:
    made = alarms(nodes=3)
    assert set(made) == {f"{node}-{kind}" for node in ("001", "002", "003") for kind in KINDS}
    assert {key[:3]: metric(alarm).dimensions["CacheClusterId"] for key, alarm in made.items()} == {
        "001": "gli-prod-redis-001",
        "002": "gli-prod-redis-002",
        "003": "gli-prod-redis-003",
    }


def test_a_cache_of_another_name_has_nodes_of_that_name() -> None:
    assert metric(alarms(name="sessions")["002-evictions"]).dimensions == {"CacheClusterId": "sessions-002"}


def test_what_cannot_happen_is_not_watched() -> None:
    alone = {"nodes": 1, "automatic_failover": False, "multi_az": False}
    assert kinds(**alone) == KINDS - {"replication-lag"}
    assert kinds(eviction="noeviction") == KINDS - {"evictions"}
    assert kinds(node_type="cache.t4g.micro") == KINDS | {"low-cpu-credits"}


def test_thresholds_are_the_settings() -> None:
    made = alarms(alarms={"memory": 60, "evictions": 0, "engine_cpu": None})
    assert made["001-high-memory"].threshold == 60
    assert (made["001-evictions"].threshold, metric(made["001-evictions"]).statistic) == (0, "Sum")
    assert "001-high-engine-cpu" not in made


def test_a_node_that_reports_nothing_is_told_of() -> None:
    assert {alarm.section for alarm in alarms().values() if alarm.missing == "breaching"} == {"high-cpu"}


def test_a_serverless_cache_is_watched_by_what_it_may_grow_to() -> None:
    made = alarms(serverless=LIMITS)
    assert {key: (metric(alarm).name, alarm.threshold) for key, alarm in made.items()} == {
        "high-memory": ("BytesUsedForCache", 8_000_000_000),
        "high-processing": ("ElastiCacheProcessingUnits", 0.8 * 5000 * 300),
        "throttled": ("ThrottledCmds", 0),
        "many-connections": ("CurrConnections", 10_000),
    }
    assert all(metric(alarm).dimensions == {"clusterId": "gli-prod-redis"} for alarm in made.values())
    assert metric(made["high-processing"]).statistic == "Sum"


def test_a_serverless_cache_lets_cloudwatch_learn_and_leaves_out_too() -> None:
    made = alarms(serverless=LIMITS, alarms={"memory": {"anomaly": 2}, "throttled": None})
    assert made["high-memory"].threshold == Anomaly(anomaly=2)
    assert "throttled" not in made


def test_graphs_draw_every_node_and_the_thresholds() -> None:
    watched = watched_cache("redis", CacheSettings(), NAMES)
    drawn = {widget.title: widget for widget in watched.widgets}
    assert [one.label for one in drawn["Memory"].measures] == ["Memory of 001", "Memory of 002"]
    assert drawn["Memory"].limits == [("001-high-memory", 80)]
    serverless = watched_cache("redis", CacheSettings.model_validate({"serverless": LIMITS}), NAMES)
    assert {widget.title: list(widget.limits) for widget in serverless.widgets} == {
        "Data": [("high-memory", 8_000_000_000)],
        "Work": [("high-processing (5 minutes)", 1_200_000)],
        "Refused": [("throttled (5 minutes)", 0)],
        "Connections": [("many-connections", 10_000)],
        "Hits and misses": [],
    }
