"""Puts a picture together: shelves below each other, areas around them, arrows between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ops.diagram.layout import heights
from ops.diagram.layout.boxes import CHIP_WIDTH, NODE_WIDTH
from ops.diagram.layout.columns import Field, columns
from ops.diagram.layout.geometry import Layout
from ops.diagram.layout.lanes import ABOVE, BELOW, SHELF, Lanes, NoLaneError, zone
from ops.diagram.layout.nets import nets
from ops.diagram.layout.routes import Route, Router
from ops.diagram.layout.shelves import Hop, Shelf, hops, shelves
from ops.diagram.model import Diagram, Place

MARGIN, INSET = 16, 12
"""Around the picture, and around what an area holds."""
DEPTH: Final = 3
"""Areas in each other: Region, VPC, tier."""
TITLES: Final = 132
"""Width of the column in which areas say what they are; no line runs there."""
SIDE: Final = 34
"""Room for lines beside the first and the last box of a shelf."""
CELL_GAP: Final = 8
"""Between two subnets."""
GAPS: Final = range(36, 148, 16)
"""Between two boxes, tried one after another until all lines have room."""


@dataclass(frozen=True)
class Frame:
    """The columns of a picture."""

    titles: int
    """Where the column of the areas' titles ends."""
    left: int
    """Where boxes begin."""
    network_right: int
    """Where boxes in subnets end."""
    cells: tuple[int, ...]
    """Where the subnets of each zone begin, from left to right."""
    right: int
    """Where all boxes end."""
    gap: int

    @property
    def width(self) -> int:
        """Of the whole picture."""
        return self.right + DEPTH * INSET + MARGIN


def place(diagram: Diagram) -> Layout:
    """Lay a picture out; the same picture always gives the same layout."""
    rows, steps = shelves(diagram), list(hops(diagram.flows))
    for gap in GAPS:
        frame = _frame(rows, gap)
        lefts = _lefts(rows, steps, frame)
        spans = {node: (left, left + _width(node, frame, rows)) for node, left in lefts.items()}
        try:
            router = _router(rows, frame, spans)
            routes = _routes(router, steps)
        except NoLaneError:
            continue
        return heights.finish(diagram, rows, frame, spans, routes, router.tracks)
    raise NoLaneError(f"{diagram.stack} has more flows than a picture can show")


def _frame(rows: Sequence[Shelf], gap: int) -> Frame:
    titles = MARGIN + DEPTH * INSET + TITLES
    left = titles + SIDE
    zones = max((len(row.areas[-1].areas) for row in rows if row.areas[-1].place is Place.TIER), default=0)
    strip = zones * (CHIP_WIDTH + 2 * CELL_GAP + CELL_GAP) - CELL_GAP if zones else 0
    inside = [len(row.nodes) for row in rows if row.areas[-1].place is Place.TIER]
    beside = [len(row.nodes) for row in rows if row.areas[-1].place is not Place.TIER]
    network = left + _room(max(inside, default=0), gap)
    right = max(network + SIDE + strip if zones else network, left + _room(max(beside, default=1), gap))
    cells = tuple(right - strip + number * (CHIP_WIDTH + 3 * CELL_GAP) for number in range(zones))
    return Frame(titles, left, right - strip - SIDE if zones else right, cells, right, gap)


def _room(nodes: int, gap: int) -> int:
    return max(nodes, 1) * (NODE_WIDTH + gap) - gap


def _lefts(rows: Sequence[Shelf], steps: Sequence[Hop], frame: Frame) -> dict[str, int]:
    """The left edge of each node; the outermost ones stand at the right, and the first of them gets what is left."""
    inner = [row for row in rows if row.areas[-1].place is not Place.OUTSIDE]
    fields = [
        Field(frame.left, frame.network_right if row.areas[-1].place is Place.TIER else frame.right, NODE_WIDTH, frame.gap)
        for row in inner
    ]
    own = {node.id for row in inner for node in row.nodes}
    pairs = [(hop.source, hop.target) for hop in steps if {hop.source, hop.target} <= own]
    found = columns(inner, fields, pairs) if inner else {}
    for row in rows:
        if row.areas[-1].place is Place.OUTSIDE:
            for number, node in enumerate(reversed(row.nodes)):
                found[node.id] = frame.right - number * (NODE_WIDTH + frame.gap) - NODE_WIDTH
            found[row.nodes[0].id] = frame.left
    return found


def _width(node: str, frame: Frame, rows: Sequence[Shelf]) -> int:
    for row in rows:
        if row.areas[-1].place is Place.OUTSIDE and row.nodes[0].id == node:
            return frame.right - frame.left - (len(row.nodes) - 1) * (NODE_WIDTH + frame.gap)
    return NODE_WIDTH


def _router(rows: Sequence[Shelf], frame: Frame, spans: Mapping[str, tuple[int, int]]) -> Router:
    lanes = Lanes()
    for number, row in enumerate(rows):
        for node in row.nodes:
            lanes.block(zone(number, SHELF), *spans[node.id])
        if row.areas[-1].place is Place.TIER and frame.cells:
            lanes.block(zone(number, SHELF), frame.cells[0] - CELL_GAP, frame.right)
            for part, other in ((ABOVE, number - 1), (BELOW, number + 1)):
                if 0 <= other < len(rows) and rows[other].areas[-1] is row.areas[-1]:
                    lanes.block(zone(number, part), frame.cells[0] - CELL_GAP, frame.right)
    shelf_of = {node.id: number for number, row in enumerate(rows) for node in row.nodes}
    return Router(spans, shelf_of, (frame.titles + CELL_GAP, frame.right), lanes)


def _routes(router: Router, steps: Sequence[Hop]) -> tuple[Route, ...]:
    """Short ways first, so that they are straight."""
    found = nets(steps, router.shelf_of)
    return tuple(router.route(net) for net in sorted(found, key=lambda net: not net.is_short))
