"""Boxes, lines and what a laid-out picture consists of; all in pixels, the origin at the upper left."""

from collections.abc import Mapping
from dataclasses import dataclass

from ops.diagram.model import Area, Node, Way

Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Where it ends."""
        return self.y + self.height

    @property
    def middle(self) -> int:
        """Half-way between left and right."""
        return self.x + self.width // 2

    def overlaps(self, other: "Box") -> bool:
        """Whether they have more than an edge in common."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: "Box") -> bool:
        """Whether the other one is wholly inside."""
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.bottom <= self.bottom


@dataclass(frozen=True)
class Text:
    """A line of text."""

    style: str
    """How it is written: `word`, `title`, `fact`, `label`."""
    text: str
    x: int
    """Where it starts."""
    y: int
    """Of its base line."""


@dataclass(frozen=True)
class PlacedNode:
    """A node with its place."""

    node: Node
    box: Box
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class PlacedArea:
    """An area with its place."""

    area: Area
    box: Box
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Arrow:
    """Flows to one node that have a label in common, as lines that meet and one head."""

    id: str
    way: Way
    sources: tuple[str, ...]
    target: str
    lines: tuple[tuple[Point, ...], ...]
    """Each from a source to where it meets another one; the first one ends with the head."""
    joints: tuple[Point, ...]
    """Where lines meet."""
    label: Text | None


@dataclass(frozen=True)
class Layout:
    """A picture with every place known."""

    width: int
    height: int
    areas: tuple[PlacedArea, ...]
    """The outer ones first."""
    nodes: Mapping[str, PlacedNode]
    arrows: tuple[Arrow, ...]
