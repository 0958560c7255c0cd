"""What a change does to the cost: by component, the largest difference first."""

from dataclasses import dataclass

from ops.cost.model import CENT, Estimate, cost


@dataclass(frozen=True)
class Difference:
    """One component before and after; 0 where it was not or will not be there."""

    component: str
    before: float
    after: float

    @property
    def usd(self) -> float:
        """How much more it costs; negative for less."""
        return self.after - self.before


@dataclass(frozen=True)
class Change:
    """Two totals and what lies between them."""

    what: str
    """What it is compared with."""
    before: float
    after: float
    components: tuple[Difference, ...]
    """Those whose cost differs by half a cent and more."""

    @property
    def usd(self) -> float:
        """How much more the stack costs; negative for less."""
        return self.after - self.before


def change(before: Estimate | None, after: Estimate, what: str = "") -> Change:
    """Compare two estimates; without a first one everything is new."""
    was = {name: cost(lines) for name, lines in before.components.items()} if before else {}
    now = {name: cost(lines) for name, lines in after.components.items()}
    found = [Difference(name, was.get(name, 0), now.get(name, 0)) for name in dict.fromkeys([*now, *was])]
    differing = sorted((one for one in found if abs(one.usd) >= CENT), key=lambda one: (-abs(one.usd), one.component))
    return Change(what, before.total if before else 0, after.total, tuple(differing))
