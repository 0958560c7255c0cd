"""Databases: their calendar held, a stop of its own, and their start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from naming import Names
from ops.failures import AwsFailedError, RefusedError
from ops.live.aws import Aws, aws_failures, code_of
from ops.live.console import Console
from ops.live.waiting import Clock, attempts
from ops.wake.calendar import Night

AVAILABLE, STOPPED = "available", "stopped"
BROKEN: Final = ("failed", "incompatible", "inaccessible", "restore-error", "storage-full")
"""How the states begin that end by nobody's waiting.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
"""
EVERY_SECONDS: Final = 15.0
WITHIN_SECONDS: Final = 45 * 60.0
"""RDS recovers what was stopped, which takes minutes; one that is just being stopped has to end that first."""
KEPT: Final = (
    "Description",
    "FlexibleTimeWindow",
    "GroupName",
    "KmsKeyArn",
    "Name",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "State",
    "Target",
)
"""What an update of a schedule has to say again; what it leaves out is gone."""
ONCE: Final = "once"


@dataclass(frozen=True)
class Databases:
    """The databases of an environment, and the group of their schedules."""

    aws: Aws
    names: Names
    group: str
    instances: Mapping[str, str]
    """By role."""
    timezone: str

    def states(self) -> Mapping[str, str]:
        """The state of each instance by its role, in RDS's words."""
        return {role: self._state(instance) for role, instance in self.instances.items()}

    def stop_by_itself(self, night: Night) -> None:
        """Let them stop once, at the end of the night; a stop that an earlier call left is moved, or taken away."""
        for role in self.instances:
            with aws_failures(f"schedule the stop of {self.instances[role]}"):
                if night.by_calendar:
                    self._no_stop(role)
                else:
                    self._stop_once(role, night.databases_until)

    def hold(self, night: Night, now: datetime) -> None:
        """Keep the calendar from stopping and starting them before the end of the night."""
        start = {} if night.databases_held_until <= now else {"StartDate": night.databases_held_until.astimezone(UTC)}
        scheduler = self.aws.client("scheduler")
        for role in self.instances:
            for action in ("start", "stop"):
                with aws_failures(f"hold the schedule by which {self.instances[role]} would {action}"):
                    scheduler.update_schedule(**self._schedule(role, action), **start)

    def start(self, clock: Clock, console: Console) -> None:
        """Start what is stopped, and wait until all of them are available."""
        waiting, asked = dict(self.instances), set[str]()
        for _ in attempts(clock, every=EVERY_SECONDS, within=WITHIN_SECONDS):
            for role, instance in tuple(waiting.items()):
                state = self._state(instance)
                if state == AVAILABLE:
                    console.say(f"{instance} is available")
                    del waiting[role]
                elif state == STOPPED and role not in asked:
                    console.say(f"Starting {instance}")
                    with aws_failures(f"start {instance}"):
                        self.aws.client("rds").start_db_instance(DBInstanceIdentifier=instance)
                    asked.add(role)
                elif state.startswith(BROKEN):
                    raise RefusedError(
                        f"{instance} is {state!r}, from which waiting does not help; look at its events."
                    )
            if not waiting:
                return
        raise AwsFailedError(
            f"{', '.join(waiting.values())} did not become available within {WITHIN_SECONDS / 60:.0f} min."
        )

    def _state(self, instance: str) -> str:
        with aws_failures(f"find the database {instance}"):
            answer = self.aws.client("rds").describe_db_instances(DBInstanceIdentifier=instance)
        return str(answer["DBInstances"][0]["DBInstanceStatus"])

    def _schedule(self, role: str, action: str) -> dict[str, Any]:
        name = self.names.fill("off_hours_schedule", role=role, action=action)
        found = self.aws.client("scheduler").get_schedule(GroupName=self.group, Name=name)
        return {key: found[key] for key in KEPT if key in found}

    def _stop_once(self, role: str, at: datetime) -> None:
        scheduler = self.aws.client("scheduler")
        once = self._schedule(role, "stop") | {
            "Name": self.names.fill("off_hours_schedule", role=role, action=ONCE),
            "ScheduleExpression": f"at({at:%Y-%m-%dT%H:%M:%S})",
            "ScheduleExpressionTimezone": self.timezone,
            "ActionAfterCompletion": "DELETE",
        }
        try:
            scheduler.create_schedule(**once)
        except scheduler.exceptions.ConflictException:
            scheduler.update_schedule(**once)

    def _no_stop(self, role: str) -> None:
        scheduler = self.aws.client("scheduler")
        name = self.names.fill("off_hours_schedule", role=role, action=ONCE)
        try:
            scheduler.delete_schedule(GroupName=self.group, Name=name)
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
