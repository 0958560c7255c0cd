"""Numbers, expressions and the conditions of alarms in words."""

import re
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
SYMBOLS: Final = {"percent": "%", "seconds": "s", "milliseconds": "ms"}
BYTES: Final = (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10))
ANY_OF: Final = re.compile(r'ALARM\("[^"]+"\)( OR ALARM\("[^"]+"\))*')
"""A composite alarm's rule that is raised with any of its alarms."""

SUM_OF_ONE: Final = re.compile(r"\((\w+)(?: \+ \1)+\)")


def condition(alarm: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """When an alarm is raised: `CPUUtilization Average > 80 % in 3 x 5 min`; `units` are those of metrics by name."""
    if "alarmRule" in alarm:
        return _rule(str(alarm["alarmRule"]))
    subject, metric = _subject(alarm)
    comparison = COMPARISONS[str(alarm["comparisonOperator"])]
    learnt = bool(alarm.get("thresholdMetricId"))
    threshold = BAND if learnt else amount(float(alarm["threshold"]), units.get(metric, ""))
    periods = int(alarm["evaluationPeriods"])
    needed = int(alarm.get("datapointsToAlarm") or periods)
    length = duration(_period(alarm))
    lasting = f"{needed} of {periods} x {length}" if needed != periods else f"{periods} x {length}"
    return f"{subject} {comparison} {threshold} in {lasting if periods > 1 else length}"


def in_words(expression: str, ids: Mapping[str, str]) -> str:
    """Metric math with the names of its metrics in place of their ids.

    The sum of a metric over several resources, as of two target groups, is that metric.
    """
    named = re.sub(r"\b[a-z]\w*\b", lambda word: ids.get(word[0], word[0]), expression)
    return SUM_OF_ONE.sub(r"\1", named)


def amount(value: float, unit: str) -> str:
    """The number as people write it in this unit: 2.5 GiB, 85 %, 0.02 s, 10,000."""
    if unit.startswith("bytes"):
        name, size = next(((name, size) for name, size in BYTES if value >= size), ("bytes", 1))
        return f"{value / size:,.4g} {name}{unit.removeprefix('bytes')}"
    number = f"{value:,.0f}" if value == int(value) or abs(value) >= LARGE else f"{value:,g}"
    return f"{number} {SYMBOLS[unit]}" if unit in SYMBOLS else number


def duration(seconds: int) -> str:
    """The duration in the unit that fits: 30 s, 5 min, 1 h, 1 d."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def _rule(rule: str) -> str:
    if not ANY_OF.fullmatch(rule):
        return rule
    return " or ".join(re.findall('"([^"]+)"', rule)) + " is raised"


def _subject(alarm: Mapping[str, Any]) -> tuple[str, str]:
    """What is compared, in words, and the name by which its unit is known."""
    if alarm.get("metricName"):
        name = str(alarm["metricName"])
        return f"{name} {alarm.get('statistic') or alarm.get('extendedStatistic')}", name
    queries: Sequence[Mapping[str, Any]] = alarm["metricQueries"]
    expressions = [query for query in queries if query.get("expression") and not _is_band(query)]
    if expressions:
        label = str(expressions[0].get("label") or expressions[0]["expression"])
        return label, label
    metric = next(query["metric"] for query in queries if query.get("metric"))
    return f"{metric['metricName']} {metric['stat']}", str(metric["metricName"])


def _period(alarm: Mapping[str, Any]) -> int:
    if alarm.get("period"):
        return int(alarm["period"])
    return int(next(query["metric"]["period"] for query in alarm["metricQueries"] if query.get("metric")))


def _is_band(query: Mapping[str, Any]) -> bool:
    return str(query.get("expression")).startswith("ANOMALY_DETECTION_BAND")
