"""What a change costs, from the files of `ops cost --against … --json`, for the comment of a pull request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ops.cost.compare import Difference
from ops.cost.words import money, signed
from ops.failures import WrongInputError
from ops.report.markdown import Section
from ops.report.markdown_text import code, prose
from ops.report.reading import read_object

FILES: Final = "*.cost.json"
UNKNOWN: Final = " · cost not known"
MOST_COMPONENTS: Final = 10
"""Of one stack; the largest differences come first."""


@dataclass(frozen=True)
class StackCost:
    """What a stack would cost a month, and what it costs now."""

    stack: str
    before: float
    after: float
    unverified: float
    """How much of `after` rests on prices that nobody verified."""
    missing: Sequence[str]
    """What is not in it."""
    components: Sequence[Difference]
    """Those that would cost more or less, the largest difference first."""

    @property
    def said(self) -> str:
        """The cost, for the stack's line."""
        changed = f" ({signed(self.after - self.before)})" if self.components else ""
        return f" · {'at least ' if self.missing else ''}{money(self.after)} a month{changed}"


def read_costs(paths: Sequence[Path]) -> Mapping[str, StackCost]:
    """Read files, or every `STACK.cost.json` of folders; raises WrongInputError for one that is something else."""
    files = [file for path in paths for file in (sorted(path.glob(FILES)) if path.is_dir() else [path])]
    return {one.stack: one for one in map(_read, files)}


def _read(path: Path) -> StackCost:
    document = read_object(path)
    try:
        change: Mapping[str, Any] = document["change"]
        return StackCost(
            stack=str(document["stack"]),
            before=float(change["usdBefore"]),
            after=float(change["usdAfter"]),
            unverified=float(document["usdUnverified"]),
            missing=[str(one) for one in document["missing"]],
            components=[
                Difference(str(one["component"]), float(one["usdBefore"]), float(one["usdAfter"]))
                for one in change["components"]
            ],
        )
    except (KeyError, TypeError, ValueError):
        raise WrongInputError(f"{path} is no comparison; make it with `ops cost --against … --json`.") from None


def cost_section(costs: Sequence[StackCost], whole: str) -> Section:
    """Give the components that would cost more or less; empty where none does."""
    changed = [one for one in costs if one.components]
    entries = ["\n".join(_entry(one)) for one in changed]
    return Section(
        f"Cost a month, as estimated ({signed(sum(one.after - one.before for one in changed))})", entries, whole=whole
    )


def _entry(cost: StackCost) -> Iterator[str]:
    yield f"- {code(cost.stack)}: {money(cost.before)} → {money(cost.after)}{_doubt(cost)}"
    for one in cost.components[:MOST_COMPONENTS]:
        yield f"  - {prose(one.component)}: {money(one.before)} → {money(one.after)} ({signed(one.usd)})"
    more = cost.components[MOST_COMPONENTS:]
    if more:
        yield f"  - {len(more)} more: {signed(sum(one.usd for one in more))}"
    yield from (f"  - Left out: {prose(one)}" for one in cost.missing)


def _doubt(cost: StackCost) -> str:
    return f"; {money(cost.unverified)} of it at prices that nobody verified" if cost.unverified else ""
