"""Which nodes stand side by side: the shelves of a picture, from top to bottom."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ops.diagram.model import Area, Diagram, Flow, Node, Place

MOST: Final = 4
"""Nodes on a shelf; more go on another one below."""


@dataclass(frozen=True)
class Shelf:
    """Nodes side by side, and the areas around them, the outer ones first."""

    areas: tuple[Area, ...]
    nodes: tuple[Node, ...]

    @property
    def place(self) -> Place:
        """What its innermost area is."""
        return self.areas[-1].place

    @property
    def is_in_subnets(self) -> bool:
        """Whether it belongs to subnets, which then stand beside it."""
        return self.place is Place.TIER

    def has_beside(self, area: Area, frameless: Collection[Place]) -> bool:
        """Whether an area's title stands beside this shelf, and not above what it holds."""
        return all(one.place in frameless for one in self.areas[self.areas.index(area) + 1 :])


@dataclass(frozen=True)
class Hop:
    """A flow from one node to the next: whoever is looked at on the way has two."""

    source: str
    target: str
    flow: Flow
    label: str


def hops(flows: Sequence[Flow]) -> Iterator[Hop]:
    """The hops of all flows; what is done stands at the end."""
    for flow in flows:
        if flow.through:
            yield Hop(flow.source, flow.through, flow, "")
        yield Hop(flow.through or flow.source, flow.target, flow, flow.label)


def shelves(diagram: Diagram) -> tuple[Shelf, ...]:
    """All shelves. Who asks stands above whom it asks, where both are in one area."""
    asked = [(hop.source, hop.target) for hop in hops(diagram.flows)]
    return tuple(shelf for area in diagram.areas for shelf in _of(area, (), asked))


def _of(area: Area, around: tuple[Area, ...], asked: Sequence[tuple[str, str]]) -> Iterator[Shelf]:
    chain = (*around, area)
    for layer in _layers(area.nodes, asked):
        for start in range(0, len(layer), MOST):
            yield Shelf(chain, tuple(layer[start : start + MOST]))
    inner = [one for one in area.areas if one.place is not Place.SUBNET]
    if not area.nodes and not inner:
        yield Shelf(chain, ())
    for one in inner:
        yield from _of(one, chain, asked)


def _layers(nodes: Sequence[Node], asked: Sequence[tuple[str, str]]) -> list[list[Node]]:
    above = {node.id: [source for source, target in asked if target == node.id and source != node.id] for node in nodes}
    depth: dict[str, int] = {}
    for node in nodes:
        _measure(node.id, above, depth, ())
    return [[node for node in nodes if depth[node.id] == layer] for layer in range(max(depth.values(), default=-1) + 1)]


def _measure(node: str, above: Mapping[str, Sequence[str]], depth: dict[str, int], below: tuple[str, ...]) -> int:
    """How many nodes of its area stand above a node at least; a circle is cut where it closes."""
    if node not in depth:
        others = [one for one in above[node] if one in above and one not in (*below, node)]
        depth[node] = max((_measure(one, above, depth, (*below, node)) + 1 for one in others), default=0)
    return depth[node]
