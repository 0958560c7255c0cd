"""What a part says is to be watched of it, in pieces that tests compare."""

from collections.abc import Mapping
from typing import Final

from pulumi import Input

from components._watched import Alarm, Anomaly, Expression, Measure, Metric, Watched, Widget

PLAIN: Final = "metric"
"""Where a measure is one metric, in place of its id in metric math."""


def alarms(watched: Watched) -> Mapping[str, Alarm]:
    """The alarms by key: none comes twice."""
    by_key = {alarm.key: alarm for alarm in watched.alarms}
    assert len(by_key) == len(watched.alarms)
    return by_key


def metrics(measure: Measure) -> Mapping[str, Metric]:
    """What is measured, by its id in metric math."""
    return measure.metrics if isinstance(measure, Expression) else {PLAIN: measure}


def text(measure: Measure) -> str:
    """The metric math, which a plain metric has none of."""
    assert isinstance(measure, Expression)
    return measure.text


def named(measure: Measure) -> Mapping[str, tuple[str, str, str]]:
    """Namespace, name and statistic of all that is measured, by id."""
    return {key: (one.namespace, one.name, one.statistic) for key, one in metrics(measure).items()}


def when(alarm: Alarm) -> tuple[str, float | Anomaly, int, int, str, str]:
    """When an alarm is raised, what a gap counts as, and how urgent it is."""
    return (alarm.comparison, alarm.threshold, alarm.period, alarm.periods, alarm.missing, alarm.severity)


def dimensions(watched: Watched) -> dict[str, dict[str, dict[str, Input[str]]]]:
    """The dimensions that alarms watch, by alarm and id: to be exported, since AWS gives some of them."""
    return {
        alarm.key: {key: dict(one.dimensions) for key, one in metrics(alarm.measure).items()}
        for alarm in watched.alarms
    }


def widget(watched: Watched, title: str) -> Widget:
    (found,) = [one for one in watched.widgets if one.title == title]
    return found


def drawn(watched: Watched) -> set[str]:
    """The names of all metrics that graphs show."""
    return {one.name for graph in watched.widgets for measure in graph.measures for one in metrics(measure).values()}
