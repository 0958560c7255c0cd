"""What is watched of a component, as data: its alarms and the widgets of its dashboard. `watch/` makes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, Protocol

from pulumi import Input
from pydantic import Field

from components._settings import Settings

Severity = Literal["critical", "warning"]
"""`critical` wakes somebody up; `warning` is read in working hours."""
Comparison = Literal[">", ">=", "<", "<="]
Missing = Literal["notBreaching", "breaching", "ignore", "missing"]
"""What a period without data counts as; AWS's words.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""


class Anomaly(Settings):
    """A threshold that CloudWatch learns: the band in which a metric usually is at this hour of this day."""

    anomaly: Annotated[float, Field(gt=0, le=10)]
    """Half the band's width in standard deviations; 2 is AWS's default, more is quieter."""


Percent = Annotated[float, Field(gt=0, lt=100)]
"""A threshold that a percentage can pass in both directions."""
Count = Annotated[float, Field(ge=0)]
"""A threshold for a number of things in a period."""


@dataclass(frozen=True)
class Metric:
    """One metric as AWS publishes it."""

    namespace: str
    name: str
    dimensions: Mapping[str, Input[str]]
    statistic: str
    """`Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p95`."""
    label: str
    """What people call it, in a legend."""
    region: str | None = None
    """Where it is published; None is where the stack is."""


@dataclass(frozen=True)
class Expression:
    """Metric math: `text` over metrics by the id that they have in it, such as `100 * errors / requests`."""

    text: str
    metrics: Mapping[str, Metric]
    label: str

    @property
    def region(self) -> str | None:
        """Where its metrics are published: all in one Region; a search finds what is published where the stack is."""
        return next((metric.region for metric in self.metrics.values()), None)


Measure = Metric | Expression
Threshold = float | Anomaly


@dataclass(frozen=True)
class Alarm:
    """One alarm: `periods` periods of `period` seconds, each beyond the threshold."""

    key: str
    """What it is called beside its part: `high-error-rate` in `shop-prod-api-high-error-rate`."""
    measure: Measure
    comparison: Comparison
    threshold: Threshold
    period: int
    """Seconds: 10, 30 or a multiple of 60."""
    periods: int
    severity: Severity
    why: str
    """What it means for people, as a sentence."""
    todo: str
    """What to do first, as a sentence."""
    missing: Missing = "notBreaching"
    kind: str | None = None
    """The heading of the runbook's section, where that is not the key: `high-cpu` for `reports-high-cpu`."""

    @property
    def section(self) -> str:
        """The heading of the runbook's section about it."""
        return self.kind or self.key


@dataclass(frozen=True)
class AlarmKind:
    """What alarms of one kind have in common, whatever member of a part they watch."""

    key: str
    comparison: Comparison
    severity: Severity
    why: str
    todo: str
    period: int = 300
    periods: int = 3
    missing: Missing = "notBreaching"

    def over(self, measure: Measure, threshold: Threshold, *, member: str | None = None) -> Alarm:
        """The alarm of this kind over one measure: of the part itself, or of a member such as a replica or a node."""
        return Alarm(
            key=self.key if member is None else f"{member}-{self.key}",
            measure=measure,
            comparison=self.comparison,
            threshold=threshold,
            period=self.period,
            periods=self.periods,
            severity=self.severity,
            why=self.why,
            todo=self.todo,
            missing=self.missing,
            kind=self.key,
        )


def wanted(*rows: tuple[AlarmKind, Measure, Threshold | None], member: str | None = None) -> list[Alarm]:
    """The alarms of a part, or of one of its members: those of the rows that have a threshold."""
    return [kind.over(measure, threshold, member=member) for kind, measure, threshold in rows if threshold is not None]


def limits(alarms: Sequence[Alarm], *keys: str) -> list[tuple[str, float]]:
    """Lines for a graph: the thresholds of those of the alarms that have these keys, as far as they are numbers.

    A sum depends on how long it is summed, so its line says that.
    """
    return [
        (_line(alarm), alarm.threshold)
        for alarm in alarms
        if alarm.key in keys and not isinstance(alarm.threshold, Anomaly)
    ]


def _line(alarm: Alarm) -> str:
    summed = isinstance(alarm.measure, Metric) and alarm.measure.statistic == "Sum"
    return f"{alarm.key} ({alarm.period // 60} minutes)" if summed else alarm.key


@dataclass(frozen=True)
class Composite:
    """An alarm about alarms of the same part: it is raised while any of them is."""

    key: str
    any_of: tuple[str, ...]
    """Keys of the part's alarms."""
    severity: Severity
    why: str
    todo: str


@dataclass(frozen=True)
class Widget:
    """One graph of the dashboard."""

    title: str
    measures: Sequence[Measure]
    unit: str = ""
    """What stands at its axis."""
    stacked: bool = False
    limits: Sequence[tuple[str, float]] = ()
    """Lines to draw: a label and a height, such as the threshold of an alarm."""


@dataclass(frozen=True)
class Watched:
    """A part of the environment and all that is watched of it."""

    title: str
    """What people call it: `Service api`."""
    stem: str
    """What its alarms are named after, unlike that of any other part: `api` for a service, `main-alb` for a load
    balancer. `<system>-prod-api-high-error-rate` is the standard's (G-22).
    """
    alarms: Sequence[Alarm]
    widgets: Sequence[Widget]
    composites: Sequence[Composite] = field(default=())
    rests: bool = False
    """Whether it is off in the environment's off-hours, or stands before what is: nobody is told of it then."""


class Watchable(Protocol):
    """A component that is watched."""

    watched: Watched
