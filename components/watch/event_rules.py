"""What AWS reports of an environment's parts, as data: which events are meant, and what people are told.

Three environments may share an account, so that every pattern names what it is about: a cluster, instances,
repositories. EventBridge takes 2,048 characters (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Input, Output

from components._watched import Severity
from naming import Names

Pattern = Mapping[str, Any]


@dataclass(frozen=True)
class EventRule:
    """Events that a pattern matches, and the message about them; `<value>` in it stands for one of `values`."""

    event: str
    """What the rule is called beside its environment: `api-stopped` in `shop-prod-api-stopped`."""
    kind: str
    """The heading of the runbook's section."""
    severity: Severity | None
    """None: matches are counted, and nobody is told of each."""
    pattern: Pattern
    title: str
    text: str
    values: Mapping[str, str]
    """Where in the event a value stands, as EventBridge writes paths."""
    why: str
    """What it means for people, as a sentence."""
    todo: str
    """What to do first, as a sentence."""


def stopped_event(role: str) -> str:
    """The event that a service's stopped tasks are, for `naming.yaml`'s `event_rule`: its alarm counts the matches."""
    return f"{role}-stopped"


def deployment_failed(names: Names, cluster: str, severity: Severity | None) -> EventRule:
    """Deployments that the circuit breaker, or an alarm, has stopped.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
    """
    return EventRule(
        event="deployment-failed",
        kind="deployment-failed",
        severity=severity,
        pattern={
            "source": ["aws.ecs"],
            "detail-type": ["ECS Deployment State Change"],
            "resources": [{"prefix": names.arn("ecs", f"service/{cluster}/")}],
            "detail": {"eventName": ["SERVICE_DEPLOYMENT_FAILED"]},
        },
        title=f"Deployment failed in {names.system} {names.long}",
        text="<service>: <reason>",
        values={"service": "$.resources[0]", "reason": "$.detail.reason"},
        why="A new version of a service did not become healthy and ECS went back to the one before.",
        todo="Look at the service's stopped tasks and at its log: the new version fails where the old one does not.",
    )


def task_stopped(names: Names, cluster: str, role: str, service: Input[str], severity: Severity | None) -> EventRule:
    """Tasks that end by themselves, cannot start or fail a health check; not those that ECS stops to deploy or scale.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    """
    return EventRule(
        event=stopped_event(role),
        kind="stopped-tasks",
        severity=severity,
        pattern={
            "source": ["aws.ecs"],
            "detail-type": ["ECS Task State Change"],
            "detail": {
                "clusterArn": [names.arn("ecs", f"cluster/{cluster}")],
                "group": [Output.format("service:{0}", service)],
                "lastStatus": ["STOPPED"],
                "$or": [
                    {"stopCode": ["EssentialContainerExited", "TaskFailedToStart"]},
                    {"stoppedReason": [{"prefix": "Task failed"}]},
                ],
            },
        },
        title=f"A task of {role} stopped in {names.system} {names.long}",
        text="<reason> (<code>, <task>)",
        values={"reason": "$.detail.stoppedReason", "code": "$.detail.stopCode", "task": "$.detail.taskArn"},
        why="A task ended without being told to; ECS starts another.",
        todo="Read the last lines of its log and the exit code of its container; 137 is often too little memory.",
    )


def spot_interrupted(names: Names, cluster: str, severity: Severity | None) -> EventRule:
    """Tasks whose Spot capacity AWS has taken back.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
    """
    return EventRule(
        event="spot-interrupted",
        kind="spot-interrupted",
        severity=severity,
        pattern={
            "source": ["aws.ecs"],
            "detail-type": ["ECS Task State Change"],
            "detail": {
                "clusterArn": [names.arn("ecs", f"cluster/{cluster}")],
                "lastStatus": ["STOPPED"],
                "stopCode": ["SpotInterruption", "TerminationNotice"],
            },
        },
        title=f"A Spot task was taken back in {names.system} {names.long}",
        text="<group>: <reason>",
        values={"group": "$.detail.group", "reason": "$.detail.stoppedReason"},
        why="AWS needed the capacity back; ECS starts another task as soon as there is some.",
        todo="Nothing, unless it goes on: then give the service some tasks on FARGATE.",
    )


FAILED = ("failure", "low storage")
CHANGED = (
    "availability",
    "configuration change",
    "deletion",
    "failover",
    "maintenance",
    "notification",
    "read replica",
    "recovery",
    "security patching",
)
"""Categories of RDS's events on instances, without the daily ones: `backup`, `creation`, `restoration`.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
"""


STOPPED_AND_STARTED = tuple(f"RDS-EVENT-{number}" for number in ("0004", "0006", "0020", "0021", "0087", "0088"))
"""What RDS reports of an instance that is stopped (shut down, stopped) and started (recovers, has recovered, restarted,
started). Its own start of what was stopped for seven days (0154) is not among them.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
"""


def database_events(
    names: Names,
    instances: Sequence[str],
    *,
    failed: Severity | None,
    changed: Severity | None,
    usual: Sequence[str] = (),
) -> list[EventRule]:
    """What RDS reports of instances and their replicas, in two rules: failures, and all that changes but the usual.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloudwatch-events.sample.html
    """

    def rule(event: str, severity: Severity | None, categories: Sequence[str], **words: str) -> EventRule:
        return EventRule(
            event=event,
            kind=event,
            severity=severity,
            pattern={
                "source": ["aws.rds"],
                "detail-type": ["RDS DB Instance Event"],
                "detail": {
                    "SourceArn": [names.arn("rds", f"db:{instance}") for instance in instances],
                    "EventCategories": list(categories),
                    **({"EventID": [{"anything-but": list(usual)}]} if usual else {}),
                },
            },
            text="<database>: <message> (<id>)",
            values={"database": "$.detail.SourceArn", "message": "$.detail.Message", "id": "$.detail.EventID"},
            **words,
        )

    return [
        rule(
            "database-failed",
            failed,
            FAILED,
            title=f"A database failed in {names.system} {names.long}",
            why="RDS reports that an instance failed or is running out of storage.",
            todo="Open the instance in the RDS console: its events say what RDS does about it by itself.",
        ),
        rule(
            "database-changed",
            changed,
            CHANGED,
            title=f"A database changed in {names.system} {names.long}",
            why="RDS has failed over, maintained, restarted or changed an instance.",
            todo="Compare it with what was planned, a release or a maintenance window; if it was not, find who did it.",
        ),
    ]


def parameters_changed(names: Names, groups: Sequence[Input[str]], severity: Severity | None) -> EventRule:
    """Parameters that somebody changed, of groups that Pulumi names.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloudwatch-events.sample.html
    """
    return EventRule(
        event="parameters-changed",
        kind="database-changed",
        severity=severity,
        pattern={
            "source": ["aws.rds"],
            "detail-type": ["RDS DB Parameter Group Event"],
            "detail": {
                "SourceArn": [Output.format("{0}{1}", names.arn("rds", "pg:"), group) for group in groups],
                "EventCategories": ["configuration change"],
            },
        },
        title=f"Parameters of a database changed in {names.system} {names.long}",
        text="<group>: <message>",
        values={"group": "$.detail.SourceArn", "message": "$.detail.Message"},
        why="A parameter of a database has another value: at once, or when the instance restarts.",
        todo="Match it with a deployment of that time; undo what belongs to none (pulumi up --refresh).",
    )


def image_events(names: Names, repositories: Sequence[str], severity: Severity | None) -> list[EventRule]:
    """Scans of images with critical or high findings, by either kind of scanning, and new critical findings.

    Enhanced scanning reports each finding: the high ones of a scan are told once, by their number.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-events.html
    """
    arns = [names.arn("ecr", f"repository/{repository}") for repository in repositories]
    some = [{"numeric": [">", 0]}]
    bad = {"finding-severity-counts": {"$or": [{"CRITICAL": some}, {"HIGH": some}]}}

    def rule(event: str, pattern: Pattern, text: str, values: Mapping[str, str]) -> EventRule:
        return EventRule(
            event=event,
            kind="image-vulnerable",
            severity=severity,
            pattern=pattern,
            title=f"Vulnerable image in {names.system} {names.long}",
            text=text,
            values=values,
            why="An image that may run has a known hole.",
            todo="Rebuild the image on a newer base, or update the package that the finding names, and release it.",
        )

    counted = {
        "repository": "$.detail.repository-name",
        "digest": "$.detail.image-digest",
        "critical": "$.detail.finding-severity-counts.CRITICAL",
        "high": "$.detail.finding-severity-counts.HIGH",
    }
    numbers = "<repository>@<digest>: critical <critical>, high <high>"
    return [
        rule(
            "image-scanned",
            {
                "source": ["aws.ecr"],
                "detail-type": ["ECR Image Scan"],
                "detail": {"scan-status": ["COMPLETE"], "repository-name": list(repositories), **bad},
            },
            numbers,
            counted,
        ),
        rule(
            "image-inspected",
            {
                "source": ["aws.inspector2"],
                "detail-type": ["Inspector2 Scan"],
                "detail": {"scan-status": ["INITIAL_SCAN_COMPLETE"], "repository-name": arns, **bad},
            },
            numbers,
            counted,
        ),
        rule(
            "image-finding",
            {
                "source": ["aws.inspector2"],
                "detail-type": ["Inspector2 Finding"],
                "resources": [{"prefix": f"{arn}/"} for arn in arns],
                "detail": {"severity": ["CRITICAL"], "status": ["ACTIVE"]},
            },
            "<finding> in <image>",
            {"finding": "$.detail.title", "image": "$.resources[0]"},
        ),
    ]
