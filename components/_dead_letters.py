"""Queues that keep what could not be delivered, so that a message is late instead of lost."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import Statement, document, statement
from components._watched import Alarm, Metric, Widget
from naming import Names

RETENTION_SECONDS = 14 * 24 * 60 * 60
"""As long as SQS can keep a message.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""


@dataclass(frozen=True)
class DeadLettersArgs:
    """What a queue is made from, and who fills it."""

    queue: str
    """Its name."""
    names: Names
    """Of the Region in which it stands."""
    sender: str | None = None
    """The AWS service that puts messages there, such as `sns.amazonaws.com`; None where a role with leave of its own
    does.
    """
    sources: Sequence[str] = ()
    """The ARNs of what it may do so for."""
    region: str | None = None
    """None is where the stack is."""


@dataclass(frozen=True)
class DeadLetters:
    """A queue, which can be used once its policy stands."""

    arn: Input[str]
    queue: str
    ready: pulumi.Resource


def dead_letters(name: str, args: DeadLettersArgs, parent: pulumi.Resource) -> DeadLetters:
    """Make a queue for one sender alone, by TLS alone.

    It is encrypted with SQS's own keys and not with the environment's: what fails because of that key must be kept.
    """
    below = ResourceOptions(parent=parent)
    queue = aws.sqs.Queue(
        name,
        name=args.queue,
        message_retention_seconds=RETENTION_SECONDS,
        sqs_managed_sse_enabled=True,
        region=args.region,
        opts=below,
    )
    policy = aws.sqs.QueuePolicy(
        name,
        queue_url=queue.url,
        policy=Output.json_dumps(document(*_statements(args))),
        region=args.region,
        opts=below,
    )
    return DeadLetters(arn=queue.arn, queue=args.queue, ready=policy)


def _statements(args: DeadLettersArgs) -> list[Statement]:
    """EventBridge and SNS say for whom they send.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
    """
    queue = args.names.arn("sqs", args.queue)
    tls_only = statement(
        "TlsOnly",
        effect="Deny",
        principal="*",
        actions=["sqs:*"],
        resources=[queue],
        condition={"Bool": {"aws:SecureTransport": "false"}},
    )
    if args.sender is None:
        return [tls_only]
    keep = statement(
        "Keep",
        principal={"Service": args.sender},
        actions=["sqs:SendMessage"],
        resources=[queue],
        condition={"ArnEquals": {"aws:SourceArn": args.sources}},
    )
    return [keep, tls_only]


def undelivered(letters: DeadLetters, region: str | None) -> Metric:
    """How many messages wait in the queue.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    """
    return Metric(
        namespace="AWS/SQS",
        name="ApproximateNumberOfMessagesVisible",
        dimensions={"QueueName": letters.queue},
        statistic="Maximum",
        label="Undelivered",
        region=region,
    )


def undelivered_alarm(measure: Metric, *, why: str, todo: str) -> Alarm:
    """Raised by the first message in the queue, and over when the queue is empty again."""
    return Alarm(
        key="dead-letters" if measure.region is None else f"dead-letters-{measure.region}",
        kind="dead-letters",
        measure=measure,
        comparison=">",
        threshold=0,
        period=300,
        periods=1,
        severity="critical",
        why=why,
        todo=todo,
    )


def undelivered_widget(measures: Sequence[Metric]) -> Widget:
    """What waits in the queues."""
    return Widget(title="Undelivered messages", measures=measures)
