"""What IAM policies allow, whether attached, inline or in a role, and who should not exist at all."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase

from guardrails.documents import Statement, allowing, is_everything
from guardrails.props import each
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import (
    ACCESS_KEY,
    GROUP_POLICY,
    POLICY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    USER,
    USER_LOGIN_PROFILE,
    USER_POLICY,
    USER_POLICY_ATTACHMENT,
)

POLICIES = (POLICY, ROLE_POLICY, GROUP_POLICY, USER_POLICY, ROLE)
ATTACHMENTS = (ROLE, ROLE_POLICY_ATTACHMENT, USER_POLICY_ATTACHMENT, POLICY_ATTACHMENT)
AWS_MANAGED = "arn:aws:iam::aws:policy/"
ADMINISTRATORS = ("AdministratorAccess*", "PowerUserAccess", "*FullAccess", "AWSCloudShellFullAccess")
UNRESTRICTABLE = (
    "acm:list*",
    "application-autoscaling:describe*",
    "cloudfront:list*",
    "cloudwatch:describe*",
    "cloudwatch:get*",
    "cloudwatch:list*",
    "cloudwatch:putmetricdata",
    "ec2:describe*",
    "ecr:getauthorizationtoken",
    "ecs:deregistertaskdefinition",
    "ecs:describetaskdefinition",
    "ecs:list*",
    "elasticloadbalancing:describe*",
    "kms:listaliases",
    "kms:listkeys",
    "logs:describeloggroups",
    "rds:describe*",
    "route53:list*",
    "s3:listallmybuckets",
    "secretsmanager:getrandompassword",
    "secretsmanager:listsecrets",
    "ssmmessages:createcontrolchannel",
    "ssmmessages:createdatachannel",
    "ssmmessages:opencontrolchannel",
    "ssmmessages:opendatachannel",
    "sts:getcalleridentity",
    "tag:get*",
    "xray:get*",
    "xray:put*",
)
"""Actions that AWS restricts to no resource, or whose list form it does not.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


def _in_each_statement(resource: Resource, check: Callable[[Statement], Iterable[str]]) -> Iterator[str]:
    """The violations of every statement that allows something, in whatever shape the resource carries its policy."""
    if resource.type != ROLE:
        return each(allowing(resource, "policy"), check)
    if not resource.count("inlinePolicies"):
        raise NotApplicableError("it has no inline policy")
    return each(resource.sections("inlinePolicies"), lambda inline: each(allowing(inline, "policy"), check))


@rule(
    id="iam-no-administrator",
    on=POLICIES,
    severity=Severity.CRITICAL,
    title="No policy allows everything.",
    why="Whoever takes over one task would own the account.",
    fix="Name the actions and resources that are needed.",
    standard=["M-01"],
    controls={
        "FSBP": ["IAM.1"],
        "CIS-3.0": ["1.16"],
        "Checkov": ["CKV_AWS_1", "CKV_AWS_62"],
        "cdk-nag": ["IAMPolicyNoStatementsWithAdminAccess"],
    },
)
def no_administrator(resource: Resource) -> Iterator[str]:
    """Every action on every resource."""

    def check(statement: Statement) -> Iterator[str]:
        if "*" in statement.actions() and any(is_everything(arn) for arn in statement.resources()):
            yield f"{statement} allows every action on every resource"

    return _in_each_statement(resource, check)


@rule(
    id="iam-no-service-wildcard",
    on=POLICIES,
    severity=Severity.HIGH,
    title="Policies name actions, never a whole service.",
    why="Tomorrow's actions of the service would be allowed today.",
    fix="List the actions in place of `service:*`.",
    standard=["M-01"],
    controls={
        "FSBP": ["IAM.21"],
        "Checkov": ["CKV_AWS_63", "CKV_AWS_49"],
        "cdk-nag": ["AwsSolutions-IAM5", "IAMPolicyNoStatementsWithFullAccess"],
    },
)
def no_service_wildcard(resource: Resource) -> Iterator[str]:
    """All actions of a service."""

    def check(statement: Statement) -> Iterator[str]:
        for action in statement.actions():
            if action == "*" or action.endswith(":*"):
                yield f"{statement} allows {action}"

    return _in_each_statement(resource, check)


@rule(
    id="iam-no-resource-wildcard",
    on=POLICIES,
    severity=Severity.HIGH,
    title="Policies name resources wherever AWS can restrict the action to some.",
    why="A task would reach the data of every other.",
    fix="Set Resource to the ARNs that are meant.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_355", "CKV_AWS_356"], "cdk-nag": ["AwsSolutions-IAM5"]},
)
def no_resource_wildcard(resource: Resource) -> Iterator[str]:
    """An action on everything that could be allowed on something."""

    def check(statement: Statement) -> Iterator[str]:
        if not any(is_everything(arn) for arn in statement.resources()):
            return
        for action in statement.actions():
            if not any(fnmatchcase(action, free) for free in UNRESTRICTABLE):
                yield f"{statement} allows {action} on every resource"

    return _in_each_statement(resource, check)


@rule(
    id="iam-no-inverted-allow",
    on=POLICIES,
    severity=Severity.HIGH,
    title="No policy allows everything but something.",
    why="What is not named is allowed, also what AWS invents next year.",
    fix="Use Action and Resource in place of NotAction and NotResource.",
    standard=["M-01"],
    controls={},
)
def no_inverted_allow(resource: Resource) -> Iterator[str]:
    """NotAction or NotResource in a statement that allows."""

    def check(statement: Statement) -> Iterator[str]:
        for element in ("NotAction", "NotResource"):
            if statement.has(element):
                yield f"{statement} allows by {element}"

    return _in_each_statement(resource, check)


@rule(
    id="iam-decrypt-scoped",
    on=POLICIES,
    severity=Severity.HIGH,
    title="Decryption is allowed with named keys only.",
    why="The right to decrypt with every key is the right to read everything.",
    fix="Set Resource to the key's ARN.",
    standard=["M-01"],
    controls={"FSBP": ["KMS.1", "KMS.2"]},
)
def decrypt_scoped(resource: Resource) -> Iterator[str]:
    """Decryption with any key."""

    def check(statement: Statement) -> Iterator[str]:
        everything = any(is_everything(arn) or arn.endswith(":key/*") for arn in statement.resources())
        if everything and (statement.includes("kms:Decrypt") or statement.includes("kms:ReEncryptFrom")):
            yield f"{statement} allows decryption with every key"

    return _in_each_statement(resource, check)


@rule(
    id="iam-pass-role-scoped",
    on=POLICIES,
    severity=Severity.CRITICAL,
    title="Roles are passed by name, and to a named service.",
    why="Whoever may pass any role to a task has all of their rights.",
    fix="Set Resource to the roles' ARNs and a condition on iam:PassedToService.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_286"]},
)
def pass_role_scoped(resource: Resource) -> Iterator[str]:
    """iam:PassRole of any role, or to any service."""

    def check(statement: Statement) -> Iterator[str]:
        if not statement.includes("iam:PassRole"):
            return
        if any(is_everything(arn) or arn.endswith(":role/*") for arn in statement.resources()):
            yield f"{statement} allows iam:PassRole of every role"
        if not any(key == "iam:passedtoservice" for _, key, _ in statement.conditions()):
            yield f"{statement} allows iam:PassRole to every service"

    return _in_each_statement(resource, check)


@rule(
    id="iam-no-managed-administrator",
    on=ATTACHMENTS,
    severity=Severity.CRITICAL,
    title="No AWS-managed policy with full access is attached.",
    why="It allows a whole service, or everything, and AWS may widen it any day.",
    fix="Attach a policy of our own that names actions and resources.",
    standard=["M-01"],
    controls={
        "FSBP": ["IAM.1"],
        "CIS-3.0": ["1.22"],
        "Checkov": ["CKV_AWS_274", "CKV_AWS_275"],
    },
)
def no_managed_administrator(resource: Resource) -> Iterator[str]:
    """AdministratorAccess and its like."""
    for arn in resource.texts("managedPolicyArns" if resource.type == ROLE else "policyArn"):
        name = arn.removeprefix(AWS_MANAGED)
        if name != arn and any(fnmatchcase(name.rpartition("/")[2], pattern) for pattern in ADMINISTRATORS):
            yield f"{name} is attached"


@rule(
    id="iam-no-users",
    on=(USER, ACCESS_KEY, USER_LOGIN_PROFILE, USER_POLICY, USER_POLICY_ATTACHMENT),
    severity=Severity.CRITICAL,
    title="There are no IAM users and no access keys.",
    why="Their credentials never expire, and end up in repositories and laptops.",
    fix="Use a role: OIDC for GitHub, IAM Identity Center for people, task roles for programs.",
    standard=["M-05", "M-02"],
    controls={
        "FSBP": ["IAM.2", "IAM.3", "IAM.4"],
        "CIS-3.0": ["1.4", "1.14", "1.15"],
        "Checkov": ["CKV_AWS_40", "CKV_AWS_273", "CKV_AWS_348", "CKV2_AWS_22"],
        "cdk-nag": ["IAMUserNoPolicies"],
        "awsguard": ["access-keys-rotated", "mfa-enabled-for-iam-console-access"],
    },
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
)
def one_owner_of_policies(role: StackResource, stack: Stack) -> Iterator[str]:
    """A role with policies of its own and policy resources beside it."""
    for key, kind in (("inlinePolicies", ROLE_POLICY), ("managedPolicyArns", ROLE_POLICY_ATTACHMENT)):
        if stack.referring(role, "role", kind) and role.count(key):
            yield f"{key} stands beside {kind.rpartition(':')[2]} resources"
