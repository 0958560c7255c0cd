"""Databases stop and start by the calendar, under a role that may do nothing else."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from pulumi import ResourceOptions

from components._off_hours import OffHoursSettings
from components.compute.off_hours import calendars
from ops.offline.recording import Recording
from tests.components.watching import alarms
from tests.harness import NAMES, build, inputs_by_name, json_of

SCHEDULE = "aws:scheduler/schedule:Schedule"
HOURS = OffHoursSettings(start="08:00", stop="20:00", timezone="Asia/Seoul")
ARN = "arn:aws:rds:ap-northeast-2:123456789012:db:"


def made(databases: Mapping[str, str] | None = None) -> tuple[Recording, Any]:
    found: list[Any] = []

    def program(opts: ResourceOptions) -> None:
        instances = {"db": "gli-prod-db", "ledger": "legacy-ledger"} if databases is None else databases
        found.append(calendars({"off-hours": HOURS}, NAMES, instances, opts)["off-hours"])

    return build(program), found[0]


def test_each_database_has_a_start_and_a_stop_in_the_time_zone_of_the_calendar() -> None:
    schedules = inputs_by_name(made()[0], SCHEDULE)
    assert {name: (one["name"], one["scheduleExpression"]) for name, one in schedules.items()} == {
        "off-hours-db-start": ("db-start", "cron(40 7 ? * MON,TUE,WED,THU,FRI *)"),
        "off-hours-db-stop": ("db-stop", "cron(15 20 ? * MON,TUE,WED,THU,FRI *)"),
        "off-hours-ledger-start": ("ledger-start", "cron(40 7 ? * MON,TUE,WED,THU,FRI *)"),
        "off-hours-ledger-stop": ("ledger-stop", "cron(15 20 ? * MON,TUE,WED,THU,FRI *)"),
    }
    assert {one["scheduleExpressionTimezone"] for one in schedules.values()} == {"Asia/Seoul"}
    assert {one["groupName"] for one in schedules.values()} == {"gli-prod-off-hours"}
    assert all(one["flexibleTimeWindow"] == {"mode": "OFF"} for one in schedules.values())


@pytest.mark.parametrize(("action", "call"), [("start", "startDBInstance"), ("stop", "stopDBInstance")])
def test_it_calls_rds_itself_about_this_instance(action: str, call: str) -> None:
    target = inputs_by_name(made()[0], SCHEDULE)[f"off-hours-ledger-{action}"]["target"]
    assert target["arn"] == f"arn:aws:scheduler:::aws-sdk:rds:{call}"
    assert json.loads(target["input"]) == {"DbInstanceIdentifier": "legacy-ledger"}


def test_a_call_that_fails_is_repeated_for_an_hour_and_then_kept() -> None:
    recording, _ = made()
    queue = recording.one("aws:sqs/queue:Queue", "off-hours-dead-letters")
    policy = recording.one("aws:sqs/queuePolicy:QueuePolicy", "off-hours-dead-letters")
    for schedule in recording.of_type(SCHEDULE):
        target: Any = schedule.inputs["target"]
        assert target["retryPolicy"] == {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 185}
        assert target["deadLetterConfig"] == {"arn": queue.outputs["arn"]}
        assert policy.urn in schedule.dependencies
    (deny,) = json_of(policy, "policy")["Statement"]
    assert (deny["Effect"], deny["Sid"]) == ("Deny", "TlsOnly")


def test_what_wake_holds_no_deployment_takes_back() -> None:
    assert {one.options.ignore_changes for one in made()[0].of_type(SCHEDULE)} == {("startDate",)}


def test_the_role_stops_and_starts_these_instances_for_this_group_of_schedules_alone() -> None:
    recording, _ = made()
    document = json_of(recording.one("aws:iam/rolePolicy:RolePolicy", "off-hours"), "policy")
    queue = recording.one("aws:sqs/queue:Queue", "off-hours-dead-letters").outputs["arn"]
    assert [(one["Action"], one["Resource"]) for one in document["Statement"]] == [
        (["rds:StartDBInstance", "rds:StopDBInstance"], [f"{ARN}gli-prod-db", f"{ARN}legacy-ledger"]),
        (["sqs:SendMessage"], [queue]),
    ]
    (trust,) = json_of(recording.one("aws:iam/role:Role", "off-hours"), "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:scheduler:ap-northeast-2:123456789012:schedule-group/gli-prod-off-hours"},
    }


def test_people_are_told_of_what_was_kept_and_nobody_is_woken_up() -> None:
    watched = made()[1].watched
    (alarm,) = alarms(watched).values()
    assert (alarm.severity, alarm.section, alarm.threshold) == ("warning", "off-hours", 0)
    assert alarm.measure.dimensions == {"QueueName": "gli-prod-off-hours-calendar-dead-letters"}  # type: ignore[union-attr] # one metric
    assert not watched.rests


def test_without_databases_there_is_nothing_to_call() -> None:
    recording, component = made({})
    assert [one.type for one in recording.resources if one.type.startswith("aws:")] == []
    assert component.watched.alarms == []


def test_without_off_hours_there_is_no_calendar() -> None:
    assert build(lambda opts: calendars({}, NAMES, {"db": "gli-prod-db"}, opts)).of_type(SCHEDULE) == ()
