"""Metrics of an application's own: filters over the lines of its log, with their graphs and alarms (standard M-04).

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from components._watched import Alarm, Expression, Measure, Metric, Widget, limits
from components.compute.app_metrics_settings import AppMetric, AppMetricAlarm
from components.wiring import LogTarget
from naming import Names

KIND = "app-metric"
"""The heading of the runbook's section."""


@dataclass(frozen=True)
class AppMetricsArgs:
    """What the metrics of one service are made from."""

    metrics: Mapping[str, AppMetric]
    names: Names
    role: str
    logs: LogTarget


def app_metrics(args: AppMetricsArgs, parent: pulumi.Resource) -> None:
    """Make a filter for each metric.

    A minute with lines and no match counts as 0 where lines are counted, so that a graph has no holes and an alarm
    ends; what is measured has no such default, which would be a wrong measure, and with dimensions AWS allows none.
    """
    for key, metric in args.metrics.items():
        counted = metric.value is None and not metric.dimensions
        aws.cloudwatch.LogMetricFilter(
            f"{args.role}-metric-{key}",
            name=metric_name(args.role, key),
            log_group_name=args.logs.name,
            pattern=metric.pattern,
            metric_transformation={
                "namespace": args.names.fill("metrics_namespace"),
                "name": metric_name(args.role, key),
                "value": metric.value or "1",
                "default_value": "0" if counted else None,
                "dimensions": metric.dimensions or None,
                "unit": metric.unit,
            },
            opts=ResourceOptions(parent=parent, depends_on=[args.logs.resource]),
        )


def metric_name(role: str, key: str) -> str:
    """What the metric of a service is called in CloudWatch."""
    return f"{role}/{key}"


def own_metric(role: str, key: str, metric: AppMetric, names: Names) -> Metric:
    """A metric of a service without dimensions, as CloudWatch publishes it."""
    return Metric(names.fill("metrics_namespace"), metric_name(role, key), {}, metric.compared, key)


def app_alarms(args: AppMetricsArgs) -> Sequence[Alarm]:
    """The alarms of those metrics that have one."""
    return [_alarm(args, key, metric, metric.alarm) for key, metric in args.metrics.items() if metric.alarm is not None]


def app_widgets(args: AppMetricsArgs, alarms: Sequence[Alarm]) -> Sequence[Widget]:
    """A graph for each metric."""
    return [
        Widget(
            key,
            [_drawn(args, key, metric)],
            "" if metric.unit == "None" else metric.unit.lower(),
            limits=limits(alarms, f"{KIND}-{key}"),
        )
        for key, metric in args.metrics.items()
    ]


def _alarm(args: AppMetricsArgs, key: str, metric: AppMetric, alarm: AppMetricAlarm) -> Alarm:
    above = alarm.above is not None
    limit = alarm.above if alarm.above is not None else alarm.below or 0
    return Alarm(
        key=f"{KIND}-{key}",
        kind=KIND,
        measure=own_metric(args.role, key, metric, args.names),
        comparison=">" if above else "<",
        threshold=limit,
        period=alarm.period,
        periods=alarm.periods,
        severity=alarm.severity,
        why=f"The number that {args.role} writes into its log as {key} is {'above' if above else 'below'} {limit:g}.",
        todo="Read the service's log from when it began; whoever wrote the metric knows what it counts.",
        missing="notBreaching" if above else "breaching",
    )


def _drawn(args: AppMetricsArgs, key: str, metric: AppMetric) -> Measure:
    """The metric, or a search for all that its dimensions make of it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
    """
    if not metric.dimensions:
        return own_metric(args.role, key, metric, args.names)
    schema = ",".join(f'"{part}"' for part in (args.names.fill("metrics_namespace"), *metric.dimensions))
    found = f"""SEARCH('{{{schema}}} MetricName="{metric_name(args.role, key)}"', '{metric.compared}')"""
    return Expression(found, {}, key)
