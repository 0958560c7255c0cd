from typing import Any

import pytest

from ops.dashboard.words import amount, condition, in_words

PLAIN: dict[str, Any] = {
    "comparisonOperator": "GreaterThanThreshold",
    "threshold": 80,
    "evaluationPeriods": 3,
    "metricName": "CPUUtilization",
    "statistic": "Average",
    "period": 300,
}
METRIC = {"id": "watched", "metric": {"metricName": "Lag", "stat": "p95", "period": 60}}


def math(*queries: dict[str, Any], **more: object) -> dict[str, Any]:
    bare = {key: value for key, value in PLAIN.items() if key not in ("metricName", "statistic", "period")}
    return {**bare, "metricQueries": list(queries), **more}


BAND = {"id": "band", "expression": "ANOMALY_DETECTION_BAND(watched, 2)", "label": "as usual"}
CONDITIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a metric": (PLAIN, "CPUUtilization Average > 80 % in 3 x 5 min"),
    "one period": ({**PLAIN, "evaluationPeriods": 1, "period": 86400}, "CPUUtilization Average > 80 % in 1 d"),
    "some of its periods": ({**PLAIN, "datapointsToAlarm": 2}, "CPUUtilization Average > 80 % in 2 of 3 x 5 min"),
    "all of its periods": ({**PLAIN, "datapointsToAlarm": 3}, "CPUUtilization Average > 80 % in 3 x 5 min"),
    "a percentile": (
        {**PLAIN, "statistic": None, "extendedStatistic": "p99", "metricName": "Wait", "threshold": 0.25},
        "Wait p99 > 0.25 in 3 x 5 min",
    ),
    "metric math": (
        math(METRIC, {"id": "share", "expression": "100 * a / b", "label": "Share"}),
        "Share > 80 % in 3 x 1 min",
    ),
    "metric math without a label": (
        math(METRIC, {"id": "share", "expression": "100 * a / b"}),
        "100 * a / b > 80 in 3 x 1 min",
    ),
    "a band": (
        math(METRIC, BAND, comparisonOperator="LessThanLowerThreshold", thresholdMetricId="band", threshold=None),
        "Lag p95 below the band in which it usually is in 3 x 1 min",
    ),
    "one of several alarms": (
        {"alarmRule": 'ALARM("no-tasks") OR ALARM("no-targets")'},
        "no-tasks or no-targets is raised",
    ),
    "another rule about alarms": (
        {"alarmRule": 'ALARM("no-tasks") AND NOT ALARM("release")'},
        'ALARM("no-tasks") AND NOT ALARM("release")',
    ),
}


@pytest.mark.parametrize(("alarm", "said"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_condition_is_one_sentence(alarm: dict[str, Any], said: str) -> None:
    assert condition(alarm, {"CPUUtilization": "percent", "Share": "percent"}) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (2684354560, "bytes", "2.5 GiB"),
        (429496729.6, "bytes", "409.6 MiB"),
        (2048, "bytes per second", "2 KiB per second"),
        (512, "bytes", "512 bytes"),
        (0.02, "seconds", "0.02 s"),
        (2000, "milliseconds", "2,000 ms"),
        (85.0, "percent", "85 %"),
        (662.4, "connections", "662.4"),
        (10000.5, "", "10,000"),
        (0, "tasks", "0"),
    ],
)
def test_an_amount_is_written_in_its_unit(value: float, unit: str, said: str) -> None:
    assert amount(value, unit) == said


def test_ids_become_names_and_functions_and_numbers_stay() -> None:
    assert (
        in_words("IF(a1x > 100, 100 * b1x / a1x, 0)", {"a1x": "All", "b1x": "Bad"})
        == "IF(All > 100, 100 * Bad / All, 0)"
    )
