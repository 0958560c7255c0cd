"""Services: their calendar held, a stop of its own, and their tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from ops.failures import RefusedError, WrongInputError
from ops.live.aws import Aws, aws_failures, code_of
from ops.live.console import Console
from ops.live.environment import Environment
from ops.live.scaling import client, registered, set_limits, target_of
from ops.live.waiting import Clock, attempts
from ops.wake.calendar import Night

ONCE: Final = "once"
EVERY_SECONDS: Final = 10.0
WITHIN_SECONDS: Final = 10 * 60.0
KEPT: Final = ("ScheduledActionName", "Schedule", "Timezone", "ScalableTargetAction")


@dataclass(frozen=True)
class Services:
    """The services of an environment that have an image, and so something to run."""

    aws: Aws
    environment: Environment
    timezone: str

    @property
    def limits(self) -> Mapping[str, tuple[int, int]]:
        """Between how many tasks each has when it is awake, by role; those that run none are left out."""
        environment = self.environment
        released = (one for one in environment.services.values() if environment.images.get(one.image_role))
        return {one.role: one.limits for one in released if one.limits[1] > 0}

    def refuse_what_is_not_there(self) -> None:
        """Raise WrongInputError for a service without the limits that a deployment with off-hours gives it."""
        for role in self.limits:
            with aws_failures(f"find the limits of {role}"):
                found = registered(self.aws, self.environment, self.environment.service(role))
            if found is None:
                raise WrongInputError(
                    f"{role} is not deployed with the off-hours of its stack file; "
                    f"run `pulumi up --stack {self.environment.stack}`."
                )

    def stop_by_itself(self, night: Night) -> None:
        """Let them come to zero once, at the end of the night; a stop that an earlier call left is moved, or goes."""
        for role in self.limits:
            of_service = self._of(role) | {"ScheduledActionName": self._action(ONCE)}
            with aws_failures(f"schedule the stop of {role}"):
                if night.by_calendar:
                    self._delete(of_service)
                    continue
                self._scaling.put_scheduled_action(
                    **of_service,
                    Schedule=f"at({night.until:%Y-%m-%dT%H:%M:%S})",
                    Timezone=self.timezone,
                    ScalableTargetAction={"MinCapacity": 0, "MaxCapacity": 0},
                )

    def hold(self, night: Night, now: datetime) -> None:
        """Keep the calendar from moving their limits before the end of the night.

        An update without a start time takes the old one away:
        https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
        """
        start = {} if night.held_until <= now else {"StartTime": night.held_until}
        for role in self.limits:
            names = [self._action(action) for action in ("start", "stop")]
            with aws_failures(f"hold the schedules of {role}"):
                found = self._scaling.describe_scheduled_actions(**self._of(role), ScheduledActionNames=names)
                for one in found["ScheduledActions"]:
                    kept = {key: one[key] for key in KEPT if key in one}
                    self._scaling.put_scheduled_action(**self._of(role), **kept, **start)

    def start(self, clock: Clock, console: Console) -> None:
        """Give them their tasks, and wait until these run; raises RefusedError where some do not."""
        for role, (least, most) in self.limits.items():
            console.say(f"Giving {role} {least if least == most else f'{least} to {most}'} tasks")
            with aws_failures(f"scale {role}"):
                set_limits(self.aws, self.environment, self.environment.service(role))
        missing: Mapping[str, str] = {}
        for _ in attempts(clock, every=EVERY_SECONDS, within=WITHIN_SECONDS):
            missing = self._missing()
            if not missing:
                return
        raise RefusedError(
            f"After {WITHIN_SECONDS / 60:.0f} min {', '.join(missing.values())}; "
            f"run `python -m ops diagnose --stack {self.environment.stack}`."
        )

    def _missing(self) -> Mapping[str, str]:
        """Those that run fewer tasks than they have at least."""
        found = {}
        for role, (least, _) in self.limits.items():
            with aws_failures(f"count the tasks of {role}"):
                [service] = self.aws.client("ecs").describe_services(
                    cluster=self.environment.cluster, services=[self.environment.service(role).name]
                )["services"]
            if int(service["runningCount"]) < least:
                found[role] = f"{role} runs {service['runningCount']} of {least} tasks"
        return found

    def _delete(self, action: Mapping[str, Any]) -> None:
        try:
            self._scaling.delete_scheduled_action(**action)
        except ClientError as error:
            if code_of(error) not in {"ObjectNotFoundException", "ValidationException"}:
                raise

    @property
    def _scaling(self) -> Any:
        return client(self.aws)

    def _of(self, role: str) -> dict[str, str]:
        return target_of(self.environment, self.environment.service(role))

    def _action(self, action: str) -> str:
        return self.environment.names.fill("off_hours_action", action=action)
