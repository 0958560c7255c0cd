"""Rules about the pack's own footing: its exemptions and its tier. They look at no property of a resource."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.exemptions import stack_of
from guardrails.rule import Rule
from guardrails.situation import Situation
from guardrails.tier import Severity, Tier

Finding = tuple[str, str | None]
"""A message, and the URN of the resource that it is about, if it is about one."""


@dataclass(frozen=True)
class UpkeepRule:
    """A rule and its check, which may raise nothing."""

    rule: Rule
    check: Callable[[Situation], Iterator[Finding]]
    settings: Mapping[str, Any]
    """JSON schemas of what `--policy-pack-config` may set of it, by name."""


def _valid(situation: Situation) -> Iterator[Finding]:
    for problem in situation.exemptions.problems:
        yield problem, None


def _current(situation: Situation) -> Iterator[Finding]:
    return situation.exemptions.overdue(_stack_name(situation), situation.day)


def _expiring(situation: Situation) -> Iterator[Finding]:
    for notice in situation.exemptions.expiring(_stack_name(situation), situation.day):
        yield notice, None


def _tier(situation: Situation) -> Iterator[Finding]:
    configured, named = situation.configured.tier, situation.named
    if configured and named and configured != named:
        yield f"it is judged as {configured}, as the policy configuration says; its own says {named}", None
    if not configured and not named:
        yield f"nothing names its tier, so it is judged as {situation.tier}", None


def _stack_name(situation: Situation) -> str:
    resources = situation.stack.resources
    return stack_of(resources[0].urn) if resources else ""


UPKEEP: Final = (
    UpkeepRule(
        Rule(
            id="tier-is-known",
            on=(),
            severity=Severity.LOW,
            title="The stack names the tier by which it is judged.",
            why="A staging environment that is judged as production, or the other way round, is not judged at all.",
            fix="Set environment.tier in platform:stack, or, where the engine hands over no configuration "
            '(`pulumi policy analyze`), "tier-is-known": {"tier": "staging"} in the file of --policy-pack-config.',
            standard=["M-05"],
            controls={},
        ),
        _tier,
        {"tier": {"type": "string", "enum": [str(tier) for tier in Tier], "description": "The tier to judge by."}},
    ),
    UpkeepRule(
        Rule(
            id="exemptions-are-valid",
            on=(),
            severity=Severity.HIGH,
            title="Every exemption names a rule, a resource, a reason, an owner and its last day.",
            why="An exemption that nobody answers for, or that covers everything, is a rule switched off.",
            fix="Mend or remove the entry in policies/exemptions.yaml.",
            standard=["M-05"],
            controls={},
        ),
        _valid,
        {},
    ),
    UpkeepRule(
        Rule(
            id="exemptions-are-current",
            on=(),
            severity=Severity.HIGH,
            title="No exemption has expired, lasts longer than 12 months or is unused.",
            why="What was accepted for a while would stay accepted for ever.",
            fix="Mend the violation, or renew or remove the entry in policies/exemptions.yaml.",
            standard=["M-05"],
            controls={},
        ),
        _current,
        {"at": {"type": "string", "description": "The day on which exemptions are judged, as 2027-01-31."}},
    ),
    UpkeepRule(
        Rule(
            id="exemptions-expire-soon",
            on=(),
            severity=Severity.LOW,
            title="No exemption expires within 30 days.",
            why="The day after its last day it blocks every deployment.",
            fix="Mend the violation, or renew the entry in policies/exemptions.yaml.",
            standard=["M-05"],
            controls={},
        ),
        _expiring,
        {},
    ),
)
"""In this order, after all other rules: they tell which exemptions those needed."""
