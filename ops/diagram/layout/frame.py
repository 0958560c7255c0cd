"""The columns of a picture: where titles, boxes and subnets stand from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ops.diagram.layout.boxes import CHIP_WIDTH, NODE_WIDTH, TITLES
from ops.diagram.layout.shelves import Shelf
from ops.diagram.model import Area, Place

MARGIN: Final = 16
"""Around the picture, in pixels as all here."""
INSET: Final = 12
"""Around what an area holds."""
DEPTH: Final = 3
"""Areas with a border in each other: Region, VPC, tier."""
SIDE: Final = 34
"""Room for lines beside the first and the last box of a shelf."""
CELL_GAP: Final = 8
"""Between two subnets, and around what stands in one."""
CELL_WIDTH: Final = CHIP_WIDTH + 2 * CELL_GAP
FRAMELESS: Final = frozenset({Place.OUTSIDE, Place.FRONT, Place.SERVICES})
"""Areas without a border: only their title says what they are."""


@dataclass(frozen=True)
class Frame:
    """Where columns begin and end."""

    left: int
    """Where boxes begin."""
    network_right: int
    """Where boxes in subnets end."""
    cells: tuple[int, ...]
    """Where the subnets of each zone begin."""
    right: int
    """Where all boxes end."""
    gap: int
    """Between two boxes at least."""

    @property
    def titles(self) -> int:
        """Where the column of titles ends."""
        return self.left - SIDE

    @property
    def width(self) -> int:
        """Of the whole picture."""
        return self.right + DEPTH * INSET + MARGIN


def framed(rows: Sequence[Shelf], gap: int) -> Frame:
    """The columns that these shelves need."""
    left = MARGIN + DEPTH * INSET + TITLES + SIDE
    zones = max((len(subnets(row.areas[-1])) for row in rows), default=0)
    strip = zones * (CELL_WIDTH + CELL_GAP) - CELL_GAP if zones else 0
    inside = max((len(row.nodes) for row in rows if row.is_in_subnets), default=0)
    beside = max((len(row.nodes) for row in rows if not row.is_in_subnets), default=0)
    network = left + _room(inside, gap) + (SIDE + strip if zones else 0)
    right = max(network, left + _room(beside, gap))
    cells = tuple(right - strip + number * (CELL_WIDTH + CELL_GAP) for number in range(zones))
    return Frame(left, right - strip - SIDE if zones else right, cells, right, gap)


def subnets(area: Area) -> list[Area]:
    """The subnets of a tier."""
    return [inner for inner in area.areas if inner.place is Place.SUBNET]


def _room(nodes: int, gap: int) -> int:
    return max(nodes, 1) * (NODE_WIDTH + gap) - gap
