"""Which controls of other rule sets the pack speaks of, and what came of the rules that answer them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from ops.report.counts import Counts
from ops.report.model import ControlCoverage, DecisionFacts, FrameworkCoverage, Judgement, RuleFacts
from ops.report.registers import Framework

STANDARD = "standard"
"""The framework whose controls are the ids of the platform's own standard."""


def coverage(
    frameworks: Iterable[Framework],
    rules: Sequence[RuleFacts],
    results: Sequence[Judgement],
    decisions: Iterable[DecisionFacts],
) -> tuple[FrameworkCoverage, ...]:
    """Give the coverage of each framework that a rule or a decision names; one that nothing describes is unverified."""
    decided: dict[str, dict[str, DecisionFacts]] = {}
    for decision in decisions:
        decided.setdefault(decision.framework, {})[decision.control] = decision
    described = {framework.key: framework for framework in frameworks}
    undescribed = {key for rule in rules for key in rule.controls}.union(decided).difference(described)
    unnamed = [Framework(key, key, "", "", "No source is known.", verified=False) for key in sorted(undescribed)]
    by_rule: dict[str, list[Judgement]] = {}
    for result in results:
        by_rule.setdefault(result.rule, []).append(result)
    covered = (
        _of_framework(framework, rules, by_rule, decided.get(framework.key, {}))
        for framework in (*described.values(), *unnamed)
    )
    return tuple(framework for framework in covered if framework.controls)


def _of_framework(
    framework: Framework,
    rules: Iterable[RuleFacts],
    by_rule: Mapping[str, Sequence[Judgement]],
    decided: Mapping[str, DecisionFacts],
) -> FrameworkCoverage:
    answered: dict[str, list[str]] = {control: [] for control in decided}
    for rule in rules:
        for control in _controls(framework, rule):
            answered.setdefault(control, []).append(rule.id)
    return FrameworkCoverage(
        key=framework.key,
        name=framework.name,
        version=framework.version,
        url=framework.url,
        mapping=framework.mapping,
        verified=framework.verified,
        controls=tuple(
            ControlCoverage(
                control=control,
                rules=tuple(sorted(answered[control])),
                counts=Counts.of(result for rule in answered[control] for result in by_rule.get(rule, ())),
                verified=framework.verified,
                title=framework.titles.get(control) or (decided[control].title if control in decided else ""),
                decision=decided[control].reason if control in decided else "",
            )
            for control in sorted(answered, key=natural)
        ),
    )


def _controls(framework: Framework, rule: RuleFacts) -> set[str]:
    if framework.key == STANDARD:
        return set(rule.standard)
    by_standard = (control for fact in rule.standard for control in framework.of_standard.get(fact, ()))
    return {*rule.controls.get(framework.key, ()), *by_standard}


def natural(control: str) -> list[tuple[int, str]]:
    """Order ids as people do: RDS.3 before RDS.27."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", control)]
