"""Databases that stop and start with the calendar; services have their own schedules (scaling.py).

EventBridge Scheduler calls RDS itself, so that there is no code to run and to keep.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components._dead_letters import (
    DeadLetters,
    DeadLettersArgs,
    dead_letters,
    undelivered,
    undelivered_alarm,
    undelivered_widget,
)
from components._iam import document, service_trust, statement
from components._off_hours import OffHoursSettings, Weekly
from components._watched import Watched
from naming import Names

RETRY_SECONDS = 60 * 60
"""How long a call is repeated: RDS refuses while it backs up or changes an instance. Later the next day is near."""
RETRIES = 185
"""As often as EventBridge Scheduler repeats at most.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
"""
CALLS: Mapping[str, str] = {"start": "startDBInstance", "stop": "stopDBInstance"}
"""The operations of RDS by what they are for.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
"""
TARGET = "arn:aws:scheduler:::aws-sdk:rds:{call}"


@dataclass(frozen=True)
class OffHoursArgs:
    """What the calendar is made from."""

    settings: OffHoursSettings
    names: Names
    databases: Mapping[str, str]
    """The names of database instances by role."""


class OffHours(pulumi.ComponentResource):
    """A schedule for each start and each stop of a database, under one role that may do that and nothing else.

    `ops wake` holds the schedules for a night by their start date, which no deployment takes back, and puts stops of
    its own into their group.
    """

    watched: Watched
    """Calls that RDS refused for an hour."""

    def __init__(self, name: str, args: OffHoursArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:compute:OffHours", name, _facts(args), opts)
        self._name, self._args, self._below = name, args, ResourceOptions(parent=self)
        self.watched = Watched(title="Off-hours", stem="off-hours", alarms=[], widgets=[])
        if args.databases:
            letters = self._dead_letters()
            self._schedules(self._role(letters), letters)
            self.watched = _watched(letters)
        self.register_outputs({})

    def _dead_letters(self) -> DeadLetters:
        names = self._args.names
        queue = names.fill("off_hours_dead_letters")
        return dead_letters(f"{self._name}-dead-letters", DeadLettersArgs(queue=queue, names=names), self)

    def _role(self, letters: DeadLetters) -> aws.iam.Role:
        names = self._args.names
        role = aws.iam.Role(
            self._name,
            description="Stops and starts databases by the calendar",
            assume_role_policy=Output.json_dumps(
                service_trust(
                    "scheduler.amazonaws.com",
                    account=names.account,
                    source_arn=names.arn("scheduler", f"schedule-group/{names.fill('off_hours')}"),
                )
            ),
            opts=self._below,
        )
        databases = [names.arn("rds", f"db:{instance}") for instance in self._args.databases.values()]
        may = [
            statement("StopAndStart", actions=["rds:StartDBInstance", "rds:StopDBInstance"], resources=databases),
            statement("KeepWhatFailed", actions=["sqs:SendMessage"], resources=[letters.arn]),
        ]
        aws.iam.RolePolicy(self._name, role=role.name, policy=Output.json_dumps(document(*may)), opts=self._below)
        return role

    def _schedules(self, role: aws.iam.Role, letters: DeadLetters) -> None:
        settings, names = self._args.settings, self._args.names
        group = aws.scheduler.ScheduleGroup(self._name, name=names.fill("off_hours"), opts=self._below)
        times: Mapping[str, Weekly] = {"start": settings.databases_start, "stop": settings.databases_stop}
        for database, instance in self._args.databases.items():
            for action, when in times.items():
                aws.scheduler.Schedule(
                    f"{self._name}-{database}-{action}",
                    name=names.fill("off_hours_schedule", role=database, action=action),
                    group_name=group.name,
                    description=f"{action.title()}s database {instance}",
                    schedule_expression=when.schedule(),
                    schedule_expression_timezone=settings.timezone,
                    flexible_time_window={"mode": "OFF"},
                    target={
                        "arn": TARGET.format(call=CALLS[action]),
                        "role_arn": role.arn,
                        "input": json.dumps({"DbInstanceIdentifier": instance}),
                        "retry_policy": {
                            "maximum_event_age_in_seconds": RETRY_SECONDS,
                            "maximum_retry_attempts": RETRIES,
                        },
                        "dead_letter_config": {"arn": letters.arn},
                    },
                    opts=ResourceOptions(parent=self, depends_on=[letters.ready], ignore_changes=["startDate"]),
                )


def calendars(
    stack: Mapping[str, OffHoursSettings], names: Names, databases: Mapping[str, str], opts: ResourceOptions
) -> Mapping[str, OffHours]:
    """The calendar of the environment by its name, or none; `databases` are names of instances by role."""
    return {
        name: OffHours(name, OffHoursArgs(settings=settings, names=names, databases=databases), opts)
        for name, settings in stack.items()
    }


def _facts(args: OffHoursArgs) -> dict[str, object]:
    """What `ops wake` reads."""
    group = {"group": args.names.fill("off_hours")} if args.databases else {}
    return {**args.settings.props(), "databases": dict(args.databases), **group}


def _watched(letters: DeadLetters) -> Watched:
    waiting = undelivered(letters, None)
    alarm = undelivered_alarm(
        waiting,
        why="RDS refused to stop or to start a database at its hour.",
        todo="Read the message in the queue: its attributes say which call failed and why.",
    )
    return Watched(
        title="Off-hours",
        stem="off-hours",
        alarms=[replace(alarm, kind="off-hours", severity="warning")],
        widgets=[undelivered_widget([waiting])],
    )
