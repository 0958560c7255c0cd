"""Whether somebody is told what CloudTrail sees: the CIS Benchmark's metric filters that mean something here.

`decisions.yaml` says why the Benchmark's other filters are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.events import targets_of
from guardrails.resource import Stack, StackResource
from guardrails.rule import NotApplicableError, StackRule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import EVENT_RULE, LOG_GROUP, LOG_METRIC_FILTER, METRIC_ALARM, TRAIL

GROUP = "cloudWatchLogsGroupArn"
_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html"


@dataclass(frozen=True)
class Event:
    """One kind of event that the Benchmark wants to be told of."""

    kind: str
    what: str
    why: str
    words: tuple[str, ...]
    """What a filter's pattern is known by: it has all of these."""
    security_hub: int
    cis: str


EVENTS = (
    Event(
        "root",
        "every use of the account's root user",
        "It may do everything, and nobody has to use it.",
        ("Root",),
        1,
        "4.3",
    ),
    Event(
        "refused-calls",
        "calls that AWS refuses",
        "An intruder tries out what his rights are.",
        ("UnauthorizedOperation", "AccessDenied"),
        2,
        "4.1",
    ),
    Event(
        "without-mfa",
        "people who sign in without a second factor",
        "A password alone can be stolen.",
        ("ConsoleLogin", "MFAUsed"),
        3,
        "4.2",
    ),
    Event(
        "rights",
        "changes to who may do what",
        "Whoever gets in makes himself a way back.",
        ("PutRolePolicy", "AttachRolePolicy", "CreatePolicyVersion"),
        4,
        "4.4",
    ),
    Event(
        "trails",
        "changes to the trail itself",
        "What is stopped first is what records.",
        ("StopLogging", "DeleteTrail", "UpdateTrail"),
        5,
        "4.5",
    ),
    Event(
        "keys",
        "keys that are disabled or about to be deleted",
        "With the key everything that it encrypts is lost, and a week is all there is to notice.",
        ("DisableKey", "ScheduleKeyDeletion"),
        7,
        "4.7",
    ),
    Event(
        "bucket-policies",
        "changes to who may read buckets",
        "This is how data are published.",
        ("PutBucketPolicy", "DeleteBucketPolicy"),
        8,
        "4.8",
    ),
)


def _told(event: Event) -> StackRule:
    @stack_rule(
        id=f"trail-alarm-{event.kind}",
        on=(TRAIL,),
        severity=Severity.LOW,
        title=f"Somebody is told of {event.what}.",
        why=event.why,
        fix=f"Add an aws.cloudwatch.LogMetricFilter of the trail's log group with {', '.join(event.words)} in pattern, "
        "and an aws.cloudwatch.MetricAlarm with its metric_name.",
        standard=["M-05", "M-04"],
        controls={"SecurityHub": [f"CloudWatch.{event.security_hub}"], "CIS-3.0": [event.cis]},
        url=f"{_HUB}#cloudwatch-{event.security_hub}",
    )
    def told(trail: StackResource, stack: Stack) -> Iterator[str]:
        if not trail.depends(GROUP) and not trail.text(GROUP):
            raise NotApplicableError("it writes to no log group, which trail-to-logs judges")
        if not _counted(trail, event.words, stack) and not _sent(event.words, stack):
            yield f"no alarm and no EventBridge rule is about {', '.join(event.words)}"

    return told


def _counted(trail: StackResource, words: tuple[str, ...], stack: Stack) -> bool:
    return any(
        all(word in one.text("pattern") for word in words) and _reads(one, trail) and _alarmed(one, stack)
        for one in stack.of(LOG_METRIC_FILTER)
    )


def _reads(one: StackResource, trail: StackResource) -> bool:
    groups = trail.depends(GROUP, LOG_GROUP)
    made = one.depends("logGroupName", LOG_GROUP)
    if made and groups:
        return bool(set(made) & set(groups))
    name = made[0].text("name") if made else one.text("logGroupName")
    if groups:
        return any(group.text("name") == name for group in groups)
    return name in trail.text(GROUP).split(":")


def _alarmed(one: StackResource, stack: Stack) -> bool:
    metric = one.section("metricTransformation")
    name, namespace = metric.text("name"), metric.text("namespace")
    return any(
        alarm.text("metricName") == name and alarm.text("namespace") == namespace for alarm in stack.of(METRIC_ALARM)
    )


def _sent(words: tuple[str, ...], stack: Stack) -> bool:
    """Whether EventBridge sends these calls somewhere: it has CloudTrail's events too."""
    return any(
        event_rule.text("eventPattern")
        and all(word in event_rule.text("eventPattern") for word in words)
        and targets_of(event_rule, stack)
        for event_rule in stack.of(EVENT_RULE)
    )


root, refused_calls, without_mfa, rights, trails, keys, bucket_policies = map(_told, EVENTS)
