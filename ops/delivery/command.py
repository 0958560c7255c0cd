"""`python -m ops deploy`: what was asked for, what will be done, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from ops.delivery.deploy import Deployment, Done, Hands
from ops.delivery.plan import Part, plan
from ops.delivery.stacks import Stack, read_stacks
from ops.delivery.window import closed
from ops.failures import RefusedError, WrongInputError
from ops.live.console import Console
from ops.live.waiting import Clock
from ops.release.deploy import refuse_without_pulumi
from ops.report.build import UNKNOWN
from ops.report.build import commit as head_of

SHORTEST: Final = 7
"""Digits of a commit that name it."""
DIRTY: Final = "-dirty"


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    environment: str
    """A stack, or an environment by its long name: all its Regions."""
    commit: str
    now: str = ""
    url: str = ""
    yes: bool = False
    as_json: bool = False


MakeHands = Callable[[Path, Sequence[Stack], str, str, Clock], Hands]


def deploy(root: Path, options: Options, *, hands: MakeHands | None = None, clock: Clock | None = None) -> int:
    """Deploy, say what became of each stack, and give the exit code: that of the failure at which it ended, or 0."""
    stacks, clock = read_stacks(root), clock or Clock()
    chosen = stacks.named(options.environment)
    commit = _commit(root, options.commit)
    refuse_without_pulumi()
    parts = plan(chosen, stacks.sound)
    console = Console(as_json=options.as_json, yes=options.yes)
    console.plan([_sentence(part) for part in parts])
    console.confirm(f"Deploy {commit[:12]} to {options.environment}?", needed=any(one.approval for one in chosen))
    deployment = Deployment(
        parts=parts,
        hands=(hands or _real)(root, chosen, commit, options.url, clock),
        console=console,
        clock=clock,
        now=options.now,
        again=f"`python -m ops deploy --environment {options.environment} --commit {options.commit}` goes on from "
        "there; `python -m ops rollback` goes back.",
    )
    done, failure = deployment.run()
    tag = _tag(parts, commit, clock.utc()) if failure is None else None
    console.result(
        "\n".join(_lines(done, tag)), {"commit": commit, "stacks": [asdict(one) for one in done], "tag": tag}
    )
    return failure.exit_code if failure is not None else 0


def keep_window(root: Path, stack: str, now: str, clock: Clock | None = None) -> None:
    """Raise RefusedError while the window is closed and `now` gives no reason; say what was asked either way."""
    [one] = [found for found in read_stacks(root).named(stack) if found.name == stack]
    outside = closed(one.delivery.window, (clock or Clock()).utc())
    if outside and not now:
        raise RefusedError(f"{stack} is not deployed: {outside}. In an emergency give the reason by --now.")
    Console().say(f"{stack}: {outside}; all the same: {now}" if outside else f"{stack} may be deployed now.")


def _real(root: Path, stacks: Sequence[Stack], commit: str, url: str, clock: Clock) -> Hands:
    from ops.delivery.hands import AwsHands  # noqa: PLC0415 - loads every command

    return AwsHands(root, stacks, commit, url, clock)


def _commit(root: Path, asked: str) -> str:
    """The commit of the working tree; raises WrongInputError where it is another than was asked for."""
    if len(asked) < SHORTEST:
        raise WrongInputError(f"--commit {asked!r} is too short to name a commit; give {SHORTEST} digits at least.")
    head = head_of(root)
    if head == UNKNOWN:
        raise WrongInputError("This is no git repository, so nobody could tell what was deployed; use a clone.")
    if not head.startswith(asked):
        raise WrongInputError(f"--commit is {asked} and the working tree is at {head}; run `git checkout {asked}`.")
    return head


def _sentence(part: Part) -> str:
    migrated = f", migrate {', '.join(part.migrations)}" if part.migrations else ""
    verified = f", verify {', '.join(part.services)}" if part.services else ""
    return f"{part.stack}: checklist, preview{migrated}, pulumi up{verified}"


def _tag(parts: Sequence[Part], commit: str, now: datetime) -> str | None:
    """The tag that records a verified deployment, once the environment's last stack is; none for an edited tree."""
    start = parts[-1].tag
    return f"{start}{now:%Y%m%d-%H%M%S}" if start and not commit.endswith(DIRTY) else None


def _lines(done: Sequence[Done], tag: str | None) -> list[str]:
    width = max(len(one.stack) for one in done)
    lines = [f"{one.stack:<{width}}  {one.outcome}" + (f": {one.reason}" if one.reason else "") for one in done]
    return [*lines, "", f"Next: git tag {tag} && git push origin {tag}"] if tag else lines
