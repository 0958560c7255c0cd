"""What IAM policies allow, whether attached, inline or in a role."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase

from guardrails.documents import Statement, allowing, is_everything
from guardrails.props import each
from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.tier import Severity
from guardrails.tokens import GROUP_POLICY, POLICY, ROLE, ROLE_POLICY, USER_POLICY

BOUNDARY_PATH = "/boundary/"
"""Of policies that are laid around roles and attached to none, so that they grant nothing."""
POLICIES = (POLICY, ROLE_POLICY, GROUP_POLICY, USER_POLICY, ROLE)
UNRESTRICTABLE = (
    "acm:list*",
    "acm:requestcertificate",
    "application-autoscaling:describe*",
    "autoscaling:describe*",
    "chatbot:createslackchannelconfiguration",
    "chatbot:describe*",
    "chatbot:listtagsforresource",
    "cloudfront:createcachepolicy",
    "cloudfront:createdistribution",
    "cloudfront:createfunction",
    "cloudfront:createmonitoringsubscription",
    "cloudfront:createoriginaccesscontrol",
    "cloudfront:createresponseheaderspolicy",
    "cloudfront:deletemonitoringsubscription",
    "cloudfront:getmonitoringsubscription",
    "cloudfront:list*",
    "cloudwatch:describe*",
    "cloudwatch:get*",
    "cloudwatch:list*",
    "cloudwatch:putmetricdata",
    "dlm:createlifecyclepolicy",
    "ec2:describe*",
    "ec2messages:acknowledgemessage",
    "ec2messages:deletemessage",
    "ec2messages:failmessage",
    "ec2messages:getendpoint",
    "ec2messages:getmessages",
    "ec2messages:sendreply",
    "ecr:getauthorizationtoken",
    "ecs:deregistertaskdefinition",
    "ecs:describetaskdefinition",
    "ecs:list*",
    "elasticache:describeenginedefaultparameters",
    "elasticloadbalancing:describe*",
    "kms:createkey",
    "kms:listaliases",
    "kms:listkeys",
    "logs:createlogdelivery",
    "logs:deletelogdelivery",
    "logs:deletequerydefinition",
    "logs:describedeliver*",
    "logs:describeloggroups",
    "logs:describequerydefinitions",
    "logs:describeresourcepolicies",
    "logs:getlogdelivery",
    "logs:putquerydefinition",
    "logs:updatelogdelivery",
    "rds:describe*",
    "route53:createhealthcheck",
    "route53:list*",
    "s3:listallmybuckets",
    "secretsmanager:getrandompassword",
    "secretsmanager:listsecrets",
    "ssm:describeparameters",
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
    if resource.type == POLICY and resource.text("path") == BOUNDARY_PATH:
        raise NotApplicableError("it limits roles and grants nothing; see iam-boundary-not-attached")
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
    fix="Name the actions and resources that are needed in policy.",
    standard=["M-01"],
    controls={
        "FSBP": ["IAM.1"],
        "CIS-3.0": ["1.16"],
        "Checkov": ["CKV_AWS_1", "CKV_AWS_62"],
        "cdk-nag": ["IAMPolicyNoStatementsWithAdminAccess"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
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
    fix="List the actions in policy in place of `service:*`.",
    standard=["M-01"],
    controls={
        "FSBP": ["IAM.21"],
        "Checkov": ["CKV_AWS_63", "CKV_AWS_49", "CKV2_AWS_40"],
        "cdk-nag": ["AwsSolutions-IAM5", "IAMPolicyNoStatementsWithFullAccess"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
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
    fix="Set Resource in policy to the ARNs that are meant.",
    standard=["M-01"],
    controls={
        "Checkov": ["CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355", "CKV_AWS_356"],
        "cdk-nag": ["AwsSolutions-IAM5"],
    },
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
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
    fix="Use Action and Resource in policy, in place of NotAction and NotResource.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
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
    fix="Set Resource in policy to the key's ARN, or a condition on kms:ResourceAliases.",
    standard=["M-01"],
    controls={"FSBP": ["KMS.1", "KMS.2"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-1",
)
def decrypt_scoped(resource: Resource) -> Iterator[str]:
    """Decryption with any key."""

    def check(statement: Statement) -> Iterator[str]:
        everything = any(is_everything(arn) or arn.endswith(":key/*") for arn in statement.resources())
        decrypts = statement.includes("kms:Decrypt") or statement.includes("kms:ReEncryptFrom")
        if everything and decrypts and not statement.asks_for("kms:resourcealiases", "kms:requestalias"):
            yield f"{statement} allows decryption with every key"

    return _in_each_statement(resource, check)


@rule(
    id="iam-pass-role-scoped",
    on=POLICIES,
    severity=Severity.CRITICAL,
    title="Roles are passed by name, and to a named service.",
    why="Whoever may pass any role to a task has all of their rights.",
    fix="Set Resource in policy to the roles' ARNs, and a condition on iam:PassedToService.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_286"]},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
)
def pass_role_scoped(resource: Resource) -> Iterator[str]:
    """iam:PassRole of any role, or to any service."""

    def check(statement: Statement) -> Iterator[str]:
        if not statement.includes("iam:PassRole"):
            return
        if any(is_everything(arn) or arn.endswith(":role/*") for arn in statement.resources()):
            yield f"{statement} allows iam:PassRole of every role"
        if not statement.asks_for("iam:passedtoservice"):
            yield f"{statement} allows iam:PassRole to every service"

    return _in_each_statement(resource, check)
