"""EventBridge rules and their targets, and the SQS queues that keep what could not be delivered."""

from collections.abc import Iterator

from guardrails.documents import open_to_everybody, refuses_plain, statements
from guardrails.metrics import alarms_on
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import EVENT_RULE, EVENT_TARGET, QUEUE, QUEUE_POLICY

_SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide"


def targets_of(event_rule: StackResource, stack: Stack) -> list[StackResource]:
    """Where the events of a rule go."""
    made = stack.referring(event_rule, "rule", EVENT_TARGET)
    named = [target for target in stack.of(EVENT_TARGET) if not target.depends("rule")]
    return made or [target for target in named if target.text("rule") == event_rule.text("name")]


@stack_rule(
    id="event-rule-target",
    on=(EVENT_RULE,),
    severity=Severity.MEDIUM,
    title="Every EventBridge rule sends its events somewhere, or an alarm counts them.",
    why="A rule without a target looks like monitoring and tells nobody.",
    fix="Add an aws.cloudwatch.EventTarget with rule of this one, or an aws.cloudwatch.MetricAlarm with its RuleName.",
    standard=["G-23", "M-04"],
    controls={},
    url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html",
)
def rule_target(event_rule: StackResource, stack: Stack) -> Iterator[str]:
    """A rule that leads nowhere."""
    if not targets_of(event_rule, stack) and not any(alarms_on(event_rule, event_rule.text("name"), stack)):
        yield "no target names this rule, and no alarm"


@rule(
    id="event-rule-enabled",
    on=(EVENT_RULE,),
    severity=Severity.MEDIUM,
    title="EventBridge rules are switched on.",
    why="A rule that was switched off for a night stays off for ever.",
    fix='Leave state out, or set state="ENABLED".',
    standard=["M-04"],
    controls={},
    url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-delete-rule.html",
)
def rule_enabled(event_rule: Resource) -> Iterator[str]:
    """A rule that is off."""
    if event_rule.text("state") == "DISABLED":
        yield "state is DISABLED"
    if not event_rule.flag("isEnabled", default=True):
        yield "isEnabled is false"


@stack_rule(
    id="event-target-dead-letters",
    on=(EVENT_TARGET,),
    severity=Severity.MEDIUM,
    title="What EventBridge cannot deliver is kept.",
    why="After a day of retries the event is dropped, and that it ever happened is nowhere to be seen.",
    fix='Set dead_letter_config={"arn": queue.arn}.',
    standard=["G-23", "M-04"],
    controls={},
    url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
)
def dead_letters(target: StackResource, _stack: Stack) -> Iterator[str]:
    """A target whose failures are dropped."""
    if not target.depends("deadLetterConfig") and not target.section("deadLetterConfig").text("arn"):
        yield "deadLetterConfig.arn is not set"


@stack_rule(
    id="sqs-encrypted",
    on=(QUEUE,),
    severity=Severity.MEDIUM,
    title="Queues are encrypted at rest.",
    why="Messages repeat what users sent, and stay for up to two weeks.",
    fix="Set kms_master_key_id, or sqs_managed_sse_enabled=True.",
    standard=["M-01"],
    controls={"FSBP": ["SQS.1"], "Checkov": ["CKV_AWS_27"], "cdk-nag": ["AwsSolutions-SQS2"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/sqs-controls.html#sqs-1",
)
def queue_encrypted(queue: StackResource, _stack: Stack) -> Iterator[str]:
    """A queue in clear."""
    if queue.depends("kmsMasterKeyId") or queue.text("kmsMasterKeyId"):
        return
    if not queue.flag("sqsManagedSseEnabled"):
        yield "neither kmsMasterKeyId nor sqsManagedSseEnabled is set"


@stack_rule(
    id="sqs-queue-policy",
    on=(QUEUE,),
    severity=Severity.MEDIUM,
    title="Every queue has a policy.",
    why="Only a policy can refuse requests without TLS.",
    fix="Add an aws.sqs.QueuePolicy with queue_url of this one.",
    standard=["M-01"],
    controls={},
    url=f"{_SQS}/sqs-security-best-practices.html",
)
def queue_policy(queue: StackResource, stack: Stack) -> Iterator[str]:
    """A queue without a policy."""
    if queue.get("policy") is None and not stack.referring(queue, "queueUrl", QUEUE_POLICY):
        yield "no queue policy names this queue"


@rule(
    id="sqs-tls-only",
    on=(QUEUE_POLICY,),
    severity=Severity.MEDIUM,
    title="Queue policies refuse requests without TLS.",
    why="Messages would cross the network in clear.",
    fix='Add to policy a Deny of sqs:* for everybody with {"Bool": {"aws:SecureTransport": "false"}}.',
    standard=["M-01"],
    controls={"cdk-nag": ["AwsSolutions-SQS4"]},
    url=f"{_SQS}/sqs-security-best-practices.html#enforce-encryption-data-in-transit",
)
def queue_tls_only(policy: Resource) -> Iterator[str]:
    """A policy that lets plain requests through."""
    if not any(refuses_plain(statement, "sqs:*") for statement in statements(policy, "policy")):
        yield "no statement refuses requests without TLS"


@rule(
    id="sqs-not-public",
    on=(QUEUE_POLICY, QUEUE),
    severity=Severity.CRITICAL,
    title="No queue is open to everybody.",
    why="Anyone could read its messages, or fill it.",
    fix="Name principals in policy, or a condition on aws:SourceAccount.",
    standard=["M-01"],
    controls={"FSBP": ["SQS.3"], "Checkov": ["CKV_AWS_168"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/sqs-controls.html#sqs-3",
)
def queue_not_public(resource: Resource) -> Iterator[str]:
    """A policy that allows anyone without a condition."""
    return open_to_everybody(resource, "policy")
