"""Whether what serves people is watched: alarms on it, a dashboard, saved queries, CloudFront's own error rates."""

from collections.abc import Iterator

from guardrails.metrics import alarms_on, metrics_of
from guardrails.props import Props
from guardrails.resource import Stack, StackResource
from guardrails.rule import NotApplicableError, StackRule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import (
    CACHE,
    DASHBOARD,
    DATABASE,
    DISTRIBUTION,
    GROUP,
    LOAD_BALANCERS,
    LOG_QUERY,
    SERVICE,
    STACK,
)

WATCHED = (Tier.PRODUCTION, Tier.STAGING)
SERVING = (SERVICE, *LOAD_BALANCERS, DATABASE, CACHE, DISTRIBUTION, GROUP)
"""What has metrics that somebody should see."""
SERVER_ERRORS = "HTTPCode_Target_5XX_Count"
MAX_ERRORS, ERROR_PERIOD, ERROR_PERIODS = 50, 300, 2
"""G-22: more than 50 responses in each of two periods of 300 seconds."""


def _has_alarm(kind: str, on: tuple[str, ...], what: str, name: str, url: str) -> StackRule:
    @stack_rule(
        id=f"{kind}-alarm",
        on=on,
        severity=Severity.MEDIUM,
        title=f"Every {what} is watched by an alarm.",
        why="Its users would be the first to know that it fails.",
        fix=f"Add an aws.cloudwatch.MetricAlarm whose dimensions name this {what}.",
        standard=["G-21", "G-22"],
        controls={},
        tiers=WATCHED,
        url=url,
    )
    def has_alarm(resource: StackResource, stack: Stack) -> Iterator[str]:
        if resource.type == SERVICE and resource.number("desiredCount") == 0:
            raise NotApplicableError("runs no task")
        if next(alarms_on(resource, resource.text(name) if name else "", stack), None) is None:
            yield "no alarm measures it"

    return has_alarm


_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html"
_LB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html"
_CACHE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html"
_CLOUDFRONT = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html"
_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html"
_INSIGHTS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html"

service_alarm = _has_alarm("ecs", (SERVICE,), "service", "name", _ECS)
load_balancer_alarm = _has_alarm("lb", LOAD_BALANCERS, "load balancer", "name", _LB)
database_alarm = _has_alarm("rds", (DATABASE,), "database", "identifier", _RDS)
cache_alarm = _has_alarm("elasticache", (CACHE,), "cache", "replicationGroupId", _CACHE)
website_alarm = _has_alarm("cloudfront", (DISTRIBUTION,), "distribution", "", _CLOUDFRONT)
host_alarm = _has_alarm("host", (GROUP,), "host", "name", _EC2)


@stack_rule(
    id="lb-alarm-server-errors",
    on=LOAD_BALANCERS,
    severity=Severity.MEDIUM,
    title="In production an alarm counts the server errors behind every load balancer, as the standard says.",
    why="Errors that users see are the one sign that no other metric gives.",
    fix=f'Add an aws.cloudwatch.MetricAlarm: metric_name="{SERVER_ERRORS}", statistic="Sum", period={ERROR_PERIOD}, '
    f"evaluation_periods={ERROR_PERIODS}, threshold={MAX_ERRORS}.",
    standard=["G-22"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url=_LB,
)
def alarm_server_errors(load_balancer: StackResource, stack: Stack) -> Iterator[str]:
    """A load balancer behind which errors are counted by nobody, or more loosely than the standard says."""
    if load_balancer.text("loadBalancerType") not in {"", "application"}:
        raise NotApplicableError("it is no Application Load Balancer")
    counted = [
        (alarm, metric)
        for alarm in alarms_on(load_balancer, load_balancer.text("name"), stack)
        for metric in metrics_of(alarm)
        if metric.text("metricName") == SERVER_ERRORS
    ]
    if not counted:
        yield f"no alarm measures {SERVER_ERRORS}"
    elif all(_is_loose(alarm, metric) for alarm, metric in counted):
        yield f"alarm {counted[0][0].name} waits for more errors than the standard"


def _is_loose(alarm: StackResource, metric: Props) -> bool:
    seconds = metric.number("period") * alarm.number("evaluationPeriods")
    summed = metric.text("statistic" if metric is alarm else "stat") == "Sum"
    return not summed or alarm.number("threshold") > MAX_ERRORS or seconds > ERROR_PERIOD * ERROR_PERIODS


@stack_rule(
    id="stack-dashboard",
    on=(STACK,),
    severity=Severity.LOW,
    title="Every environment that serves has a dashboard.",
    why="After an alarm somebody has to see within a minute what is wrong, and after a deployment that nothing is.",
    fix="Add an aws.cloudwatch.Dashboard with dashboard_body.",
    standard=["G-21", "G-24"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html",
)
def dashboard(_stack: StackResource, stack: Stack) -> Iterator[str]:
    """An environment that nobody can see at a glance."""
    _serves(stack)
    if not stack.of(DASHBOARD):
        yield "there is no dashboard"


@stack_rule(
    id="stack-log-queries",
    on=(STACK,),
    severity=Severity.LOW,
    title="Every environment with services has the two saved queries of their logs: server errors, and slow requests.",
    why="At night nobody remembers the names of fields.",
    fix="Add two aws.cloudwatch.QueryDefinition with query_string and log_group_names of the services.",
    standard=["G-24"],
    controls={},
    url=_INSIGHTS,
)
def log_queries(_stack: StackResource, stack: Stack) -> Iterator[str]:
    """Services whose logs somebody must know how to ask."""
    if not stack.of(SERVICE):
        raise NotApplicableError("it has no services")
    found = len(stack.of(LOG_QUERY))
    if found < 2:  # noqa: PLR2004 - the title says which two
        yield f"it has {found} saved queries"


def _serves(stack: Stack) -> None:
    if not stack.of(*SERVING):
        raise NotApplicableError("nothing in it serves")
