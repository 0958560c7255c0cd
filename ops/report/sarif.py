"""A report as SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/.

Results are what somebody has to know of: violations, failed rules, what is unknown (kind `open`) and what is exempted
(suppressed). What is compliant or not applicable is counted in the run's properties and not listed: `kind` is not among
what GitHub reads, so each could become an alert, and of all it keeps 5,000
(https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support).
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from ops.findings import Result
from ops.report.model import Comparison, Judgement, Justification, Report
from ops.report.sarif_rules import LEVELS, descriptor, message

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
DRIVER: Final = "platform-guardrails"
ROOT: Final = "%SRCROOT%"
UNPLACED: Final = "Where the program makes it is not known; this is the file of its stack."
LISTED: Final = (Result.VIOLATION, Result.ERROR, Result.UNKNOWN, Result.EXEMPTED)

Json = Mapping[str, object]


def render(report: Report, comparison: Comparison | None) -> str:  # noqa: ARG001 - one signature for all formats
    """Give the report as SARIF; whoever reads it compares runs by the fingerprints."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _run(report: Report) -> Json:
    return {
        "tool": {
            "driver": {
                "name": DRIVER,
                "version": report.versions.pack,
                "rules": [descriptor(rule) for rule in report.rules],
            }
        },
        "automationDetails": {"id": f"policies/{report.project}/{report.stack}/{report.source}"},
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(report)),
        "properties": {
            "stack": report.stack,
            "project": report.project,
            "tier": report.tier,
            "source": report.source.value,
            "commit": report.commit,
            "judgedOn": report.at,
            "programVersion": report.versions.program,
            "pulumiVersion": report.versions.pulumi,
            "digest": report.digest,
            "counts": report.counts.as_json(),
            "notes": list(report.notes),
        },
    }


def _invocation(report: Report) -> Json:
    """Say whether every rule ran to its end, and which did not."""
    places = {rule.id: place for place, rule in enumerate(report.rules)}
    failed = [result for result in report.results if result.result is Result.ERROR]
    return {
        "executionSuccessful": not failed,
        "endTimeUtc": report.made,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": message(f"{one.label}: {one.message}"),
                "associatedRule": {"id": one.rule, "index": places[one.rule]},
            }
            for one in failed
        ],
    }


def _results(report: Report) -> Iterator[Json]:
    places = {rule.id: place for place, rule in enumerate(report.rules)}
    seen: Counter[tuple[str, str]] = Counter()
    for one in report.results:
        if one.result not in LISTED:
            continue
        subject = (one.rule, one.resource)
        seen[subject] += 1
        yield {
            "ruleId": one.rule,
            "ruleIndex": places[one.rule],
            **_weight(one),
            "message": message(f"{one.label}: {one.message}"),
            "locations": [_location(report, one)],
            "partialFingerprints": {"primaryLocationLineHash": _fingerprint(*subject, seen[subject])},
            **({"suppressions": [_suppression(one.justification)]} if one.result is Result.EXEMPTED else {}),
            "properties": {"result": one.result.value, "severity": one.severity, "enforcement": one.enforcement},
        }


def _weight(result: Judgement) -> Json:
    """Give kind and level; the level of what is undecided must be `none` (3.27.10)."""
    if result.result is Result.UNKNOWN:
        return {"kind": "open", "level": "none"}
    if result.result is Result.ERROR:
        return {"kind": "fail", "level": "error"}
    return {"kind": "fail", "level": LEVELS[result.enforcement]}


def _location(report: Report, result: Judgement) -> Json:
    file, _, line = result.source.rpartition(":")
    known = bool(file) and line.isdecimal() and int(line) > 0
    place = {
        "artifactLocation": {
            "uri": quote(file if known else f"Pulumi.{report.stack}.yaml", safe="/"),
            "uriBaseId": ROOT,
        },
        "region": {"startLine": int(line) if known else 1},
    }
    subject = {"name": result.name, "fullyQualifiedName": result.resource, "kind": "resource"}
    return {
        "physicalLocation": place,
        **({"logicalLocations": [subject]} if result.resource else {}),
        **({} if known else {"message": {"text": UNPLACED}}),
    }


def _fingerprint(rule: str, resource: str, number: int) -> str:
    """Give what stays while file, line and message move; this key is the one that GitHub reads."""
    return sha256("\0".join((rule, resource, str(number))).encode()).hexdigest()[:32]


def _suppression(excuse: Justification | None) -> Json:
    accepted = {"kind": "external", "status": "accepted"}
    if excuse is None:
        return accepted
    until = f" until {excuse.expires}" if excuse.expires else ""
    ticket = f" ({excuse.ticket})" if excuse.ticket else ""
    answered = f" Answered for by {excuse.owner}{until}{ticket}." if excuse.owner else ""
    return {**accepted, "justification": f"{excuse.reason}{answered}"}
