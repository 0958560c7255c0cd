"""IAM policies, in each of their shapes."""

from typing import Any

from guardrails.tokens import ROLE, ROLE_POLICY

from tests.policies.cases.table import Case, Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given

OBJECTS = "arn:aws:s3:::files/*"
KEY_ARN = "arn:aws:kms:ap-northeast-2:917891822317:key/1"
ROLE_ARN = "arn:aws:iam::917891822317:role/task"
TO_TASKS = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
ALIAS = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/gli-production"}}
A_BOUNDARY = {"path": "/boundary/", "policy": document(allow("*", "*"))}
NO_POLICY: list[Case] = [[Given(ROLE)], [Given(ROLE, props={"inlinePolicies": []})], A_BOUNDARY]
UNKNOWN_POLICIES: list[Case] = [
    {"policy": UNKNOWN},
    [Given(ROLE, props={"inlinePolicies": [{"policy": UNKNOWN}]})],
    [Given(ROLE, props={"inlinePolicies": UNKNOWN})],
]


def _policy(*statements: dict[str, Any]) -> Case:
    return {"policy": document(*statements)}


def _inline(*statements: dict[str, Any]) -> Case:
    policies = [{"name": "first", "policy": document()}, {"name": "second", "policy": document(*statements)}]
    return [Given(ROLE, props={"inlinePolicies": policies})]


CASES: Table = {
    "iam-no-administrator": Cases(
        compliant=[_policy(allow("*", OBJECTS)), _inline(allow("s3:GetObject", "*"))],
        violation=[
            _policy(allow("*", "*")),
            _policy(allow(["s3:GetObject", "*"], [OBJECTS, "*"])),
            {**A_BOUNDARY, "path": "/delivery/"},
            _inline(allow("*", "*")),
            [Given(ROLE_POLICY, props={"policy": {"Statement": allow("*", "*")}})],
            {"policy": "["},
        ],
        unknown=UNKNOWN_POLICIES,
        not_applicable=NO_POLICY,
    ),
    "iam-no-service-wildcard": Cases(
        compliant=[_policy(allow(["s3:Get*"], OBJECTS)), _policy({**allow("s3:*", OBJECTS), "Effect": "Deny"})],
        violation=[_policy(allow("s3:*", OBJECTS)), _policy(allow("*", OBJECTS)), _inline(allow("S3:*", OBJECTS))],
        unknown=UNKNOWN_POLICIES,
        not_applicable=NO_POLICY,
    ),
    "iam-no-resource-wildcard": Cases(
        compliant=[
            _policy(allow(["ecr:GetAuthorizationToken", "ssmmessages:CreateDataChannel", "ec2:DescribeVpcs"], "*")),
            _policy(allow("s3:GetObject", OBJECTS)),
        ],
        violation=[
            _policy(allow(["ecr:GetAuthorizationToken", "s3:GetObject"], "*")),
            _policy(allow("s3:GetObject", "arn:aws:s3:::*")),
            _inline(allow("secretsmanager:GetSecretValue", "*")),
            _policy(allow("ssmmessages:*", "*")),
        ],
        unknown=[
            *UNKNOWN_POLICIES,
            {"policy": {"Statement": [allow("s3:GetObject", [UNKNOWN])]}},
        ],
        not_applicable=NO_POLICY,
    ),
    "iam-no-inverted-allow": Cases(
        compliant=[_policy(allow("s3:GetObject")), _policy({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"})],
        violation=[
            _policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
            _inline({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": OBJECTS}),
        ],
        unknown=UNKNOWN_POLICIES,
        not_applicable=NO_POLICY,
    ),
    "iam-decrypt-scoped": Cases(
        compliant=[
            _policy(allow("kms:Decrypt", KEY_ARN)),
            _policy(allow("kms:ListAliases", "*")),
            _policy(allow("kms:Decrypt", f"{KEY_ARN[:-1]}*", Condition=ALIAS)),
        ],
        violation=[
            _policy(allow("kms:Decrypt", "*")),
            _policy(allow("kms:De*", "arn:aws:kms:ap-northeast-2:917891822317:key/*")),
            _inline(allow("kms:ReEncrypt*", "*")),
        ],
        unknown=UNKNOWN_POLICIES,
        not_applicable=NO_POLICY,
    ),
    "iam-pass-role-scoped": Cases(
        compliant=[
            _policy(allow("iam:PassRole", ROLE_ARN, Condition=TO_TASKS)),
            _policy(allow("iam:GetRole", "*")),
        ],
        violation=[
            _policy(allow("iam:PassRole", "*", Condition=TO_TASKS)),
            _policy(allow("iam:PassRole", "arn:aws:iam::917891822317:role/*", Condition=TO_TASKS)),
            _policy(allow("iam:PassRole", ROLE_ARN)),
            _inline(allow("iam:*", ROLE_ARN)),
        ],
        unknown=UNKNOWN_POLICIES,
        not_applicable=NO_POLICY,
    ),
}
