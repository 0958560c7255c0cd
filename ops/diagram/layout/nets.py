"""What is drawn as one arrow: all who reach a node in the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ops.diagram.layout.shelves import Hop
from ops.diagram.model import Way

DOWN, UP = 1, -1


@dataclass(frozen=True)
class Net:
    """Sources on one side of a target, and what they have in common."""

    id: str
    way: Way
    label: str
    sources: tuple[str, ...]
    target: str
    direction: int
    """DOWN where the sources stand above the target."""
    begins: int
    """The shelf beside which the lines of the sources meet: the last one on the way."""
    ends: int
    """The target's shelf."""

    @property
    def is_short(self) -> bool:
        """Whether nothing stands between the sources and the target."""
        return self.ends - self.begins in (0, self.direction)


def nets(hops: Sequence[Hop], shelf_of: Mapping[str, int]) -> list[Net]:
    """The nets of all hops, in the order of their first ones; those with a node that is not there are left out."""
    groups: dict[tuple[str, Way, str, int], list[str]] = {}
    for hop in hops:
        if hop.source in shelf_of and hop.target in shelf_of and hop.source != hop.target:
            direction = DOWN if shelf_of[hop.source] < shelf_of[hop.target] else UP
            sources = groups.setdefault((hop.target, hop.flow.way, hop.label, direction), [])
            if hop.source not in sources:
                sources.append(hop.source)
    return [
        Net(
            id=f"flow-{number}",
            way=way,
            label=label,
            sources=tuple(sources),
            target=target,
            direction=direction,
            begins=_last([shelf_of[source] for source in sources], direction),
            ends=shelf_of[target],
        )
        for number, ((target, way, label, direction), sources) in enumerate(groups.items(), start=1)
    ]


def _last(shelves: Sequence[int], direction: int) -> int:
    return max(shelves) if direction == DOWN else min(shelves)
