"""A deployment of one environment: its stacks one after another, each healthy before the next begins (standard T-01).

What reaches outside is handed in, so that the order, the gates and the ways back can be proved without it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ops.delivery.plan import Part
from ops.delivery.window import closed
from ops.failures import OpsError, RefusedError, StoppedError
from ops.live.console import Console
from ops.live.waiting import Clock
from ops.notify.messages import Outcome
from ops.release.steps import Steps

CHECKED, PREVIEWED, MIGRATED, RECORDED, DEPLOYED, VERIFIED = (
    "checked", "previewed", "migrated", "images recorded", "deployed", "verified",
)  # fmt: skip
STEPS = (CHECKED, PREVIEWED, MIGRATED, RECORDED, DEPLOYED, VERIFIED)


class Hands(Protocol):
    """What a deployment does outside. Each raises OpsError where it cannot be done."""

    def record(self, part: Part, outcome: Outcome, reason: str) -> None:
        """Write down that the deployment began or how it ended."""

    def announce(self, part: Part, outcome: Outcome) -> None:
        """Tell people; never raises."""

    def checklist(self, part: Part) -> bool:
        """Whether all that must be before a deployment was seen to be so."""

    def preview(self, part: Part) -> str:
        """Why the program or the policies refuse it; empty where they do not."""

    def migrate(self, part: Part, role: str) -> None:
        """Migrate a service's database."""

    def new_images(self, part: Part) -> Sequence[str]:
        """The roles whose image is not the one that was last seen to serve."""

    def release(self, part: Part, role: str) -> None:
        """Write down that this image is released."""

    def up(self, part: Part) -> str:
        """Deploy; how that failed, empty where it did not."""

    def verify(self, part: Part, role: str) -> bool:
        """Whether the service runs what was asked for, and serves."""

    def roll_back(self, part: Part, role: str) -> bool:
        """Go back to the image before; whether it runs now."""


@dataclass
class Done:
    """What became of one stack."""

    stack: str
    outcome: Literal["not begun", "refused", "failed", "deployed"] = "not begun"
    """Refused is where nothing was changed."""
    reason: str = ""
    released: list[str] = field(default_factory=list)
    """The roles whose image is new."""
    rolled_back: dict[str, bool] = field(default_factory=dict)
    """Whether the image before runs again, by role."""


@dataclass(frozen=True)
class Deployment:
    """Everything that a deployment needs."""

    parts: Sequence[Part]
    hands: Hands
    console: Console
    clock: Clock
    now: str = ""
    """Why it may begin outside the window, and in spite of the checklist; empty where nobody asked for that."""
    again: str = ""
    """The command that goes on after it was cut off."""

    def run(self) -> tuple[Sequence[Done], OpsError | None]:
        """Deploy the stacks until one fails; what became of each, and the failure.

        Raises StoppedError for Ctrl-C, saying what is left behind: nothing is taken back then.
        """
        done = [Done(part.stack) for part in self.parts]
        steps = Steps([f"{part.stack} {step}" for part in self.parts for step in STEPS], way_out=self.again)
        with steps.told():
            for part, one in zip(self.parts, done, strict=True):
                failure = self._deployed(part, one, _noting(steps, part))
                if failure is not None:
                    return done, failure
        return done, None

    def _deployed(self, part: Part, done: Done, did: Callable[[str], None]) -> OpsError | None:
        """Deploy one stack; the failure, after what could be taken back was."""
        self.console.say(f"── {part.stack}")
        begun = False
        try:
            self._refuse_outside_of_window(part)
            self.hands.record(part, "started", self.now)
            begun = True
            self.hands.announce(part, "started")
            with self._interrupted(part):
                self._prepare(part, did)
                done.outcome = "failed"
                self._change(part, done, did)
        except StoppedError:
            raise
        except OpsError as error:
            done.reason = str(error)
            if done.outcome != "failed":
                done.outcome = "refused"
            if begun:
                self._end(part, "failed", done.reason)
            return error
        done.outcome = "deployed"
        self._end(part, "succeeded", "")
        return None

    def _refuse_outside_of_window(self, part: Part) -> None:
        outside = closed(part.window, self.clock.utc())
        if outside and not self.now:
            raise RefusedError(f"{part.stack} is not deployed: {outside}. In an emergency add --now REASON.")
        if outside:
            self.console.say(f"{part.stack}: {outside}; deployed all the same: {self.now}")

    def _prepare(self, part: Part, did: Callable[[str], None]) -> None:
        """What changes nothing."""
        if not self.hands.checklist(part):
            if part.careful and not self.now:
                raise RefusedError(
                    f"{part.stack} is not deployed: the checklist is not all good. Put right what it names; in an "
                    "emergency add --now REASON."
                )
            self.console.say(f"{part.stack}: the checklist is not all good; deployed all the same.")
        did(CHECKED)
        refused = self.hands.preview(part)
        if refused:
            raise RefusedError(f"{part.stack} is not deployed: {refused}. Nothing was changed, nothing was migrated.")
        did(PREVIEWED)

    def _change(self, part: Part, done: Done, did: Callable[[str], None]) -> None:
        for role in part.migrations:
            self.hands.migrate(part, role)
        did(MIGRATED)
        new = self.hands.new_images(part)
        for role in new:
            self.hands.release(part, role)
        done.released.extend(new)
        did(RECORDED)
        failed = self.hands.up(part)
        if failed:
            raise RefusedError(f"{part.stack}: {failed}. {self._taken_back(part, done)}")
        did(DEPLOYED)
        for role in part.services:
            if not self.hands.verify(part, role):
                raise RefusedError(f"{part.stack}: {role} is not what was asked for. {self._taken_back(part, done)}")
        did(VERIFIED)

    def _taken_back(self, part: Part, done: Done) -> str:
        """Go back to the images before, and say what came of it.

        All of them, since they were released to run together; the last one first.
        """
        if not done.released:
            return "No image is new, so there is none to go back to; deploy an earlier commit, or a repair."
        for role in reversed(done.released):
            done.rolled_back[role] = self._rolled_back(part, role)
        stay = [role for role, good in done.rolled_back.items() if not good]
        back = [role for role, good in done.rolled_back.items() if good]
        said = [f"Rolled back: {', '.join(back)}."] if back else []
        said += [f"NOT rolled back, look at it now: {', '.join(stay)}."] if stay else []
        return " ".join(said)

    def _rolled_back(self, part: Part, role: str) -> bool:
        try:
            return self.hands.roll_back(part, role)
        except StoppedError:
            raise
        except OpsError as error:
            self.console.say(f"{role} could not be rolled back: {error}")
            return False

    def _end(self, part: Part, outcome: Outcome, reason: str) -> None:
        """Write down and announce the end, which stands whether that works or not."""
        try:
            self.hands.record(part, outcome, reason)
        except OpsError as error:
            self.console.say(f"That {part.stack} {outcome} could not be recorded: {error}")
        self.hands.announce(part, outcome)

    @contextmanager
    def _interrupted(self, part: Part) -> Iterator[None]:
        """Write down that somebody pressed Ctrl-C, as for any other end."""
        try:
            yield
        except (KeyboardInterrupt, StoppedError):
            self._end(part, "failed", "stopped by Ctrl-C")
            raise


def _noting(steps: Steps, part: Part) -> Callable[[str], None]:
    """What notes a step of this stack as done."""
    return lambda step: steps.done(f"{part.stack} {step}")
