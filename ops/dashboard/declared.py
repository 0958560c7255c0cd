"""What a recorded stack declares about watching: its dashboard's graphs, its alarms and whom they tell."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.dashboard.words import condition, measured
from ops.offline.recording import Recorded, Recording
from ops.offline.values import SECRET

DASHBOARD: Final = "aws:cloudwatch/dashboard:Dashboard"
METRIC_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE_ALARM: Final = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
TOPIC: Final = "aws:sns/topic:Topic"
SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"
SLACK: Final = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"


@dataclass(frozen=True)
class Line:
    """One line of a graph."""

    label: str
    measured: str
    """Namespace, metric, statistic and dimensions, or an expression."""
    region: str
    """Where it is measured; empty where the graph is."""


@dataclass(frozen=True)
class Graph:
    """One graph of the dashboard."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    limits: tuple[tuple[str, float], ...]
    """The lines that alarms watch: a label and a height."""


@dataclass(frozen=True)
class Section:
    """A part of the environment with its graphs."""

    title: str
    graphs: tuple[Graph, ...]


@dataclass(frozen=True)
class DeclaredAlarm:
    """One alarm in words."""

    name: str
    region: str
    condition: str
    description: str
    topics: tuple[str, ...]
    """Names of the topics that it is announced to."""
    told: tuple[str, ...]
    """Who is told through them."""


@dataclass(frozen=True)
class Declared:
    """Everything that is declared about watching one stack."""

    stack: str
    dashboard: str
    """The dashboard's name; empty where there is none."""
    sections: tuple[Section, ...]
    alarms: tuple[DeclaredAlarm, ...]


def declared(recording: Recording) -> Declared:
    """Read a recording that was made as after a deployment, so that every name and ARN is known."""
    boards = recording.of_type(DASHBOARD)
    body = json.loads(str(boards[0].inputs["dashboardBody"])) if boards else {"widgets": []}
    return Declared(
        stack=recording.stack,
        dashboard=str(boards[0].inputs["dashboardName"]) if boards else "",
        sections=tuple(_sections(body["widgets"])),
        alarms=tuple(sorted(_alarms(recording), key=lambda alarm: (alarm.region, alarm.name))),
    )


def _sections(widgets: Sequence[Mapping[str, Any]]) -> Iterator[Section]:
    """The graphs below each line of text; what has no graph below it is a title of the page."""
    title, graphs = "", list[Graph]()
    for widget in [*widgets, {"type": "text", "properties": {"markdown": ""}}]:
        properties = widget["properties"]
        if widget["type"] == "text":
            if graphs:
                yield Section(title, tuple(graphs))
            title, graphs = str(properties["markdown"]).lstrip("# "), []
        elif widget["type"] == "metric":
            graphs.append(_graph(properties))


def _graph(properties: Mapping[str, Any]) -> Graph:
    horizontal = properties.get("annotations", {}).get("horizontal", ())
    return Graph(
        title=properties["title"],
        unit=properties["yAxis"]["left"].get("label", ""),
        lines=tuple(_lines(properties["metrics"], properties["region"])),
        limits=tuple((one["label"], float(one["value"])) for one in horizontal),
    )


def _lines(rows: Sequence[Sequence[Any]], region: str) -> Iterator[Line]:
    for row in rows:
        options = row[-1]
        if options.get("visible") is not False:
            elsewhere = options.get("region", region)
            yield Line(options["label"], measured(row), "" if elsewhere == region else elsewhere)


def _alarms(recording: Recording) -> Iterator[DeclaredAlarm]:
    topics = {str(topic.outputs["arn"]): str(topic.outputs["name"]) for topic in recording.of_type(TOPIC)}
    receivers = _receivers(recording)
    for alarm in (*recording.of_type(METRIC_ALARM), *recording.of_type(COMPOSITE_ALARM)):
        actions = [str(arn) for arn in _listed(alarm, "alarmActions")]
        yield DeclaredAlarm(
            name=str(alarm.inputs.get("name") or alarm.inputs.get("alarmName")),
            region=str(alarm.outputs["arn"]).split(":")[3],
            condition=condition(alarm.inputs),
            description=str(alarm.inputs.get("alarmDescription") or ""),
            topics=tuple(topics.get(arn, arn) for arn in actions),
            told=tuple(dict.fromkeys(receiver for arn in actions for receiver in receivers.get(arn, ()))),
        )


def _receivers(recording: Recording) -> dict[str, list[str]]:
    """Who is told by each topic's ARN; an address that is a secret is only called by its protocol."""
    found: dict[str, list[str]] = {}
    for subscription in recording.of_type(SUBSCRIPTION):
        endpoint = subscription.inputs["endpoint"]
        protocol = str(subscription.inputs["protocol"])
        shown = str(endpoint) if protocol == "email" and endpoint != SECRET else f"{protocol} {subscription.name}"
        found.setdefault(str(subscription.inputs["topic"]), []).append(shown)
    for channel in recording.of_type(SLACK):
        for arn in _listed(channel, "snsTopicArns"):
            found.setdefault(str(arn), []).append(f"Slack {channel.inputs['slackChannelId']}")
    return found


def _listed(resource: Recorded, key: str) -> Sequence[object]:
    value = resource.inputs.get(key)
    return value if isinstance(value, list | tuple) else ()
