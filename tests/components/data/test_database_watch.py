"""A database is watched as the standard asks (G-21), with thresholds that fit its size; so is each replica."""

from typing import Any

import pytest

from components._watched import Alarm, Anomaly, Expression, Metric
from components.data.database_names import instance_name
from components.data.database_settings import DatabaseSettings
from components.data.database_watch import watched_database
from components.data.instance_classes import max_connections
from tests.harness import NAMES

GIB = 1024**3
SOURCE = {
    "high-cpu",
    "many-connections",
    "slow-reads",
    "slow-writes",
    "low-storage",
    "low-memory",
    "transaction-ids",
}
REPLICA = (SOURCE - {"transaction-ids"}) | {"replica-lag"}


def settings(**given: Any) -> DatabaseSettings:
    return DatabaseSettings.model_validate(given)


def alarms(**given: Any) -> dict[str, Alarm]:
    return {alarm.key: alarm for alarm in watched_database("db", settings(**given), NAMES).alarms}


def metric(alarm: Alarm) -> Metric:
    assert isinstance(alarm.measure, Metric)
    return alarm.measure


def test_the_metrics_of_the_standard_are_watched_and_drawn() -> None:
    watched = watched_database("db", settings(), NAMES)
    asked = {"CPUUtilization", "DatabaseConnections", "ReadLatency", "WriteLatency", "FreeStorageSpace"}
    assert asked <= {metric(alarm).name for alarm in watched.alarms}
    assert asked <= {one.name for widget in watched.widgets for one in widget.measures if isinstance(one, Metric)}
    assert {alarm.key for alarm in watched.alarms} == SOURCE


def test_every_alarm_is_about_the_instance_by_its_name() -> None:
    own = {"DBInstanceIdentifier": instance_name("db", settings(name="ledger"), NAMES)}
    assert own == {"DBInstanceIdentifier": "ledger"}
    assert all(metric(alarm).dimensions == own for alarm in alarms(name="ledger").values())
    assert {metric(alarm).namespace for alarm in alarms().values()} == {"AWS/RDS"}


def test_connections_are_a_share_of_what_the_class_takes_or_of_the_parameter() -> None:
    most = max_connections("db.m7g.large")
    assert most is not None
    assert alarms()["many-connections"].threshold == pytest.approx(0.8 * most)
    given = {"max_connections": {"value": "500", "apply": "pending-reboot"}}
    assert alarms(parameters=given, alarms={"connections": 50})["many-connections"].threshold == 250


def test_a_formula_for_the_connections_is_left_to_rds_and_the_class_is_taken() -> None:
    given = {"max_connections": {"value": "{DBInstanceClassMemory/9531392}", "apply": "pending-reboot"}}
    assert alarms(parameters=given)["many-connections"].threshold == alarms()["many-connections"].threshold


def test_storage_and_memory_are_shares_of_what_there_is_in_bytes() -> None:
    made = alarms(storage=200, instance_class="db.r7g.large", alarms={"free_memory": 10})
    assert made["low-storage"].threshold == 10 * GIB
    assert made["low-memory"].threshold == pytest.approx(1.6 * GIB)
    assert made["low-storage"].severity == "critical"


def test_latency_is_written_in_milliseconds_and_measured_in_seconds() -> None:
    made = alarms(alarms={"read_latency": 5})
    assert (made["slow-reads"].threshold, made["slow-writes"].threshold) == (0.005, 0.02)


def test_credits_are_watched_where_there_are_any() -> None:
    assert "low-cpu-credits" not in alarms()
    burstable = alarms(instance_class="db.t4g.micro")["low-cpu-credits"]
    assert (burstable.comparison, burstable.threshold, burstable.periods * burstable.period) == ("<", 10, 3600)


def test_an_instance_that_reports_nothing_is_told_of() -> None:
    assert {key for key, alarm in alarms().items() if alarm.missing == "breaching"} == {"high-cpu"}


def test_each_replica_has_alarms_of_its_own_by_its_own_name_and_class() -> None:
    given = {"reports": {"instance_class": "db.t4g.medium"}, "standby": {}}
    made = alarms(replicas=given)
    assert set(made) == (
        SOURCE | {f"reports-{key}" for key in (*REPLICA, "low-cpu-credits")} | {f"standby-{key}" for key in REPLICA}
    )
    assert metric(made["reports-replica-lag"]).dimensions == {"DBInstanceIdentifier": "gli-prod-db-reports"}
    assert made["reports-low-memory"].threshold == 0.05 * 4 * GIB
    assert made["standby-low-memory"].threshold == made["low-memory"].threshold
    assert made["reports-high-cpu"].section == "high-cpu"


def test_the_proxys_pool_is_watched_where_there_is_a_proxy() -> None:
    assert "proxy-pool-full" not in alarms()
    pool = alarms(proxy={})["proxy-pool-full"].measure
    assert isinstance(pool, Expression)
    assert pool.text == "100 * open / allowed"
    assert {key: (one.name, one.dimensions) for key, one in pool.metrics.items()} == {
        "open": ("DatabaseConnections", {"ProxyName": "gli-prod-db"}),
        "allowed": ("MaxDatabaseConnectionsAllowed", {"ProxyName": "gli-prod-db"}),
    }
    assert "proxy-pool-full" not in alarms(proxy={}, alarms={"proxy_connections": None})


def test_an_alarm_is_left_out_by_null_and_learnt_by_anomaly() -> None:
    made = alarms(alarms={"cpu": None, "connections": {"anomaly": 3}})
    assert "high-cpu" not in made
    assert made["many-connections"].threshold == Anomaly(anomaly=3)


def test_graphs_show_the_thresholds_that_are_numbers() -> None:
    watched = watched_database("db", settings(alarms={"connections": {"anomaly": 2}, "free_storage": None}), NAMES)
    lines = {widget.title: list(widget.limits) for widget in watched.widgets}
    assert lines["CPU"] == [("high-cpu", 80)]
    assert lines["Latency"] == [("slow-reads", 0.02), ("slow-writes", 0.02)]
    assert lines["Connections"] == lines["Free storage"] == []
    assert "Replica lag" not in lines


def test_a_replicas_lag_is_drawn_of_replicas_alone() -> None:
    watched = watched_database("db", settings(replicas={"reports": {}}), NAMES)
    (lag,) = (widget for widget in watched.widgets if widget.title == "Replica lag")
    assert [one.dimensions for one in lag.measures if isinstance(one, Metric)] == [
        {"DBInstanceIdentifier": "gli-prod-db-reports"}
    ]
    assert lag.limits == [("reports-replica-lag", 600)]
