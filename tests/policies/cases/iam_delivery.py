"""Boundaries, and the roles of pull requests."""

from typing import Any

from guardrails.tokens import POLICY, POLICY_ATTACHMENT, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT

from tests.policies.cases.iam_trust import ACCOUNT, AUDIENCE, OIDC, SUBJECT
from tests.policies.cases.table import Case, Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary/gli-prod"


def _trust(subject: str) -> str:
    condition = {"StringEquals": {AUDIENCE: "sts.amazonaws.com", SUBJECT: subject}}
    action = "sts:AssumeRoleWithWebIdentity"
    return document({"Effect": "Allow", "Action": action, "Principal": {"Federated": OIDC}, "Condition": condition})


TASKS = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}})
DEPLOYS, PREVIEWS = _trust("repo:glibiz/api:environment:prod"), _trust("repo:glibiz/api:pull_request")


def _role(trust: str, boundary: str | None = None, *others: Given) -> Case:
    props = {"assumeRolePolicy": trust} | ({"permissionsBoundary": boundary} if boundary else {})
    return [Given(ROLE, "role", props), *others]


BOUNDED = Given(ROLE, "other", {"assumeRolePolicy": TASKS, "permissionsBoundary": BOUNDARY})


def _previewing(*actions: Any) -> Case:
    """A role of pull requests, with a policy of its own and one that is attached."""
    own, attached = actions
    return [
        Given(ROLE, "role", {"assumeRolePolicy": PREVIEWS}),
        Given(ROLE_POLICY, "own", {"policy": own}, {"role": ["role"]}),
        Given(POLICY, "managed", {"policy": attached}),
        Given(ROLE_POLICY_ATTACHMENT, "part", {}, {"role": ["role"], "policyArn": ["managed"]}),
    ]


READ = document(allow(["s3:GetObject", "s3:ListBucket", "kms:Decrypt"]))

CASES: Table = {
    "iam-role-bounded": Cases(
        compliant=[_role(DEPLOYS, BOUNDARY), _role(TASKS, BOUNDARY), _role(TASKS, BOUNDARY, BOUNDED)],
        violation=[_role(DEPLOYS), _role(PREVIEWS), _role(TASKS, None, BOUNDED), _role(DEPLOYS, None, BOUNDED)],
        unknown=[[Given(ROLE, props={"assumeRolePolicy": UNKNOWN})]],
        not_applicable=[_role(TASKS), _role(TASKS, None, Given(ROLE, "other", {"assumeRolePolicy": TASKS}))],
    ),
    "iam-boundary-not-attached": Cases(
        compliant=[{"policyArn": f"arn:aws:iam::{ACCOUNT}:policy/gli-prod-boundary"}],
        violation=[
            {"policyArn": BOUNDARY},
            [Given(POLICY_ATTACHMENT, props={"policyArn": BOUNDARY})],
        ],
        unknown=[{"policyArn": UNKNOWN}],
    ),
    "iam-pull-request-reads": Cases(
        compliant=[_previewing(READ, READ), [Given(ROLE, props={"assumeRolePolicy": PREVIEWS})]],
        violation=[
            _previewing(document(allow("s3:PutObject")), READ),
            _previewing(READ, document(allow("s3:*"))),
            _previewing(READ, document(allow("secretsmanager:GetSecretValue"))),
            _previewing(document(allow("*")), READ),
        ],
        unknown=[_previewing(UNKNOWN, READ), [Given(ROLE, props={"assumeRolePolicy": UNKNOWN})]],
        not_applicable=[
            [Given(ROLE, props={"assumeRolePolicy": DEPLOYS})],
            [Given(ROLE, props={"assumeRolePolicy": TASKS})],
        ],
    ),
}
