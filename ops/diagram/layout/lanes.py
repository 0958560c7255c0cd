"""Room for lines: where one may run without meeting a box, a label or another line.

A picture is cut into zones over its whole width: of each shelf the room above it, the shelf itself, the room below.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

TRACKS_APART: Final = 12
"""Between the ends of two horizontal lines of one height."""
ABOVE, SHELF, BELOW = 0, 1, 2


def zone(shelf: int, part: int) -> int:
    """The number of a zone, counted from the top of the picture."""
    return 3 * shelf + part


def zones(one: int, other: int) -> range:
    """All zones from one to another, both included."""
    return range(min(one, other), max(one, other) + 1)


class NoLaneError(Exception):
    """Boxes stand too close for all the lines between them."""


@dataclass(frozen=True)
class Taken:
    """Room in a zone that belongs to somebody."""

    left: int
    right: int
    owner: str
    """The net whose line it is; its other lines may run there, too. Empty for a box."""


class Lanes:
    """Vertical lines: what is taken in each zone; each keeps `clear` pixels free on both sides."""

    def __init__(self, clear: int) -> None:
        self._clear = clear
        self._taken: dict[int, list[Taken]] = {}

    def block(self, number: int, left: int, right: int) -> None:
        """Keep all lines out of a part of a zone."""
        self._taken.setdefault(number, []).append(Taken(left, right, ""))

    def take(self, owner: str, through: Iterable[int], wanted: int, between: tuple[int, int], *, label: int = 0) -> int:
        """Give the place nearest to the wanted one where a line can run through these zones, and take it.

        `label` is how much room is needed on its right side for text. Raises NoLaneError where there is none.
        """
        low, high = between
        passed = tuple(through)
        for place in _outwards(min(max(wanted, low), high), low, high):
            room = Taken(place - self._clear, place + self._clear + label, owner)
            if all(self._is_free(number, room) for number in passed):
                for number in passed:
                    self._taken.setdefault(number, []).append(room)
                return place
        raise NoLaneError(f"there is no lane for {owner} between {low} and {high}")

    def _is_free(self, number: int, room: Taken) -> bool:
        return all(
            one.right <= room.left or room.right <= one.left or (one.owner == room.owner != "")
            for one in self._taken.get(number, ())
        )


def _outwards(middle: int, low: int, high: int) -> Iterator[int]:
    for distance in range(max(high - middle, middle - low, 0) + 1):
        for place in dict.fromkeys((middle + distance, middle - distance)):
            if low <= place <= high:
                yield place


class Tracks:
    """Horizontal lines in one zone: those that would cover each other get different heights."""

    def __init__(self) -> None:
        self._spans: dict[str, tuple[int, int]] = {}

    def want(self, owner: str, places: Iterable[int]) -> None:
        """Say that a net has a line over all these places; over one place there is none."""
        known = sorted({*places, *self._spans.get(owner, ())})
        if len(known) > 1:
            self._spans[owner] = (known[0], known[-1])

    def given(self) -> dict[str, int]:
        """The number of each net's track, from 0."""
        found: dict[str, int] = {}
        ends: list[int] = []
        for owner, (left, right) in sorted(self._spans.items(), key=lambda item: item[1]):
            track = next((number for number, end in enumerate(ends) if end + TRACKS_APART <= left), len(ends))
            ends[track : track + 1] = [right]
            found[owner] = track
        return found
