"""KMS keys, and whether something is encrypted with one of ours."""

from collections.abc import Callable, Iterator

from guardrails.documents import open_to_everybody
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import KEY, KEY_ALIAS, KEY_POLICY, REPLICA_KEY

MIN_DELETION_DAYS = 14
DEFAULT_DELETION_DAYS = 30


def uses_own_key(resource: StackResource, key: str, read: Callable[[], str]) -> bool:
    """Whether a property comes from a KMS key of this stack, which is known before the key is; or names one of ours."""
    if resource.depends(key, KEY, REPLICA_KEY, KEY_ALIAS):
        return True
    named = read()
    return bool(named) and not named.startswith("alias/aws/")


@rule(
    id="kms-rotation",
    on=(KEY,),
    severity=Severity.MEDIUM,
    title="Keys are rotated.",
    why="What one key encrypts over the years is what its loss exposes.",
    fix="Set enable_key_rotation=True.",
    standard=["M-01"],
    controls={
        "SecurityHub": ["KMS.4"],
        "CIS-3.0": ["3.6"],
        "Checkov": ["CKV_AWS_7"],
        "cdk-nag": ["AwsSolutions-KMS5"],
        "awsguard": ["cmk-backing-key-rotation-enabled"],
        "compliance-policies": ["aws-kms-key-enable-key-rotation"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-4",
)
def rotation(key: Resource) -> Iterator[str]:
    """A symmetric key that stays as it is."""
    if key.text("customerMasterKeySpec") not in {"", "SYMMETRIC_DEFAULT"}:
        raise NotApplicableError("KMS rotates symmetric keys only")
    if not key.flag("enableKeyRotation"):
        yield "enableKeyRotation is not true"


@rule(
    id="kms-not-public",
    on=(KEY, KEY_POLICY, REPLICA_KEY),
    severity=Severity.CRITICAL,
    title="No key is open to everybody.",
    why="Whoever may use the key may read what it encrypts.",
    fix="Name principals in the key policy, or a condition on the account.",
    standard=["M-01"],
    controls={"FSBP": ["KMS.5"], "Checkov": ["CKV_AWS_33"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-5",
)
def not_public(key: Resource) -> Iterator[str]:
    """A key policy that allows anyone without a condition."""
    return open_to_everybody(key, "policy")


@stack_rule(
    id="kms-policy",
    on=(KEY, REPLICA_KEY),
    severity=Severity.LOW,
    title="Every key has a policy of its own.",
    why="AWS's default policy leaves everything to IAM and is nowhere to be read.",
    fix="Set policy.",
    standard=["M-01"],
    controls={"Checkov": ["CKV2_AWS_64"]},
    url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
)
def policy(key: StackResource, stack: Stack) -> Iterator[str]:
    """A key with AWS's default policy."""
    if key.depends("policy") or stack.referring(key, "keyId", KEY_POLICY):
        return
    if key.get("policy") is None:
        yield "policy is not set"


@rule(
    id="kms-deletion-window",
    on=(KEY, REPLICA_KEY),
    severity=Severity.MEDIUM,
    title="A deleted production key can be brought back for two weeks.",
    why="What a deleted key encrypted is lost; somebody has to notice in time.",
    fix="Set deletion_window_in_days to 14 or more; AWS's default is 30.",
    standard=["M-01"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
)
def deletion_window(key: Resource) -> Iterator[str]:
    """A key that is gone sooner."""
    days = key.number("deletionWindowInDays", default=DEFAULT_DELETION_DAYS)
    if days < MIN_DELETION_DAYS:
        yield f"deletionWindowInDays is {days:g}"


@rule(
    id="kms-multi-region",
    on=(KEY,),
    severity=Severity.LOW,
    title="Production keys are multi-Region.",
    why="Backups can be read in another Region only with the same key, and it cannot be changed later.",
    fix="Set multi_region=True before the key is created.",
    standard=["G-27"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
)
def multi_region(key: Resource) -> Iterator[str]:
    """A key of one Region."""
    if not key.flag("multiRegion"):
        yield "multiRegion is not true"


@rule(
    id="kms-description",
    on=(KEY, REPLICA_KEY),
    severity=Severity.LOW,
    title="Every key says what it encrypts.",
    why="A key whose use nobody knows is never deleted, or deleted wrongly.",
    fix="Set description.",
    standard=["M-01"],
    controls={"compliance-policies": ["aws-kms-key-missing-description"]},
    url="https://docs.aws.amazon.com/kms/latest/developerguide/editing-keys.html",
)
def description(key: Resource) -> Iterator[str]:
    """A key without a description."""
    if not key.text("description"):
        yield "description is missing"


@rule(
    id="kms-usable",
    on=(KEY,),
    severity=Severity.HIGH,
    title="Keys are enabled, and nobody can lock himself out of one.",
    why="Data under a key that nobody may use or manage is lost.",
    fix="Leave is_enabled and bypass_policy_lockout_safety_check out.",
    standard=["M-01"],
    controls={
        "Checkov": ["CKV_AWS_227"],
        "compliance-policies": ["aws-kms-key-disallow-bypass-policy-lockout-safety-check"],
    },
    url="https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html",
)
def usable(key: Resource) -> Iterator[str]:
    """A key that is disabled, or whose policy AWS does not check."""
    if not key.flag("isEnabled", default=True):
        yield "isEnabled is false"
    if key.flag("bypassPolicyLockoutSafetyCheck"):
        yield "bypassPolicyLockoutSafetyCheck is true"
