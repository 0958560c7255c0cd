"""What every format for people says alike: the verdict, what a result means, and how bad it is."""

from collections.abc import Iterable
from typing import Final

from ops.findings import Result
from ops.labels import count
from ops.report.counts import Counts
from ops.report.model import Judgement, Report, Source

MEANING: Final = {
    Result.VIOLATION: "The resource does not hold what the rule asks for.",
    Result.ERROR: "The rule itself broke off. Nothing is known of the resource, and the environment is refused.",
    Result.UNKNOWN: "The rule could not see what it judges, which may exist only after deployment. This is no pass.",
    Result.EXEMPTED: "It is violated, and somebody answers for that until a day.",
    Result.COMPLIANT: "The rule looked at the resource and found what it asks for.",
    Result.NOT_APPLICABLE: "The rule does not mean this resource. Nothing was judged.",
}
"""The six results, from the one to look at first."""
MADE_FROM: Final = {
    Source.PREVIEW: "the offline preview: the program as it would be deployed",
    Source.EVENTS: "the engine's events of a preview or an update",
    Source.STATE: "an exported state: what is deployed",
}


def verdict(report: Report) -> str:
    """Say in one sentence whether the environment is refused, and never that it passed what nobody looked at."""
    subject = f"{report.stack}, as it is deployed," if report.source is Source.STATE else report.stack
    deployed = report.source is Source.STATE
    if report.refused:
        refused = "would be refused" if deployed else "may NOT be deployed"
        return f"{subject} {refused}: {_reasons(report)}."
    decided = _decided(report)
    if not decided:
        return f"Nothing is known of {report.stack}: no rule could decide about any of its resources."
    allowed = "keeps its mandatory rules" if deployed else "may be deployed"
    of_decided = count(decided, "decided result")
    rest = [
        count(number(advisories(report.results)), "advisory", "advisories"),
        f"{report.counts.exempted} exempted",
        f"{report.counts.unknown} not known yet",
    ]
    return f"{subject} {allowed}: no mandatory violation in {of_decided}; {', '.join(rest)}."


def outcome(report: Report) -> Result:
    """Give the result as which the verdict is shown; it is unknown where no rule could decide about anything."""
    if report.refused:
        return Result.VIOLATION
    return Result.COMPLIANT if _decided(report) else Result.UNKNOWN


def _decided(report: Report) -> int:
    return report.counts.total - report.counts.unknown - report.counts.not_applicable


def _reasons(report: Report) -> str:
    violations = number(mandatory(report.results))
    errors = len({result.rule for result in report.results if result.result is Result.ERROR})
    reasons = [count(violations, "mandatory violation")] if violations else []
    reasons += [count(errors, "failed rule")] if errors else []
    return ", ".join(reasons)


def mandatory(results: Iterable[Judgement]) -> list[Judgement]:
    """Give the violations that refuse the environment."""
    return [result for result in results if result.result is Result.VIOLATION and result.refuses]


def advisories(results: Iterable[Judgement]) -> list[Judgement]:
    """Give the violations that only advise."""
    return [result for result in results if result.result is Result.VIOLATION and not result.refuses]


def number(results: Iterable[Judgement]) -> int:
    """Say how many rules and resources these are; two messages about one resource are one."""
    return Counts.of(results).total


def spoken(word: str) -> str:
    """Give `not applicable` for `not_applicable`."""
    return word.replace("_", " ")


def days(left: int) -> str:
    """Say how long an exemption still lasts, given the days to its last one."""
    if left < 0:
        return f"expired {count(-left, 'day')} ago"
    return f"{count(left, 'day')} left" if left else "today is its last day"
