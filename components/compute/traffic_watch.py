"""What is watched of the requests to a service: how it answers them, and whether it can.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from pulumi import Input

from components._watched import Alarm, AlarmKind, Expression, Measure, Metric, Widget, limits, wanted
from components.compute.service_alarms import ServiceAlarms
from components.compute.task_watch import SINGLETON_PERIODS

NAMESPACE = "AWS/ApplicationELB"
MIN_REQUESTS = 100
"""In a period: of fewer requests a rate says little, and one error at night wakes nobody up."""

HIGH_ERROR_RATE = AlarmKind(
    key="high-error-rate",
    comparison=">",
    severity="critical",
    period=300,
    periods=2,
    why="The service answers many requests with 5xx (standard G-22).",
    todo="Look whether a release just came: if so go back, else read the service's log for errors.",
)
ERROR_RATE = AlarmKind(
    key="error-rate",
    comparison=">",
    severity="critical",
    period=300,
    periods=2,
    why="A large part of all requests is answered with 5xx.",
    todo="Look whether a release just came: if so go back, else read the service's log for errors.",
)
CLIENT_ERRORS = AlarmKind(
    key="client-errors",
    comparison=">",
    severity="warning",
    why="A large part of all requests is answered with 4xx: a broken client, an expired login, or a scan.",
    todo="See in the load balancer's access log which paths and clients get 4xx.",
)
RESPONSE_TIME = AlarmKind(
    key="response-time",
    comparison=">",
    severity="warning",
    why="One request in twenty takes longer than people should wait.",
    todo="Compare with the tasks' CPU and the database's latency, and run the saved query of slow requests.",
)
UNHEALTHY = AlarmKind(
    key="unhealthy-targets",
    comparison=">",
    severity="warning",
    period=300,
    periods=2,
    why="Tasks fail the load balancer's health check and are replaced.",
    todo="Ask for the health path in a task, and read the service's log from when it failed.",
)
NO_HEALTHY = AlarmKind(
    key="no-healthy-targets",
    comparison="<",
    severity="warning",
    period=60,
    periods=3,
    why="No task passes the load balancer's health check, so every request is answered with 502 or 503.",
    todo="Ask for the health path in a task; after a release, go back.",
)


@dataclass(frozen=True)
class TrafficWatchArgs:
    """What is told apart of services whose requests are watched."""

    alarms: ServiceAlarms
    load_balancer: Input[str]
    """The load balancer's ARN suffix."""
    target_groups: Sequence[Input[str]]
    """The target groups' ARN suffixes: all between which releases move the requests, as one service."""
    singleton: bool


def traffic_alarms(args: TrafficWatchArgs) -> Sequence[Alarm]:
    """The alarms with a threshold of the settings."""
    settings = args.alarms
    return wanted(
        (HIGH_ERROR_RATE, summed(args, "errors", "HTTPCode_Target_5XX_Count", "5xx"), settings.high_error_rate),
        (ERROR_RATE, _rate(args, "HTTPCode_Target_5XX_Count", "5xx"), settings.error_rate),
        (CLIENT_ERRORS, _rate(args, "HTTPCode_Target_4XX_Count", "4xx"), settings.client_errors),
        (RESPONSE_TIME, _slowest(args), settings.response_time),
        (UNHEALTHY, _unhealthy(args), settings.unhealthy_targets),
    )


def no_healthy_targets(args: TrafficWatchArgs) -> Sequence[Alarm]:
    """Raised while tasks are registered and none is healthy; where no task is, the load balancer measures nothing."""
    alarm = NO_HEALTHY.over(_healthy(args), 1)
    return [replace(alarm, periods=SINGLETON_PERIODS) if args.singleton else alarm]


def traffic_widgets(args: TrafficWatchArgs, alarms: Sequence[Alarm]) -> Sequence[Widget]:
    """The guide's graphs of the load balancer, for this service alone (standard G-21)."""
    errors = [
        summed(args, "clients", "HTTPCode_Target_4XX_Count", "4xx"),
        summed(args, "errors", "HTTPCode_Target_5XX_Count", "5xx"),
    ]
    rates = [_rate(args, "HTTPCode_Target_4XX_Count", "4xx"), _rate(args, "HTTPCode_Target_5XX_Count", "5xx")]
    return [
        Widget("Requests", [summed(args, "requests", "RequestCount", "Requests")], "requests"),
        Widget("Answers 4xx and 5xx", errors, "answers", limits=limits(alarms, HIGH_ERROR_RATE.key)),
        Widget(
            "Part of the answers that is 4xx and 5xx",
            rates,
            "percent",
            limits=limits(alarms, ERROR_RATE.key, CLIENT_ERRORS.key),
        ),
        Widget("Response time", [_slowest(args)], "seconds", limits=limits(alarms, RESPONSE_TIME.key)),
        Widget("Targets", [_healthy(args), _unhealthy(args)], "tasks", limits=limits(alarms, UNHEALTHY.key)),
    ]


def summed(args: TrafficWatchArgs, key: str, name: str, label: str, statistic: str = "Sum") -> Measure:
    """A metric of the service: that of its target group, or the sum over all; metric math takes what is missing as 0.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax
    """
    metrics = _by_group(args, key, name, label, statistic)
    return next(iter(metrics.values())) if len(metrics) == 1 else Expression(_sum(metrics), metrics, label)


def _rate(args: TrafficWatchArgs, name: str, label: str) -> Expression:
    """Percent of the requests, as soon as they are enough."""
    counted = _by_group(args, "counted", name, label, "Sum")
    requests = _by_group(args, "requests", "RequestCount", "Requests", "Sum")
    rate = f"100 * {_sum(counted)} / {_sum(requests)}"
    text = f"IF({_sum(requests)} >= {MIN_REQUESTS}, {rate}, 0)"
    return Expression(text, {**counted, **requests}, f"{label} of all requests")


def _slowest(args: TrafficWatchArgs) -> Measure:
    """What 95 of 100 requests are faster than: of percentiles there is no sum, so the slower target group counts."""
    metrics = _by_group(args, "seconds", "TargetResponseTime", "p95", "p95")
    if len(metrics) == 1:
        return next(iter(metrics.values()))
    return Expression(reduce(lambda one, other: f"IF({one} >= {other}, {one}, {other})", metrics), metrics, "p95")


def _healthy(args: TrafficWatchArgs) -> Measure:
    return summed(args, "healthy", "HealthyHostCount", "Healthy", "Maximum")


def _unhealthy(args: TrafficWatchArgs) -> Measure:
    return summed(args, "unhealthy", "UnHealthyHostCount", "Unhealthy", "Maximum")


def _by_group(args: TrafficWatchArgs, key: str, name: str, label: str, statistic: str) -> Mapping[str, Metric]:
    """The metric of each target group, by its id in metric math."""
    return {
        f"{key}{number}": Metric(
            NAMESPACE, name, {"LoadBalancer": args.load_balancer, "TargetGroup": group}, statistic, label
        )
        for number, group in enumerate(args.target_groups, start=1)
    }


def _sum(ids: Mapping[str, Metric]) -> str:
    return " + ".join(ids) if len(ids) == 1 else f"({' + '.join(ids)})"
