"""An arrow's lines, from the way that was found for it."""

from collections.abc import Iterator, Mapping, Sequence

from ops.diagram.layout.geometry import Arrow, PlacedNode, Point, Text
from ops.diagram.layout.routes import Route, Stub


def arrow(
    route: Route,
    nodes: Mapping[str, PlacedNode],
    zones: Mapping[int, int],
    tracks: Mapping[int, Mapping[str, int]],
    pitch: int,
) -> Arrow:
    """Give the lines of a route; `zones` says where the first track of each zone is, `pitch` how far the next one."""

    def height(zone: int) -> int:
        return zones[zone] + pitch * tracks.get(zone, {}).get(route.net.id, 0)

    lines, joints = _lines(route, nodes, height(route.trunk), height(route.turn), height)
    target = nodes[route.net.target].box
    from_above = route.net.direction > 0
    label = None
    if route.net.label:
        label = Text("label", route.net.label, route.enters + 6, target.y - 8 if from_above else target.bottom + 15)
    return Arrow(route.net.id, route.net.way, route.net.sources, route.net.target, lines, joints, label)


def _lines(route, nodes, trunk, turn, height):  # type: ignore[no-untyped-def]
    """The first line has the head; of the others each ends where it meets one that is longer."""
    target = nodes[route.net.target].box
    end = target.y if route.net.direction > 0 else target.bottom
    order = sorted(route.stubs, key=lambda stub: -abs(stub.arrives - route.riser))
    lines: list[tuple[Point, ...]] = []
    joints: list[Point] = []
    for number, stub in enumerate(order):
        begin = [*_begin(stub, nodes, trunk, height), (stub.arrives, trunk)]
        if number == 0:
            rest = [(route.riser, trunk), (route.riser, turn), (route.enters, turn), (route.enters, end)]
            lines.append(_plain([*begin, *rest]))
            continue
        other_side = all((one.arrives - route.riser) * (stub.arrives - route.riser) < 0 for one in order[:number])
        if other_side:
            begin.append((route.riser, trunk))
            joints.append((route.riser, trunk))
        else:
            joints.append((stub.arrives, trunk))
        lines.append(_plain(begin))
    return tuple(lines), tuple(dict.fromkeys(joints))


def _begin(stub: Stub, nodes: Mapping[str, PlacedNode], trunk: int, height) -> Iterator[Point]:  # type: ignore[no-untyped-def]
    box = nodes[stub.source].box
    yield stub.leaves, box.bottom if trunk > box.y else box.y
    if stub.leaves != stub.arrives:
        yield stub.leaves, height(stub.start)
        yield stub.arrives, height(stub.start)


def _plain(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without points that stand twice, or between two others on a straight line."""
    found: list[Point] = []
    for point in points:
        if found and point == found[-1]:
            continue
        if len(found) > 1 and (found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]):
            found.pop()
        found.append(point)
    return tuple(found)
