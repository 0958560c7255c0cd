"""How large a node is, and where its text stands in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ops.diagram.layout.geometry import Box, Text
from ops.diagram.model import Area, Node
from ops.diagram.text import broken

NODE_WIDTH: Final = 196
CHIP_WIDTH: Final = 128
"""Of what stands in a subnet."""
PAD: Final = 10
TITLES: Final = 160
"""Width of the column in which areas say what they are; no line runs there."""
SIZES: Final = {"word": 10.5, "title": 13.5, "fact": 11, "area": 12, "note": 10.5, "label": 10.5}
"""Of text, by its style, in pixels."""
LEADING: Final = {"word": 14, "title": 17, "fact": 14, "area": 16, "note": 13}
"""From one base line to the next, by style."""
BOLD: Final = ("title", "area")
TITLE_LINES, FACT_LINES = 3, 2
FACTS: Final = 6
"""A box has no more; the rest is counted."""


@dataclass(frozen=True)
class Written:
    """Lines of text, one below the other, and how high they are together."""

    lines: tuple[tuple[str, str], ...]
    """Style and text."""

    @property
    def height(self) -> int:
        """All lines, with room above and below."""
        return sum(LEADING[style] for style, _ in self.lines) + 2 * PAD - 4 if self.lines else 0

    def at(self, x: int, y: int) -> tuple[Text, ...]:
        """The lines in a box whose upper left corner is there."""
        found, base = [], y + PAD - 5
        for style, text in self.lines:
            base += LEADING[style]
            found.append(Text(style, text, x + PAD, base))
        return tuple(found)


def of_node(node: Node, width: int = NODE_WIDTH) -> Written:
    """What stands in the box of a node."""
    return Written(tuple(_node_lines(node, width - 2 * PAD)))


def _node_lines(node: Node, room: int) -> Iterator[tuple[str, str]]:
    yield from _lines("word", node.word, room, 1)
    yield from _lines("title", node.title, room, TITLE_LINES)
    shown = node.facts if len(node.facts) <= FACTS else node.facts[: FACTS - 1]
    for fact in shown:
        yield from _lines("fact", fact, room, FACT_LINES)
    if len(shown) < len(node.facts):
        yield "fact", f"and {len(node.facts) - len(shown)} more"


def of_area(area: Area, room: int) -> Written:
    """What stands at the upper left of an area."""
    titles = list(_lines("area", area.title, room, 3)) if area.title else []
    return Written((*titles, *(line for note in area.notes for line in _lines("note", note, room, 3))))


def _lines(style: str, text: str, room: int, lines: int) -> Iterator[tuple[str, str]]:
    for line in broken(text, SIZES[style], room, lines, bold=style in BOLD):
        yield style, line


def stacked(written: Sequence[Written], box: Box, gap: int) -> Iterator[Box]:
    """Boxes for these texts, one below the other at the bottom of a box."""
    y = box.bottom - sum(one.height + gap for one in written)
    for one in written:
        yield Box(box.x + gap, y, box.width - 2 * gap, one.height)
        y += one.height + gap
