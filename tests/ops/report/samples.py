"""Reports built by hand: one with every kind of result, one with hostile text everywhere, one as large as they get."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ops.findings import Result
from ops.report.counts import Counts
from ops.report.model import (
    Change,
    Comparison,
    ControlCoverage,
    DecisionFacts,
    ExemptionFacts,
    FrameworkCoverage,
    Judgement,
    Justification,
    LevelChange,
    Report,
    RuleFacts,
    Source,
    Versions,
)

DATABASE = "urn:pulumi:prod::platform::platform:data:Database$aws:rds/instance:Instance::main"
BUCKET = "urn:pulumi:prod::platform::aws:s3/bucket:Bucket::logs"
EXCUSE = Justification("Nobody is on call yet.", "platform@glibiz.com", "2027-01-31", "OPS-12")
HOSTILE = (
    "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'"
    "`${7*7}{{7*7}} @everyone #1 [a](http://b.c) |\n# x"
)
"""Text that breaks out wherever it is not escaped."""


def rule(rule_id: str, **facts: object) -> RuleFacts:
    plain = RuleFacts(
        id=rule_id,
        title="Databases are encrypted on disk.",
        why="Disks, backups and snapshots would be readable.",
        fix="Set storage_encrypted=True before it is created.",
        url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
        severity="critical",
        enforcement="mandatory",
        kind="resource",
        on=("aws:rds/instance:Instance",),
        standard=("M-01",),
        controls={"FSBP": ("RDS.3",), "Checkov": ("CKV_AWS_16",)},
        tiers=("production", "staging", "development"),
        counts=Counts(),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # a test names the facts that it is about


def judged(rule_id: str, result: Result, resource: str = DATABASE, message: str = "", **facts: object) -> Judgement:
    plain = Judgement(
        rule=rule_id,
        result=result,
        resource=resource,
        message=message,
        severity="critical",
        enforcement="mandatory",
        source="components/data/database.py:88",
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # as above


def report(rules: Sequence[RuleFacts], results: Sequence[Judgement], **facts: object) -> Report:
    by_rule: dict[str, list[Judgement]] = {}
    for result in results:
        by_rule.setdefault(result.rule, []).append(result)
    counted = [replace(one, counts=Counts.of(by_rule.get(one.id, ()))) for one in rules]
    plain = Report(
        stack="prod",
        project="platform",
        tier="production",
        source=Source.PREVIEW,
        commit="4f1c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
        made="2026-11-21T08:00:00Z",
        at="2026-11-21",
        versions=Versions("0.1.0", "0.1.0", "3.272.0"),
        digest="sha256:" + "ab" * 32,
        notes=("A preview does not show what was changed by hand since the last deployment.",),
        rules=tuple(sorted(counted, key=lambda one: one.id)),
        results=tuple(sorted(results, key=lambda one: one.order)),
        exemptions=(),
        decisions=(),
        coverage=(),
        counts=Counts.of(results),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # as above


def good() -> Report:
    """One rule that was kept, and one that had nothing to look at."""
    idle = rule("sns-topic-encrypted", on=("aws:sns/topic:Topic",), severity="low", standard=("G-23",))
    return report([rule("rds-storage-encrypted"), idle], [judged("rds-storage-encrypted", Result.COMPLIANT)])


def mixed() -> Report:
    """All six results, with exemptions, decisions and coverage."""
    low = {"severity": "low", "enforcement": "advisory"}
    buckets = {"on": ("aws:s3/bucket:Bucket",), "standard": ("G-11", "G-20"), "controls": {"CIS-3.0": ("2.1.1",)}}
    rules = [
        rule("rds-storage-encrypted"),
        rule("rds-multi-az", title="Databases stand in two zones.", severity="high", standard=("A-03", "G-10")),
        rule("s3-versioned", title="Buckets keep old versions.", **low, **buckets),
        rule("s3-logged", title="Access to buckets is logged.", severity="medium", **buckets),
        rule("s3-tls-only", title="Buckets refuse plain HTTP.", severity="high", **buckets),
        rule("rds-parsed", title="Parameters are read.", severity="medium"),
        rule("sns-topic-encrypted", title="Topics are encrypted.", on=("aws:sns/topic:Topic",), standard=("G-23",)),
    ]
    results = [
        judged("rds-storage-encrypted", Result.VIOLATION, message="storageEncrypted is not true"),
        judged("rds-storage-encrypted", Result.NOT_APPLICABLE, f"{DATABASE}-replica", "it is a replica"),
        judged("rds-multi-az", Result.COMPLIANT, severity="high"),
        judged("s3-versioned", Result.VIOLATION, BUCKET, "versioning is off", **low),
        judged("s3-versioned", Result.COMPLIANT, f"{BUCKET}-old", **low),
        judged("s3-logged", Result.EXEMPTED, BUCKET, "logging is off", severity="medium", justification=EXCUSE),
        judged("s3-tls-only", Result.UNKNOWN, BUCKET, "policy is not known before deployment", severity="high"),
        judged("rds-parsed", Result.ERROR, message="KeyError: parameters", severity="medium", source=""),
    ]
    control = ControlCoverage("RDS.3", ("rds-storage-encrypted",), Counts(violation=1), verified=True)
    decided = ControlCoverage("CKV_AWS_338", (), Counts(), verified=False, decision="The standard says 90 days.")
    return report(
        rules,
        results,
        exemptions=(ExemptionFacts("s3-logged", "prod", "aws:s3/bucket:Bucket::logs", EXCUSE, 71, 1),),
        decisions=(DecisionFacts("Checkov", "CKV_AWS_338", "Logs last a year.", "The standard says 90 days.", "G-20"),),
        coverage=(
            FrameworkCoverage(
                "FSBP", "AWS Foundational Security Best Practices", "1.0.0", "https://docs.aws.amazon.com/", "By hand.",
                verified=True, controls=(control,),
            ),
            FrameworkCoverage("Checkov", "Checkov", "3.3", "", "By its source.", verified=False, controls=(decided,)),
        ),
    )  # fmt: skip


def hostile() -> Report:
    """Text from outside that would inject markup wherever a format forgot to escape it."""
    name = "".join(BUCKET.rpartition("::")[:2]) + HOSTILE
    bad = rule("s3-bad", title=HOSTILE, why=HOSTILE, fix=HOSTILE, url="javascript:alert(3)", standard=(HOSTILE,))
    excuse = Justification(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    return report(
        [replace(bad, controls={HOSTILE: (HOSTILE,)})],
        [
            judged("s3-bad", Result.VIOLATION, name, HOSTILE, source=HOSTILE),
            judged("s3-bad", Result.EXEMPTED, f"{name}2", HOSTILE, justification=excuse),
            judged("s3-bad", Result.COMPLIANT, f"{name}3"),
            judged("s3-bad", Result.NOT_APPLICABLE, f"{name}4", HOSTILE),
        ],
        commit=HOSTILE,
        notes=(HOSTILE,),
        exemptions=(ExemptionFacts("s3-bad", "prod", HOSTILE, excuse, -1, 1),),
        decisions=(DecisionFacts(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        coverage=(FrameworkCoverage(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, verified=False, controls=()),),
    )


@cache
def large(others: Result = Result.COMPLIANT) -> Report:
    """230 rules that each judge 300 resources: a tenth violated, the others as asked."""
    rules = [rule(f"rule-{number:03}") for number in range(230)]
    kinds = [(f"{DATABASE}-{number:03}", Result.VIOLATION if number % 10 == 0 else others) for number in range(300)]
    return report(rules, [judged(one.id, result, urn, f"no {urn[-3:]}") for one in rules for urn, result in kinds])


def compared() -> Comparison:
    """One change of every kind."""

    def change(before: str, after: str) -> Change:
        return Change("rds-storage-encrypted", DATABASE, before, after, "critical", "storageEncrypted is not true")

    return Comparison(
        commit="0123456789abcdef",
        made="2026-11-01T08:00:00Z",
        digest="sha256:" + "cd" * 32,
        source="preview",
        violations=(change("compliant", "violation"),),
        errors=(change("compliant", "error"),),
        unknown=(change("compliant", "unknown"),),
        exempted=(change("violation", "exempted"),),
        fixed=(change("violation", "compliant"),),
        gone=(change("violation", ""),),
        rules_added=("s3-versioned",),
        levels=(LevelChange("s3-logged", "low advisory", "medium mandatory"),),
        counts_before=Counts(compliant=9, violation=2),
        counts_after=Counts(compliant=3, violation=2, error=1, unknown=1, exempted=1),
    )
