"""Policies that are attached rather than written, and identities that should not exist at all."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import (
    ACCESS_KEY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    USER,
    USER_LOGIN_PROFILE,
    USER_POLICY,
    USER_POLICY_ATTACHMENT,
)

ATTACHMENTS = (ROLE, ROLE_POLICY_ATTACHMENT, USER_POLICY_ATTACHMENT, POLICY_ATTACHMENT)
AWS_MANAGED = "arn:aws:iam::aws:policy/"
OF_SERVICES = ("service-role/", "aws-service-role/")
"""Managed policies that AWS keeps for what one of its services does by itself."""
ADMINISTRATORS = ("AdministratorAccess*", "PowerUserAccess", "*FullAccess", "AWSCloudShellFullAccess")


@rule(
    id="iam-no-managed-administrator",
    on=ATTACHMENTS,
    severity=Severity.CRITICAL,
    title="No AWS-managed policy with full access is attached.",
    why="It allows a whole service, or everything, and AWS may widen it any day.",
    fix="Set policy_arn, or managed_policy_arns, to policies of our own that name actions and resources.",
    standard=["M-01"],
    controls={
        "FSBP": ["IAM.1"],
        "CIS-3.0": ["1.22"],
        "Checkov": ["CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_56"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
)
def no_managed_administrator(resource: Resource) -> Iterator[str]:
    """AdministratorAccess and its like."""
    for name in _aws_managed(resource):
        if any(fnmatchcase(name.rpartition("/")[2], pattern) for pattern in ADMINISTRATORS):
            yield f"{name} is attached"


@rule(
    id="iam-no-managed-policies",
    on=ATTACHMENTS,
    severity=Severity.LOW,
    title="AWS-managed policies are attached only where AWS keeps them for a service of its own.",
    why="They name no resource, and AWS may widen them any day.",
    fix="Replace policy_arn, or managed_policy_arns, by an aws.iam.RolePolicy that names actions and resources.",
    standard=["M-01"],
    controls={"cdk-nag": ["AwsSolutions-IAM4"]},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
)
def no_managed_policies(resource: Resource) -> Iterator[str]:
    """A managed policy that is no service's."""
    for name in _aws_managed(resource):
        if not name.startswith(OF_SERVICES):
            yield f"{name} is attached"


def _aws_managed(resource: Resource) -> Iterator[str]:
    """The AWS-managed policies that are attached, with their paths."""
    for arn in resource.texts("managedPolicyArns" if resource.type == ROLE else "policyArn"):
        if arn.startswith(AWS_MANAGED):
            yield arn.removeprefix(AWS_MANAGED)


@rule(
    id="iam-no-users",
    on=(USER, ACCESS_KEY, USER_LOGIN_PROFILE, USER_POLICY, USER_POLICY_ATTACHMENT),
    severity=Severity.CRITICAL,
    title="There are no IAM users and no access keys.",
    why="Their credentials never expire, and end up in repositories and laptops.",
    fix="Make an aws.iam.Role with assume_role_policy for GitHub (OIDC) or a task; people come by IAM Identity Center.",
    standard=["M-05", "M-02"],
    controls={
        "FSBP": ["IAM.2", "IAM.3", "IAM.4"],
        "CIS-3.0": ["1.4", "1.14", "1.15"],
        "Checkov": ["CKV_AWS_40", "CKV_AWS_273", "CKV_AWS_348", "CKV2_AWS_22"],
        "cdk-nag": ["IAMUserNoPolicies"],
        "awsguard": ["access-keys-rotated", "mfa-enabled-for-iam-console-access"],
        "compliance-policies": [
            "aws-iam-policy-attachment-only-attachment-through-groups",
            "aws-iam-user-policy-attachment-only-attachment-through-groups",
        ],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2",
)
def no_users(resource: Resource) -> Iterator[str]:
    """Anything that belongs to an IAM user."""
    yield f"{resource.type.rpartition(':')[2]} is not used here"


@stack_rule(
    id="iam-one-owner-of-policies",
    on=(ROLE,),
    severity=Severity.MEDIUM,
    title="A role's policies are managed in one way.",
    why="Inline policies of the role and policy resources undo each other at every deployment.",
    fix="Move inline_policies and managed_policy_arns to aws.iam.RolePolicy and RolePolicyAttachment.",
    standard=["M-01"],
    controls={"awsguard": ["iam-role-no-policy-management-conflicts"]},
    url="https://www.pulumi.com/registry/packages/aws/api-docs/iam/role/",
)
def one_owner_of_policies(role: StackResource, stack: Stack) -> Iterator[str]:
    """A role with policies of its own and policy resources beside it."""
    for key, kind in (("inlinePolicies", ROLE_POLICY), ("managedPolicyArns", ROLE_POLICY_ATTACHMENT)):
        if stack.referring(role, "role", kind) and role.count(key):
            yield f"{key} stands beside {kind.rpartition(':')[2]} resources"
