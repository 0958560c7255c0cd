"""What becomes of each declared resource, and whether a stack can be adopted at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ops.adopt.asking import Asking
from ops.adopt.comparing import Difference, differences
from ops.adopt.finding import Found, Search, search
from ops.adopt.images import Unreleased, unreleased
from ops.adopt.layout import Layout, layout
from ops.adopt.leftovers import leftovers
from ops.adopt.made_up import RANDOM
from ops.adopt.rows import table
from ops.live.environment import Environment
from ops.offline.recording import Recorded
from ops.offline.shapes import SHAPES
from ops.report.steps import STATEFUL

PROVIDERS: Final = "pulumi:providers:"


class Fate(StrEnum):
    """What becomes of a resource."""

    MANAGED = "managed"
    """Pulumi's state has it."""
    IMPORTED = "imported"
    """It is adopted, and changed in place where it differs."""
    BESIDE = "beside"
    """It exists, could only be replaced, and is left alone: another one is made, which is used from then on."""
    STOPS = "stops"
    """It exists, could only be replaced, and nothing can be made beside it."""
    MADE = "made"
    """It was not found, or is not adopted, and is made."""


@dataclass(frozen=True)
class Judged:
    """One declared resource."""

    recorded: Recorded
    fate: Fate
    id: str
    """The id for the import; empty where there is none."""
    differences: tuple[Difference, ...]
    why: str
    """Why it is made, left alone or cannot be adopted."""

    @property
    def label(self) -> str:
        """Its type and logical name, for people."""
        return f"{self.recorded.type.rpartition(':')[2]} {self.recorded.name}"

    @property
    def replacing(self) -> tuple[Difference, ...]:
        """The differences that only a replacement could mend."""
        return tuple(one for one in self.differences if one.replaces)


@dataclass(frozen=True)
class Verdict:
    """Everything about a stack's adoption."""

    judged: tuple[Judged, ...]
    layout: Layout | None
    """The network that is there, where it is another one than the stack declares."""
    unreleased: tuple[Unreleased, ...]
    """Services that run on AWS and that `up` would bring to zero."""
    open_ways: tuple[str, ...]
    """Rules of adopted security groups that nobody declares and that stay."""

    def of(self, fate: Fate) -> tuple[Judged, ...]:
        """All resources of one fate."""
        return tuple(one for one in self.judged if one.fate is fate)

    @property
    def safe(self) -> bool:
        """Whether adopting loses nothing and stops nothing."""
        return not self.of(Fate.STOPS) and self.layout is None and not self.unreleased


def judge(environment: Environment, asking: Asking, managed: Mapping[str, Found]) -> Verdict:
    """Search and judge until it holds: what is left alone is not there for what uses it."""
    left: dict[str, Judged] = {}
    while True:
        looked = search(environment, asking, managed, {urn: one.why for urn, one in left.items()})
        judged = tuple(left.get(one.urn) or _judged(one, looked) for one in _resources(looked))
        more = {one.recorded.urn: one for one in judged if one.fate is Fate.BESIDE and one.recorded.urn not in left}
        if not more:
            return Verdict(
                judged, layout(looked, asking), tuple(unreleased(looked, asking)), tuple(leftovers(looked, asking))
            )
        left |= more


def _resources(looked: Search) -> Iterator[Recorded]:
    """What AWS has a part in: no component, no provider."""
    for one in looked.recording.resources:
        if one.custom and not one.type.startswith(PROVIDERS):
            yield one


def _judged(recorded: Recorded, looked: Search) -> Judged:
    found = looked.found.get(recorded.urn)
    if found is None:
        ambiguous = recorded.type in STATEFUL and recorded.urn in looked.several
        return Judged(recorded, Fate.STOPS if ambiguous else Fate.MADE, "", (), looked.reasons[recorded.urn])
    if found.managed:
        return Judged(recorded, Fate.MANAGED, found.import_id, (), "")
    differing = differences(found, looked)
    fate = Fate.IMPORTED
    if any(one.replaces for one in differing):
        fate = Fate.BESIDE if _may_stand_beside(found) else Fate.STOPS
    return Judged(recorded, fate, found.import_id, differing, "".join(_why(recorded, differing, fate)))


def _may_stand_beside(found: Found) -> bool:
    """Whether AWS lets another one be made: what holds state is never left, and a name can be had once."""
    if found.recorded.type in STATEFUL:
        return False
    shape = SHAPES.get(found.recorded.type)
    name = str(found.recorded.inputs.get(shape.named_by, "")) if shape and shape.named_by else ""
    return table().searched[found.recorded.type].overwrites or RANDOM in name


def _why(recorded: Recorded, differing: Sequence[Difference], fate: Fate) -> Iterator[str]:
    if fate is Fate.IMPORTED:
        return
    properties = ", ".join(one.property for one in differing if one.replaces)
    yield f"AWS cannot change {properties} in place: "
    if fate is Fate.BESIDE and table().searched[recorded.type].overwrites:
        yield "it is written over"
    elif fate is Fate.BESIDE:
        yield "it stays as it is and another one takes its work"
    elif recorded.type in STATEFUL:
        yield "it would be replaced, and what it holds lost"
    else:
        yield "it would be replaced, and another one cannot stand beside it"
