"""`python -m ops report`: from what a person asked for to a report in one of its formats."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from ops.findings import Result
from ops.labels import count
from ops.offline.policy_config import read_policy_config
from ops.offline.stackfile import StackFile, read_stack
from ops.output import write
from ops.report.build import build
from ops.report.compare import compare, read_older
from ops.report.model import SEVERITIES, Comparison, Report
from ops.report.options import TIME, Format, Options, Severity
from ops.report.sources import Evidence, from_events, from_preview, from_state
from ops.report.words import advisories, mandatory, number

RENDERERS: Final = {
    Format.JSON: "json_format",
    Format.CSV: "csv_format",
    Format.SARIF: "sarif",
    Format.MARKDOWN: "markdown",
}
"""Modules of this package, each with `render(report, comparison) -> str`; only the one that is asked for is loaded."""


def write_report(root: Path, options: Options) -> bool:
    """Write a report to its file or to stdout, and one line to stderr; say whether nothing in it is refused."""
    older = read_older(options.compare, options.stack) if options.compare else None
    stack_file = read_stack(root, options.stack, options.config_file)
    evidence = _evidence(root, stack_file, options)
    report = build(root, stack_file, evidence, at=options.at, made=options.made.strftime(TIME))
    write(_rendered(report, compare(older, report) if older else None, evidence, options.format), options.output)
    failed_on = options.fail_on if _fails(report, options.fail_on) else None
    sys.stderr.write(f"{_summary(report, failed_on)}\n")
    return not report.refused and failed_on is None


def _rendered(report: Report, comparison: Comparison | None, evidence: Evidence, output_format: Format) -> str:
    """The report in its format; the page alone has a picture of the stack."""
    if output_format is Format.HTML:
        from ops.report.html import render  # noqa: PLC0415 - as RENDERERS
        from ops.report.picture import drawn  # noqa: PLC0415 - loads what draws

        return render(report, comparison, drawn(evidence))
    text: str = import_module(f"ops.report.{RENDERERS[output_format]}").render(report, comparison)
    return text


def _evidence(root: Path, stack_file: StackFile, options: Options) -> Evidence:
    levels = read_policy_config(options.policy_pack_config) if options.policy_pack_config else {}
    at = options.at.isoformat()
    if options.state:
        return from_state(root, stack_file, levels, options.state, at=at)
    if options.events:
        return from_events(root, stack_file, levels, options.events)
    return from_preview(root, stack_file, levels, unknown_outputs=options.unknown_outputs, at=at)


def _fails(report: Report, fail_on: Severity | None) -> bool:
    if fail_on is None:
        return False
    counted = SEVERITIES[SEVERITIES.index(fail_on) :]
    return any(result.result is Result.VIOLATION and result.severity in counted for result in report.results)


def _summary(report: Report, failed_on: Severity | None) -> str:
    counts = report.counts
    said = (
        count(number(mandatory(report.results)), "mandatory violation"),
        count(number(advisories(report.results)), "advisory", "advisories"),
        count(counts.error, "failed rule"),
        f"{counts.exempted} exempted",
        f"{counts.unknown} unknown",
        f"{counts.compliant} compliant",
    )
    return f"{report.stack} ({report.source}): {_verdict(report, failed_on)}; {', '.join(said)}."


def _verdict(report: Report, failed_on: Severity | None) -> str:
    if report.refused:
        return "REFUSED"
    return f"REFUSED by --fail-on {failed_on}" if failed_on else "accepted"
