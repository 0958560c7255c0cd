"""Where nodes stand from left to right: under and over those that they have to do with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ops.diagram.layout.shelves import Shelf
from ops.diagram.model import Place

LAST: Final = float("inf")
AROUND_THE_NETWORK: Final = frozenset({Place.EDGE, Place.FRONT, Place.TIER})
"""Where boxes stand exactly under and over each other; elsewhere columns are worth more."""


@dataclass(frozen=True)
class Field:
    """From where to where nodes of a shelf may stand, and how far apart."""

    left: int
    right: int
    width: int
    """Of a node."""
    gap: int

    @property
    def step(self) -> int:
        """From one node to the next at least."""
        return self.width + self.gap


WITHOUT_WISH: Final[Mapping[Place, Callable[[Field], int]]] = {
    Place.EDGE: lambda field: field.left,
    Place.FRONT: lambda field: field.right,
}
"""Where nodes go that have to do with none that is placed: names to the left, what CloudFront asks to the right."""


def columns(shelves: Sequence[Shelf], fields: Sequence[Field], pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The left edge of each node: the fullest shelf first, in its order, and the others around it."""
    near: dict[str, list[str]] = {}
    for one, other in pairs:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    found: dict[str, int] = {}
    for number in _order(shelves, near) if shelves else ():
        field = fields[number]
        place = shelves[number].place
        at: dict[str, int | None] = {}
        for node in shelves[number].nodes:
            wish = _wanted(node.id, near, found, field)
            at[node.id] = WITHOUT_WISH[place](field) if wish is None and place in WITHOUT_WISH else wish
        if place is Place.TIER and not found:
            at = dict(zip(at, _centred(len(at), field), strict=True))
        placed = _side_by_side(at, field)
        found |= placed if place in AROUND_THE_NETWORK else _in_columns(placed, field)
    return found


def _order(shelves: Sequence[Shelf], near: Mapping[str, Sequence[str]]) -> list[int]:
    """The fullest shelf of a network, then those above it upwards, then those below it downwards."""
    numbers = range(len(shelves))

    def weight(number: int) -> tuple[bool, int, int, int]:
        nodes = shelves[number].nodes
        inside = shelves[number].is_in_subnets
        return inside, len(nodes), sum(len(near.get(node.id, ())) for node in nodes), -number

    first = max(numbers, key=weight)
    return [first, *range(first - 1, -1, -1), *range(first + 1, len(shelves))]


def _wanted(node: str, near: Mapping[str, Sequence[str]], found: Mapping[str, int], field: Field) -> int | None:
    places = [found[other] for other in near.get(node, ()) if other in found]
    return max(min(sum(places) // len(places), field.right - field.width), field.left) if places else None


def _centred(nodes: int, field: Field) -> list[int]:
    start = (field.left + field.right + field.gap - nodes * field.step) // 2
    return [start + number * field.step for number in range(nodes)]


def _side_by_side(wanted: Mapping[str, int | None], field: Field) -> dict[str, int]:
    """Places as near to the wanted ones as room allows; who wants none stands behind the others, in order.

    Neighbours that want the same place share what they give up: groups move together, to the mean of their wishes.
    """
    order = sorted(wanted, key=lambda node: LAST if wanted[node] is None else wanted[node] or 0)
    groups: list[tuple[float, int]] = []
    for number, node in enumerate(order):
        at = wanted[node]
        behind = groups[-1][0] + groups[-1][1] * field.step if groups else float(field.left)
        group = (float(behind if at is None else at), 1)
        while groups and group[0] < groups[-1][0] + groups[-1][1] * field.step:
            start, size = groups.pop()
            mean = (start * size + (group[0] - field.step * size) * group[1]) / (size + group[1])
            group = (mean, size + group[1])
        groups.append(_inside(group, field, behind=number + 1 - group[1], ahead=len(order) - number - 1))
    return _laid_out(order, groups, field)


def _inside(group: tuple[float, int], field: Field, *, behind: int, ahead: int) -> tuple[float, int]:
    """The group where those before and after it have room as well."""
    low = field.left + behind * field.step
    high = field.right + field.gap - (group[1] + ahead) * field.step
    return max(min(group[0], high), low), group[1]


def _laid_out(order: Sequence[str], groups: Sequence[tuple[float, int]], field: Field) -> dict[str, int]:
    found: dict[str, int] = {}
    nodes = iter(order)
    for start, size in groups:
        for number in range(size):
            found[next(nodes)] = round(start) + number * field.step
    return found


def _in_columns(placed: Mapping[str, int], field: Field) -> dict[str, int]:
    """The same order, each in the nearest free column."""
    last = (field.right - field.left + field.gap) // field.step - 1
    found: dict[str, int] = {}
    column = -1
    for number, node in enumerate(placed):
        nearest = round((placed[node] - field.left) / field.step)
        column = min(max(nearest, column + 1), last - (len(placed) - number - 1))
        found[node] = field.left + column * field.step
    return found
