"""Puts a report together: the results, and all that makes them evidence."""

import hashlib
import json
import subprocess
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import yaml

from ops.findings import Finding, Result, Rule
from ops.offline.stackfile import StackFile
from ops.report.counts import Counts
from ops.report.coverage import coverage
from ops.report.model import (
    DecisionFacts,
    ExemptionFacts,
    Judgement,
    Justification,
    Report,
    RuleFacts,
    Versions,
)
from ops.report.registers import Exemption, read_decisions, read_exemptions, read_frameworks
from ops.report.sources import Evidence

UNKNOWN: Final = "unknown"
UNRATED: Final = "high"  # of a rule that names no severity: --fail-on must not overlook it
PACK_FILES: Final = ("*.py", "guardrails/*.py", "*.yaml")


def build(root: Path, stack_file: StackFile, evidence: Evidence, *, at: date, made: str) -> Report:
    """Give the report of what was judged; it is the same for the same arguments, files and commit."""
    pack = root / "policies"
    exemptions = [entry for entry in read_exemptions(pack) if entry.speaks_of(stack_file.stack)]
    decisions = read_decisions(pack)
    results = tuple(sorted((_judgement(finding, evidence, exemptions) for finding in evidence.findings), key=_order))
    by_rule: dict[str, list[Judgement]] = {}
    for result in results:
        by_rule.setdefault(result.rule, []).append(result)
    rules = tuple(
        _facts(rule, Counts.of(by_rule.get(rule.id, ()))) for rule in sorted(evidence.rules, key=lambda rule: rule.id)
    )
    return Report(
        stack=stack_file.stack,
        project=stack_file.project,
        tier=evidence.tier,
        source=evidence.source,
        commit=commit(root),
        made=made,
        at=at.isoformat(),
        versions=_versions(root),
        digest=_digest(evidence, pack, exemptions, decisions),
        notes=evidence.notes,
        rules=rules,
        results=results,
        exemptions=tuple(_exemption(entry, results, at) for entry in exemptions),
        decisions=decisions,
        coverage=coverage(read_frameworks(), rules, results, decisions),
        counts=Counts.of(results),
    )


def _order(judgement: Judgement) -> tuple[str, str, str, str]:
    return judgement.order


def _judgement(finding: Finding, evidence: Evidence, exemptions: Iterable[Exemption]) -> Judgement:
    judged = Judgement(
        rule=finding.rule.id,
        result=finding.result,
        resource=finding.resource,
        message=finding.message,
        severity=finding.severity or UNRATED,
        enforcement=finding.enforcement,
        source=evidence.positions.get(finding.resource, ""),
    )
    if judged.result is not Result.EXEMPTED:
        return judged
    return Judgement(**{**vars(judged), "justification": _justification(judged, exemptions)})


def _justification(judged: Judgement, exemptions: Iterable[Exemption]) -> Justification:
    """Give the first exemption that covers the result, as the pack chooses it; else what the pack said."""
    for entry in exemptions:
        if entry.covers(judged.rule, judged.type, judged.name) and entry.justification.reason in judged.message:
            return entry.justification
    return Justification(judged.message, owner="", expires="")


def _facts(rule: Rule, counts: Counts) -> RuleFacts:
    return RuleFacts(
        id=rule.id,
        title=rule.title,
        why=rule.why,
        fix=rule.fix,
        url=rule.url,
        severity=rule.severity or UNRATED,
        enforcement=rule.enforcement,
        kind=rule.kind,
        on=tuple(sorted(rule.on)),
        standard=rule.standard,
        controls={framework: rule.controls[framework] for framework in sorted(rule.controls)},
        tiers=rule.tiers,
        counts=counts,
    )


def _exemption(entry: Exemption, results: Iterable[Judgement], at: date) -> ExemptionFacts:
    return ExemptionFacts(
        rule=entry.rule,
        stack=entry.stack,
        resource=entry.resource,
        justification=entry.justification,
        days_left=(date.fromisoformat(entry.justification.expires) - at).days,
        excuses=sum(result.rule == entry.rule and result.justification is entry.justification for result in results),
    )


def _versions(root: Path) -> Versions:
    program: dict[str, Any] = {}
    if (root / "pyproject.toml").is_file():
        program = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")).get("project", {})
    pack = yaml.safe_load((root / "policies" / "PulumiPolicy.yaml").read_text(encoding="utf-8"))
    return Versions(program.get("version", UNKNOWN), str(pack.get("version", UNKNOWN)), version("pulumi"))


def _digest(evidence: Evidence, pack: Path, exemptions: Sequence[Exemption], decisions: Sequence[DecisionFacts]) -> str:
    """Hash canonical JSON (sorted keys, no spaces) of the inputs: equal digests mean equal questions and rules."""
    files = sorted(path for pattern in PACK_FILES for path in pack.glob(pattern))
    inputs = {
        "judged": evidence.judged,
        "rules": [vars(rule) | {"on": sorted(rule.on)} for rule in sorted(evidence.rules, key=lambda rule: rule.id)],
        "exemptions": [vars(entry) | {"justification": vars(entry.justification)} for entry in exemptions],
        "decisions": [vars(decision) for decision in decisions],
        "pack": {path.relative_to(pack).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }
    canonical = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def commit(root: Path) -> str:
    """Give the commit of a working tree; `-dirty` where a file that git keeps was changed; `unknown` without git."""
    head = _git(root, "rev-parse", "HEAD")
    if not head:
        return UNKNOWN
    return f"{head}-dirty" if _git(root, "status", "--porcelain", "--untracked-files=no") else head


def _git(root: Path, *arguments: str) -> str:
    try:
        answer = subprocess.run(
            ["git", "-C", str(root), *arguments],  # noqa: S607 - the git that people have on PATH
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.strip()
