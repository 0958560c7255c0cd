"""A report as the comment on a pull request: what refuses it first, and never longer than GitHub takes.

The first line is a comment that nobody sees, by which a workflow finds its older comment and replaces it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ops.findings import Result
from ops.labels import count
from ops.report.markdown_text import code, prose
from ops.report.model import SEVERITIES, Change, Comparison, Judgement, Report
from ops.report.words import MADE_FROM, MEANING, advisories, days, mandatory, number, outcome, spoken, verdict

SIGNS: Final = {Result.VIOLATION: "❌", Result.UNKNOWN: "❔", Result.COMPLIANT: "✅"}
LONGEST: Final = 60_000
"""Characters of a comment; GitHub takes 65,536 and refuses the whole comment beyond."""
RESERVED: Final = 400
"""Characters that a section keeps for its heading and for saying what it leaves out."""
MOST_RESOURCES: Final = 20
"""Resources of one rule in a comment."""
MESSAGE: Final = 300
"""Characters of one resource's message."""


@dataclass(frozen=True)
class Section:
    """A heading and its entries, of which as many are shown as there is room for."""

    title: str
    entries: Sequence[str]
    folded: bool = False
    whole: str = "the full report has them"
    """Where to look for entries that are left out."""

    def text(self, room: int) -> str:
        """Give the section within so many characters, and say how many entries are missing."""
        opening = f"<details><summary>{self.title}</summary>\n\n" if self.folded else f"### {self.title}\n\n"
        closing = "\n</details>\n" if self.folded else ""
        left = room - RESERVED
        shown: list[str] = []
        for entry in self.entries:
            left -= len(entry) + 1
            if left < 0:
                break
            shown.append(entry)
        missing = len(self.entries) - len(shown)
        if missing:
            shown.append(f"- … and {missing} more, left out for want of room; {self.whole}.")
        return "\n".join([opening + "\n".join(shown), closing])


def marker(report: Report) -> str:
    """Give the hidden line that names the comment of this stack."""
    return f"<!-- policy-report {_word(report.project)}/{_word(report.stack)} -->"


def render(report: Report, comparison: Comparison | None) -> str:
    """Give the comment."""
    head = f"{marker(report)}\n## {SIGNS[outcome(report)]} {prose(verdict(report))}\n"
    return fitted(head, _sections(report, comparison))


def fitted(head: str, sections: Iterable[Section]) -> str:
    """Give the head and the sections that have entries, the first ones in full, within what GitHub takes."""
    filled = [section for section in sections if section.entries]
    parts, room = [head], LONGEST - len(head)
    for place, section in enumerate(filled):
        later = RESERVED * (len(filled) - place - 1)
        parts.append(section.text(room - later))
        room -= len(parts[-1]) + 1
    return "\n".join(parts)


def _sections(report: Report, comparison: Comparison | None) -> Iterator[Section]:
    results = report.results
    errors = [result for result in results if result.result is Result.ERROR]
    unknown = [result for result in results if result.result is Result.UNKNOWN]
    exempted = [result for result in results if result.result is Result.EXEMPTED]
    violations, advised = mandatory(results), advisories(results)
    yield Section(f"Rules that failed ({number(errors)})", _entries(report, errors))
    yield Section(f"Violations ({number(violations)})", _entries(report, violations))
    yield Section(f"Advisories ({number(advised)})", _entries(report, advised), folded=not report.refused)
    yield Section(f"Not known ({number(unknown)})", _entries(report, unknown), folded=True)
    yield Section(f"Exempted ({number(exempted)})", [*_entries(report, exempted), *_exemptions(report)], folded=True)
    yield Section("Results", _counts(report))
    if comparison is not None:
        yield from _compared(comparison)
    yield Section("How this was made", _provenance(report), folded=True)


def _entries(report: Report, results: Sequence[Judgement]) -> list[str]:
    """Give an entry for each rule, the worst first: what holds, where it does not, and the way out."""
    ordered = sorted(results, key=lambda one: (-SEVERITIES.index(one.severity), one.order))
    return ["\n".join(_entry(report, list(group))) for _, group in groupby(ordered, key=lambda one: one.rule)]


def _entry(report: Report, results: Sequence[Judgement]) -> Iterator[str]:
    rule = report.rule(results[0].rule)
    ids = f" · {', '.join(map(prose, rule.standard))}" if rule.standard else ""
    yield f"- **{prose(rule.title)}** {code(rule.id)} · {prose(results[0].severity)}{ids}"
    shown = results[:MOST_RESOURCES]
    yield from (f"  - {code(one.label)}{_at(one)}: {prose(one.message, MESSAGE)}" for one in shown)
    if len(results) > len(shown):
        yield f"  - … and {len(results) - len(shown)} more resources; the full report has them."
    if results[0].result is Result.VIOLATION and rule.fix:
        yield f"  - Fix: {prose(rule.fix)}"


def _at(result: Judgement) -> str:
    return f" ({code(result.source)})" if result.source else ""


def _exemptions(report: Report) -> Iterator[str]:
    for one in report.exemptions:
        why = one.justification
        ticket = f", {code(why.ticket)}" if why.ticket else ""
        yield (
            f"- Exemption of {code(one.rule)} for {code(one.resource)}: {prose(why.reason)} "
            f"{code(why.owner)}, until {prose(why.expires)} ({days(one.days_left)}){ticket}"
        )


def _counts(report: Report) -> list[str]:
    counts = report.counts.as_json()
    rows = [f"| {spoken(result)} | {counts[result]} | {prose(meaning)} |" for result, meaning in MEANING.items()]
    return ["| Result | Number | What it means |\n| :-- | --: | :-- |\n" + "\n".join(rows)]


def _compared(comparison: Comparison) -> Iterator[Section]:
    """Give what is worse openly, and what is better folded."""
    since = f"Since commit {prose(comparison.commit[:12])} of {prose(comparison.made)}"
    worse = [*comparison.violations, *comparison.errors]
    folded = (
        ("Fixed", comparison.fixed),
        ("Newly exempted", comparison.exempted),
        ("Newly not known", comparison.unknown),
        ("Not judged any more", comparison.gone),
    )
    changes = ", ".join(f"{len(found)} {title.lower()}" for title, found in folded)
    rules = f"{count(len(comparison.rules_added), 'rule')} added, {len(comparison.rules_removed)} removed"
    yield Section(since, [f"{len(worse)} worse, {changes}; {rules}.\n", *map(_change, worse), *_levels(comparison)])
    for title, found in folded:
        yield Section(f"{title} ({len(found)})", list(map(_change, found)), folded=True)


def _levels(comparison: Comparison) -> Iterator[str]:
    for level in comparison.levels:
        yield f"- {code(level.rule)} was {prose(level.before)} and is {prose(level.after)}"


def _change(change: Change) -> str:
    before, after = (spoken(state) if state else "not there" for state in (change.before, change.after))
    message = f": {prose(change.message, MESSAGE)}" if change.message else ""
    return f"- {code(change.rule)} {code(change.label)}: {before} → {after}{message}"


def _provenance(report: Report) -> list[str]:
    versions = report.versions
    return [
        f"- Stack {code(report.stack)} of {code(report.project)}, judged as {prose(report.tier)}",
        f"- Made from {MADE_FROM[report.source]}",
        f"- Commit {code(report.commit)}, made {prose(report.made)}, exemptions judged on {prose(report.at)}",
        f"- Program {prose(versions.program)}, pack {prose(versions.pack)}, Pulumi {prose(versions.pulumi)}",
        f"- Inputs {code(report.digest)}",
        *(f"- {prose(note)}" for note in report.notes),
    ]


def _word(text: str) -> str:
    """Give text that cannot end a comment."""
    return re.sub(r"[^\w.]+", "-", text)
