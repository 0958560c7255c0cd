"""Alarms in CloudWatch, made of what the parts of an environment say is to be watched of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from components._off_hours import OffHoursSettings
from components._watched import Alarm, Anomaly, Comparison, Composite, Expression, Measure, Metric, Watched
from components.wiring import Topics
from naming import Names

RUNBOOK = "docs/runbook.md"
OPERATORS: Mapping[Comparison, str] = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
    "<=": "LessThanOrEqualToThreshold",
}
BEYOND_BAND: Mapping[Comparison, str] = {
    ">": "GreaterThanUpperThreshold",
    ">=": "GreaterThanUpperThreshold",
    "<": "LessThanLowerThreshold",
    "<=": "LessThanLowerThreshold",
}
"""How a metric leaves the band that CloudWatch learnt.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""
STATISTICS = frozenset({"SampleCount", "Average", "Sum", "Minimum", "Maximum"})
"""All others, such as percentiles, AWS calls extended."""
WATCHED, BAND = "watched", "band"
"""The ids, in metric math, of what an alarm watches and of the band that it must leave."""


@dataclass(frozen=True)
class AlarmsArgs:
    """What the alarms of one part are made from."""

    watched: Watched
    names: Names
    topics: Mapping[str | None, Topics]
    """By Region, None for the stack's own: an alarm reaches topics of its own Region alone."""
    off_hours: OffHoursSettings | None = None
    """When nobody is told of a part that rests."""


class Alarms(pulumi.ComponentResource):
    """The alarms of one part. Raised or over, each tells the topic of its severity in the Region of its metric.

    In off-hours those of a part that rests look on and tell nobody; what is raised when they end is told then.
    """

    def __init__(self, name: str, args: AlarmsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:watch:Alarms", name, facts(args.watched), opts)
        self._name, self._args = name, args
        made = {alarm.key: self._metric_alarm(alarm) for alarm in args.watched.alarms}
        above = [
            self._composite_alarm(composite, [made[key] for key in composite.any_of])
            for composite in args.watched.composites
        ]
        if args.off_hours is not None and args.watched.rests:
            self._mute(args.off_hours, [*made.values(), *above])
        self.register_outputs({})

    def _physical_name(self, key: str) -> str:
        return self._args.names.fill("alarm", stem=self._args.watched.stem, alarm=key)

    def _topic(self, told: Alarm | Composite, region: str | None) -> list[pulumi.Input[str]]:
        topics = self._args.topics[region]
        return [topics.critical if told.severity == "critical" else topics.warning]

    def _metric_alarm(self, alarm: Alarm) -> aws.cloudwatch.MetricAlarm:
        topic = self._topic(alarm, alarm.measure.region)
        return aws.cloudwatch.MetricAlarm(
            f"{self._name}-{alarm.key}",
            name=self._physical_name(alarm.key),
            alarm_description=description(alarm, alarm.section),
            evaluation_periods=alarm.periods,
            treat_missing_data=alarm.missing,
            actions_enabled=True,
            alarm_actions=topic,
            ok_actions=topic,
            region=alarm.measure.region,
            opts=ResourceOptions(parent=self),
            **condition(alarm),
        )

    def _composite_alarm(
        self, composite: Composite, alarms: Sequence[aws.cloudwatch.MetricAlarm]
    ) -> aws.cloudwatch.CompositeAlarm:
        region = region_of(composite, self._args.watched)
        topic = self._topic(composite, region)
        return aws.cloudwatch.CompositeAlarm(
            f"{self._name}-{composite.key}",
            alarm_name=self._physical_name(composite.key),
            alarm_description=description(composite, composite.key),
            alarm_rule=" OR ".join(f'ALARM("{self._physical_name(key)}")' for key in composite.any_of),
            actions_enabled=True,
            alarm_actions=topic,
            ok_actions=topic,
            region=region,
            opts=ResourceOptions(parent=self, depends_on=alarms),
        )

    def _mute(self, off_hours: OffHoursSettings, alarms: Sequence[pulumi.Resource]) -> None:
        """A rule for each silence in each Region, where alarms are known by their names.

        https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules-behaviour.html
        """
        names, watched = self._args.names, self._args.watched
        for silence, when in off_hours.silences.items():
            for region, keys in keys_by_region(watched).items():
                aws.cloudwatch.AlarmMuteRule(
                    "-".join(filter(None, (self._name, silence, region))),
                    name=names.fill("alarm_mute", stem=watched.stem, silence=silence),
                    description=f"{watched.title} is off, or what stands behind it",
                    mute_targets={"alarm_names": [self._physical_name(key) for key in keys]},
                    rule={
                        "schedule": {
                            "expression": when.begins.window(),
                            "duration": when.duration,
                            "timezone": off_hours.timezone,
                        }
                    },
                    region=region,
                    opts=ResourceOptions(parent=self, depends_on=alarms),
                )


def condition(alarm: Alarm) -> dict[str, Any]:
    """The arguments that say when an alarm is raised: plain, by metric math, or by a band that CloudWatch learns."""
    if isinstance(alarm.threshold, Anomaly):
        return {
            "comparison_operator": BEYOND_BAND[alarm.comparison],
            "threshold_metric_id": BAND,
            "metric_queries": [*queries(alarm), band(alarm.threshold, alarm.measure.label)],
        }
    compared = {"comparison_operator": OPERATORS[alarm.comparison], "threshold": alarm.threshold}
    if isinstance(alarm.measure, Expression):
        return {**compared, "metric_queries": queries(alarm)}
    metric = alarm.measure
    return {
        **compared,
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": dict(metric.dimensions),
        "period": alarm.period,
        "statistic" if metric.statistic in STATISTICS else "extended_statistic": metric.statistic,
    }


def queries(alarm: Alarm) -> list[dict[str, Any]]:
    """What is measured, as metric math: the last query, named WATCHED, is what the alarm looks at."""
    if isinstance(alarm.measure, Metric):
        return [_query(WATCHED, alarm.measure, alarm.period, returned=True)]
    expression = alarm.measure
    return [
        *(_query(key, metric, alarm.period, returned=False) for key, metric in expression.metrics.items()),
        {"id": WATCHED, "expression": expression.text, "label": expression.label, "return_data": True},
    ]


def band(anomaly: Anomaly, label: str) -> dict[str, Any]:
    """The query for the band that CloudWatch learns of what is watched.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
    """
    return {
        "id": BAND,
        "expression": f"ANOMALY_DETECTION_BAND({WATCHED}, {anomaly.anomaly:g})",
        "label": f"{label}: as usual",
        "return_data": True,
    }


def _query(key: str, metric: Metric, period: int, *, returned: bool) -> dict[str, Any]:
    return {
        "id": key,
        "metric": {
            "namespace": metric.namespace,
            "metric_name": metric.name,
            "dimensions": dict(metric.dimensions),
            "period": period,
            "stat": metric.statistic,
        },
        "label": metric.label,
        "return_data": returned,
    }


def description(told: Alarm | Composite, section: str) -> str:
    """What a person reads who is told: what it means, what to do first, and where more stands."""
    return f"{told.why}\nFirst: {told.todo}\nRunbook: {RUNBOOK}#{section}\nSeverity: {told.severity}"


def region_of(composite: Composite, watched: Watched) -> str | None:
    """Where a composite alarm stands: with its alarms, of which it sees those of its own Region alone.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    """
    regions = {alarm.measure.region for alarm in watched.alarms if alarm.key in composite.any_of}
    if len(regions) != 1:
        raise ValueError(
            f"composite alarm {composite.key!r} of {watched.title} is about alarms in {len(regions)} Regions; "
            "make one for each Region"
        )
    return regions.pop()


def keys_by_region(watched: Watched) -> Mapping[str | None, Sequence[str]]:
    """The keys of all alarms of a part, by the Region in which they stand."""
    found: dict[str | None, list[str]] = {}
    for alarm in watched.alarms:
        found.setdefault(alarm.measure.region, []).append(alarm.key)
    for composite in watched.composites:
        found[region_of(composite, watched)].append(composite.key)
    return found


def facts(watched: Watched) -> dict[str, Any]:
    """What is watched, in plain values: of dimensions the names alone, since their values may come from AWS."""
    return {
        "title": watched.title,
        "stem": watched.stem,
        "alarms": {alarm.key: _facts_of(alarm) for alarm in watched.alarms},
        "composites": {
            composite.key: {
                "any_of": list(composite.any_of),
                "severity": composite.severity,
                "why": composite.why,
                "todo": composite.todo,
                "runbook": f"{RUNBOOK}#{composite.key}",
            }
            for composite in watched.composites
        },
    }


def _facts_of(alarm: Alarm) -> dict[str, Any]:
    limit, region = alarm.threshold, alarm.measure.region
    return {
        **_measured(alarm.measure),
        **({"region": region} if region else {}),
        "comparison": alarm.comparison,
        "threshold": limit.props() if isinstance(limit, Anomaly) else limit,
        "period": alarm.period,
        "periods": alarm.periods,
        "missing": alarm.missing,
        "severity": alarm.severity,
        "why": alarm.why,
        "todo": alarm.todo,
        "runbook": f"{RUNBOOK}#{alarm.section}",
    }


def _measured(measure: Measure) -> dict[str, Any]:
    if isinstance(measure, Expression):
        return {
            "expression": measure.text,
            "metrics": {key: _measured(metric) for key, metric in measure.metrics.items()},
        }
    return {
        "namespace": measure.namespace,
        "metric": measure.name,
        "dimensions": sorted(measure.dimensions),
        "statistic": measure.statistic,
    }
