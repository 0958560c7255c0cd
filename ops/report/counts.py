"""How many results there are of each kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from ops.findings import Result

GRAVITY: Final = (
    Result.COMPLIANT,
    Result.NOT_APPLICABLE,
    Result.EXEMPTED,
    Result.UNKNOWN,
    Result.VIOLATION,
    Result.ERROR,
)
"""From the best to the worst."""


def worst(results: Iterable[Result]) -> Result:
    """Give what counts where a rule said several things of one resource, such as a violation and an error after it."""
    return max(results, key=GRAVITY.index)


class Judged(Protocol):
    """What one rule says of one resource, or of the stack."""

    @property
    def rule(self) -> str:
        """Id of the rule."""

    @property
    def resource(self) -> str:
        """URN; empty for the stack as a whole."""

    @property
    def result(self) -> Result:
        """What it says."""


@dataclass(frozen=True)
class Counts:
    """How many pairs of a rule and a resource (or the stack) there are of each result."""

    compliant: int = 0
    violation: int = 0
    not_applicable: int = 0
    unknown: int = 0
    exempted: int = 0
    error: int = 0

    @classmethod
    def of(cls, judgements: Iterable[Judged]) -> "Counts":
        """Count by rule and resource: two messages about one resource are one violation."""
        pairs: dict[tuple[str, str], list[Result]] = {}
        for judgement in judgements:
            pairs.setdefault((judgement.rule, judgement.resource), []).append(judgement.result)
        counted = dict.fromkeys(Result, 0)
        for results in pairs.values():
            counted[worst(results)] += 1
        return cls(**{result.value: number for result, number in counted.items()})

    @property
    def total(self) -> int:
        """All results together."""
        return sum(self.as_json().values())

    def as_json(self) -> dict[str, int]:
        """Give the counts by result, in the order of the results."""
        return {result.value: int(getattr(self, result.value)) for result in Result}
