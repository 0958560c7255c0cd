"""CloudWatch log groups: kept as long as the standard asks, encrypted with a key of our own."""

from collections.abc import Iterator

from guardrails.kms import uses_own_key
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import ResourceRule, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import LOG_GROUP


def _retention(tier: Tier, days: int) -> ResourceRule:
    @rule(
        id=f"log-retention-{tier}",
        on=(LOG_GROUP,),
        severity=Severity.MEDIUM,
        title=f"Logs of {tier} environments are kept for {days} days or more, and not for ever.",
        why="Shorter, and what happened cannot be found out; for ever, and it is paid for and kept without a purpose.",
        fix=f"Set retention_in_days={days} or more.",
        standard=["G-20"],
        controls={"Checkov": ["CKV_AWS_66"], "cdk-nag": ["CloudWatchLogGroupRetentionPeriod"]},
        tiers=(tier,),
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    )
    def retention(group: Resource) -> Iterator[str]:
        kept = group.number("retentionInDays")
        if kept == 0:
            yield "retentionInDays is not set, so that logs are kept for ever"
        elif kept < days:
            yield f"retentionInDays is {kept:g}"

    return retention


retention_in_production = _retention(Tier.PRODUCTION, 90)
retention_in_staging = _retention(Tier.STAGING, 30)
retention_in_development = _retention(Tier.DEVELOPMENT, 7)


@stack_rule(
    id="log-own-key",
    on=(LOG_GROUP,),
    severity=Severity.MEDIUM,
    title="Logs are encrypted with a key of our own.",
    why="Logs repeat what users sent; AWS's key cannot be restricted or revoked.",
    fix="Set kms_key_id.",
    standard=["M-04", "M-01"],
    controls={"Checkov": ["CKV_AWS_158"], "cdk-nag": ["CloudWatchLogGroupEncrypted"]},
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
)
def own_key(group: StackResource, _stack: Stack) -> Iterator[str]:
    """A log group with AWS's key."""
    if not uses_own_key(group, "kmsKeyId", lambda: group.text("kmsKeyId")):
        yield "kmsKeyId is not set"


@rule(
    id="log-deletion-protection",
    on=(LOG_GROUP,),
    severity=Severity.LOW,
    title="In production log groups cannot be deleted by accident.",
    why="Who did what is in no backup: with the group it is gone.",
    fix="Set deletion_protection_enabled=True.",
    standard=["M-04", "G-20"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/protecting-log-groups-from-deletion.html",
)
def deletion_protection(group: Resource) -> Iterator[str]:
    """A log group that anyone entitled may delete."""
    if not group.flag("deletionProtectionEnabled"):
        yield "deletionProtectionEnabled is not true"
