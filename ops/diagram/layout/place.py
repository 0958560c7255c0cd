"""Puts a picture together: shelves below each other, areas around them, arrows between them."""

from collections.abc import Mapping, Sequence
from typing import Final

from ops.diagram.layout.boxes import NODE_WIDTH
from ops.diagram.layout.columns import Field, columns
from ops.diagram.layout.frame import CELL_GAP, Frame, framed
from ops.diagram.layout.geometry import Layout
from ops.diagram.layout.heights import Across, finish
from ops.diagram.layout.lanes import ABOVE, BELOW, SHELF, Lanes, NoLaneError, zone
from ops.diagram.layout.nets import nets
from ops.diagram.layout.routes import Route, Router
from ops.diagram.layout.shelves import Hop, Shelf, hops, shelves
from ops.diagram.model import Diagram, Place

TRIES: Final = ((36, 6), (52, 6), (68, 6), (84, 5), (100, 4), (116, 4), (132, 3))
"""Pixels between two boxes, and beside a line: tried one after another until all lines have room."""


def place(diagram: Diagram) -> Layout:
    """Lay a picture out; the same picture always gives the same layout.

    Raises NoLaneError where it has more flows than have room between its boxes.
    """
    rows, steps = shelves(diagram), tuple(hops(diagram.flows))
    for gap, clear in TRIES:
        frame = framed(rows, gap)
        spans = _spans(rows, steps, frame)
        try:
            router = _router(rows, frame, spans, clear)
            routes = _routes(router, steps)
        except NoLaneError:
            continue
        return finish(diagram, Across(rows, frame, spans, routes, router.tracks))
    raise NoLaneError(f"{diagram.stack} has {len(diagram.flows)} flows, which is more than a drawing has room for")


def _spans(rows: Sequence[Shelf], steps: Sequence[Hop], frame: Frame) -> dict[str, tuple[int, int]]:
    """Left and right of each node's box; what is outside stands at the right, its first node takes what is left."""
    inner = [row for row in rows if row.place is not Place.OUTSIDE]
    fields = [
        Field(frame.left, frame.network_right if row.is_in_subnets else frame.right, NODE_WIDTH, frame.gap)
        for row in inner
    ]
    own = {node.id for row in inner for node in row.nodes}
    pairs = [(hop.source, hop.target) for hop in steps if {hop.source, hop.target} <= own]
    lefts = columns(inner, fields, pairs)
    found = {node: (left, left + NODE_WIDTH) for node, left in lefts.items()}
    for row in rows:
        if row.place is Place.OUTSIDE:
            right = frame.right
            for node in reversed(row.nodes[1:]):
                found[node.id] = (right - NODE_WIDTH, right)
                right -= NODE_WIDTH + frame.gap
            found[row.nodes[0].id] = (frame.left, right)
    return found


def _router(rows: Sequence[Shelf], frame: Frame, spans: Mapping[str, tuple[int, int]], clear: int) -> Router:
    lanes = Lanes(clear)
    for number, row in enumerate(rows):
        for node in row.nodes:
            lanes.block(zone(number, SHELF), *spans[node.id])
        if row.is_in_subnets and frame.cells:
            cells = (frame.cells[0] - CELL_GAP, frame.right)
            lanes.block(zone(number, SHELF), *cells)
            for part, other in ((ABOVE, number - 1), (BELOW, number + 1)):
                if 0 <= other < len(rows) and rows[other].areas[-1] is row.areas[-1]:
                    lanes.block(zone(number, part), *cells)
    shelf_of = {node.id: number for number, row in enumerate(rows) for node in row.nodes}
    return Router(spans, shelf_of, (frame.titles + CELL_GAP, frame.right), lanes)


def _routes(router: Router, steps: Sequence[Hop]) -> tuple[Route, ...]:
    """Short ways first, so that they are straight."""
    found = nets(steps, router.shelf_of)
    return tuple(router.route(net) for net in sorted(found, key=lambda net: not net.is_short))
