"""A report as CSV: one row for each rule and resource, those that a rule is not meant for included.

The first row is `COLUMNS`. Encoding is UTF-8, lines end with CRLF, cells are quoted where they must be (RFC 4180).
Text that a spreadsheet would take for a formula gets an apostrophe put before it
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
from typing import Final

from ops.report.model import Comparison, Judgement, Report, RuleFacts

COLUMNS: Final = (
    "stack",
    "tier",
    "source",
    "commit",
    "judged_on",
    "rule",
    "title",
    "severity",
    "enforcement",
    "result",
    "refuses",
    "service",
    "type",
    "name",
    "message",
    "position",
    "exemption_owner",
    "exemption_reason",
    "exemption_expires",
    "exemption_ticket",
    "standard",
    "controls",
    "fix",
    "url",
    "urn",
)
"""`refuses` is yes or no; `position` is `file:line`; lists are separated by spaces, controls are `<framework>:<id>`."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters of what a spreadsheet calculates."""


def render(report: Report, comparison: Comparison | None) -> str:  # noqa: ARG001 - one signature for all formats
    """Give the results as CSV; what changed since an older report is for the other formats."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    rules = {rule.id: rule for rule in report.rules}
    writer.writerows([guarded(cell) for cell in _row(report, rules[one.rule], one)] for one in report.results)
    return text.getvalue()


def guarded(cell: str) -> str:
    """Give a cell that no spreadsheet calculates."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _row(report: Report, rule: RuleFacts, result: Judgement) -> tuple[str, ...]:
    excuse = result.justification
    return (
        report.stack,
        report.tier,
        report.source.value,
        report.commit,
        report.at,
        rule.id,
        rule.title,
        result.severity,
        result.enforcement,
        result.result.value,
        "yes" if result.refuses else "no",
        result.service,
        result.type,
        result.name,
        result.message,
        result.source,
        *((excuse.owner, excuse.reason, excuse.expires, excuse.ticket) if excuse else ("", "", "", "")),
        " ".join(rule.standard),
        " ".join(f"{framework}:{control}" for framework, ids in rule.controls.items() for control in ids),
        rule.fix,
        rule.url,
        result.resource,
    )
