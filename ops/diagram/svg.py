"""A picture as SVG: readable by itself, in light and dark, without a script, a font or anything from elsewhere."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import drawsvg

from ops.diagram.layout.boxes import SIZES
from ops.diagram.layout.frame import FRAMELESS, MARGIN
from ops.diagram.layout.geometry import Layout, PlacedArea, PlacedNode, Point, Text
from ops.diagram.layout.place import place
from ops.diagram.model import Diagram, Look, Way
from ops.labels import count

STYLE: Final = Path(__file__).with_name("diagram.css")
LOOKS: Final = {look: look.value for look in Look} | {Look.NETWORK: "networking"}
"""Classes of nodes; `network` is that of flows."""
MEANING: Final = {
    Way.NETWORK: "may connect, at these ports",
    Way.REQUEST: "CloudFront serves and fetches",
    Way.GRANT: "may, by IAM",
    Way.COPY: "copies, writes or tells by itself",
}
"""What the lines mean, for the legend."""
PREFIX: Final = "picture-"
"""Of every id, so that a page can have others."""
HEAD_HALF, HEAD_LENGTH = 4, 8
"""Of an arrow's head, in pixels."""
BAR: Final = 4
"""Width of the coloured bar of a box."""
ROUND: Final = 4
JOINT: Final = 2.5
NAME_SIZE, WHAT_SIZE = 20, 12
SAMPLE, LEGEND_STEP = 30, 236


def style() -> str:
    """The style sheet of every picture; a page with pictures in it has it once."""
    return STYLE.read_text("utf-8")


def render(diagram: Diagram) -> str:
    """The picture as a file of its own."""
    drawing = _drawing(diagram)
    drawing.append_css(style())
    return _text(drawing)


def inline(diagram: Diagram) -> str:
    """The picture as a part of a page that has `style()` among its own styles."""
    return _text(_drawing(diagram))


def _text(drawing: drawsvg.Drawing) -> str:
    lines = (line.rstrip() for line in str(drawing.as_svg(header="")).splitlines())
    return "".join(f"{line}\n" for line in lines if line not in {"", "<defs>", "</defs>"})


def _drawing(diagram: Diagram) -> drawsvg.Drawing:
    layout = place(diagram)
    drawing = drawsvg.Drawing(
        layout.width,
        layout.height,
        class_="stack-diagram",
        role="img",
        aria_labelledby=f"{PREFIX}name {PREFIX}what",
    )
    drawing.append(drawsvg.Title(f"{diagram.stack}, {diagram.title}", id=f"{PREFIX}name"))
    drawing.append(_Description(_described(diagram), id=f"{PREFIX}what"))
    drawing.append(drawsvg.Rectangle(0, 0, layout.width, layout.height, class_="ground"))
    drawing.append(_line(Text("name", diagram.stack, MARGIN, 28), NAME_SIZE))
    drawing.append(_line(Text("what", diagram.title, MARGIN, 46), WHAT_SIZE))
    for part in (_areas(layout), _arrows(layout), _nodes(layout), _labels(layout), _legend(layout, diagram)):
        drawing.extend(part)
    return drawing


class _Description(drawsvg.Title):  # type: ignore[misc] # drawsvg has no types
    """What a screen reader says besides the title."""

    TAG_NAME = "desc"


def _described(diagram: Diagram) -> str:
    """Everybody who may talk to somebody, in sentences: what the arrows show."""
    names = {node.id: f"{node.word} {node.title}" for node in diagram.nodes}
    said = (f"{names[flow.source]} to {names[flow.target]}: {flow.label}." for flow in diagram.flows)
    return " ".join((f"{count(len(diagram.nodes), 'part')}, {count(len(diagram.flows), 'flow')}.", *said))


def _areas(layout: Layout) -> Iterator[drawsvg.DrawingElement]:
    for placed in layout.areas:
        group = drawsvg.Group(id=f"{PREFIX}{placed.area.id}")
        if placed.area.place not in FRAMELESS:
            group.append(_rectangle(placed, f"place place-{placed.area.place}"))
        group.extend(_line(text) for text in placed.texts)
        yield group


def _nodes(layout: Layout) -> Iterator[drawsvg.DrawingElement]:
    for placed in layout.nodes.values():
        box, node = placed.box, placed.node
        group = drawsvg.Group(id=f"{PREFIX}{node.id}", class_=LOOKS[node.look])
        group.append_title(", ".join((node.word, node.title, *node.facts)))
        group.append(_rectangle(placed, "box"))
        group.append(drawsvg.Rectangle(box.x, box.y, BAR, box.height, class_="bar"))
        group.extend(_line(text) for text in placed.texts)
        yield group


def _arrows(layout: Layout) -> Iterator[drawsvg.DrawingElement]:
    for arrow in layout.arrows:
        group = drawsvg.Group(id=f"{PREFIX}{arrow.id}", class_=arrow.way.value)
        for number, line in enumerate(arrow.lines):
            group.append(_way(line, shortened=number == 0))
        group.append(_head(arrow.lines[0]))
        group.extend(drawsvg.Circle(x, y, JOINT, class_="joint") for x, y in arrow.joints)
        yield group


def _labels(layout: Layout) -> Iterator[drawsvg.DrawingElement]:
    """Above all else, so that no border runs through them."""
    for arrow in layout.arrows:
        if arrow.label:
            group = drawsvg.Group(class_=arrow.way.value)
            group.append(_line(arrow.label))
            yield group


def _legend(layout: Layout, diagram: Diagram) -> Iterator[drawsvg.DrawingElement]:
    shown = [way for way in MEANING if any(flow.way is way for flow in diagram.flows)]
    y = layout.height - MARGIN
    for number, way in enumerate(shown):
        x = MARGIN + number * LEGEND_STEP
        group = drawsvg.Group(class_=way.value)
        line = ((x, y - 4), (x + SAMPLE, y - 4))
        group.append(_way(line, shortened=True))
        group.append(_head(line))
        group.append(_line(Text("legend", MEANING[way], x + SAMPLE + 8, y), WHAT_SIZE))
        yield group


def _rectangle(placed: PlacedArea | PlacedNode, classes: str) -> drawsvg.Rectangle:
    box = placed.box
    return drawsvg.Rectangle(box.x, box.y, box.width, box.height, rx=ROUND, class_=classes)


def _line(text: Text, size: float | None = None) -> drawsvg.Text:
    return drawsvg.Text(text.text, size or SIZES[text.style], text.x, text.y, class_=text.style)


def _way(points: tuple[Point, ...], *, shortened: bool) -> drawsvg.Path:
    """A line; one that ends in a head stops where the head begins."""
    if shortened:
        (x, y), (dx, dy) = points[-1], _direction(points)
        points = (*points[:-1], (x - dx * HEAD_LENGTH, y - dy * HEAD_LENGTH))
    path = drawsvg.Path(class_="way")
    path.M(*points[0])
    for (x, y), (next_x, next_y) in pairwise(points):
        path.V(next_y) if x == next_x else path.H(next_x) if y == next_y else path.L(next_x, next_y)
    return path


def _head(points: tuple[Point, ...]) -> drawsvg.Lines:
    (x, y), (dx, dy) = points[-1], _direction(points)
    back_x, back_y = x - dx * HEAD_LENGTH, y - dy * HEAD_LENGTH
    side_x, side_y = dy * HEAD_HALF, dx * HEAD_HALF
    return drawsvg.Lines(
        x, y, back_x + side_x, back_y + side_y, back_x - side_x, back_y - side_y, close=True, class_="head"
    )


def _direction(points: tuple[Point, ...]) -> Point:
    """Of the last piece of a line: 1, 0 or -1 in both directions."""
    (x, y), (next_x, next_y) = points[-2:]
    return (next_x > x) - (next_x < x), (next_y > y) - (next_y < y)
