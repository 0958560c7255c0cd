"""Previews of stacks, from what the engine said: what would change, what would be lost, what is refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.findings import Result
from ops.labels import STACK_TYPE
from ops.live.redaction import redacted
from ops.report.reading import read_objects
from ops.report.sources_events import ASKED, COLOR
from ops.report.sources_events import STEPS as STEP_EVENTS
from ops.report.steps import DELETING, REPLACING, RULE
from ops.report.steps import judge as judge_steps
from ops.report.steps import steps as read_steps

NO_ANSWER: Final = "No policy was asked: run pulumi with --policy-pack policies."
CUT_OFF: Final = "The preview did not end; what it had not reached is unknown."
SAID_ALREADY: Final = ("an unhandled error occurred: program exited with", "preview failed", "update failed")
"""What the engine adds to an error that the program or a policy has told of."""
MANDATORY: Final = "mandatory"
TRACEBACK: Final = "Traceback (most recent call last):"


class Kind(IntEnum):
    """What happens to a resource, the worst first."""

    REPLACE = 0
    DELETE = 1
    UPDATE = 2
    CREATE = 3
    OTHER = 4


@dataclass(frozen=True)
class Change:
    """What one resource would become."""

    urn: str
    kind: Kind
    operation: str
    """As the engine names it, where the kind does not."""
    properties: tuple[str, ...]
    """Names of the properties that change; never values, which may be secrets."""


@dataclass(frozen=True)
class Verdict:
    """What a rule says against a resource."""

    rule: str
    urn: str
    message: str
    mandatory: bool


@dataclass(frozen=True)
class Preview:
    """What a change would do to one stack."""

    stack: str
    problems: tuple[str, ...] = ()
    """Why nothing, or not all, is known."""
    lost: Mapping[str, str] = field(default_factory=dict)
    """How what holds state goes, by URN."""
    verdicts: tuple[Verdict, ...] = ()
    changes: tuple[Change, ...] = ()
    """The worst first."""

    @property
    def refused(self) -> Sequence[Verdict]:
        """What the policies refuse it for."""
        return [one for one in self.verdicts if one.mandatory]

    @property
    def advised(self) -> Sequence[Verdict]:
        """What the policies only advise."""
        return [one for one in self.verdicts if not one.mandatory]


def read_preview(stack: str, path: Path) -> Preview:
    """Read a log of the engine's events; one that cannot be read is a preview with a problem."""
    try:
        events = _last_run(read_objects(path))
        return _preview(stack, events)
    except WrongInputError as error:
        return Preview(stack, problems=(str(error),))
    except (AttributeError, KeyError, TypeError):
        return Preview(stack, problems=("Its log is garbled: an event lacks what the engine writes.",))


def _last_run(events: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    kept: list[Mapping[str, Any]] = []
    for event in events:
        if "preludeEvent" in event:
            kept = []
        kept.append(event)
    return kept


def _preview(stack: str, events: Sequence[Mapping[str, Any]]) -> Preview:
    happenings = [event[key]["metadata"] for event in events for key in STEP_EVENTS if key in event]
    own = f"urn:pulumi:{stack}::"
    other = next((one["urn"] for one in happenings if not one["urn"].startswith(own)), None)
    if other is not None:
        return Preview(stack, problems=(f"Its log is of another stack, which has `{other}`.",))
    lost = judge_steps(read_steps(happenings), RULE.tiers[0])
    return Preview(
        stack=stack,
        problems=tuple(_problems(events)),
        lost={one.resource: one.message for one in lost if one.result is Result.VIOLATION},
        verdicts=tuple(_verdicts(events)),
        changes=tuple(sorted(_changes(happenings), key=lambda one: (one.kind, one.urn))),
    )


def _problems(events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    said = [line for event in events for line in _errors(event.get("diagnosticEvent") or {})]
    yield from dict.fromkeys(said)
    if not any("summaryEvent" in event for event in events):
        yield CUT_OFF
    elif not said and not any(key in event for event in events for key in ASKED):
        yield NO_ANSWER


def _errors(diagnostic: Mapping[str, Any]) -> Iterator[str]:
    """The lines of an error, each a sentence of the program; of a traceback the last alone."""
    if diagnostic.get("severity") != "error":
        return
    text = COLOR.sub("", str(diagnostic["message"])).strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines[-1:] if TRACEBACK in text else lines:
        if not line.startswith(SAID_ALREADY):
            yield redacted(line)


def _verdicts(events: Iterable[Mapping[str, Any]]) -> Iterator[Verdict]:
    for said in (event["policyEvent"] for event in events if "policyEvent" in event):
        yield Verdict(
            rule=said["policyName"],
            urn=said.get("resourceUrn") or "",
            message=COLOR.sub("", said["message"]).strip(),
            mandatory=said["enforcementLevel"] == MANDATORY,
        )


def _changes(happenings: Iterable[Mapping[str, Any]]) -> Iterator[Change]:
    by_resource: dict[str, list[Mapping[str, Any]]] = {}
    for one in happenings:
        if one["type"] != STACK_TYPE and one["op"] != "same":
            by_resource.setdefault(one["urn"], []).append(one)
    for urn, steps in by_resource.items():
        names = {str(name) for one in steps for name in (*(one.get("keys") or ()), *(one.get("diffs") or ()))}
        names |= {str(name) for one in steps for name in one.get("detailedDiff") or ()}
        worst = min(steps, key=lambda one: _kind(one["op"]))
        yield Change(urn, _kind(worst["op"]), str(worst["op"]), tuple(sorted(names)))


def _kind(operation: str) -> Kind:
    if operation in REPLACING or operation == "delete-replaced":
        return Kind.REPLACE
    if operation in DELETING:
        return Kind.DELETE
    return {"update": Kind.UPDATE, "create": Kind.CREATE}.get(operation, Kind.OTHER)
