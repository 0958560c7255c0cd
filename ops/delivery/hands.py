"""The hands of a deployment: the commands of `ops`, and the Pulumi CLI. What they print goes to stderr."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ops.care.checklist.command import ALL_GOOD, checklist
from ops.delivery.ledger import Event, write
from ops.delivery.plan import Part
from ops.delivery.stacks import Stack
from ops.failures import OpsError
from ops.live.aws import Aws, connect
from ops.live.console import Console
from ops.live.environment import Environment, read_environment
from ops.live.ledger import Entry, history, written
from ops.live.pulumi_cli import NO_LINK
from ops.live.waiting import Clock
from ops.migrate.command import migrate
from ops.migrate.work import Options as Migration
from ops.notify.command import Options as Announcement
from ops.notify.command import announce
from ops.notify.messages import Outcome
from ops.release.deploy import run
from ops.release.release import release
from ops.release.rollback import rollback
from ops.release.verify import verify

LONGEST: Final = 3 * 3600.0
"""Seconds of one `pulumi up`: a database's change may take two hours, and the role's session lasts four."""
FAILED: Final = 1


@dataclass(frozen=True)
class AwsHands:
    """Hands for the stacks of a project."""

    root: Path
    stacks: Sequence[Stack]
    commit: str
    url: str
    """Where people read more of this run; empty where they cannot."""
    clock: Clock
    _seen: dict[str, tuple[Environment, Aws]] = field(default_factory=dict)

    def record(self, part: Part, outcome: Outcome, reason: str) -> None:
        """Write it into the environment's ledger of deployments."""
        environment, aws = self._there(part.stack)
        event = Event(
            stack=part.stack,
            commit=self.commit,
            outcome=outcome,
            reason=reason,
            who=aws.caller,
            at=written(self.clock.utc()),
        )
        write(aws, environment, event)

    def announce(self, part: Part, outcome: Outcome) -> None:
        """Send the messages that the stack file asks for, or the environment's variables."""
        notify = next(one.delivery.notify for one in self.stacks if one.name == part.stack)
        options = Announcement(
            stack=part.stack,
            what=part.stack,
            version=self.commit,
            started=outcome == "started",
            exit_code=None if outcome == "started" else FAILED if outcome == "failed" else 0,
            url=self.url,
            slack_secret=notify.slack,
            datadog_secret=notify.datadog,
        )
        with _on_stderr():
            try:
                announce(self.root, options)
            except OpsError as error:
                _console().say(f"The deployment was not announced: {error}")

    def checklist(self, part: Part) -> bool:
        """Run the guides' list of what must be before a deployment (standard G-29)."""
        with _on_stderr():
            return checklist(self.root, part.stack, "before", 0, config_file=None, console=_console()) == ALL_GOOD

    def preview(self, part: Part) -> str:
        """Ask the engine and the policies before the database is changed."""
        return self._pulumi("preview", part.stack)

    def migrate(self, part: Part, role: str) -> None:
        """Migrate, unless this image did; the databases are copied first where the deployment is a careful one."""
        with _on_stderr():
            migrate(self.root, Migration(stack=part.stack, service=role, snapshot=part.careful, yes=True))

    def new_images(self, part: Part) -> Sequence[str]:
        """Compare what the stack file asks for with what was last verified."""
        environment, aws = self._there(part.stack)
        return [
            role
            for role in part.images
            if last_verified(history(aws, environment, role)) != environment.images.get(role)
        ]

    def release(self, part: Part, role: str) -> None:
        """Record the image as released; the stack file has it already."""
        digest = self._there(part.stack)[0].images[role]
        with _on_stderr():
            release(self.root, part.stack, role, digest, config_file=None, console=_console())

    def up(self, part: Part) -> str:
        """Run `pulumi up` with the policies."""
        return self._pulumi("up", part.stack, "--yes")

    def verify(self, part: Part, role: str) -> bool:
        """Watch the service until there is a verdict."""
        with _on_stderr():
            return verify(self.root, part.stack, role, revision=None, config_file=None, console=_console())

    def roll_back(self, part: Part, role: str) -> bool:
        """Go back to the image that was verified last."""
        with _on_stderr():
            return rollback(self.root, part.stack, role, "previous", config_file=None, console=_console())

    def _there(self, stack: str) -> tuple[Environment, Aws]:
        """The environment and a session in it; made once, since the program is run for it."""
        if stack not in self._seen:
            environment = read_environment(self.root, stack)
            self._seen[stack] = environment, connect(environment)
        return self._seen[stack]

    def _pulumi(self, verb: str, stack: str, *more: str) -> str:
        command = ["pulumi", verb, NO_LINK, "--stack", stack, *more, "--policy-pack", "policies"]
        ended = run(command, self.root, LONGEST)
        if ended is None:
            return f"`pulumi {verb}` did not end within {LONGEST / 3600:g} h"
        return f"`pulumi {verb}` ended with {ended}" if ended else ""


def last_verified(entries: Sequence[Entry]) -> str | None:
    """The digest that was last seen to serve, from a ledger whose newest entry is first."""
    return next((entry.release.digest for entry in entries if entry.release.outcome == "succeeded"), None)


def _console() -> Console:
    """One that asks nobody: what is deployed was approved before it began."""
    return Console(yes=True)


@contextlib.contextmanager
def _on_stderr() -> Iterator[None]:
    """Keep stdout for the deployment's own result."""
    with contextlib.redirect_stdout(sys.stderr):
        yield
