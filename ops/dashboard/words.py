"""Metrics and alarm conditions in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

COMPARISONS: Final = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
    "GreaterThanUpperThreshold": "above",
    "LessThanLowerThreshold": "below",
    "LessThanLowerOrGreaterThanUpperThreshold": "outside",
}
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"""
LARGE: Final = 1000
"""From here on nobody reads decimals."""
BAND: Final = "the band in which it usually is"


def measured(row: Sequence[Any]) -> str:
    """What a row of a dashboard's graph measures."""
    options = row[-1]
    if "expression" in options:
        return str(options["expression"])
    namespace, name, *dimensions = row[:-1]
    pairs = ", ".join(f"{key} {value}" for key, value in zip(dimensions[::2], dimensions[1::2], strict=True))
    return f"{namespace} {name}, {options['stat']}" + (f" ({pairs})" if pairs else "")


def condition(alarm: Mapping[str, Any]) -> str:
    """When an alarm is raised: `CPUUtilization Average > 80 for 3 of 3 periods of 5 min`."""
    if "alarmRule" in alarm:
        return str(alarm["alarmRule"])
    comparison = COMPARISONS[str(alarm["comparisonOperator"])]
    threshold = BAND if alarm.get("thresholdMetricId") else number(float(alarm["threshold"]))
    periods = int(alarm["evaluationPeriods"])
    needed = int(alarm.get("datapointsToAlarm") or periods)
    lasting = f"in {periods} x {duration(_period(alarm))}" if needed == periods else f"in {needed} of {periods} periods"
    return f"{_subject(alarm)} {comparison} {threshold} {lasting}"


def number(value: float) -> str:
    """The number as people write it: 50, 0.5, 10,000."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= LARGE else f"{value:,g}"


def duration(seconds: int) -> str:
    """The duration in the unit that fits: 30 s, 5 min, 1 h, 1 d."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def _subject(alarm: Mapping[str, Any]) -> str:
    if alarm.get("metricName"):
        return f"{alarm['metricName']} {alarm.get('statistic') or alarm.get('extendedStatistic')}"
    queries: Sequence[Mapping[str, Any]] = alarm["metricQueries"]
    expressions = [query for query in queries if query.get("expression") and not _is_band(query)]
    if expressions:
        return str(expressions[0].get("label") or expressions[0]["expression"])
    metric = next(query["metric"] for query in queries if query.get("metric"))
    return f"{metric['metricName']} {metric['stat']}"


def _period(alarm: Mapping[str, Any]) -> int:
    if alarm.get("period"):
        return int(alarm["period"])
    return int(next(query["metric"]["period"] for query in alarm["metricQueries"] if query.get("metric")))


def _is_band(query: Mapping[str, Any]) -> bool:
    return str(query.get("expression")).startswith("ANOMALY_DETECTION_BAND")
