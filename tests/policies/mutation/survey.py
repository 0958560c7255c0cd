"""Which places every rule reads where it calls something compliant, and whether a change there changes what it says."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from guardrails.evaluation import Result, State
from guardrails.registry import ALL_RULES
from guardrails.resource import StackResource

from tests.policies.harness import AnyRule
from tests.policies.mutation.flips import Change, flips, unknown
from tests.policies.mutation.traced import NAMES, OPTION, RELATION, TYPE, Judging, Path, Read

ITSELF: Final = "itself"
ONE_BY_ONE: Final = 6
"""Where a rule reads the same of more resources or elements than these, they are changed together alone."""
SITES: Final = 2
"""For how many judged resources others' places are tried, and a resource's own in company, until one is noticed."""


@dataclass(frozen=True)
class Place:
    """Something that a rule reads, whatever the number of the element and the name of the resource."""

    rule: str
    of: str
    """The type of the resource, or that it is the judged one."""
    path: str

    def __str__(self) -> str:
        return f"{self.rule} {self.of} {self.path}"


@dataclass(frozen=True, eq=False)
class Site:
    """A resource that a rule calls compliant, and what it reads there of one place."""

    judging: Judging
    rule: AnyRule
    urn: str
    path: Path
    reads: Sequence[Read]

    def after(self, *changes: tuple[Sequence[Read], Change]) -> Result:
        """What the rule says with these changes."""
        stack = self.judging.seen_by(self.rule)
        if not changes:
            return self.judging.judge(self.rule, self.urn)
        (reads, change), *others = changes
        with stack.changed(reads, change):
            return self.after(*others)

    def together_and_apart(self) -> Iterator[Sequence[Read]]:
        """All that is read of the place, and then each by itself."""
        yield self.reads
        if 1 < len(self.reads) <= ONE_BY_ONE:
            yield from ([read] for read in self.reads)

    def mutants(self) -> Iterator[tuple[tuple[Sequence[Read], Change], Result]]:
        """Every change of this place alone, and what the rule says of it."""
        for change in flips(self.rule, self.path):
            for reads in self.together_and_apart():
                yield (reads, change), self.after((reads, change))


@dataclass
class Survey:
    """What was found."""

    compliant: set[str] = field(default_factory=set)
    """The rules that call something compliant."""
    sites: dict[Place, list[Site]] = field(default_factory=dict)
    noticed: set[Place] = field(default_factory=set)
    violated: set[str] = field(default_factory=set)
    """The rules that such a change made call something a violation."""
    failed: set[str] = field(default_factory=set)
    blind: set[Place] = field(default_factory=set)
    """Places that may be unknown without any doubt of the rule."""

    @property
    def unnoticed(self) -> set[Place]:
        """Places of which no change was noticed."""
        return set(self.sites) - self.noticed


def survey(stacks: Iterable[Judging], rules: Sequence[AnyRule] = ALL_RULES) -> Survey:
    """Changes all that rules read, in each of the stacks until it was noticed once."""
    found = Survey()
    for judging in stacks:
        judging.configure()
        tried: set[str] = set()
        for rule in rules:
            for resource in judging.seen_by(rule).of(*rule.on):
                if judging.judge(rule, resource.urn).state is State.COMPLIANT:
                    tried.add(rule.id)
                    _try(found, _sites(judging, rule, resource))
        _try_in_company(found, tried - found.compliant)
        found.compliant |= tried
    return found


def _sites(judging: Judging, rule: AnyRule, resource: StackResource) -> dict[Place, Site]:
    """What the rule has just read, by place."""
    stack = judging.seen_by(rule)
    reads: dict[Place, list[Read]] = {}
    for urn, path in judging.notes.reads:
        of = ITSELF if urn == resource.urn else stack.by_urn[urn].type if urn else "stack"
        shown = ".".join("*" if isinstance(part, int) else str(part) for part in path)
        reads.setdefault(Place(rule.id, of, shown), []).append((urn, path))
    return {place: Site(judging, rule, resource.urn, some[0][1], some) for place, some in reads.items()}


def _try(found: Survey, sites: dict[Place, Site]) -> None:
    for place, site in sites.items():
        found.sites.setdefault(place, []).append(site)
        worth = place.of == ITSELF or len(found.sites[place]) <= SITES
        if worth and place not in found.noticed and any(_differs(found, place, result) for _, result in site.mutants()):
            found.noticed.add(place)
        if _is_property(site.path) and _is_blind(site):
            found.blind.add(place)


def _differs(found: Survey, place: Place, result: Result, before: Result | None = None) -> bool:
    if result.state is State.VIOLATION:
        found.violated.add(place.rule)
    if result.state is State.ERROR:
        found.failed.add(f"{place}: {result.messages}")
    return result != (before or Result(State.COMPLIANT))


def _is_property(path: Path) -> bool:
    return path[0] not in (RELATION, OPTION, TYPE) and path[-1] != NAMES


def _is_blind(site: Site) -> bool:
    return site.after((site.reads, unknown)).state is State.COMPLIANT


def _try_in_company(found: Survey, rules: set[str]) -> None:
    """What matters only beside something else of the same resource, such as an Effect beside an action."""
    for place in [place for place in found.unnoticed if place.rule in rules and place.of == ITSELF]:
        for site in found.sites[place][:SITES]:
            companions = [
                one
                for other, sites in found.sites.items()
                if (other.rule, other.of) == (place.rule, ITSELF) and other != place
                for one in sites
                if one.judging is site.judging and one.urn == site.urn
            ]
            if any(_is_noticed_beside(found, place, site, companion) for companion in companions):
                found.noticed.add(place)
                break


def _is_noticed_beside(found: Survey, place: Place, site: Site, companion: Site) -> bool:
    hidden = [(companion.reads, unknown)] if _is_property(companion.path) else []
    for base, before in [*((one, companion.after(one)) for one in hidden), *companion.mutants()]:
        for change in flips(site.rule, site.path):
            for reads in site.together_and_apart():
                if _differs(found, place, site.after(base, (reads, change)), before):
                    return True
    return False
