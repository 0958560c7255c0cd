"""Waiting for a task to end: bounded, and with its last lines where it fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.failures import AwsFailedError
from ops.live.aws import Aws
from ops.live.console import Console
from ops.live.environment import Environment, Service
from ops.live.waiting import Clock, attempts
from ops.migrate.outcome import Outcome, outcome
from ops.migrate.task import described, stop
from ops.release.evidence import last_lines

EVERY_SECONDS: Final = 5
UNKNOWN_FOR_SECONDS: Final = 60
"""ECS may not know a task for some moments after it started it."""
STOPPING_SECONDS: Final = 180
"""Fargate's longest stop timeout is 120 s."""
STOPPED: Final = "STOPPED"


@dataclass(frozen=True)
class Ended:
    """How a task ended, and the last lines that it wrote."""

    outcome: Outcome
    lines: Sequence[str]


@dataclass(frozen=True)
class Watch:
    """A task, and whoever waits for it."""

    aws: Aws
    environment: Environment
    service: Service
    console: Console
    clock: Clock
    task: str

    @property
    def id(self) -> str:
        """The task's id, as people write it."""
        return self.task.rpartition("/")[2]

    def to_its_end(self, within: float) -> Ended:
        """Wait; a task that is not done in time is stopped, and has failed.

        Raises AwsFailedError where it cannot be seen to have stopped even then.
        """
        found, forgotten = self._stopped(within)
        if forgotten:
            return self._ended(Outcome("unknown", f"ECS no longer knows task {self.id}", {}))
        if found is not None:
            return self._ended(outcome(found, self.service.container))
        minutes = f"{within / 60:g} min"
        self.console.say(f"Not done after {minutes}: stopping task {self.id}")
        stop(self.aws, self.environment, self.task, f"Not done after {minutes}")
        found, forgotten = self._stopped(STOPPING_SECONDS)
        if found is None and not forgotten:
            raise AwsFailedError(f"Task {self.id} was told to stop after {minutes} and has not yet.")
        codes = outcome(found, self.service.container).exit_codes if found else {}
        return self._ended(Outcome("failed", f"not done after {minutes}, so it was stopped", codes))

    def _stopped(self, within: float) -> tuple[Mapping[str, Any] | None, bool]:
        """The task once it has stopped, and whether ECS forgot it; neither where it still runs at the end."""
        said, unknown_since = "", None
        for passed in attempts(self.clock, every=EVERY_SECONDS, within=within):
            found = described(self.aws, self.environment, self.task)
            if found is None:
                unknown_since = passed if unknown_since is None else unknown_since
                if passed - unknown_since >= UNKNOWN_FOR_SECONDS:
                    return None, True
                continue
            unknown_since = None
            if found["lastStatus"] != said:
                said = str(found["lastStatus"])
                self.console.say(f"{passed:5.0f} s  {said}")
            if said == STOPPED:
                return found, False
        return None, False

    def _ended(self, how: Outcome) -> Ended:
        return Ended(outcome=how, lines=last_lines(self.aws, self.service, self.id))
