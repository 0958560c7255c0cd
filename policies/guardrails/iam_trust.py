"""Who may assume a role."""

import re
from collections.abc import Callable, Iterable, Iterator

from guardrails.documents import Statement, allowing
from guardrails.props import each
from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.tier import Severity
from guardrails.tokens import ROLE

SOURCE_KEYS = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid"})
SENDS_NO_SOURCE = frozenset(
    {
        "chatbot.amazonaws.com",
        "cloudtrail.amazonaws.com",
        "ec2.amazonaws.com",
        "ecs.amazonaws.com",
        "edgelambda.amazonaws.com",
        "lambda.amazonaws.com",
    }
)
"""Services that assume a role without saying for which resource; a condition on it would refuse them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
CloudTrail is refused (https://github.com/prowler-cloud/prowler/issues/4714); AWS documents none for Chatbot
(https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-iam-policies.html), nor for ECS's infrastructure role
(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html),
which only somebody of the same account can pass; tasks' roles trust another service.
"""
GITHUB = "token.actions.githubusercontent.com"
_NAMED = re.compile(r"repo:[^:*?/]+/[^:*?]+:(ref:refs/(heads|tags)/[^*?]+\*?|(?!ref:)[^*?]+)")
"""A subject that names a repository and something of it: all of an environment's name, of a branch's how it begins."""


def _in_each_trust(role: Resource, check: Callable[[Statement], Iterable[str]]) -> Iterator[str]:
    return each(allowing(role, "assumeRolePolicy"), check)


@rule(
    id="iam-trust-named",
    on=(ROLE,),
    severity=Severity.CRITICAL,
    title="Roles are assumed by those whom their trust policy names.",
    why="A role that everybody, or everybody in an account, may assume is nobody's.",
    fix="Name a service, a role or an OIDC provider as Principal of assume_role_policy.",
    standard=["M-01", "M-05"],
    controls={"Checkov": ["CKV_AWS_60", "CKV_AWS_61"]},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
)
def trust_named(role: Resource) -> Iterator[str]:
    """Trust in everybody, or in a whole account without a condition."""

    def check(statement: Statement) -> Iterator[str]:
        for kind, name in statement.principals():
            if kind == "*":
                yield f"{statement} trusts everybody"
            elif kind == "AWS" and (name.endswith(":root") or name.isdigit()) and not statement.conditional:
                yield f"{statement} trusts a whole account without a condition"

    return _in_each_trust(role, check)


@rule(
    id="iam-trust-source",
    on=(ROLE,),
    severity=Severity.MEDIUM,
    title="Services assume roles for resources of this account only.",
    why="Somebody else's resource could make the service act with our role: the confused deputy.",
    fix="Add a condition to assume_role_policy on aws:SourceAccount, and aws:SourceArn where the ARN is known.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
)
def trust_source(role: Resource) -> Iterator[str]:
    """Trust in a service, whomever it acts for."""

    def check(statement: Statement) -> Iterator[str]:
        services = {name for kind, name in statement.principals() if kind == "Service"} - SENDS_NO_SOURCE
        if services and not any(key in SOURCE_KEYS for _, key, _ in statement.conditions()):
            yield f"{statement} trusts {', '.join(sorted(services))} on behalf of any account"

    return _in_each_trust(role, check)


@rule(
    id="iam-github-pinned",
    on=(ROLE,),
    severity=Severity.CRITICAL,
    title="GitHub assumes a role for one repository, and one branch or environment of it.",
    why="Otherwise a workflow of any repository, or of any pull request, deploys.",
    fix='Add to assume_role_policy StringEquals on "token.actions.githubusercontent.com:sub" and ":aud".',
    standard=["M-05", "G-25"],
    controls={"Checkov": ["CKV_AWS_393"]},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
)
def github_pinned(role: Resource) -> Iterator[str]:
    """Trust in all of GitHub, or in too much of it."""
    if not any(is_github(statement) for statement in allowing(role, "assumeRolePolicy")):
        raise NotApplicableError("it does not trust GitHub")

    def check(statement: Statement) -> Iterator[str]:
        if not is_github(statement):
            return
        conditions = list(statement.conditions())
        if ("StringEquals", f"{GITHUB}:aud", "sts.amazonaws.com") not in conditions:
            yield f"{statement} does not pin the audience sts.amazonaws.com"
        subjects = [
            value
            for operator, key, value in conditions
            if key == f"{GITHUB}:sub" and operator in {"StringEquals", "StringLike"}
        ]
        if not subjects:
            yield f"{statement} does not pin the subject"
        if not all(_NAMED.fullmatch(subject) for subject in subjects):
            yield f"{statement} pins no repository, or nothing of it"

    return _in_each_trust(role, check)


def is_github(statement: Statement) -> bool:
    """Whether a statement trusts GitHub's workflows."""
    return any(kind == "Federated" and name.endswith(GITHUB) for kind, name in statement.principals())
