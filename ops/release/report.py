"""What is said of a release in the end: text of 80 columns for people, facts for pipelines."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from ops.release.evidence import Evidence
from ops.release.observation import Observation
from ops.release.verdict import Expected, State
from ops.release.watch import Ending
from ops.release.words import clean, short_digests

WIDTH: Final = 80


@dataclass(frozen=True)
class Report:
    """A verdict with everything that explains it."""

    place: str
    """The environment, such as `shop development`."""
    stack: str
    service: str
    expected: Expected
    ending: Ending
    evidence: Evidence | None
    """None for a release that is good."""
    next_step: str
    """The command that helps now; empty where none is needed."""

    @property
    def is_good(self) -> bool:
        """Whether what was asked for is what runs."""
        return self.ending.verdict.state is State.GOOD

    def facts(self) -> dict[str, Any]:
        """The report for machines; digests are whole."""
        seen, verdict = self.ending.seen, self.ending.verdict
        primary = seen.primary
        return {
            "stack": self.stack,
            "service": self.service,
            "verdict": verdict.state.value,
            "reason": verdict.reason,
            "expected": {"digest": self.expected.digest, "revision": self.expected.revision},
            "runs": {
                "digest": seen.digests.get(primary.revision) or None if primary else None,
                "revision": primary.revision if primary else None,
            },
            "deployments": [asdict(one) for one in seen.deployments],
            "service_deployment": asdict(seen.newest) if seen.newest else None,
            "tasks": [asdict(one) for one in seen.tasks],
            "targets": [asdict(one) for one in seen.targets],
            "health": asdict(self.ending.health) if self.ending.health else None,
            "events": list(seen.events),
            "stopped": [asdict(one) for one in self.evidence.stopped] if self.evidence else [],
            "log": list(self.evidence.log) if self.evidence else [],
            "next": self.next_step or None,
        }

    def text(self) -> str:
        """The report for people; digests are shortened to twelve digits."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        seen, verdict = self.ending.seen, self.ending.verdict
        yield f"{self.service} in {self.place}: {verdict.state.value.upper()}"
        yield from _wrapped(verdict.reason, "  ")
        yield ""
        yield from _labelled("expected", f"{self.expected.revision or 'any revision'} {self.expected.digest}")
        primary = seen.primary
        if primary is not None:
            yield from _labelled("runs", f"{primary.revision} {seen.digests.get(primary.revision) or 'image by tag'}")
        yield from _deployments(seen)
        for target in seen.targets:
            yield from _labelled("target", f"{target.address} {target.state} {target.reason}")
        if self.ending.health is not None:
            yield from _labelled("asked", str(self.ending.health))
        if self.evidence is not None:
            yield from _evidence(self.evidence, seen.events)
        if self.next_step:
            yield ""
            yield "Next:"
            yield f"  {self.next_step}"


def merged(reports: Sequence[Report]) -> dict[str, Any]:
    """The facts of every service that runs the image; the first one's, where there is one."""
    first = reports[0].facts()
    return first if len(reports) == 1 else {**first, "sharing": [one.facts() for one in reports[1:]]}


def _deployments(seen: Observation) -> Iterator[str]:
    for one in seen.deployments:
        kind = "deployment" if one.primary else "leaving"
        counts = f"{one.running} of {one.desired} tasks" + (f", {one.failed} failed" if one.failed else "")
        yield from _labelled(kind, f"{one.revision} {one.rollout or 'under way'}: {counts}")
    if seen.newest is not None:
        yield from _labelled("history", f"{seen.newest.revision} {seen.newest.status}, begun {seen.newest.began}")


def _evidence(evidence: Evidence, events: Sequence[str]) -> Iterator[str]:
    for one in evidence.stopped:
        yield from _labelled("stopped", f"task {one.id[:12]} of {one.revision}: {one.why}")
    for event in events:
        yield from _labelled("event", event)
    if evidence.log:
        yield ""
        yield f"Last lines of task {evidence.log_of[:12]}:"
        yield from (f"  | {clean(line)}" for line in evidence.log)


def _labelled(label: str, text: str) -> Iterator[str]:
    yield from _wrapped(text, f"  {label:<11} ", " " * 14)


def _wrapped(text: str, first: str, later: str | None = None) -> Iterator[str]:
    shortened = short_digests(clean(text)).strip()
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    yield from textwrap.wrap(
        shortened,
        max(width, 40),
        initial_indent=first,
        subsequent_indent=first if later is None else later,
        break_long_words=False,
        break_on_hyphens=False,
    )
