"""Ways of arrows through a picture: down or up from shelf to shelf, beside boxes, never through one."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ops.diagram.layout.boxes import SIZES
from ops.diagram.layout.lanes import ABOVE, BELOW, SHELF, Lanes, NoLaneError, Tracks, zone, zones
from ops.diagram.layout.nets import DOWN, Net
from ops.diagram.text import width

CORNER: Final = 12
"""How far from its corners a line meets a box, in pixels."""
WIDE: Final = 400
"""A box that is wider is met wherever that is nearest, and draws nothing towards its middle."""


@dataclass(frozen=True)
class Stub:
    """The line of one source until it meets those of the others."""

    source: str
    leaves: int
    """Where it leaves the box."""
    arrives: int
    """Where it meets them; if elsewhere, it turns in the zone `start`."""
    start: int


@dataclass(frozen=True)
class Route:
    """The way of a net, as places from left to right and zones; heights are known when all nets are routed."""

    net: Net
    stubs: tuple[Stub, ...]
    riser: int
    """Where the common line runs from the trunk to the turn."""
    enters: int
    """Where it meets the target."""
    trunk: int
    """The zone in which the sources' lines meet."""
    turn: int
    """The zone in which the common line turns to the target; the trunk where nothing stands in between."""


@dataclass
class Router:
    """Routes nets one after another; each takes the room that it needs."""

    spans: Mapping[str, tuple[int, int]]
    """Left and right of each node's box."""
    shelf_of: Mapping[str, int]
    margins: tuple[int, int]
    """Between which places lines may run at all."""
    lanes: Lanes
    tracks: defaultdict[int, Tracks] = field(default_factory=lambda: defaultdict(Tracks))
    """By zone."""

    def route(self, net: Net) -> Route:
        """Find the way of a net; raises NoLaneError where boxes stand too close for it."""
        down = net.direction == DOWN
        turn = zone(net.ends, ABOVE if down else BELOW)
        trunk = turn if net.is_short else zone(net.begins, BELOW if down else ABOVE)
        wanted = self._wanted(net)
        if trunk == turn:
            enters = riser = self._enter(net, turn, wanted)
        else:
            riser = self.lanes.take(net.id, zones(trunk, turn), wanted, self.margins)
            enters = self._enter(net, turn, riser)
        stubs = tuple(self._stub(net, source, trunk, riser) for source in net.sources)
        self.tracks[trunk].want(net.id, [riser, *(stub.arrives for stub in stubs)])
        self.tracks[turn].want(net.id, [riser, enters])
        for stub in stubs:
            self.tracks[stub.start].want(net.id, [stub.leaves, stub.arrives])
        return Route(net, stubs, riser, enters, trunk, turn)

    def _wanted(self, net: Net) -> int:
        """Where the arrow's head should be: as near as possible to where its lines come from."""
        places = [_middle(self.spans[source]) for source in net.sources if not self._is_wide(source)]
        low, high = self._side(net.target)
        return min(max(sum(places) // len(places), low), high) if places else (low + high) // 2

    def _enter(self, net: Net, turn: int, wanted: int) -> int:
        label = round(width(net.label, SIZES["label"])) if net.label else 0
        return self.lanes.take(net.id, [turn], wanted, self._side(net.target), label=label)

    def _stub(self, net: Net, source: str, trunk: int, riser: int) -> Stub:
        shelf = self.shelf_of[source]
        start = zone(shelf, BELOW if zone(shelf, SHELF) < trunk else ABOVE)
        try:
            place = self.lanes.take(net.id, zones(start, trunk), riser, self._side(source))
        except NoLaneError:
            leaves = self.lanes.take(net.id, [start], riser, self._side(source))
            return Stub(source, leaves, self.lanes.take(net.id, zones(start, trunk), leaves, self.margins), start)
        return Stub(source, place, place, start)

    def _side(self, node: str) -> tuple[int, int]:
        left, right = self.spans[node]
        return left + CORNER, right - CORNER

    def _is_wide(self, node: str) -> bool:
        left, right = self.spans[node]
        return right - left > WIDE


def _middle(span: tuple[int, int]) -> int:
    return sum(span) // 2
