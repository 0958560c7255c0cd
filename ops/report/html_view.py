"""What the page shows of each rule: its worst result, its resources by result, and what filters look for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

from ops.findings import Result
from ops.labels import STACK_TYPE, service_of, short_type
from ops.report.model import SEVERITIES, Judgement, Justification, Report, RuleFacts

NOTHING: Final = "nothing"
"""State of a rule that had nothing to decide about."""
SECTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "error": (
        "Rules that failed",
        "The rule broke off. Nothing is known of these resources, and the environment is refused.",
    ),
    "violation": (
        "Violations that refuse the environment",
        "Mandatory in this tier. Each has to be mended or exempted.",
    ),
    "advisory": ("Violations that advise", "They block nothing in this tier, and should be known."),
    "unknown": (
        "Not decidable yet",
        "At least one value could not be read. What exists after deployment alone can be judged from the state.",
    ),
    "exempted": ("Exempted", "Violated, and somebody answers for it until a day."),
    "compliant": ("Compliant in everything that was looked at", "Every resource that the rule means was read."),
    NOTHING: (
        "Had nothing to look at",
        "No resource here is one that these rules mean. This is neither a pass nor a violation.",
    ),
}
"""Where a rule stands on the page, by the worst that it found."""


@dataclass(frozen=True)
class Said:
    """A message, and the resources of which a rule says it."""

    message: str
    justification: Justification | None
    resources: tuple[Judgement, ...]


@dataclass(frozen=True)
class Group:
    """Results of a rule that weigh the same."""

    state: str
    """A result, or `advisory` for a violation that refuses nothing."""
    result: Result
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Kind:
    """Compliant resources of one type, which have nothing more to say than their names."""

    name: str
    service: str
    resources: tuple[str, ...]


@dataclass(frozen=True)
class RuleView:
    """A rule and what it found."""

    facts: RuleFacts
    state: str
    groups: tuple[Group, ...]
    compliant: tuple[Kind, ...]
    not_meant: tuple[tuple[str, int], ...]
    """Why it does not apply, and to how many resources."""

    found: tuple[str, ...]
    """Every `result:service` of it, which the filters look for; `nothing:service` where it has no result."""


def rules(report: Report) -> dict[str, list[RuleView]]:
    """Give the rules by section, in each the worst first."""
    judged = {rule: list(results) for rule, results in groupby(report.results, key=attrgetter("rule"))}
    views = [_view(rule, judged.get(rule.id, [])) for rule in report.rules]
    views.sort(key=lambda view: (-SEVERITIES.index(view.facts.severity), view.facts.id))
    return {state: [view for view in views if view.state == state] for state in SECTIONS}


def services(report: Report) -> list[str]:
    """Give the services that some rule judges or judged."""
    tokens = {service_of(token) for rule in report.rules for token in rule.on}
    return sorted(tokens | {result.service for result in report.results})


def _view(rule: RuleFacts, results: Sequence[Judgement]) -> RuleView:
    groups = tuple(_groups(results))
    compliant = [result for result in results if result.result is Result.COMPLIANT]
    not_meant = Counter(result.message for result in results if result.result is Result.NOT_APPLICABLE)
    states = {group.state for group in groups} | ({Result.COMPLIANT.value} if compliant else {NOTHING})
    return RuleView(
        facts=rule,
        state=next(state for state in SECTIONS if state in states),
        groups=groups,
        compliant=tuple(_kinds(compliant)),
        not_meant=tuple(sorted(not_meant.items())),
        found=tuple(sorted({f"{one.result}:{one.service}" for one in results} or set(_nothing(rule)))),
    )


def _nothing(rule: RuleFacts) -> Iterator[str]:
    for token in rule.on or (STACK_TYPE,):
        yield f"{NOTHING}:{service_of(token)}"


def _groups(results: Iterable[Judgement]) -> Iterator[Group]:
    by_state: dict[str, list[Judgement]] = {}
    for one in results:
        by_state.setdefault(_state(one), []).append(one)
    for state in SECTIONS:
        if state != Result.COMPLIANT and state in by_state:
            yield Group(state, by_state[state][0].result, tuple(_said(by_state[state])))


def _said(results: Iterable[Judgement]) -> Iterator[Said]:
    alike: dict[tuple[str, Justification | None], list[Judgement]] = {}
    for one in results:
        alike.setdefault((one.message, one.justification), []).append(one)
    for (message, justification), resources in alike.items():
        yield Said(message, justification, tuple(resources))


def _kinds(results: Iterable[Judgement]) -> Iterator[Kind]:
    by_type: dict[str, list[Judgement]] = {}
    for one in results:
        by_type.setdefault(one.type, []).append(one)
    for token, members in sorted(by_type.items()):
        yield Kind(short_type(token), members[0].service, tuple(one.name for one in members if one.name))


def _state(result: Judgement) -> str:
    return "advisory" if result.result is Result.VIOLATION and not result.refuses else result.result.value
