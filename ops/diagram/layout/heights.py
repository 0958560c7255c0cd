"""From top to bottom: how high shelves, the room between them and areas are, and with that where everything stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ops.diagram.layout import boxes
from ops.diagram.layout.boxes import CHIP_WIDTH, PAD, Written
from ops.diagram.layout.geometry import Arrow, Box, Layout, PlacedArea, PlacedNode, Text
from ops.diagram.layout.lanes import ABOVE, BELOW, SHELF, Tracks, zone
from ops.diagram.layout.lines import arrow
from ops.diagram.layout.routes import Route
from ops.diagram.layout.shelves import Shelf
from ops.diagram.model import Area, Diagram, Node, Place

if TYPE_CHECKING:
    from ops.diagram.layout.place import Frame

HEADING: Final = 54
"""Above everything, for the picture's title."""
LEGEND: Final = 40
"""Below everything, for what the lines mean."""
PITCH: Final = 9
"""From one horizontal line to the next."""
LABEL: Final = 17
"""Room for an arrow's head and its label."""
ROOM: Final = 11
"""Above and below a shelf at least."""
AREA_GAP: Final = 10
FRAMELESS: Final = frozenset({Place.OUTSIDE, Place.FRONT, Place.SERVICES})
"""Areas without a border: a column of titles says what they are, if anything."""
CELL_GAP: Final = 8


@dataclass
class Ruler:
    """What is known from top to bottom so far."""

    y: int
    tops: dict[str, int] = field(default_factory=dict)
    """Of each area's box, by its id."""
    bottoms: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, int]] = field(default_factory=list)
    """Top and bottom of each shelf's boxes."""
    zones: dict[int, int] = field(default_factory=dict)
    """Of the first horizontal line of each zone."""


def finish(
    diagram: Diagram,
    rows: Sequence[Shelf],
    frame: "Frame",
    spans: Mapping[str, tuple[int, int]],
    routes: Sequence[Route],
    tracks: Mapping[int, Tracks],
) -> Layout:
    """Give every place, now that it is known where everything stands from left to right."""
    entered = {route.turn for route in routes}
    written = {area.id: _written(area) for area in diagram.every_area}
    ruler = Ruler(HEADING)
    for number, row in enumerate(rows):
        _open(ruler, rows, number, written)
        room = {part: _room(zone(number, part), tracks, entered) for part in (ABOVE, BELOW)}
        height = _height(row, rows, number, written, room[ABOVE])
        ruler.zones[zone(number, ABOVE)] = ruler.y + ROOM - 2
        ruler.y += room[ABOVE]
        ruler.rows.append((ruler.y, ruler.y + height))
        ruler.y += height
        ruler.zones[zone(number, BELOW)] = ruler.y + ROOM - 2 + (LABEL if zone(number, BELOW) in entered else 0)
        ruler.y += room[BELOW]
        _close(ruler, rows, number)
    nodes = dict(_nodes(rows, spans, ruler))
    areas = tuple(_areas(diagram, rows, frame, ruler, written))
    nodes |= {node.node.id: node for area in areas for node in _chips(area)}
    given = {number: one.given() for number, one in tracks.items()}
    arrows: tuple[Arrow, ...] = tuple(arrow(route, nodes, ruler.zones, given, PITCH) for route in routes)
    return Layout(frame.width, ruler.y + LEGEND, areas, nodes, arrows)


def _written(area: Area) -> Written:
    return boxes.of_area(area, CHIP_WIDTH if area.place is Place.SUBNET else 132 - PAD)


def _opening(rows: Sequence[Shelf], number: int) -> list[Area]:
    before = rows[number - 1].areas if number else ()
    return [area for area in rows[number].areas if area not in before]


def _closing(rows: Sequence[Shelf], number: int) -> list[Area]:
    after = rows[number + 1].areas if number + 1 < len(rows) else ()
    return [area for area in reversed(rows[number].areas) if area not in after]


def _open(ruler: Ruler, rows: Sequence[Shelf], number: int, written: Mapping[str, Written]) -> None:
    opening = _opening(rows, number)
    for place, area in enumerate(opening):
        if area.place in FRAMELESS:
            ruler.tops[area.id] = ruler.y
            continue
        ruler.y += AREA_GAP
        ruler.tops[area.id] = ruler.y
        if any(inner.place not in FRAMELESS for inner in opening[place + 1 :]):
            ruler.y += written[area.id].height - PAD


def _close(ruler: Ruler, rows: Sequence[Shelf], number: int) -> None:
    for area in _closing(rows, number):
        ruler.bottoms[area.id] = ruler.y
        if area.place not in FRAMELESS:
            ruler.y += AREA_GAP if number + 1 < len(rows) else 0


def _room(number: int, tracks: Mapping[int, Tracks], entered: set[int]) -> int:
    lines = len(set(tracks[number].given().values())) if number in tracks else 0
    return ROOM + (lines * PITCH if lines else 0) + (LABEL if number in entered else 0)


def _height(row: Shelf, rows: Sequence[Shelf], number: int, written: Mapping[str, Written], above: int) -> int:
    """Enough for the highest box, for the subnets beside, and for the titles of areas that begin here."""
    own = max((boxes.of_node(node).height for node in row.nodes), default=0)
    beside = max((_cell_height(area) for area in row.areas[-1].areas), default=0)
    titles = sum(written[area.id].height for area in _opening(rows, number) if _stands_beside(area, rows[number]))
    return max(own, beside if row.areas[-1].place is Place.TIER else 0, titles - above)


def _stands_beside(area: Area, row: Shelf) -> bool:
    """Whether an area's title stands beside this shelf, and not above what it holds."""
    inner = row.areas[row.areas.index(area) + 1 :]
    return all(one.place in FRAMELESS for one in inner)


def _cell_height(subnet: Area) -> int:
    chips = sum(boxes.of_node(node, CHIP_WIDTH).height + CELL_GAP for node in subnet.nodes)
    return _written(subnet).height + chips


def _nodes(rows: Sequence[Shelf], spans: Mapping[str, tuple[int, int]], ruler: Ruler) -> Iterator[tuple[str, PlacedNode]]:
    for row, (top, bottom) in zip(rows, ruler.rows, strict=True):
        for node in row.nodes:
            left, right = spans[node.id]
            box = Box(left, top, right - left, bottom - top)
            yield node.id, PlacedNode(node, box, boxes.of_node(node, box.width).at(left, top))


def _areas(
    diagram: Diagram, rows: Sequence[Shelf], frame: "Frame", ruler: Ruler, written: Mapping[str, Written]
) -> Iterator[PlacedArea]:
    depths = {area.id: _depth(row, area) for row in rows for area in row.areas}
    for area in diagram.every_area:
        if area.place is Place.SUBNET:
            continue
        inset = 16 + 12 * depths[area.id]
        top, bottom = ruler.tops[area.id], ruler.bottoms[area.id]
        box = Box(inset, top, frame.width - 2 * inset, bottom - top)
        shift = sum(
            written[one.id].height - PAD for one in _same_top(rows, area) if one.place not in FRAMELESS
        ) if area.place in FRAMELESS else 0
        yield PlacedArea(area, box, written[area.id].at(inset, top + shift))
        yield from _cells(area, rows, frame, ruler)


def _depth(row: Shelf, area: Area) -> int:
    return sum(one.place not in FRAMELESS for one in row.areas[: row.areas.index(area)])


def _same_top(rows: Sequence[Shelf], area: Area) -> list[Area]:
    """Areas around this one that begin with the same shelf."""
    for number, row in enumerate(rows):
        if area in row.areas:
            opening = _opening(rows, number)
            return opening[: opening.index(area)]
    return []


def _cells(tier: Area, rows: Sequence[Shelf], frame: "Frame", ruler: Ruler) -> Iterator[PlacedArea]:
    subnets = [area for area in tier.areas if area.place is Place.SUBNET]
    if not subnets:
        return
    own = [place for row, place in zip(rows, ruler.rows, strict=True) if row.areas[-1] is tier]
    top, bottom = own[0][0], own[-1][1]
    for left, subnet in zip(frame.cells, subnets, strict=False):
        box = Box(left, top, CHIP_WIDTH + 2 * CELL_GAP, bottom - top)
        yield PlacedArea(subnet, box, _written(subnet).at(left, top))


def _chips(area: PlacedArea) -> Iterator[PlacedNode]:
    """Boxes of what stands in one subnet, at its bottom."""
    if area.area.place is not Place.SUBNET:
        return
    texts = [boxes.of_node(node, CHIP_WIDTH) for node in area.area.nodes]
    for node, text, box in zip(area.area.nodes, texts, boxes.stacked(texts, area.box, CELL_GAP), strict=True):
        yield PlacedNode(node, box, text.at(box.x, box.y))


__all__ = ["Arrow", "Node", "Text", "finish", "SHELF"]
