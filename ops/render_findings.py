"""What the policies found, for people: each broken rule with its resources and the way out, and the verdict."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from rich.text import Text

from ops.findings import Finding, Result, of_result
from ops.labels import count, label

READABLE: Final = 100
"""Columns beyond which a line of prose is hard to read."""
INDENT: Final = "    "


def findings_text(findings: Sequence[Finding], width: int) -> Iterator[Text]:
    """Give the findings that a person has to know of, by rule; what is in order is only counted."""
    judged = {finding.rule.id for finding in findings if finding.result is not Result.NOT_APPLICABLE}
    yield Text()
    yield Text(f"Policies: {count(len(judged), 'rule')} had something to judge", style="bold")
    sections: tuple[tuple[str, str, Callable[[Finding], bool]], ...] = (
        ("Rules that failed", "bold red", lambda finding: finding.result is Result.ERROR),
        ("Violations", "bold red", _is_violation),
        ("Advisories", "bold yellow", _is_advisory),
        ("Not known before deployment", "bold", lambda finding: finding.result is Result.UNKNOWN),
        ("Exempted", "bold", lambda finding: finding.result is Result.EXEMPTED),
    )
    for title, style, belongs in sections:
        if chosen := [finding for finding in findings if belongs(finding)]:
            yield Text()
            yield Text(title, style=style)
            yield from _by_rule(chosen, min(width, READABLE))
    compliant = len(of_result(findings, Result.COMPLIANT))
    elsewhere = len(of_result(findings, Result.NOT_APPLICABLE))
    yield Text()
    yield Text(f"{compliant} compliant, {elsewhere} not applicable", style="dim")


def _is_violation(finding: Finding) -> bool:
    return finding.result is Result.VIOLATION and finding.refuses


def _is_advisory(finding: Finding) -> bool:
    return finding.result is Result.VIOLATION and not finding.refuses


def _by_rule(findings: Iterable[Finding], width: int) -> Iterator[Text]:
    ordered = sorted(findings, key=lambda finding: (finding.rule.id, finding.resource, finding.message))
    for _, group in groupby(ordered, key=lambda finding: finding.rule.id):
        of_rule = list(group)
        rule = of_rule[0].rule
        facts = ": ".join(filter(None, (of_rule[0].severity, ", ".join(rule.standard))))
        yield Text.assemble("  ", (rule.id, "bold"), (f" ({facts})" if facts else "", "dim"))
        yield from _wrapped(rule.title, INDENT, width)
        for finding in of_rule:
            subject = label(finding.resource) if finding.resource else "the stack"
            yield from _wrapped(f"{subject}: {finding.message}", f"{INDENT}- ", width)
        if rule.fix and of_rule[0].result in {Result.VIOLATION, Result.EXEMPTED}:
            yield from _wrapped(f"Fix: {rule.fix}", INDENT, width, style="green")


def _wrapped(text: str, first: str, width: int, style: str = "") -> Iterator[Text]:
    lines = textwrap.wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)
    return (Text(line, style=style) for line in lines)


def verdict(stack: str, findings: Sequence[Finding]) -> Text:
    """Say in one line whether the environment may be deployed."""
    errors, violations = of_result(findings, Result.ERROR), [f for f in findings if _is_violation(f)]
    if errors or violations:
        reasons = [count(len(violations), "mandatory violation")] if violations else []
        reasons += [count(len(errors), "failed rule")] if errors else []
        return Text(f"{stack} may NOT be deployed: {', '.join(reasons)}.", style="bold red")
    advisories = count(sum(map(_is_advisory, findings)), "advisory", "advisories")
    exempted = f"{len(of_result(findings, Result.EXEMPTED))} exempted"
    unknown = f"{len(of_result(findings, Result.UNKNOWN))} not known yet"
    return Text(f"{stack} may be deployed: 0 violations, {advisories}, {exempted}, {unknown}.", style="bold green")
