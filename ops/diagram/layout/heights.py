"""From top to bottom: how high shelves and the room between them are, and with that where everything stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ops.diagram.layout import boxes
from ops.diagram.layout.areas import cell_height, chips, heading, opening, placed_areas
from ops.diagram.layout.boxes import PAD, Written
from ops.diagram.layout.frame import FRAMELESS, Frame
from ops.diagram.layout.geometry import Box, Layout, PlacedNode
from ops.diagram.layout.lanes import ABOVE, BELOW, Tracks, zone
from ops.diagram.layout.lines import Heights, arrow
from ops.diagram.layout.routes import Route
from ops.diagram.layout.ruler import Ruler
from ops.diagram.layout.shelves import Shelf
from ops.diagram.model import Diagram

HEADING: Final = 54
"""Above everything, for the picture's title; in pixels as all here."""
LEGEND: Final = 40
"""Below everything, for what the lines mean."""
PITCH: Final = 9
"""From one horizontal line to the next."""
LABEL: Final = 17
"""Room for an arrow's head and its label."""
ROOM: Final = 11
"""Above and below a shelf at least."""
FIRST: Final = 9
"""From the edge of the room to its first horizontal line."""
AREA_GAP: Final = 10


@dataclass(frozen=True)
class Across:
    """What is known from left to right."""

    rows: Sequence[Shelf]
    frame: Frame
    spans: Mapping[str, tuple[int, int]]
    """Left and right of each node's box."""
    routes: Sequence[Route]
    tracks: Mapping[int, Tracks]


def finish(diagram: Diagram, across: Across) -> Layout:
    """Give every place, now that it is known where everything stands from left to right."""
    written = {area.id: heading(area) for area in diagram.every_area}
    given = {number: one.given() for number, one in across.tracks.items()}
    ruler = _measured(across.rows, written, given, {route.turn for route in across.routes})
    nodes = dict(_nodes(across.rows, across.spans, ruler))
    areas = tuple(placed_areas(diagram, across.rows, across.frame, ruler))
    nodes |= {chip.node.id: chip for area in areas for chip in chips(area)}
    heights = Heights(ruler.zones, given, PITCH)
    arrows = tuple(arrow(route, nodes, heights) for route in across.routes)
    return Layout(across.frame.width, ruler.y + LEGEND, areas, nodes, arrows)


def _measured(
    rows: Sequence[Shelf], written: Mapping[str, Written], given: Mapping[int, Mapping[str, int]], entered: set[int]
) -> Ruler:
    ruler = Ruler(HEADING)
    for number, row in enumerate(rows):
        above, below = zone(number, ABOVE), zone(number, BELOW)
        _open(ruler, rows, number, written)
        ruler.zones[above] = ruler.y + FIRST
        room = _room(above, given, entered)
        top = ruler.y + room
        bottom = top + _height(row, rows, number, written, room)
        ruler.rows.append((top, bottom))
        ruler.zones[below] = bottom + FIRST + (LABEL if below in entered else 0)
        ruler.y = bottom + _room(below, given, entered)
        _close(ruler, rows, number)
    return ruler


def _open(ruler: Ruler, rows: Sequence[Shelf], number: int, written: Mapping[str, Written]) -> None:
    """Begin the areas of a shelf; a title stands beside the shelf, or above what has a border of its own there."""
    begun = opening(rows, number)
    for place, area in enumerate(begun):
        if area.place not in FRAMELESS:
            ruler.y += AREA_GAP
        ruler.tops[area.id] = ruler.y
        if any(inner.place not in FRAMELESS for inner in begun[place + 1 :]):
            ruler.y += written[area.id].height - PAD


def _close(ruler: Ruler, rows: Sequence[Shelf], number: int) -> None:
    after = rows[number + 1].areas if number + 1 < len(rows) else ()
    for area in reversed(rows[number].areas):
        if area not in after:
            ruler.bottoms[area.id] = ruler.y
            ruler.y += AREA_GAP if area.place not in FRAMELESS and after else 0


def _room(number: int, given: Mapping[int, Mapping[str, int]], entered: set[int]) -> int:
    lines = len(set(given.get(number, {}).values()))
    return ROOM + lines * PITCH + (LABEL if number in entered else 0)


def _height(row: Shelf, rows: Sequence[Shelf], number: int, written: Mapping[str, Written], above: int) -> int:
    """Enough for the highest box, for the subnets beside, and for the titles of areas that begin here."""
    own = max((boxes.of_node(node).height for node in row.nodes), default=0)
    cells = max((cell_height(area) for area in row.areas[-1].areas), default=0) if row.is_in_subnets else 0
    beside = [area for area in opening(rows, number) if row.has_beside(area, FRAMELESS)]
    return max(own, cells, sum(written[area.id].height for area in beside) - above)


def _nodes(
    rows: Sequence[Shelf], spans: Mapping[str, tuple[int, int]], ruler: Ruler
) -> Iterator[tuple[str, PlacedNode]]:
    for row, (top, bottom) in zip(rows, ruler.rows, strict=True):
        for node in row.nodes:
            left, right = spans[node.id]
            box = Box(left, top, right - left, bottom - top)
            yield node.id, PlacedNode(node, box, boxes.of_node(node, box.width).at(left, top))
