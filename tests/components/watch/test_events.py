"""Rules, targets and dead letters: each event reaches the topic of its severity, or is kept."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components._watched import Metric, Watched
from components.watch.event_settings import EventSettings
from components.watch.events import Events, EventsArgs
from components.wiring import Topics
from ops.offline.recording import Recording
from tests.components.iam_documents import by_sid
from tests.harness import NAMES, build, inputs_by_name, json_of

RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
CRITICAL, WARNING = NAMES.arn("sns", "gli-alerts"), NAMES.arn("sns", "gli-alerts-warnings")
DEAD_LETTERS = NAMES.arn("sqs", "gli-prod-dead-letters")
ALL = {
    "api-stopped": WARNING,
    "database-changed": WARNING,
    "database-failed": CRITICAL,
    "deployment-failed": CRITICAL,
    "image-finding": WARNING,
    "image-inspected": WARNING,
    "image-scanned": WARNING,
    "parameters-changed": WARNING,
    "rotation-failed": WARNING,
    "spot-interrupted": WARNING,
}
"""Every rule of an environment, and whom production tells."""
NOBODY = {
    "deployment_failed": None,
    "spot_interrupted": None,
    "task_stopped": None,
    "database_failed": None,
    "database_changed": None,
    "image_vulnerable": None,
    "rotation_failed": None,
}


@cache
def events(*, parts: bool = True, **settings: Any) -> tuple[Recording, Watched]:
    made: list[Watched] = []
    nothing = EventsArgs(
        settings=EventSettings.model_validate(settings), names=NAMES, topics=Topics(critical=CRITICAL, warning=WARNING)
    )
    everything = replace(
        nothing,
        cluster="production-gli-cluster",
        services={"api": "production-django-api-service"},
        databases=["gli-prod-db"],
        parameter_groups=["prod-db-parameters-1a2b3c4"],
        registries=["gli-api-production"],
        secrets=[NAMES.arn("secretsmanager", "secret:gli/db/production-AbCdEf")],
    )

    def program(opts: ResourceOptions) -> None:
        made.append(Events("events", everything if parts else nothing, opts).watched)

    return build(program), made[0]


def test_every_rule_has_a_name_of_the_environment_which_alarms_know() -> None:
    names = {rule["name"] for rule in inputs_by_name(events()[0], RULE).values()}
    assert names == {f"gli-prod-{event}" for event in ALL}


def test_every_event_reaches_the_topic_of_its_severity() -> None:
    targets = inputs_by_name(events()[0], TARGET)
    assert {name.removeprefix("events-"): target["arn"] for name, target in targets.items()} == ALL


def test_an_environment_may_be_told_less_urgently_of_something() -> None:
    recording, watched = events(deployment_failed="warning", image_vulnerable="critical")
    targets = inputs_by_name(recording, TARGET)
    assert targets["events-deployment-failed"]["arn"] == WARNING
    assert targets["events-image-finding"]["arn"] == CRITICAL
    assert "deployment-failed" not in {alarm.key for alarm in watched.alarms}


def test_what_nobody_is_told_of_has_no_rule_but_stopped_tasks_which_an_alarm_counts() -> None:
    recording, watched = events(**NOBODY)
    assert set(inputs_by_name(recording, RULE)) == {"events-api-stopped"}
    assert not recording.of_type(TARGET)
    assert [alarm.key for alarm in watched.alarms] == ["dead-letters"]


def test_an_environment_without_parts_has_nothing() -> None:
    recording, watched = events(parts=False)
    assert [r.type for r in recording.resources if r.custom] == ["pulumi:providers:aws"]
    assert (watched.alarms, watched.widgets) == ([], [])


def test_what_cannot_be_delivered_in_an_hour_is_kept_for_two_weeks() -> None:
    recording, _ = events()
    for target in inputs_by_name(recording, TARGET).values():
        assert target["deadLetterConfig"] == {"arn": DEAD_LETTERS}
        assert target["retryPolicy"] == {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 185}
        assert "roleArn" not in target
    (queue,) = inputs_by_name(recording, "aws:sqs/queue:Queue").values()
    assert queue == {
        "name": "gli-prod-dead-letters",
        "messageRetentionSeconds": 14 * 86400,
        "sqsManagedSseEnabled": True,
    }


def test_a_target_waits_until_its_dead_letters_can_be_kept() -> None:
    recording, _ = events()
    policy = recording.one("aws:sqs/queuePolicy:QueuePolicy", "events-dead-letters")
    assert all(policy.urn in target.dependencies for target in recording.of_type(TARGET))


def test_only_eventbridge_may_fill_the_queue_and_only_for_these_rules() -> None:
    recording, _ = events()
    statements = by_sid(json_of(recording.one("aws:sqs/queuePolicy:QueuePolicy", "events-dead-letters"), "policy"))
    keep, tls_only = statements["Keep"], statements["TlsOnly"]
    assert len(statements) == 2
    assert (keep["Principal"], keep["Action"]) == ({"Service": "events.amazonaws.com"}, ["sqs:SendMessage"])
    assert (tls_only["Effect"], tls_only["Principal"], tls_only["Action"]) == ("Deny", "*", ["sqs:*"])
    assert tls_only["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert keep["Resource"] == tls_only["Resource"] == [DEAD_LETTERS]
    rules = {rule.outputs["arn"] for rule in recording.of_type(RULE)}
    assert set(keep["Condition"]["ArnEquals"]["aws:SourceArn"]) == rules


def test_critical_events_raise_alarms_too_since_pagerduty_takes_nothing_else() -> None:
    _, watched = events()
    assert watched.stem == "events"
    found = {
        alarm.key: (alarm.measure.name, dict(alarm.measure.dimensions))
        for alarm in watched.alarms
        if isinstance(alarm.measure, Metric)
    }
    assert found == {
        "deployment-failed": ("TriggeredRules", {"RuleName": "gli-prod-deployment-failed"}),
        "database-failed": ("TriggeredRules", {"RuleName": "gli-prod-database-failed"}),
        "dead-letters": ("ApproximateNumberOfMessagesVisible", {"QueueName": "gli-prod-dead-letters"}),
    }


def test_each_alarm_is_raised_by_the_first_event_and_calls_somebody() -> None:
    for alarm in events()[1].alarms:
        assert (alarm.comparison, alarm.threshold, alarm.periods, alarm.missing) == (">", 0, 1, "notBreaching")
        assert alarm.severity == "critical"


@pytest.mark.parametrize("event", ALL)
def test_reviewers_read_each_rule_and_its_severity_on_the_component(event: str) -> None:
    rules = events()[0].one("platform:watch:Events", "events").inputs["rules"]
    assert isinstance(rules, dict)
    assert rules[event] == ("critical" if ALL[event] == CRITICAL else "warning")
