"""The alarms of a recorded stack: when each is raised, what its description says, and whom it tells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ops.dashboard.words import condition
from ops.offline.recording import Recorded, Recording
from ops.offline.values import SECRET

METRIC_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE_ALARM: Final = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
TOPIC: Final = "aws:sns/topic:Topic"
SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"
SLACK: Final = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
PAGERDUTY: Final = re.compile(r"-pagerduty-(?P<role>.+)$")
"""How the subscription of a PagerDuty service is called; its endpoint is a secret."""


@dataclass(frozen=True)
class DeclaredAlarm:
    """One alarm in words."""

    name: str
    part: str
    """The part of the environment that it watches: `Service api`."""
    severity: str
    region: str
    condition: str
    means: str
    first: str
    """What to do first."""
    runbook: str
    """The heading of the runbook's section about it."""
    topics: tuple[str, ...]
    """Names of the topics that it is announced to."""
    told: tuple[str, ...]
    """Who is told through them."""


def alarms(recording: Recording, units: Mapping[str, str]) -> Iterator[DeclaredAlarm]:
    """Every alarm of the recording; `units` are those of metrics by name."""
    topics = {str(topic.outputs["arn"]): str(topic.outputs["name"]) for topic in recording.of_type(TOPIC)}
    titles = {resource.urn: str(resource.inputs.get("title", resource.name)) for resource in recording.resources}
    receivers = _receivers(recording)
    for alarm in (*recording.of_type(METRIC_ALARM), *recording.of_type(COMPOSITE_ALARM)):
        actions = [str(arn) for arn in _listed(alarm, "alarmActions")]
        description = str(alarm.inputs.get("alarmDescription") or "")
        yield DeclaredAlarm(
            name=str(alarm.inputs.get("name") or alarm.inputs.get("alarmName")),
            part=titles.get(alarm.parent, ""),
            severity=_line(description, "Severity: "),
            region=str(alarm.outputs["arn"]).split(":")[3],
            condition=condition(alarm.inputs, units),
            means=description.split("\nFirst: ", maxsplit=1)[0],
            first=_line(description, "First: "),
            runbook=_line(description, "Runbook: ").partition("#")[2],
            topics=tuple(topics.get(arn, arn) for arn in actions),
            told=tuple(dict.fromkeys(receiver for arn in actions for receiver in receivers.get(arn, ()))),
        )


def _line(description: str, start: str) -> str:
    """What follows `start` on its line of a description; empty where no line starts so."""
    return next((line.removeprefix(start) for line in description.split("\n") if line.startswith(start)), "")


def _receivers(recording: Recording) -> dict[str, list[str]]:
    """Who is told, by each topic's ARN."""
    found: dict[str, list[str]] = {}
    for subscription in recording.of_type(SUBSCRIPTION):
        found.setdefault(str(subscription.inputs["topic"]), []).append(_receiver(subscription))
    for channel in recording.of_type(SLACK):
        for arn in _listed(channel, "snsTopicArns"):
            found.setdefault(str(arn), []).append(f"Slack {channel.inputs['slackChannelId']}")
    return found


def _receiver(subscription: Recorded) -> str:
    """A mailbox by its address, which the stack file has in clear; anything else by what it is called, since its
    endpoint may be what lets others in.
    """
    service = PAGERDUTY.search(subscription.name)
    if service:
        return f"PagerDuty {service['role']}"
    protocol, endpoint = str(subscription.inputs["protocol"]), subscription.inputs["endpoint"]
    return str(endpoint) if protocol == "email" and endpoint != SECRET else f"{protocol} {subscription.name}"


def _listed(resource: Recorded, key: str) -> Sequence[object]:
    value = resource.inputs.get(key)
    return value if isinstance(value, list | tuple) else ()
