"""Secrets Manager: who may read, with which key, and what a mistake costs."""

import re
from collections.abc import Iterator
from functools import partial

from guardrails.data_stores import written_out
from guardrails.documents import open_to_everybody
from guardrails.kms import uses_own_key
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, UndecidedError, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import SECRET, SECRET_POLICY, SECRET_ROTATION, SECRET_VERSION

MIN_RECOVERY_DAYS = 7
DEFAULT_RECOVERY_DAYS = 30
MAX_ROTATION_DAYS = 90
_RATE = re.compile(r"rate\((\d{1,4}) (hour|day)s?\)")


@stack_rule(
    id="secret-own-key",
    on=(SECRET,),
    severity=Severity.MEDIUM,
    title="Secrets are encrypted with a key of our own.",
    why="With AWS's key everyone who may read the secret may decrypt it, and no use of the key stands out.",
    fix="Set kms_key_id.",
    standard=["M-01", "M-02"],
    controls={
        "Checkov": ["CKV_AWS_149"],
        "cdk-nag": ["SecretsManagerUsingKMSKey"],
        "compliance-policies": ["aws-secretsmanager-secret-configure-customer-managed-key"],
    },
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
)
def own_key(secret: StackResource, _stack: Stack) -> Iterator[str]:
    """A secret with AWS's key."""
    if not uses_own_key(secret, "kmsKeyId", lambda: secret.text("kmsKeyId")):
        yield "kmsKeyId is not set"


@stack_rule(
    id="secret-copies-own-key",
    on=(SECRET,),
    severity=Severity.MEDIUM,
    title="Copies of a secret in other Regions are encrypted with a key of our own there.",
    why="A copy is read where it lies; with AWS's key everyone who may read it there may decrypt it.",
    fix="Set kms_key_id of each of replicas to a key of that Region, such as an aws.kms.ReplicaKey.",
    standard=["M-01", "M-02"],
    controls={},
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html",
)
def copies_own_key(secret: StackResource, _stack: Stack) -> Iterator[str]:
    """A copy with AWS's key."""
    copies = list(secret.sections("replicas"))
    if not copies:
        raise NotApplicableError("it has no copies")
    for copy in copies:
        if not uses_own_key(secret, "replicas", partial(copy.text, "kmsKeyId")):
            yield f"{copy.path('kmsKeyId')} is not set"


@rule(
    id="secret-described",
    on=(SECRET,),
    severity=Severity.LOW,
    title="Every secret says what it opens.",
    why="A secret whose use nobody knows is never changed and never deleted.",
    fix="Set description.",
    standard=["M-02"],
    controls={"compliance-policies": ["aws-secretsmanager-secret-missing-description"]},
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
)
def described(secret: Resource) -> Iterator[str]:
    """A secret without a description."""
    if not secret.text("description"):
        yield "description is missing"


@rule(
    id="secret-recovery-window",
    on=(SECRET,),
    severity=Severity.HIGH,
    title="A deleted production secret can be brought back for a week.",
    why="What people filled in is nowhere else; somebody has to notice in time.",
    fix="Set recovery_window_in_days to 7 or more; AWS's default is 30.",
    standard=["M-02"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
)
def recovery_window(secret: Resource) -> Iterator[str]:
    """A secret that is gone sooner."""
    days = secret.number("recoveryWindowInDays", default=DEFAULT_RECOVERY_DAYS)
    if days < MIN_RECOVERY_DAYS:
        yield f"recoveryWindowInDays is {days:g}"


@rule(
    id="secret-not-public",
    on=(SECRET_POLICY, SECRET),
    severity=Severity.CRITICAL,
    title="No secret is open to everybody.",
    why="Anyone with an account of AWS could read it.",
    fix="Name principals in policy, or a condition on the account.",
    standard=["M-01", "M-02"],
    controls={},
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
)
def not_public(resource: Resource) -> Iterator[str]:
    """A policy that allows anyone without a condition."""
    return open_to_everybody(resource, "policy")


@rule(
    id="secret-blocks-public-policy",
    on=(SECRET_POLICY,),
    severity=Severity.MEDIUM,
    title="Secrets Manager refuses policies that would publish a secret.",
    why="It sees by reasoning what a reader of the document overlooks.",
    fix="Set block_public_policy=True.",
    standard=["M-02"],
    controls={},
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
)
def blocks_public_policy(policy: Resource) -> Iterator[str]:
    """A policy that AWS does not check."""
    if not policy.flag("blockPublicPolicy"):
        yield "blockPublicPolicy is not true"


@rule(
    id="secret-rotation-period",
    on=(SECRET_ROTATION,),
    severity=Severity.MEDIUM,
    title="Secrets that rotate do so every 90 days or sooner.",
    why="What leaked stays useful until it is changed.",
    fix='Set rotation_rules={"automatically_after_days": 90} or less.',
    standard=["M-02"],
    controls={"FSBP": ["SecretsManager.4"], "Checkov": ["CKV_AWS_304"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html#secretsmanager-4",
)
def rotation_period(rotation: Resource) -> Iterator[str]:
    """A rotation that is too slow, or switched off."""
    if not rotation.flag("rotationEnabled", default=True):
        yield "rotationEnabled is false"
    rules = rotation.section("rotationRules")
    schedule = rules.text("scheduleExpression")
    if schedule.startswith("cron("):
        raise UndecidedError("how often a cron expression comes round is not judged")
    rate = _RATE.fullmatch(schedule)
    days = rules.number("automaticallyAfterDays")
    if rate is not None:
        days = int(rate[1]) / (24 if rate[2] == "hour" else 1)
    if not 0 < days <= MAX_ROTATION_DAYS:
        yield f"rotationRules says every {days:g} days"


@stack_rule(
    id="secret-changes",
    on=(SECRET,),
    severity=Severity.LOW,
    title="In production every secret rotates, or the platform makes a new one when it is asked to.",
    why="A value that only a person can change is changed by nobody, until it has leaked.",
    fix="Add an aws.secretsmanager.SecretRotation with secret_id of this one, or generate secret_string.",
    standard=["M-02"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
)
def changes(secret: StackResource, stack: Stack) -> Iterator[str]:
    """A secret that people fill in and nothing changes."""
    if stack.referring(secret, "secretId", SECRET_ROTATION):
        return
    versions = stack.referring(secret, "secretId", SECRET_VERSION)
    if not any(version.depends(key) for version in versions for key in ("secretString", "secretStringWo")):
        yield "it neither rotates nor holds what a resource generated"


@stack_rule(
    id="secret-value-not-written",
    on=(SECRET_VERSION,),
    severity=Severity.CRITICAL,
    title="What a secret holds is generated, or filled in from outside; the program does not say it.",
    why="What somebody wrote down is in the program, in the repository and in his head.",
    fix="Set secret_string to a resource's output, or leave the version out and run `ops secrets set`.",
    standard=["M-02"],
    controls={},
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
)
def value_not_written(version: StackResource, _stack: Stack) -> Iterator[str]:
    """A value that no resource made."""
    return written_out(version, "secretString", "secretBinary", "secretStringWo")
