"""Errors that services write into their logs, counted: metric filters over structured logs (standard M-04)."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from components._watched import Alarm, Anomaly, Metric, Watched, Widget
from components.wiring import LogTarget
from naming import Names

LEVEL_FIELDS = ("level", "levelname", "severity")
"""Where JSON formatters of Python, Node.js, Go and Elixir write the level."""
ERROR_LEVELS = ("ERROR", "error", "CRITICAL", "critical", "FATAL", "fatal")
PERIOD = 300


@dataclass(frozen=True)
class ErrorLogsArgs:
    """What the count is made from."""

    names: Names
    role: str
    """Of the service."""
    logs: LogTarget
    threshold: float | Anomaly | None
    """Error lines in five minutes; None counts without an alarm."""


class ErrorLogs(pulumi.ComponentResource):
    """Counts the lines of one service that tell of an error; lines that are not JSON are not counted."""

    watched: Watched
    """What is watched of it."""

    def __init__(self, name: str, args: ErrorLogsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:watch:ErrorLogs", name, {"role": args.role, "pattern": error_pattern()}, opts)
        metric = Metric(
            namespace=args.names.fill("metrics_namespace"),
            name=f"{args.role}-errors",
            dimensions={},
            statistic="Sum",
            label="Error lines",
        )
        aws.cloudwatch.LogMetricFilter(
            name,
            name=metric.name,
            log_group_name=args.logs.name,
            pattern=error_pattern(),
            metric_transformation={
                "namespace": metric.namespace,
                "name": metric.name,
                "value": "1",
                "default_value": "0",
                "unit": "Count",
            },
            opts=ResourceOptions(parent=self, depends_on=[args.logs.resource]),
        )
        self.watched = _watched(args, metric)
        self.register_outputs({})


def error_pattern() -> str:
    """A filter pattern for the level of a JSON line, whatever its field is called.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """
    terms = [f'($.{field} = "{level}")' for field in LEVEL_FIELDS for level in ERROR_LEVELS]
    return f"{{ {' || '.join(terms)} }}"


def _watched(args: ErrorLogsArgs, metric: Metric) -> Watched:
    alarms = []
    if args.threshold is not None:
        alarms.append(
            Alarm(
                key="errors",
                measure=metric,
                comparison=">",
                threshold=args.threshold,
                period=PERIOD,
                periods=1,
                severity="warning",
                why=f"{args.role} writes more errors into its log than usual.",
                todo="Read the last error lines in Logs Insights, and compare their time with the last release.",
            )
        )
    limits = [(alarm.key, alarm.threshold) for alarm in alarms if isinstance(alarm.threshold, int | float)]
    return Watched(
        title=f"Logs of {args.role}",
        stem=f"{args.role}-logs",
        alarms=alarms,
        widgets=[Widget(title="Errors in the log", measures=[metric], unit="lines", limits=limits)],
        rests=True,
    )
