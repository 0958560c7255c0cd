"""Who publishes to a topic and who is subscribed to it, as far as the stack shows."""

from collections.abc import Iterator

from guardrails.resource import Stack, StackResource
from guardrails.tokens import (
    ALARMS,
    ANOMALY_SUBSCRIPTION,
    BUDGET,
    DATABASE_EVENTS,
    EVENT_TARGET,
    SLACK_CHANNEL,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
)

ACTIONS = ("alarmActions", "okActions", "insufficientDataActions")
PUBLISHERS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("cloudwatch.amazonaws.com", ALARMS, ACTIONS),
    ("events.amazonaws.com", (EVENT_TARGET,), ("arn",)),
    ("budgets.amazonaws.com", (BUDGET,), ("notifications",)),
    ("costalerts.amazonaws.com", (ANOMALY_SUBSCRIPTION,), ("subscribers",)),
    ("events.rds.amazonaws.com", (DATABASE_EVENTS,), ("snsTopic",)),
)
"""Services that publish on behalf of a resource, and the properties by which it names topics.

https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
"""
SUBSCRIBERS = ((TOPIC_SUBSCRIPTION, "topic"), (SLACK_CHANNEL, "snsTopicArns"))


def names_topic(resource: StackResource, key: str, topic: StackResource) -> bool:
    """Whether a property names the topic: by where its value comes from, or by an ARN that is known text."""
    made = resource.depends(key, TOPIC, TOPIC_POLICY)
    if made:
        return any(topic is one or topic in one.depends("arn", TOPIC) for one in made)
    if resource.depends(key):
        return False
    return any(arn.rpartition(":")[2] == topic.text("name") for arn in _arns(resource, key))


def _arns(resource: StackResource, key: str) -> Iterator[str]:
    """The ARNs of topics in a property, whatever its shape."""
    if key == "notifications":
        for notification in resource.sections(key):
            yield from notification.texts("subscriberSnsTopicArns")
    elif key == "subscribers":
        yield from (one.text("address") for one in resource.sections(key) if one.text("type") == "SNS")
    else:
        yield from resource.texts(key)


def publishers(topic: StackResource, stack: Stack) -> list[str]:
    """The services that publish to a topic for some resource of its stack."""
    return [
        service
        for service, kinds, keys in PUBLISHERS
        if any(names_topic(one, key, topic) for one in stack.of(*kinds) for key in keys if _has(one, key))
    ]


def _has(resource: StackResource, key: str) -> bool:
    return key in resource.names() or bool(resource.depends(key))


def subscribers(topic: StackResource, stack: Stack) -> list[StackResource]:
    """Who is told what a topic is told."""
    return [one for kind, key in SUBSCRIBERS for one in stack.of(kind) if names_topic(one, key, topic)]
