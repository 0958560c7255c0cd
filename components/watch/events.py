"""Events of AWS that people are told of: rules of EventBridge, their messages, and what could not be delivered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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
from components._watched import Alarm, Metric, Severity, Watched
from components.watch.event_rules import (
    STOPPED_AND_STARTED,
    EventRule,
    database_events,
    deployment_failed,
    image_events,
    parameters_changed,
    spot_interrupted,
    task_stopped,
)
from components.watch.event_settings import EventSettings
from components.watch.trail_rules import rotation_failed
from components.wiring import Topics
from naming import Names

RUNBOOK = "docs/runbook.md"
RETRY_SECONDS = 60 * 60
"""How long EventBridge tries to deliver an event; later it is no news."""
RETRIES = 185
"""As often as EventBridge tries at most."""


@dataclass(frozen=True)
class EventsArgs:
    """What the rules are made from: all parts by names and ARNs, since environments may share the account."""

    settings: EventSettings
    names: Names
    topics: Topics
    """Of the stack's Region: a rule reaches no other."""
    cluster: str = ""
    """The ECS cluster's name, where there are services."""
    services: Mapping[str, Input[str]] = field(default_factory=dict)
    """Names of ECS services by role."""
    databases: Sequence[str] = field(default=())
    """Names of database instances, replicas included."""
    parameter_groups: Sequence[Input[str]] = field(default=())
    """Names of the databases' parameter groups."""
    registries: Sequence[str] = field(default=())
    """Names of ECR repositories."""
    secrets: Sequence[Input[str]] = field(default=())
    """ARNs of the secrets that rotate."""
    rests: bool = False
    """Whether databases are stopped and started day by day, which is no news."""


class Events(pulumi.ComponentResource):
    """A rule for each kind of event, and for each service's stopped tasks, whose matches its own alarm counts.

    Messages have the form of custom notifications: Chatbot shows nothing of an event of a service that it does not
    know, ECS and RDS among them, and people read it in an e-mail, too. PagerDuty takes alarms alone, so that a critical
    event raises one besides.
    """

    watched: Watched
    """Critical events, and messages that could not be delivered."""

    def __init__(self, name: str, args: EventsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:watch:Events", name, args.settings.props() | {"rules": _severities(args)}, opts)
        self._name, self._args, self._below = name, args, ResourceOptions(parent=self)
        rules = list(event_rules(args))
        self.watched = Watched(title="Events", stem="events", alarms=[], widgets=[])
        if rules:
            letters = self._dead_letters(rules)
            for rule in rules:
                self._rule(rule, letters)
            self.watched = _watched(args.names, rules, letters)
        self.register_outputs({})

    def _dead_letters(self, rules: Sequence[EventRule]) -> DeadLetters:
        names = self._args.names
        return dead_letters(
            f"{self._name}-dead-letters",
            DeadLettersArgs(
                queue=names.fill("dead_letters"),
                names=names,
                sender="events.amazonaws.com",
                sources=[names.arn("events", f"rule/{_physical(rule, names)}") for rule in rules],
            ),
            self,
        )

    def _rule(self, rule: EventRule, letters: DeadLetters) -> None:
        made = aws.cloudwatch.EventRule(
            f"{self._name}-{rule.event}",
            name=_physical(rule, self._args.names),
            description=rule.why,
            event_pattern=Output.json_dumps(rule.pattern),
            opts=self._below,
        )
        if rule.severity is None:
            return
        topics = self._args.topics
        aws.cloudwatch.EventTarget(
            f"{self._name}-{rule.event}",
            rule=made.name,
            arn=topics.critical if rule.severity == "critical" else topics.warning,
            input_transformer={
                "input_paths": dict(rule.values),
                "input_template": Output.json_dumps(notification(rule)),
            },
            retry_policy={"maximum_event_age_in_seconds": RETRY_SECONDS, "maximum_retry_attempts": RETRIES},
            dead_letter_config={"arn": letters.arn},
            opts=ResourceOptions(parent=self, depends_on=[letters.ready]),
        )


def event_rules(args: EventsArgs) -> Iterator[EventRule]:
    """The rules about parts that are there, of kinds that somebody is told of; those of stopped tasks always."""
    settings, names = args.settings, args.names
    yield from (
        task_stopped(names, args.cluster, role, service, settings.task_stopped)
        for role, service in args.services.items()
    )
    others: list[EventRule] = []
    if args.services:
        others.append(deployment_failed(names, args.cluster, settings.deployment_failed))
        others.append(spot_interrupted(names, args.cluster, settings.spot_interrupted))
    if args.databases:
        others += database_events(
            names,
            args.databases,
            failed=settings.database_failed,
            changed=settings.database_changed,
            usual=STOPPED_AND_STARTED if args.rests else (),
        )
    if args.parameter_groups:
        others.append(parameters_changed(names, args.parameter_groups, settings.database_changed))
    if args.registries:
        others += image_events(names, args.registries, settings.image_vulnerable)
    if args.secrets:
        others.append(rotation_failed(names, args.secrets, settings.rotation_failed))
    yield from (rule for rule in others if rule.severity is not None)


def notification(rule: EventRule) -> dict[str, Any]:
    """The message, as a custom notification: what happened and where, what to do first, and where more stands.

    https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
    """
    return {
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": rule.title,
            "description": rule.text,
            "nextSteps": [rule.todo, f"Runbook: {RUNBOOK}#{rule.kind}"],
        },
    }


def matches(rule_name: str) -> Metric:
    """How often a rule of the default bus has matched.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
    """
    return Metric(
        namespace="AWS/Events",
        name="TriggeredRules",
        dimensions={"RuleName": rule_name},
        statistic="Sum",
        label=rule_name,
    )


def _severities(args: EventsArgs) -> dict[str, Severity | None]:
    return {rule.event: rule.severity for rule in event_rules(args)}


def _physical(rule: EventRule, names: Names) -> str:
    return names.fill("event_rule", event=rule.event)


def _watched(names: Names, rules: Sequence[EventRule], letters: DeadLetters) -> Watched:
    waiting = undelivered(letters, None)
    critical = [rule for rule in rules if rule.severity == "critical"]
    return Watched(
        title="Events",
        stem="events",
        alarms=[
            *(_alarm(rule, _physical(rule, names)) for rule in critical),
            undelivered_alarm(
                waiting,
                why="AWS reported something that nobody was told of.",
                todo="Read the message in the queue: it says which rule matched and why it could not be delivered.",
            ),
        ],
        widgets=[undelivered_widget([waiting])],
    )


def _alarm(rule: EventRule, rule_name: str) -> Alarm:
    return Alarm(
        key=rule.event,
        kind=rule.kind,
        measure=matches(rule_name),
        comparison=">",
        threshold=0,
        period=300,
        periods=1,
        severity="critical",
        why=rule.why,
        todo=rule.todo,
    )
