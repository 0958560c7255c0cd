"""Borders and titles of areas, and what stands in a single subnet."""

from collections.abc import Iterator, Sequence

from ops.diagram.layout import boxes
from ops.diagram.layout.boxes import CHIP_WIDTH, PAD, TITLES, Written
from ops.diagram.layout.frame import CELL_GAP, CELL_WIDTH, FRAMELESS, INSET, MARGIN, Frame, subnets
from ops.diagram.layout.geometry import Box, PlacedArea, PlacedNode
from ops.diagram.layout.ruler import Ruler
from ops.diagram.layout.shelves import Shelf
from ops.diagram.model import Area, Diagram, Place


def heading(area: Area) -> Written:
    """What stands at the upper left of an area."""
    return boxes.of_area(area, CHIP_WIDTH if area.place is Place.SUBNET else TITLES - PAD)


def opening(rows: Sequence[Shelf], number: int) -> list[Area]:
    """The areas that begin with a shelf, the outer ones first."""
    before = rows[number - 1].areas if number else ()
    return [area for area in rows[number].areas if area not in before]


def cell_height(subnet: Area) -> int:
    """What a subnet needs for its title and what stands in it."""
    return heading(subnet).height + sum(boxes.of_node(node, CHIP_WIDTH).height + CELL_GAP for node in subnet.nodes)


def placed_areas(diagram: Diagram, rows: Sequence[Shelf], frame: Frame, ruler: Ruler) -> Iterator[PlacedArea]:
    """All areas, the outer ones first."""
    first = {area.id: (number, row) for number, row in reversed(list(enumerate(rows))) for area in row.areas}
    for area in diagram.every_area:
        if area.place is Place.SUBNET:
            continue
        number, row = first[area.id]
        around = row.areas[: row.areas.index(area)]
        inset = MARGIN + INSET * sum(one.place not in FRAMELESS for one in around)
        top = ruler.tops[area.id]
        above = 0
        if area.place in FRAMELESS:
            begun = opening(rows, number)
            above = sum(heading(one).height - PAD for one in begun[: begun.index(area)])
        box = Box(inset, top, frame.width - 2 * inset, ruler.bottoms[area.id] - top)
        yield PlacedArea(area, box, heading(area).at(inset, top + above))
        yield from _cells(area, rows, frame, ruler.rows)


def _cells(tier: Area, rows: Sequence[Shelf], frame: Frame, heights: Sequence[tuple[int, int]]) -> Iterator[PlacedArea]:
    own = [height for row, height in zip(rows, heights, strict=True) if row.areas[-1] is tier]
    for left, subnet in zip(frame.cells, subnets(tier), strict=False):
        top = own[0][0]
        yield PlacedArea(subnet, Box(left, top, CELL_WIDTH, own[-1][1] - top), heading(subnet).at(left, top))


def chips(area: PlacedArea) -> Iterator[PlacedNode]:
    """Boxes of what stands in one subnet, at its bottom; other areas have none."""
    if area.area.place is Place.SUBNET:
        texts = [boxes.of_node(node, CHIP_WIDTH) for node in area.area.nodes]
        for node, text, box in zip(area.area.nodes, texts, boxes.stacked(texts, area.box, CELL_GAP), strict=True):
            yield PlacedNode(node, box, text.at(box.x, box.y))
