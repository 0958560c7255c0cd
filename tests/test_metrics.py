"""The table of metrics is whole, and what walks alarms with it finds what is wrong."""

from dataclasses import replace
from typing import Any

import pytest

from ops.offline.recording import Recorded
from tests.conftest import Record
from tests.metrics import evaluated, of_alarm, outcomes, table, wrong

GOOD: dict[str, Any] = {
    "namespace": "AWS/RDS",
    "metricName": "CPUUtilization",
    "dimensions": {"DBInstanceIdentifier": "gli-prod-db"},
    "statistic": "Average",
    "period": 300,
    "evaluationPeriods": 3,
    "threshold": 80,
    "comparisonOperator": "GreaterThanThreshold",
}


def test_the_table_of_metrics_is_whole() -> None:
    assert len(table()) > 50
    for (namespace, name), metric in table().items():
        assert metric.dimensions, name
        assert metric.statistics <= {"Average", "Minimum", "Maximum", "Sum", "SampleCount", "percentiles"}, name
        assert metric.least < metric.most, name
        assert metric.part_of is None or (namespace, metric.part_of) in table(), name


def an_alarm(deployed: Record, **inputs: Any) -> Recorded:
    """Any resource, with the inputs of an alarm."""
    return replace(deployed("prod").resources[0], inputs=GOOD | inputs)


@pytest.mark.parametrize(
    ("inputs", "found"),
    [
        ({}, []),
        ({"metricName": "CpuUtilization"}, ["AWS/RDS has no CpuUtilization"]),
        ({"namespace": "AWS/Rds"}, ["AWS/Rds has no CPUUtilization"]),
        ({"dimensions": {"DBInstance": "x"}}, ["CPUUtilization is not published by ['DBInstance']"]),
        ({"dimensions": {"DBInstanceIdentifier": ""}}, ["CPUUtilization has a dimension without a value"]),
        ({"statistic": "Sum"}, ["Sum of CPUUtilization makes no sense"]),
        ({"statistic": None, "extendedStatistic": "p95"}, ["p95 of CPUUtilization makes no sense"]),
    ],
)
def test_a_metric_that_is_not_there_is_found(inputs: dict[str, Any], found: list[str], deployed: Record) -> None:
    alarm = an_alarm(deployed, **inputs)
    assert [line.partition(": ")[2] for w in of_alarm(alarm) for line in wrong(w, table())] == found


@pytest.mark.parametrize(
    ("inputs", "found"),
    [
        ({}, {True, False}),
        ({"threshold": 100}, {False}),
        ({"threshold": 101}, {False}),
        ({"threshold": -1}, {True}),
        ({"threshold": 0, "comparisonOperator": "LessThanThreshold"}, {False}),
        ({"threshold": 0, "comparisonOperator": "GreaterThanOrEqualToThreshold"}, {True}),
        ({"metricName": "FreeStorageSpace", "threshold": 10**10}, {True, False}),
    ],
)
def test_a_threshold_that_nothing_reaches_or_everything_is_found(
    inputs: dict[str, Any], found: set[bool], deployed: Record
) -> None:
    assert outcomes(an_alarm(deployed, **inputs), table()) == found


@pytest.mark.parametrize(("threshold", "found"), [(5, {True, False}), (100, {False}), (150, {False})])
def test_a_rate_beyond_the_whole_is_found(threshold: float, found: set[bool], deployed: Record) -> None:
    def query(key: str, name: str) -> dict[str, Any]:
        group = {"LoadBalancer": "app/x/1", "TargetGroup": "targetgroup/x/1"}
        metric = {"namespace": "AWS/ApplicationELB", "metricName": name, "dimensions": group, "period": 60}
        return {"id": key, "metric": metric | {"stat": "Sum"}, "returnData": False}

    queries = [query("errors", "HTTPCode_Target_5XX_Count"), query("requests", "RequestCount")]
    rate = {"id": "watched", "expression": "IF(requests >= 100, 100 * errors / requests, 0)", "returnData": True}
    alarm = an_alarm(deployed, threshold=threshold, metricQueries=[*queries, rate])
    plain = {key: value for key, value in alarm.inputs.items() if key not in ("metricName", "namespace", "dimensions")}
    assert outcomes(replace(alarm, inputs=plain), table()) == found


def test_metric_math_is_counted_as_cloudwatch_counts_it() -> None:
    assert evaluated("IF(desired > 0, running, 1)", {"desired": 2, "running": 0}) == 0
    assert evaluated("100 * open / allowed", {"open": 1, "allowed": 0}) is None
