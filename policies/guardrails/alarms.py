"""CloudWatch alarms: whether they tell somebody, and what they take for granted."""

from collections.abc import Iterator

from guardrails.publishers import names_topic, subscribers
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, UndecidedError, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import ALARMS, COMPOSITE_ALARM, METRIC_ALARM, SERVICE, TOPIC

MISSING_DATA = frozenset({"breaching", "notBreaching", "ignore", "missing"})
GLOBAL_NAMESPACES = frozenset({"AWS/CloudFront", "AWS/Billing", "AWS/Route53", "AWS/DDoSProtection"})
"""Metrics that AWS publishes in us-east-1 alone.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
"""
GLOBAL_REGION = "us-east-1"


def alarm_name(alarm: StackResource) -> str:
    """The name in CloudWatch."""
    return alarm.text("alarmName" if alarm.type == COMPOSITE_ALARM else "name")


def _acts(alarm: StackResource) -> bool:
    return bool(alarm.depends("alarmActions")) or bool(alarm.count("alarmActions"))


def _composites(alarm: StackResource, stack: Stack) -> list[StackResource]:
    """The composite alarms that this one raises."""
    return [
        composite
        for composite in stack.of(COMPOSITE_ALARM)
        if composite is not alarm
        and (alarm in composite.depends("alarmRule") or f'"{alarm_name(alarm)}"' in composite.text("alarmRule"))
    ]


def _stops_a_deployment(alarm: StackResource, stack: Stack) -> bool:
    return any(
        alarm in service.depends("alarms") or alarm_name(alarm) in service.section("alarms").texts("alarmNames")
        for service in stack.of(SERVICE)
        if "alarms" in service.names()
    )


@stack_rule(
    id="alarm-actions",
    on=ALARMS,
    severity=Severity.MEDIUM,
    title="Every alarm tells a topic, raises a composite alarm that does, or takes a deployment back.",
    why="An alarm that does nothing is seen by whoever happens to look.",
    fix="Set alarm_actions to a topic's ARN.",
    standard=["G-22", "G-23"],
    controls={"SecurityHub": ["CloudWatch.15"], "cdk-nag": ["CloudWatchAlarmAction"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-15",
)
def actions(alarm: StackResource, stack: Stack) -> Iterator[str]:
    """An alarm without consequences."""
    if _acts(alarm) or any(_acts(one) for one in _composites(alarm, stack)) or _stops_a_deployment(alarm, stack):
        return
    yield "alarmActions is empty"


@rule(
    id="alarm-actions-enabled",
    on=ALARMS,
    severity=Severity.MEDIUM,
    title="The actions of alarms are switched on.",
    why="An alarm that was silenced for a night stays silent for ever.",
    fix="Leave actions_enabled out; mute with actions_suppressor or a mute rule.",
    standard=["G-22", "G-23"],
    controls={"SecurityHub": ["CloudWatch.17"], "Checkov": ["CKV_AWS_319"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-17",
)
def actions_enabled(alarm: Resource) -> Iterator[str]:
    """A silenced alarm."""
    if not alarm.flag("actionsEnabled", default=True):
        yield "actionsEnabled is false"


@rule(
    id="alarm-missing-data",
    on=(METRIC_ALARM,),
    severity=Severity.LOW,
    title="Alarms say what a period without data means.",
    why="By default an alarm stays what it was: raised for ever, or silent about what sends nothing any more.",
    fix='Set treat_missing_data: "breaching" where silence is a failure, "notBreaching" where it is quiet.',
    standard=["G-22"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html",
)
def missing_data(alarm: Resource) -> Iterator[str]:
    """An alarm for which nobody decided."""
    treated = alarm.text("treatMissingData")
    if treated not in MISSING_DATA:
        yield f"treatMissingData is {treated or 'not set'}"


@rule(
    id="alarm-global-region",
    on=(METRIC_ALARM,),
    severity=Severity.HIGH,
    title="Alarms on metrics that AWS publishes in us-east-1 stand there.",
    why="Anywhere else the metric has no data: the alarm can never be raised, and looks well.",
    fix='Set region="us-east-1", and alarm_actions to a topic there.',
    standard=["G-01", "G-22"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html",
)
def global_region(alarm: Resource) -> Iterator[str]:
    """An alarm that waits for a metric of another Region."""
    namespaces = {alarm.text("namespace")} | {
        query.section("metric").text("namespace") for query in alarm.sections("metricQueries")
    }
    if not namespaces & GLOBAL_NAMESPACES:
        raise NotApplicableError("its metrics are of the alarm's own Region")
    region = alarm.text("region")
    if not region:
        raise UndecidedError("its Region is the provider's")
    if region != GLOBAL_REGION:
        yield f"region is {region}"


@stack_rule(
    id="alarm-reaches-somebody",
    on=ALARMS,
    severity=Severity.MEDIUM,
    title="Every topic that an alarm tells has a subscriber.",
    why="A topic without one accepts the message and forgets it: the alarm was raised, and nobody knows.",
    fix="Add an aws.sns.TopicSubscription with topic of this one, or the topic to sns_topic_arns of a Slack channel.",
    standard=["G-22", "G-23"],
    controls={},
    tiers=(Tier.PRODUCTION, Tier.STAGING),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
)
def reaches_somebody(alarm: StackResource, stack: Stack) -> Iterator[str]:
    """An alarm whose topics nobody reads."""
    if not _acts(alarm):
        raise NotApplicableError("it tells no topic, which alarm-actions judges")
    told = [topic for topic in stack.of(TOPIC) if names_topic(alarm, "alarmActions", topic)]
    for topic in told:
        if not subscribers(topic, stack):
            yield f"nobody is subscribed to topic {topic.name}"
    if not told:
        raise UndecidedError("its topics are not in this stack")
