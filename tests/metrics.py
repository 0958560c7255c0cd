"""What AWS publishes (`tests/data/metrics.yaml`), and what a recording watches of it."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from ops.offline.recording import Recorded, Recording
from tests.harness import ROOT

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
MANY = 1e12
"""Beyond every threshold, of what has no bound."""


@dataclass(frozen=True)
class Published:
    """A metric as AWS, or a metric filter of the stack, publishes it."""

    dimensions: frozenset[frozenset[str]]
    statistics: frozenset[str]
    every: int
    least: float
    most: float
    sparse: bool = False
    ends: bool = False
    part_of: str | None = None

    def has(self, statistic: str) -> bool:
        """Whether the statistic makes sense."""
        return ("percentiles" if re.fullmatch(r"p\d+(\.\d+)?", statistic) else statistic) in self.statistics


@dataclass(frozen=True)
class Watched:
    """A metric that an alarm or a graph asks for."""

    where: str
    """Whose it is, to be read in a failure."""
    key: str
    """What metric math calls it."""
    namespace: str
    name: str
    dimensions: Mapping[str, str]
    statistic: str
    period: int
    region: str | None


@cache
def table() -> Mapping[tuple[str, str], Published]:
    """All metrics of AWS that anything here watches, by namespace and name."""
    written = yaml.safe_load((ROOT / "tests/data/metrics.yaml").read_text("utf-8"))
    return {
        (namespace, str(name)): Published(
            dimensions=frozenset(map(frozenset, row["dimensions"])),
            statistics=frozenset(row["statistics"]),
            every=row.get("every", part["every"]),
            least=row.get("least", -MANY),
            most=row.get("most", MANY),
            sparse=row.get("sparse", False),
            ends=row.get("ends", False),
            part_of=row.get("part_of"),
        )
        for namespace, part in written.items()
        for name, row in part["metrics"].items()
    }


def published(recording: Recording) -> Mapping[tuple[str, str], Published]:
    """The table, and what the stack's own metric filters publish: counts, at zero as well."""
    statistics = frozenset({"Sum", "Average", "Minimum", "Maximum", "percentiles"})
    filters: list[Any] = [made.inputs["metricTransformation"] for made in recording.of_type(FILTER)]
    own = {
        (made["namespace"], made["name"]): Published(
            frozenset({frozenset(made.get("dimensions") or ())}), statistics, 60, 0, MANY
        )
        for made in filters
    }
    return {**table(), **own}


def of_alarm(alarm: Recorded) -> list[Watched]:
    """The metrics of one alarm, those of metric math included."""
    inputs: Mapping[str, Any] = alarm.inputs
    if "metricName" in inputs:
        statistic = inputs.get("statistic") or inputs["extendedStatistic"]
        return [_watched(alarm.name, "watched", inputs, statistic, inputs.get("region"))]
    return [
        _watched(alarm.name, query["id"], query["metric"], query["metric"]["stat"], inputs.get("region"))
        for query in inputs["metricQueries"]
        if "metric" in query
    ]


def of_dashboard(dashboard: Recorded) -> Iterator[Watched]:
    """The metrics of all graphs of a dashboard, hidden ones included."""
    for widget in json.loads(str(dashboard.inputs["dashboardBody"]))["widgets"]:
        properties = widget["properties"]
        for row in properties.get("metrics", ()):
            if isinstance(row[0], str):
                namespace, name, *dimensions, more = row
                yield Watched(
                    where=f"graph {properties['title']!r}",
                    key=more.get("id", ""),
                    namespace=namespace,
                    name=name,
                    dimensions=dict(zip(dimensions[::2], dimensions[1::2], strict=True)),
                    statistic=more["stat"],
                    period=properties["period"],
                    region=more.get("region"),
                )


def _watched(where: str, key: str, metric: Mapping[str, Any], statistic: str, region: str | None) -> Watched:
    dimensions = metric.get("dimensions") or {}
    return Watched(
        where, key, metric["namespace"], metric["metricName"], dimensions, statistic, metric["period"], region
    )


def wrong(watched: Watched, known: Mapping[tuple[str, str], Published]) -> Iterator[str]:
    """What AWS does not publish of what is watched."""
    metric = known.get((watched.namespace, watched.name))
    if metric is None:
        yield f"{watched.where}: {watched.namespace} has no {watched.name}"
        return
    if frozenset(watched.dimensions) not in metric.dimensions:
        yield f"{watched.where}: {watched.name} is not published by {sorted(watched.dimensions)}"
    if not all(isinstance(value, str) and value for value in watched.dimensions.values()):
        yield f"{watched.where}: {watched.name} has a dimension without a value"
    if not metric.has(watched.statistic):
        yield f"{watched.where}: {watched.statistic} of {watched.name} makes no sense"


def outcomes(alarm: Recorded, known: Mapping[tuple[str, str], Published]) -> set[bool]:
    """Whether an alarm with a number for a threshold can be raised, and can be over, by what its metrics can be."""
    inputs: Mapping[str, Any] = alarm.inputs
    metrics = of_alarm(alarm)
    expression = next((q["expression"] for q in inputs.get("metricQueries", ()) if "expression" in q), "watched")
    found = set()
    for values in itertools.product(
        *(_samples(known[one.namespace, one.name], inputs["threshold"]) for one in metrics)
    ):
        if _together(metrics, values, known):
            value = evaluated(expression, dict(zip([one.key for one in metrics], values, strict=True)))
            if value is not None:
                found.add(_beyond(inputs["comparisonOperator"], value, inputs["threshold"]))
    return found


def _chosen(so: float, then: float, otherwise: float | None = None) -> float | None:
    return then if so else otherwise


def _first(value: float, _gap: float) -> float:
    return value


def evaluated(expression: str, values: Mapping[str, float]) -> float | None:
    """The value of metric math over one value of each metric; None where it divides by zero."""
    functions = {"IF": _chosen, "FILL": _first}
    try:
        value: float = eval(expression, {"__builtins__": {}}, {**functions, **values})  # noqa: S307 - of our own text
    except ZeroDivisionError:
        return None
    return value


def _samples(metric: Published, threshold: float) -> Sequence[float]:
    around = [threshold / 2, threshold, threshold + 1e-6, threshold * 2]
    return sorted({value for value in (0, 1, 100, 1000, *around) if metric.least <= value <= metric.most}) + (
        [metric.most] if metric.most not in around else []
    )


def _together(metrics: Sequence[Watched], values: Sequence[float], known: Mapping[tuple[str, str], Published]) -> bool:
    """Whether the metrics can have these values at once: no part is more than its whole."""
    at = {(one.namespace, one.name, *sorted(one.dimensions.items())): v for one, v in zip(metrics, values, strict=True)}
    for one, value in zip(metrics, values, strict=True):
        whole = known[one.namespace, one.name].part_of
        if whole and value > at.get((one.namespace, whole, *sorted(one.dimensions.items())), MANY):
            return False
    return True


def _beyond(operator: str, value: float, threshold: float) -> bool:
    return {
        "GreaterThanThreshold": value > threshold,
        "GreaterThanOrEqualToThreshold": value >= threshold,
        "LessThanThreshold": value < threshold,
        "LessThanOrEqualToThreshold": value <= threshold,
    }[operator]
