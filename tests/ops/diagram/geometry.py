"""What must be true of any laid-out picture; each check gives what breaks it."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from ops.diagram.layout.boxes import BOLD, SIZES
from ops.diagram.layout.geometry import Arrow, Box, Layout, Point, Text
from ops.diagram.model import Diagram, Place
from ops.diagram.text import width

Segment = tuple[str, Point, Point]


def problems(diagram: Diagram, layout: Layout) -> list[str]:
    """Everything that is wrong with a layout."""
    checks = (missing, nesting, overlaps, overflowing, diagonal, detached, pierced, covered, hidden_labels)
    return [problem for check in checks for problem in check(diagram, layout)]


def missing(diagram: Diagram, layout: Layout) -> Iterator[str]:
    drawn = sorted(placed.area.id for placed in layout.areas)
    if drawn != sorted(area.id for area in diagram.every_area):
        yield f"areas are drawn as {drawn}"
    if sorted(layout.nodes) != sorted(node.id for node in diagram.nodes):
        yield f"nodes are drawn as {sorted(layout.nodes)}"


def nesting(diagram: Diagram, layout: Layout) -> Iterator[str]:
    boxes = {placed.area.id: placed.box for placed in layout.areas}
    page = Box(0, 0, layout.width, layout.height)
    for area in diagram.every_area:
        if area.id not in boxes:
            continue
        inner = [boxes[one.id] for one in area.areas if one.id in boxes] + [
            layout.nodes[one.id].box for one in area.nodes
        ]
        yield from (f"{box} stands outside of {area.id}" for box in inner if not boxes[area.id].holds(box))
        if not page.holds(boxes[area.id]):
            yield f"{area.id} leaves the picture"


def overlaps(diagram: Diagram, layout: Layout) -> Iterator[str]:
    boxes = {placed.area.id: placed.box for placed in layout.areas}
    for one, other in combinations(layout.nodes.values(), 2):
        if one.box.overlaps(other.box):
            yield f"{one.node.id} covers {other.node.id}"
    for siblings in (diagram.areas, *(area.areas for area in diagram.every_area)):
        for first, second in combinations([one for one in siblings if one.id in boxes], 2):
            if boxes[first.id].overlaps(boxes[second.id]):
                yield f"{first.id} covers {second.id}"


def overflowing(_: Diagram, layout: Layout) -> Iterator[str]:
    written = [(one.box, one.texts) for one in layout.nodes.values()] + [(one.box, one.texts) for one in layout.areas]
    for box, texts in written:
        for text in texts:
            if not box.holds(extent(text)):
                yield f"{text} leaves {box}"
    for area in layout.areas:
        for text in area.texts:
            for node in layout.nodes.values():
                if extent(text).overlaps(node.box):
                    yield f"{text} of an area is covered by {node.node.id}"


def diagonal(_: Diagram, layout: Layout) -> Iterator[str]:
    for owner, (x, y), (next_x, next_y) in segments(layout):
        if (x == next_x) == (y == next_y):
            yield f"{owner} runs from {x},{y} to {next_x},{next_y}"


def detached(_: Diagram, layout: Layout) -> Iterator[str]:
    """A line begins at the edge of its source; the first one ends at the edge of the target, others at a joint."""
    for arrow in layout.arrows:
        edges = {source: layout.nodes[source].box for source in arrow.sources}
        for line in arrow.lines:
            if not any(on_edge(box, line[0]) for box in edges.values()):
                yield f"{arrow.id} begins nowhere, at {line[0]}"
        if not on_edge(layout.nodes[arrow.target].box, arrow.lines[0][-1]):
            yield f"{arrow.id} ends nowhere, at {arrow.lines[0][-1]}"
        for line in arrow.lines[1:]:
            if line[-1] not in arrow.joints:
                yield f"{arrow.id} has a loose end at {line[-1]}"


def pierced(_: Diagram, layout: Layout) -> Iterator[str]:
    for owner, one, other in segments(layout):
        for placed in layout.nodes.values():
            if runs_through(placed.box, one, other):
                yield f"{owner} runs through {placed.node.id}"
        for area in layout.areas:
            if area.area.place is Place.SUBNET and runs_through(area.box, one, other):
                yield f"{owner} runs through {area.area.id}"
            for text in area.texts:
                if runs_through(extent(text), one, other):
                    yield f"{owner} runs through {text}"


def covered(_: Diagram, layout: Layout) -> Iterator[str]:
    """Lines of two arrows that lie on each other could not be told apart."""
    for (owner, a, b), (other, c, d) in combinations(segments(layout), 2):
        if owner != other:
            for axis in (0, 1):
                along = 1 - axis
                if a[axis] == b[axis] == c[axis] == d[axis]:
                    low, high = (
                        max(min(a[along], b[along]), min(c[along], d[along])),
                        min(max(a[along], b[along]), max(c[along], d[along])),
                    )
                    if low < high:
                        yield f"{owner} lies on {other}"


def hidden_labels(_: Diagram, layout: Layout) -> Iterator[str]:
    labels = [(arrow, extent(arrow.label)) for arrow in layout.arrows if arrow.label]
    for (one, box), (other, other_box) in combinations(labels, 2):
        if box.overlaps(other_box):
            yield f"the labels of {one.id} and {other.id} cover each other"
    for arrow, box in labels:
        for placed in layout.nodes.values():
            if box.overlaps(placed.box):
                yield f"the label of {arrow.id} is hidden by {placed.node.id}"
        for owner, a, b in segments(layout):
            if a[0] == b[0] and runs_through(box, a, b):
                yield f"the label of {arrow.id} is crossed by {owner}"


def segments(layout: Layout) -> Iterator[Segment]:
    for arrow in layout.arrows:
        yield from of_arrow(arrow)


def of_arrow(arrow: Arrow) -> Iterator[Segment]:
    for line in arrow.lines:
        for one, other in pairwise(line):
            yield arrow.id, one, other


def extent(text: Text) -> Box:
    size = SIZES[text.style]
    wide = int(width(text.text, size, bold=text.style in BOLD))
    return Box(text.x, text.y - round(size * 0.75), wide, round(size))


def on_edge(box: Box, point: Point) -> bool:
    return box.x <= point[0] <= box.right and point[1] in (box.y, box.bottom)


def runs_through(box: Box, one: Point, other: Point) -> bool:
    left, right = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    return left < box.right and right > box.x and top < box.bottom and bottom > box.y
