"""An arrow's lines, from the way that was found for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ops.diagram.layout.geometry import Arrow, PlacedNode, Point, Text
from ops.diagram.layout.nets import DOWN
from ops.diagram.layout.routes import Route, Stub

BESIDE: Final = 6
"""From an arrow to its label, in pixels."""
OVER, UNDER = 8, 15
"""From a box to the base line of the label above or below it."""


@dataclass(frozen=True)
class Heights:
    """Where horizontal lines are."""

    zones: Mapping[int, int]
    """The first one of each zone."""
    tracks: Mapping[int, Mapping[str, int]]
    """The number of each net's line in each zone."""
    pitch: int
    """From one to the next."""

    def of(self, zone: int, net: str) -> int:
        """Where a net's line in a zone is."""
        return self.zones[zone] + self.pitch * self.tracks.get(zone, {}).get(net, 0)


def arrow(route: Route, nodes: Mapping[str, PlacedNode], heights: Heights) -> Arrow:
    """Give the lines of a route: of several sources each ends where it meets one that goes on."""
    net, box = route.net, nodes[route.net.target].box
    down = net.direction == DOWN
    trunk, turn = heights.of(route.trunk, net.id), heights.of(route.turn, net.id)
    end = (route.riser, trunk), (route.riser, turn), (route.enters, turn), (route.enters, box.y if down else box.bottom)
    lines: list[tuple[Point, ...]] = []
    joints: list[Point] = []
    sides: set[bool] = set()
    for stub in sorted(route.stubs, key=lambda one: abs(one.arrives - route.riser), reverse=True):
        begin = (*_begin(stub, nodes, trunk, heights, net.id), (stub.arrives, trunk))
        side = stub.arrives > route.riser
        if not lines:
            lines.append(_plain([*begin, *end]))
        elif side in sides or stub.arrives == route.riser:
            lines.append(_plain(begin))
            joints.append(begin[-1])
        else:
            lines.append(_plain([*begin, (route.riser, trunk)]))
            joints.append((route.riser, trunk))
        sides.add(side)
    label = Text("label", net.label, route.enters + BESIDE, box.y - OVER if down else box.bottom + UNDER)
    return Arrow(
        id=net.id,
        way=net.way,
        sources=net.sources,
        target=net.target,
        lines=tuple(lines),
        joints=tuple(dict.fromkeys(joints)),
        label=label if net.label else None,
    )


def _begin(stub: Stub, nodes: Mapping[str, PlacedNode], trunk: int, heights: Heights, net: str) -> Iterator[Point]:
    box = nodes[stub.source].box
    yield stub.leaves, box.bottom if trunk > box.y else box.y
    if stub.leaves != stub.arrives:
        yield stub.leaves, heights.of(stub.start, net)
        yield stub.arrives, heights.of(stub.start, net)


def _plain(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without points that stand twice, or between two others on a straight line."""
    found: list[Point] = []
    for point in points:
        if found and point == found[-1]:
            continue
        if len(found) > 1 and _straight(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return tuple(found)


def _straight(one: Point, middle: Point, other: Point) -> bool:
    return one[0] == middle[0] == other[0] or one[1] == middle[1] == other[1]
