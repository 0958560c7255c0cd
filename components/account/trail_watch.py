"""What people hear of at once among all that a trail records: filters of events, as data, and their alarms.

Patterns marked with a number answer the CIS AWS Foundations Benchmark 1.4 as Security Hub compares them: to the letter.
https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from components._watched import Alarm, Metric, Severity, Watched, Widget
from components.account.trail_settings import TrailAlarms
from naming import Names

PERIOD = 300
IAM_CHANGES = (
    "DeleteGroupPolicy",
    "DeleteRolePolicy",
    "DeleteUserPolicy",
    "PutGroupPolicy",
    "PutRolePolicy",
    "PutUserPolicy",
    "CreatePolicy",
    "DeletePolicy",
    "CreatePolicyVersion",
    "DeletePolicyVersion",
    "AttachRolePolicy",
    "DetachRolePolicy",
    "AttachUserPolicy",
    "DetachUserPolicy",
    "AttachGroupPolicy",
    "DetachGroupPolicy",
)
TRAIL_CHANGES = ("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging")
BUCKET_CHANGES = (
    "PutBucketAcl",
    "PutBucketPolicy",
    "PutBucketCors",
    "PutBucketLifecycle",
    "PutBucketReplication",
    "DeleteBucketPolicy",
    "DeleteBucketCors",
    "DeleteBucketLifecycle",
    "DeleteBucketReplication",
)
ENDS_OF_A_KEY = ("DisableKey", "ScheduleKeyDeletion")
USES_OF_A_KEY = ("Encrypt", "Decrypt", "ReEncrypt*", "GenerateDataKey*", "CreateGrant")


def _any_of(names: tuple[str, ...]) -> str:
    return " || ".join(f"($.eventName={name})" for name in names)


@dataclass(frozen=True)
class Event:
    """A kind of event in the trail."""

    key: str
    """Of its alarm, and the field of TrailAlarms that says how many are told."""
    title: str
    pattern: str
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"""
    severity: Severity
    why: str
    todo: str

    @property
    def setting(self) -> str:
        """The field of TrailAlarms."""
        return self.key.replace("-", "_")


EVENTS = (
    Event(  # 4.3
        key="root-use",
        title="Root user at work",
        pattern='{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && '
        '$.eventType !="AwsServiceEvent"}',
        severity="critical",
        why="The root user can do everything and is bound by no policy; nothing in daily work needs it.",
        todo="Ask whoever holds its password; if it was nobody, change it, its MFA and its keys at once.",
    ),
    Event(  # 4.2
        key="sign-in-without-mfa",
        title="Sign-ins without MFA",
        pattern='{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
        '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
        severity="critical",
        why="Somebody is signed in with a password alone, which is all that a thief needs.",
        todo="Find the user in the trail, end the sessions, and require MFA of that user.",
    ),
    Event(
        key="key-denials",
        title="Uses of keys refused",
        pattern=f'{{($.eventSource=kms.amazonaws.com) && ($.errorCode="AccessDenied*") && ({_any_of(USES_OF_A_KEY)})}}',
        severity="critical",
        why="Something cannot read or write what is encrypted: a service fails, or somebody tries what is not theirs.",
        todo="Read who was refused which key in the trail; compare with the last change of the key's policy.",
    ),
    Event(  # 4.7
        key="key-deletion",
        title="Keys disabled or to be deleted",
        pattern=f"{{($.eventSource=kms.amazonaws.com) && ({_any_of(ENDS_OF_A_KEY)})}}",
        severity="critical",
        why="What is encrypted with a deleted key is lost, backups included.",
        todo="Find the key in the trail; unless it was planned: `aws kms cancel-key-deletion`, `aws kms enable-key`.",
    ),
    Event(  # 4.5
        key="trail-changes",
        title="Changes of the trail",
        pattern=f"{{{_any_of(TRAIL_CHANGES)}}}",
        severity="critical",
        why="Whoever stops the trail is not seen in what follows.",
        todo="Compare the trail with what Pulumi says (pulumi preview --refresh), and ask whoever changed it.",
    ),
    Event(  # 4.4
        key="iam-changes",
        title="Changes of IAM policies",
        pattern=f"{{($.eventSource=iam.amazonaws.com) && ({_any_of(IAM_CHANGES)})}}",
        severity="warning",
        why="Somebody's rights changed.",
        todo="Match it with a deployment of that time; undo what belongs to none.",
    ),
    Event(  # 4.8
        key="bucket-changes",
        title="Changes of buckets' policies",
        pattern=f"{{($.eventSource=s3.amazonaws.com) && ({_any_of(BUCKET_CHANGES)})}}",
        severity="warning",
        why="Who may read or write a bucket changed, or how long it keeps its files.",
        todo="Match it with a deployment of that time; undo at once what opens a bucket and belongs to none.",
    ),
    Event(
        key="secret-reads",
        title="Secrets read by people",
        pattern="{($.eventSource=secretsmanager.amazonaws.com) && "
        "(($.eventName=GetSecretValue) || ($.eventName=BatchGetSecretValue)) && "
        '(($.userIdentity.type="IAMUser") || '
        '($.userIdentity.sessionContext.sessionIssuer.userName="AWSReservedSSO_*"))}',
        severity="warning",
        why="Somebody knows a secret now that only services need.",
        todo="Ask who read it and why; rotate the secret if there was no reason.",
    ),
    Event(
        key="shells-in-tasks",
        title="Shells in tasks",
        pattern="{($.eventSource=ecs.amazonaws.com) && ($.eventName=ExecuteCommand)}",
        severity="warning",
        why="Somebody is in a running task, with its rights and its secrets.",
        todo="Match it with an approval; what was typed is in the log group of the cluster that ends in /exec.",
    ),
    Event(  # 4.1
        key="unauthorized-calls",
        title="Calls refused",
        pattern='{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
        severity="warning",
        why="Somebody, or something, tries what it may not: a missing right after a release, or a search for a way in.",
        todo="Group the refused calls by identity in Logs Insights; a single role is a release, many are a search.",
    ),
)


def metric_name(event: Event) -> str:
    """The name of the filter, and of the metric that it feeds."""
    return f"trail-{event.key}"


def trail_watched(settings: TrailAlarms, names: Names) -> Watched:
    """Alarms and widgets of a trail, in the order of EVENTS."""
    metrics = {event.key: _metric(event, names) for event in EVENTS}
    told = [event.key for event in EVENTS if event.severity == "critical"]
    return Watched(
        title="Account",
        stem="trail",
        alarms=list(_alarms(settings, metrics)),
        widgets=[
            Widget(title="What should never happen", measures=[metrics[key] for key in told], unit="events"),
            Widget(
                title="Who changes, reads and enters",
                measures=[metric for key, metric in metrics.items() if key not in told],
                unit="events",
            ),
        ],
    )


def _alarms(settings: TrailAlarms, metrics: Mapping[str, Metric]) -> Iterator[Alarm]:
    for event in EVENTS:
        threshold: float | None = getattr(settings, event.setting)
        if threshold is not None:
            yield Alarm(
                key=event.key,
                measure=metrics[event.key],
                comparison=">=",
                threshold=threshold,
                period=PERIOD,
                periods=1,
                severity=event.severity,
                why=event.why,
                todo=event.todo,
            )


def _metric(event: Event, names: Names) -> Metric:
    return Metric(
        namespace=names.fill("metrics_namespace"),
        name=metric_name(event),
        dimensions={},
        statistic="Sum",
        label=event.title,
    )
