"""An estimate: what each component of a stack costs a month, and what that rests on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ops.cost.prices import Price

CENT: Final = 0.005
"""Less than this is shown as nothing."""


@dataclass(frozen=True)
class Line:
    """So much of one thing, in one component."""

    component: str
    price: Price
    quantity: float
    why: str = ""

    @property
    def usd(self) -> float:
        """What it costs a month."""
        return self.quantity * self.price.usd


@dataclass(frozen=True)
class Allowance:
    """What an account has free in every month."""

    what: str
    of: Sequence[str]
    """Keys of prices; the quantity is for all of them together."""
    quantity: float


@dataclass(frozen=True)
class Credit:
    """What an allowance takes off an estimate."""

    what: str
    usd: float


@dataclass(frozen=True)
class Assumed:
    """An assumption that the estimate rests on."""

    name: str
    value: float
    unit: str
    what: str


@dataclass(frozen=True)
class Estimate:
    """What a stack costs a month, in US dollars without tax."""

    stack: str
    region: str
    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    """What is left out for want of a price or a rule; the total is at least what it says."""
    free_tier: str
    """The name of the free tier that is counted."""
    credits: tuple[Credit, ...]
    """What that takes off, if the account spends it on this stack alone."""
    assumed: tuple[Assumed, ...]

    @property
    def total(self) -> float:
        """Everything, without the free tier."""
        return sum(line.usd for line in self.lines)

    @property
    def total_with_free_tier(self) -> float:
        """Everything but what is free."""
        return self.total - sum(one.usd for one in self.credits)

    @property
    def unverified(self) -> float:
        """How much of the total rests on prices whose source nobody named."""
        return sum(line.usd for line in self.lines if line.price.read is None)

    @property
    def components(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines by component, and both from the dearest to the cheapest."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.component].append(line)
        ordered = sorted(found.items(), key=lambda item: (-cost(item[1]), item[0]))
        return {name: tuple(sorted(lines, key=lambda one: (-one.usd, one.price.key))) for name, lines in ordered}


def cost(lines: Sequence[Line]) -> float:
    """What some lines cost together."""
    return sum(line.usd for line in lines)
