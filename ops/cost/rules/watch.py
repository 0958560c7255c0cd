"""What logs, alarms, dashboards and the trail use."""

import re
from collections.abc import Iterator
from typing import Final

from ops.cost.context import Context, Usage, items, number, section
from ops.offline.recording import Recorded

DAYS_PER_MONTH: Final = 365 / 12
MINUTE: Final = 60
BAND_METRICS: Final = 2
"""An anomaly alarm is charged for the upper and the lower end of its band besides the metric itself.

https://aws.amazon.com/cloudwatch/pricing/
"""
LOGS: Final = (
    (re.compile(r"^RDSOSMetrics$"), ""),
    (re.compile(r"/exec$"), "other_log_gb"),
    (re.compile(r"^/ecs/"), "service_log_gb"),
    (re.compile(r"^/aws/ecs/containerinsights/"), "insights_log_gb"),
    (re.compile(r"^aws-waf-logs-"), "waf_log_gb"),
    (re.compile(r"^/vpc/"), "flow_log_gb"),
    (re.compile(r"^/aws/rds/"), "database_log_gb"),
    (re.compile(r"^/cloudtrail/"), "trail_log_gb"),
    (re.compile(""), "other_log_gb"),
)
"""What is assumed of a log group by its name, the first that fits; RDSOSMetrics is counted with each database."""


def log_group(resource: Recorded, context: Context) -> Iterator[Usage]:
    """What is written to it in a month, and what it holds of it when its retention has passed once."""
    name = str(resource.inputs.get("name", ""))
    assumption = next(one for pattern, one in LOGS if pattern.search(name))
    if not assumption:
        return
    written = context.assumed(assumption, resource)
    months = number(resource.inputs, "retentionInDays", 365) / DAYS_PER_MONTH
    yield Usage("log-gb", written)
    yield Usage("log-stored-gb", written * months * context.assumed("log_compression", resource))


def metric_alarm(resource: Recorded, _context: Context) -> Iterator[Usage]:
    """An alarm is charged by the metrics that it watches."""
    queries = items(resource.inputs, "metricQueries")
    metrics = [section(one, "metric") for one in queries if one.get("metric")] or [resource.inputs]
    band = BAND_METRICS * len(metrics) if resource.inputs.get("thresholdMetricId") else 0
    fast = any(number(one, "period", MINUTE) < MINUTE for one in metrics)
    yield Usage("alarm-fast-metric" if fast else "alarm-metric", len(metrics) + band)


def composite_alarm(_resource: Recorded, _context: Context) -> Iterator[Usage]:
    """An alarm over other alarms."""
    yield Usage("alarm-composite", 1)


def dashboard(_resource: Recorded, _context: Context) -> Iterator[Usage]:
    """A dashboard with any number of graphs."""
    yield Usage("dashboard", 1)


def metric_filter(_resource: Recorded, _context: Context) -> Iterator[Usage]:
    """A metric that is counted from a log."""
    yield Usage("custom-metric", 1, "counted from logs")


def trail(resource: Recorded, context: Context) -> Iterator[Usage]:
    """The first trail's management events are free, its data events are not."""
    if "'Data'" in str(resource.inputs.get("advancedEventSelectors")):
        yield Usage("trail-data-events", context.assumed("trail_events", resource))


RULES: Final = {
    "aws:cloudwatch/logGroup:LogGroup": log_group,
    "aws:cloudwatch/metricAlarm:MetricAlarm": metric_alarm,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": composite_alarm,
    "aws:cloudwatch/dashboard:Dashboard": dashboard,
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": metric_filter,
    "aws:cloudtrail/trail:Trail": trail,
}
