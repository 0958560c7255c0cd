"""What the engine said during a preview or an update, as results.

`pulumi up --json`, `pulumi preview --json` with PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true, and `--event-log FILE` with
PULUMI_DEBUG_COMMANDS=true write one event after another (sdk/go/common/apitype/events.go of pulumi 3.260). Of each
resource they name the rules that passed and those that failed. A rule in neither list did not apply, was exempted or
met an unknown value; which of these is not told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.findings import Finding, Result, Rule
from ops.labels import STACK_TYPE
from ops.offline.answers import reported
from ops.offline.stackfile import StackFile
from ops.report.reading import read_objects, refuse_other_stack
from ops.report.steps import DELETING

STEPS: Final = ("resourcePreEvent", "resOutputsEvent")
ASKED: Final = ("policyEvent", "policyAnalyzeSummaryEvent", "policyAnalyzeStackSummaryEvent")
SENT: Final = ("sequence", "timestamp")
COLOR: Final = re.compile(r"<\{%.*?%\}>")
CUT_OFF: Final = (
    "The log ends before the engine's summary: the run was cut off, and what it had not reached is unknown."
)
PREVIEW: Final = "The run was a preview: it changed nothing."
UPDATE: Final = "The run was no preview: it changed what its steps say."
NOT_TOLD: Final = "the engine does not tell whether it applies, is exempted or is undecided"
NOT_ASKED: Final = "the engine did not ask the rule about it"


@dataclass
class Run:
    """The last run in a log of events."""

    events: list[Mapping[str, Any]]
    """The events about resources and policies, without the times at which they were sent."""
    happenings: list[Mapping[str, Any]] = field(default_factory=list)
    """Metadata of the steps."""
    types: dict[str, str] = field(default_factory=dict)
    """Type tokens of the resources that stay, by URN."""
    passed: dict[str, frozenset[str]] = field(default_factory=dict)
    """Rules that passed, by the URN of the resource; a resource that no rule was asked about is not there."""
    notes: list[str] = field(default_factory=lambda: [CUT_OFF])
    """What kind of run it was."""
    passed_by_all: frozenset[str] | None = None
    """Stack rules that passed; None where none was asked."""
    reports: list[Mapping[str, Any]] = field(default_factory=list)
    """What rules reported."""

    @property
    def judged(self) -> list[Mapping[str, Any]]:
        """Give what a report rests on; how long the run took is not part of it."""
        return [event for event in self.events if "summaryEvent" not in event]


def read_run(path: Path, stack_file: StackFile) -> Run:
    """Read the last run of a log; raise WrongInputError for what is no log of this stack's policies."""
    events: list[Mapping[str, Any]] = []
    others = 0
    for event in read_objects(path):
        if "preludeEvent" in event:
            events = []
        if any(key in event for key in (*STEPS, *ASKED, "summaryEvent")):
            events.append({key: value for key, value in event.items() if key not in SENT})
        others += "sequence" not in event
    if not any(key in event for event in events for key in (*STEPS, *ASKED)):
        raise WrongInputError(_nothing(path, others))
    if not any(key in event for event in events for key in ASKED):
        raise WrongInputError(f"{path} holds no answer of a policy pack; run pulumi with --policy-pack policies.")
    run = Run(events)
    try:
        for kept in events:
            _note(run, kept)
    except (AttributeError, KeyError, TypeError):
        raise WrongInputError(f"{path} is garbled: an event lacks what the engine writes; record it again.") from None
    refuse_other_stack(path, _urns(run), stack_file)
    return run


def _nothing(path: Path, others: int) -> str:
    if others:
        way_out = "set PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true for `pulumi preview --json`"
        return f"{path} holds no events of the engine; {way_out}."
    return f"{path} is empty: the engine wrote no event about a resource."


def _note(run: Run, event: Mapping[str, Any]) -> None:
    for key in STEPS:
        if key in event:
            metadata = event[key]["metadata"]
            run.happenings.append(metadata)
            if metadata["op"] not in DELETING:
                run.types[metadata["urn"]] = metadata["type"]
    if "policyAnalyzeSummaryEvent" in event:
        summary = event["policyAnalyzeSummaryEvent"]
        urn = summary["resourceUrn"]
        run.passed[urn] = run.passed.get(urn, frozenset()) | frozenset(summary.get("passed") or ())
    if "policyAnalyzeStackSummaryEvent" in event:
        passed = frozenset(event["policyAnalyzeStackSummaryEvent"].get("passed") or ())
        run.passed_by_all = (run.passed_by_all or frozenset()) | passed
    if "summaryEvent" in event:
        run.notes = [PREVIEW if event["summaryEvent"].get("isPreview") else UPDATE]
    if "policyEvent" in event:
        run.reports.append(event["policyEvent"])


def _urns(run: Run) -> set[str]:
    return {*run.types, *run.passed, *(report["resourceUrn"] for report in run.reports if report.get("resourceUrn"))}


def judge(path: Path, run: Run, rules: Sequence[Rule], tier: str) -> Iterator[Finding]:
    """Give what the rules of the pack said in a run, and `unknown` for what the run does not tell."""
    known = {rule.id: rule for rule in rules}
    reports: dict[str, list[Finding]] = {}
    for report in run.reports:
        rule = known.get(report["policyName"])
        if rule is None:
            raise WrongInputError(
                f"{path} names the rule {report['policyName']!r} of the pack {report.get('policyPackName')!r}, "
                "which policies/ does not have; report with the pack and the version that ran."
            )
        reports.setdefault(rule.id, []).append(_reported(rule, report))
    for rule in rules:
        said = reports.get(rule.id, [])
        yield from said
        if rule.enforcement != "disabled":
            mentioned = {finding.resource for finding in said}
            for urn in sorted(urn for urn, kind in run.types.items() if kind in rule.on and urn not in mentioned):
                result, message = _unreported(run, rule, urn, tier)
                yield Finding(rule, result, urn, message, rule.severity, rule.enforcement)


def _reported(rule: Rule, report: Mapping[str, Any]) -> Finding:
    urn = report.get("resourceUrn", "")
    of_stack = rule.kind == "stack" and urn.split("::")[2:3] == [STACK_TYPE] and STACK_TYPE not in rule.on
    result, message = reported(rule, COLOR.sub("", report["message"]).strip())
    return Finding(
        rule=rule,
        result=result,
        resource="" if of_stack else urn,
        message=message,
        severity=report.get("severity") or rule.severity,
        enforcement=report["enforcementLevel"],
    )


def _unreported(run: Run, rule: Rule, urn: str, tier: str) -> tuple[Result, str]:
    passed = run.passed_by_all if rule.kind == "stack" else run.passed.get(urn)
    if passed is None:
        return Result.UNKNOWN, NOT_ASKED
    if rule.id in passed:
        return Result.COMPLIANT, ""
    if rule.tiers and tier not in rule.tiers:
        return Result.NOT_APPLICABLE, f"judged in {' and '.join(rule.tiers)} only, this is {tier}"
    return Result.UNKNOWN, NOT_TOLD
