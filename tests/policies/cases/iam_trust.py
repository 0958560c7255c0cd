"""Trust policies of roles."""

from typing import Any

from tests.policies.cases.table import Case, Cases, Table, document
from tests.policies.harness import UNKNOWN

ACCOUNT = "917891822317"
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
AUDIENCE = "token.actions.githubusercontent.com:aud"
SUBJECT = "token.actions.githubusercontent.com:sub"


def _trust(principal: Any, condition: Any = None) -> Case:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return {"assumeRolePolicy": document(statement if condition is None else {**statement, "Condition": condition})}


def _github(subject: Any, operator: str = "StringEquals", **more: Any) -> Case:
    condition = {"StringEquals": {AUDIENCE: "sts.amazonaws.com"}}
    condition.setdefault(operator, {}).update({SUBJECT: subject})
    return _trust({"Federated": OIDC}, {**condition, **more})


FROM_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
FLOW_LOGS = {"Service": "vpc-flow-logs.amazonaws.com"}

CASES: Table = {
    "iam-trust-named": Cases(
        compliant=[
            _trust(FLOW_LOGS),
            _trust({"AWS": f"arn:aws:iam::{ACCOUNT}:role/ci"}),
            _trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        ],
        violation=[
            _trust("*"),
            _trust({"AWS": "*"}, FROM_ACCOUNT),
            _trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
            _trust({"AWS": [f"arn:aws:iam::{ACCOUNT}:role/ci", ACCOUNT]}),
            {"assumeRolePolicy": "nobody"},
        ],
        unknown=[{"assumeRolePolicy": UNKNOWN}],
    ),
    "iam-trust-source": Cases(
        compliant=[
            _trust(FLOW_LOGS, FROM_ACCOUNT),
            _trust(FLOW_LOGS, {"ArnLike": {"AWS:SourceArn": f"arn:aws:ec2:*:{ACCOUNT}:vpc-flow-log/*"}}),
            _trust(FLOW_LOGS, {"StringEquals": {"aws:SourceOrgID": "o-1"}}),
            _trust({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com", "edgelambda.amazonaws.com"]}),
            _trust({"Service": ["chatbot.amazonaws.com", "cloudtrail.amazonaws.com"]}),
            _trust({"AWS": f"arn:aws:iam::{ACCOUNT}:role/ci"}),
        ],
        violation=[
            _trust(FLOW_LOGS),
            _trust({"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}),
            _trust(FLOW_LOGS, {"StringEquals": {"aws:RequestedRegion": "ap-northeast-2"}}),
        ],
        unknown=[{"assumeRolePolicy": UNKNOWN}],
    ),
    "iam-github-pinned": Cases(
        compliant=[
            _github("repo:glibiz/api:environment:production"),
            _github(["repo:glibiz/api:ref:refs/heads/main", "repo:glibiz/api:environment:staging"]),
            _github("repo:glibiz/api:ref:refs/tags/deploy-*", "StringLike"),
            _github("repo:glibiz/api:pull_request"),
        ],
        violation=[
            _github("repo:glibiz/api:*", "StringLike"),
            _github("repo:glibiz/*:ref:refs/heads/main", "StringLike"),
            _github("repo:*", "StringLike"),
            _github("repo:glibiz/api:environment:*", "StringLike"),
            _github("repo:glibiz/api:environment:prod*", "StringLike"),
            _github("repo:glibiz/api:ref:*", "StringLike"),
            _github("repo:glibiz/api:ref:refs/heads/*", "StringLike"),
            _github("repo:glibiz/api:ref:refs/heads/*main", "StringLike"),
            _github([]),
            _github("repo:glibiz/api:environment:production", StringEquals={AUDIENCE: "sts.amazonaws.com"}),
            _github("repo:glibiz/api:environment:production", "StringLike", StringEquals={}),
            _trust({"Federated": OIDC}),
        ],
        unknown=[{"assumeRolePolicy": UNKNOWN}],
        not_applicable=[_trust(FLOW_LOGS), _trust({"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/office"}), {}],
    ),
}
