"""What an alarm watches, measured over the last minutes and held against its threshold."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from ops.care.alarms import LiveAlarm
from ops.care.scene import Scene
from ops.dashboard.words import amount

BREACHES: Final[Mapping[str, tuple[Callable[[float, float], bool], str]]] = {
    "GreaterThanThreshold": (operator.gt, "above"),
    "GreaterThanOrEqualToThreshold": (operator.ge, "at or above"),
    "LessThanThreshold": (operator.lt, "below"),
    "LessThanOrEqualToThreshold": (operator.le, "at or below"),
}
ERRORS, LATENCY, DATABASE = "error rate", "latency", "database load"
KINDS: Final[Mapping[str, frozenset[tuple[str, str]]]] = {
    ERRORS: frozenset(
        {
            ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
            ("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"),
            ("AWS/CloudFront", "5xxErrorRate"),
        }
    ),
    LATENCY: frozenset({("AWS/ApplicationELB", "TargetResponseTime")}),
    DATABASE: frozenset(
        {
            ("AWS/RDS", name)
            for name in ("CPUUtilization", "DatabaseConnections", "DBLoad", "ReadLatency", "WriteLatency")
        }
    ),
}
"""Standard G-29 names them; the metrics are those of its alarms (G-22)."""


@dataclass(frozen=True)
class Measured:
    """An alarm's metric over some minutes."""

    alarm: LiveAlarm
    values: Sequence[float]
    minutes: int

    @property
    def threshold(self) -> float:
        """Where the alarm begins."""
        return float(self.alarm.definition["Threshold"])

    @property
    def breaches(self) -> int:
        """How many of the values are on the wrong side of the threshold."""
        wrong, _ = BREACHES[self.alarm.definition["ComparisonOperator"]]
        return sum(wrong(value, self.threshold) for value in self.values)

    @property
    def worst(self) -> float:
        """The value that is nearest to the wrong side, or farthest on it."""
        higher = self.alarm.definition["ComparisonOperator"].startswith("Greater")
        return max(self.values) if higher else min(self.values)

    @property
    def silence_is_good(self) -> bool:
        """Whether the alarm takes a time without a value for a good one: nobody asked, so nothing failed."""
        return self.alarm.definition.get("TreatMissingData") == "notBreaching"

    def __str__(self) -> str:
        """Say it to people."""
        if not self.values:
            return f"{self.alarm.name}: no value in {self.minutes} min"
        _, word = BREACHES[self.alarm.definition["ComparisonOperator"]]
        worst, limit = amount(round(self.worst, 3), unit=""), amount(self.threshold, unit="")
        return f"{self.alarm.name}: worst {worst} in {self.minutes} min, alarm {word} {limit}"


def kind_of(alarm: LiveAlarm) -> str:
    """Which part of standard G-29 the alarm is about; empty for another, or for one without a fixed threshold."""
    if alarm.definition.get("ComparisonOperator") not in BREACHES or "Threshold" not in alarm.definition:
        return ""
    return next((kind for kind, names in KINDS.items() if alarm.metrics & names), "")


def measure(scene: Scene, alarm: LiveAlarm, minutes: int) -> Measured:
    """Ask CloudWatch for the values of the last minutes, of one period at least."""
    queries = _queries(alarm)
    longest = max(_periods(queries), default=60)
    span = max(timedelta(minutes=minutes), timedelta(seconds=longest))
    pages = (
        scene.client("cloudwatch", alarm.region)
        .get_paginator("get_metric_data")
        .paginate(MetricDataQueries=queries, StartTime=scene.now - span, EndTime=scene.now)
    )
    values = [float(value) for page in pages for one in page["MetricDataResults"] for value in one["Values"]]
    return Measured(alarm=alarm, values=tuple(values), minutes=int(span.total_seconds() // 60))


def _queries(alarm: LiveAlarm) -> list[dict[str, Any]]:
    definition = alarm.definition
    if definition.get("Metrics"):
        return [dict(one) for one in definition["Metrics"]]
    metric = {key: definition[key] for key in ("Namespace", "MetricName", "Dimensions") if key in definition}
    statistic = definition.get("ExtendedStatistic") or definition["Statistic"]
    return [{"Id": "watched", "MetricStat": {"Metric": metric, "Period": definition["Period"], "Stat": statistic}}]


def _periods(queries: Sequence[Mapping[str, Any]]) -> list[int]:
    return [int(one["MetricStat"]["Period"]) for one in queries if "MetricStat" in one]
