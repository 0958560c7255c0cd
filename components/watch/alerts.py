"""Topics that people are told by, one for each severity and Region, and who receives what they get."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._dead_letters import (
    DeadLetters,
    DeadLettersArgs,
    dead_letters,
    undelivered,
    undelivered_alarm,
    undelivered_widget,
)
from components._iam import Statement, document, statement
from components._watched import Severity, Watched
from components.watch.alert_settings import SEVERITIES, AlertSettings, pagerduty_secret
from components.watch.receivers import Subscribed, email, pagerduty
from components.watch.slack import SlackArgs, slack_channels
from components.wiring import LogTarget, Topics
from naming import Names

Place = str | None
"""A Region; None is the stack's."""


@dataclass(frozen=True)
class AlertsArgs:
    """What the topics are made from."""

    settings: AlertSettings
    names: Names
    key_arns: Mapping[Place, Input[str] | None]
    """The environment's key by the Regions in which something is watched: a topic gets alarms of its Region alone."""
    secrets: Mapping[str, Input[str]] = field(default_factory=dict)
    """The values of `platform:secrets` by name, with those of `settings.secrets` among them."""
    logs: Mapping[str, LogTarget] = field(default_factory=dict)
    """Log groups by key, with those of `slack_log_groups` among them."""
    cost_anomalies: bool = False
    """Whether the topics of the stack's Region tell of cost anomalies."""


class Alerts(pulumi.ComponentResource):
    """Encrypted topics that only this account's alarms, events and bills publish to, and their subscriptions.

    `<system>-alerts` is the standard's (G-22); what can wait goes to its sibling `<system>-alerts-warnings`.
    """

    topics: Mapping[Place, Topics]
    """By the keys of `key_arns`."""
    watched: Watched
    """Alerts that PagerDuty has not taken."""

    def __init__(self, name: str, args: AlertsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:watch:Alerts", name, args.settings.props(), opts)
        self._name, self._args, self._below = name, args, ResourceOptions(parent=self)
        topic = args.names.fill("alerts", override=args.settings.name)
        self._topic_names: Mapping[Severity, str] = {
            "critical": topic,
            "warning": args.names.fill("alerts_warnings", topic=topic),
        }
        placed = {region: None if region == args.names.region else region for region in args.key_arns}
        made = {place: self._topics(place) for place in dict.fromkeys(placed.values())}
        for place, topics in made.items():
            self._email(place, topics)
        letters = {place: self._pagerduty(place, topics) for place, topics in made.items() if args.settings.pagerduty}
        self._slack(list(made.values()), list(made))
        self.topics = {region: _wired(made[place]) for region, place in placed.items()}
        self.watched = _watched(letters)
        self.register_outputs({})

    def _logical(self, place: Place, *parts: str) -> str:
        return "-".join((self._name, *([place] if place else []), *parts))

    def _topics(self, place: Place) -> Mapping[Severity, Output[str]]:
        return {severity: self._topic(place, severity) for severity in SEVERITIES}

    def _topic(self, place: Place, severity: Severity) -> Output[str]:
        args = self._args
        name = self._logical(place, severity)
        names = replace(args.names, region=place or args.names.region)
        topic = aws.sns.Topic(
            name,
            name=self._topic_names[severity],
            display_name=f"{names.system.upper()} {names.long}",
            kms_master_key_id=args.key_arns[place],
            region=place,
            opts=self._below,
        )
        arn = names.arn("sns", self._topic_names[severity])
        others = topic_publishers(arn, names, cost_anomalies=args.cost_anomalies) if place is None else []
        aws.sns.TopicPolicy(
            name,
            arn=topic.arn,
            policy=Output.json_dumps(document(*topic_statements(arn, names), *others)),
            region=place,
            opts=self._below,
        )
        return topic.arn

    def _email(self, place: Place, topics: Mapping[Severity, Output[str]]) -> None:
        for role, mailbox in self._args.settings.email.items():
            for severity in _told(mailbox.severities):
                email(self._logical(place, severity, "email", role), Subscribed(topics[severity], place, self), mailbox)

    def _pagerduty(self, place: Place, topics: Mapping[Severity, Output[str]]) -> DeadLetters:
        args = self._args
        names = replace(args.names, region=place or args.names.region)
        letters = dead_letters(
            self._logical(place, "dead-letters"),
            DeadLettersArgs(
                queue=names.fill("alerts_dead_letters", topic=self._topic_names["critical"]),
                names=names,
                sender="sns.amazonaws.com",
                sources=[names.arn("sns", topic) for topic in self._topic_names.values()],
                region=place,
            ),
            self,
        )
        for role, service in args.settings.pagerduty.items():
            for severity in _told(service.severities):
                pagerduty(
                    self._logical(place, severity, "pagerduty", role),
                    Subscribed(topics[severity], place, self),
                    service,
                    key=args.secrets[pagerduty_secret(role)],
                    letters=letters,
                )
        return letters

    def _slack(self, topics: Sequence[Mapping[Severity, Output[str]]], places: Sequence[Place]) -> None:
        args = self._args
        slack_channels(
            self._name,
            SlackArgs(
                settings=args.settings.slack,
                names=args.names,
                topics={
                    role: [here[severity] for here in topics for severity in _told(channel.severities)]
                    for role, channel in args.settings.slack.items()
                },
                logs=args.logs,
                regions=[place or args.names.region for place in places],
            ),
            self,
        )


def topic_statements(topic: str, names: Names) -> list[Statement]:
    """What every topic says: alarms of this account and Region publish, and nobody does so without TLS.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """
    alarms = {
        "StringEquals": {"aws:SourceAccount": names.account},
        "ArnLike": {"aws:SourceArn": names.arn("cloudwatch", "alarm:*")},
    }
    return [
        _publish("Alarms", "cloudwatch.amazonaws.com", topic, alarms),
        statement(
            "TlsOnly",
            effect="Deny",
            principal="*",
            actions=["sns:Publish"],
            resources=[topic],
            condition={"Bool": {"aws:SecureTransport": "false"}},
        ),
    ]


def topic_publishers(topic: str, names: Names, *, cost_anomalies: bool) -> list[Statement]:
    """Who publishes in the stack's own Region beside alarms.

    EventBridge fills in no condition when it publishes, so that with one it reaches nobody, and a role of its own is
    none for topics: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    The others act for this account:
    https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html
    """
    own = {"StringEquals": {"aws:SourceAccount": names.account}}
    budgets = {**own, "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{names.account}:*"}}
    return [
        _publish("Events", "events.amazonaws.com", topic, None),
        _publish("Budgets", "budgets.amazonaws.com", topic, budgets),
        *([_publish("CostAnomalies", "costalerts.amazonaws.com", topic, own)] if cost_anomalies else []),
    ]


def _publish(sid: str, service: str, topic: str, condition: Mapping[str, Mapping[str, str]] | None) -> Statement:
    return statement(
        sid, principal={"Service": service}, actions=["sns:Publish"], resources=[topic], condition=condition
    )


def _told(severities: Sequence[Severity]) -> list[Severity]:
    return [severity for severity in SEVERITIES if severity in severities]


def _wired(topics: Mapping[Severity, Output[str]]) -> Topics:
    return Topics(critical=topics["critical"], warning=topics["warning"])


def _watched(letters: Mapping[Place, DeadLetters]) -> Watched:
    measures = [undelivered(queue, place) for place, queue in letters.items()]
    return Watched(
        title="Alerts",
        stem="alerts",
        alarms=[
            undelivered_alarm(
                measure,
                why="PagerDuty has not taken an alert for an hour, so that nobody may have been called.",
                todo="Read the message in the queue, call whom it concerns, and look whether PagerDuty and the "
                "integration's key work.",
            )
            for measure in measures
        ],
        widgets=[undelivered_widget(measures)] if measures else [],
    )
