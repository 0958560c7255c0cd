"""What a rule is: data about it and a pure predicate."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from guardrails.resource import Resource, Stack, StackResource
from guardrails.tier import Severity, Tier

ResourceCheck = Callable[[Resource], Iterable[str]]
"""Yields a message for each violation of one resource, judged by its inputs."""
StackCheck = Callable[[StackResource, Stack], Iterable[str]]
"""Yields a message for each violation of one resource, seen among the others of its stack."""


class NotApplicableError(Exception):
    """Raised by a predicate for a resource that the rule does not mean; says why."""


class UndecidedError(Exception):
    """Raised by a predicate that cannot see what it has to judge; says what is missing."""


@dataclass(kw_only=True, eq=False)
class Rule:
    """What is said about a rule."""

    id: str
    """Stable: exemptions and reports name it."""
    on: tuple[str, ...]
    """Type tokens of the resources that it judges."""
    severity: Severity
    title: str
    """What holds where the rule is kept, as a sentence."""
    why: str
    """What happens where it is not."""
    fix: str
    """The argument to change."""
    standard: Sequence[str]
    """Ids of the platform's standard."""
    controls: Mapping[str, Sequence[str]]
    """Ids of other rule sets that this one answers, by rule set."""
    tiers: tuple[Tier, ...] = tuple(Tier)
    """Environments in which it is judged."""
    url: str | None = None


@dataclass(kw_only=True, eq=False)
class ResourceRule(Rule):
    """Judges a resource by its inputs. Called with its predicate, which makes it a decorator."""

    check: ResourceCheck = field(init=False, repr=False)

    def __call__(self, check: ResourceCheck) -> Self:
        """Takes the predicate."""
        self.check = check
        return self


@dataclass(kw_only=True, eq=False)
class StackRule(Rule):
    """Judges a resource by its relations to others. Called with its predicate, which makes it a decorator."""

    check: StackCheck = field(init=False, repr=False)

    def __call__(self, check: StackCheck) -> Self:
        """Takes the predicate."""
        self.check = check
        return self


rule = ResourceRule
stack_rule = StackRule
