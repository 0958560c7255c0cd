"""Boundaries of roles, and what a pull request can reach."""

from collections.abc import Iterator

from guardrails.documents import Statement, allowing
from guardrails.iam import BOUNDARY_PATH
from guardrails.iam_trust import GITHUB, is_github
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import (
    POLICY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    USER_POLICY_ATTACHMENT,
)

ATTACHMENTS = (ROLE_POLICY_ATTACHMENT, USER_POLICY_ATTACHMENT, POLICY_ATTACHMENT)
READS = ("describe", "get", "list", "batchget", "decrypt", "view")
"""How actions begin that change nothing."""


@stack_rule(
    id="iam-role-bounded",
    on=(ROLE,),
    severity=Severity.HIGH,
    title="Where workflows may make roles, every role has a permissions boundary.",
    why="Whoever makes a role without one, and passes it to a task, has rights that nobody gave him.",
    fix="Set permissions_boundary; the program does so for every role of a stack with `delivery`.",
    standard=["M-05", "M-01"],
    controls={},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def role_bounded(role: StackResource, stack: Stack) -> Iterator[str]:
    """A role without a boundary, in a stack in which GitHub is trusted."""
    if role.get("permissionsBoundary") is not None:
        return
    if any(is_github(statement) for statement in allowing(role, "assumeRolePolicy")):
        yield "GitHub's workflows take it, and it has no permissionsBoundary"
    elif any(other.get("permissionsBoundary") is not None for other in stack.of(ROLE)):
        yield "it has no permissionsBoundary, and other roles of the stack have one"
    else:
        raise NotApplicableError("no workflow makes roles in this stack")


@rule(
    id="iam-boundary-not-attached",
    on=ATTACHMENTS,
    severity=Severity.CRITICAL,
    title="A permissions boundary is attached to nobody.",
    why="It allows whatever it does not refuse, which is meant as a limit and not as a grant.",
    fix="Set permissions_boundary of the role in place of policy_arn.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def boundary_not_attached(attachment: Resource) -> Iterator[str]:
    """An attachment of a policy that only limits."""
    arn = attachment.text("policyArn")
    if f":policy{BOUNDARY_PATH}" in arn:
        yield f"{arn} is attached"


@stack_rule(
    id="iam-pull-request-reads",
    on=(ROLE,),
    severity=Severity.CRITICAL,
    title="What a pull request starts changes nothing, and reads no secret's value.",
    why="Whoever may push a branch would deploy it, before anybody has looked.",
    fix="Take the role for pull requests out of assume_role_policy, or everything but reading out of its policies.",
    standard=["M-05", "G-25"],
    controls={},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
)
def pull_request_reads(role: StackResource, stack: Stack) -> Iterator[str]:
    """A role of pull requests that may do more than read."""
    if not any(_of_pull_requests(statement) for statement in allowing(role, "assumeRolePolicy")):
        raise NotApplicableError("no pull request takes it")
    for policy in _policies(role, stack):
        for statement in allowing(policy, "policy"):
            for action in statement.actions():
                name = action.partition(":")[2]
                if not name.startswith(READS) or action in {"secretsmanager:getsecretvalue", "ssm:getparameter"}:
                    yield f"{statement} of {policy.name} allows {action}"


def _of_pull_requests(statement: Statement) -> bool:
    return is_github(statement) and any(
        key == f"{GITHUB}:sub" and value.endswith(":pull_request") for _, key, value in statement.conditions()
    )


def _policies(role: StackResource, stack: Stack) -> Iterator[StackResource]:
    """The policies of a role that stand in the stack, its own and those that are attached."""
    yield from stack.referring(role, "role", ROLE_POLICY)
    for attachment in stack.referring(role, "role", ROLE_POLICY_ATTACHMENT):
        yield from attachment.depends("policyArn", POLICY)
