"""Logs, alarms, keys and the trail: each figure beside the one worked out by hand, from the prices of Seoul."""

import pytest

from ops.cost.estimate import monthly
from tests.ops.cost.conftest import assumptions, by_key, recording, resource


def test_an_alarm_costs_by_its_metrics_and_a_band_two_more() -> None:
    kind = "aws:cloudwatch/metricAlarm:MetricAlarm"
    rate = [{"id": "e", "expression": "a/b"}, {"metric": {"period": 60}}, {"metric": {"period": 60}}]
    band = [{"metric": {"period": 300}}, {"id": "band", "expression": "ANOMALY_DETECTION_BAND(a, 2)"}]

    def alarm(**inputs: object) -> float:
        (line,) = monthly(recording(resource(kind, "a", **inputs)), assumptions()).lines
        return line.quantity

    assert alarm(metricName="Errors", period=300) == 1
    assert alarm(metricQueries=rate) == 2
    assert alarm(metricQueries=band, thresholdMetricId="band") == 3


def test_an_alarm_below_a_minute_costs_three_times_as_much() -> None:
    fast = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "a", metricName="Errors", period=10)

    assert by_key(monthly(recording(fast), assumptions())) == {"alarm-fast-metric": 0.3}


def test_a_log_costs_what_is_written_and_what_its_retention_keeps() -> None:
    group = resource("aws:cloudwatch/logGroup:LogGroup", "l", name="/ecs/production-api", retentionInDays=365)
    found = by_key(monthly(recording(group), assumptions(service_log_gb=10, log_compression=0.5)))

    assert found == {"log-gb": 7.6, "log-stored-gb": round(10 * 12 * 0.5 * 0.0314, 2)}


@pytest.mark.parametrize(
    ("name", "assumption"),
    [
        ("/ecs/production-gli-cluster/exec", "other_log_gb"),
        ("/ecs/production-gli-api", "service_log_gb"),
        ("/aws/ecs/containerinsights/c/performance", "insights_log_gb"),
        ("aws-waf-logs-x", "waf_log_gb"),
        ("/vpc/production-gli/flow-logs", "flow_log_gb"),
        ("/aws/rds/instance/db/postgresql", "database_log_gb"),
        ("/cloudtrail/account-gli", "trail_log_gb"),
        ("/aws/elasticache/redis/slow-log", "other_log_gb"),
    ],
)
def test_what_is_written_to_a_log_goes_by_its_name(name: str, assumption: str) -> None:
    group = resource("aws:cloudwatch/logGroup:LogGroup", "l", name=name, retentionInDays=1)
    found = {line.price.key: line.quantity for line in monthly(recording(group), assumptions(**{assumption: 77})).lines}

    assert found["log-gb"] == 77


def test_a_copy_of_a_key_in_another_region_is_a_key() -> None:
    keys = recording(
        resource("aws:kms/key:Key", "data"), resource("aws:kms/replicaKey:ReplicaKey", "there", region="us-east-1")
    )
    found = monthly(keys, assumptions(key_requests=0))

    assert by_key(found) == {"kms-key": 2}
    assert {line.price.region for line in found.lines} == {"ap-northeast-2", "us-east-1"}


def test_a_trail_costs_only_for_data_events() -> None:
    def trail(category: str) -> float:
        selectors = [{"fieldSelectors": [{"equals": [category], "field": "eventCategory"}]}]
        recorded = recording(resource("aws:cloudtrail/trail:Trail", "t", advancedEventSelectors=selectors))
        return monthly(recorded, assumptions(trail_events=200_000)).total

    assert trail("Management") == 0
    assert trail("Data") == pytest.approx(0.2)
