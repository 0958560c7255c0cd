"""Attached policies, and identities that should not exist."""

from typing import Any

from guardrails.evaluation import State
from guardrails.tokens import (
    ACCESS_KEY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    USER,
)

from tests.policies.cases.table import Case, Cases, Table
from tests.policies.harness import UNKNOWN, Given


def _attached(arn: str) -> Case:
    return [Given(ROLE_POLICY_ATTACHMENT, props={"policyArn": arn, "role": "task"})]


def _role(companion: str, **props: Any) -> Case:
    return [Given(ROLE, "role", props), Given(companion, "part", deps={"role": ["role"]})]


CASES: Table = {
    "iam-no-managed-administrator": Cases(
        compliant=[
            {},
            _attached("arn:aws:iam::917891822317:policy/AdministratorAccess"),
            _attached("arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"),
        ],
        violation=[
            _attached("arn:aws:iam::aws:policy/AdministratorAccess"),
            _attached("arn:aws:iam::aws:policy/PowerUserAccess"),
            _attached("arn:aws:iam::aws:policy/job-function/AmazonS3FullAccess"),
            [Given(POLICY_ATTACHMENT, props={"policyArn": "arn:aws:iam::aws:policy/IAMFullAccess"})],
            {"managedPolicyArns": [UNKNOWN, "arn:aws:iam::aws:policy/AdministratorAccess"]},
        ],
        unknown=[{"managedPolicyArns": [UNKNOWN]}, _attached(UNKNOWN)],
    ),
    "iam-no-managed-policies": Cases(
        compliant=[
            {},
            _attached("arn:aws:iam::917891822317:policy/ReadOnlyAccess"),
            _attached("arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"),
        ],
        violation=[
            _attached("arn:aws:iam::aws:policy/ReadOnlyAccess"),
            _attached("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"),
            {"managedPolicyArns": ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"]},
        ],
        unknown=[{"managedPolicyArns": [UNKNOWN]}, _attached(UNKNOWN)],
    ),
    "iam-no-users": Cases(
        violation=[[Given(USER)], [Given(ACCESS_KEY, props={"user": UNKNOWN})]],
        impossible={
            State.COMPLIANT: "a user or what belongs to one is a violation, whatever its properties",
            State.UNKNOWN: "it asks for the resource's type alone",
        },
    ),
    "iam-one-owner-of-policies": Cases(
        compliant=[
            _role(ROLE_POLICY),
            {"inlinePolicies": [{"name": "own"}]},
            _role(ROLE_POLICY, managedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
        ],
        violation=[
            _role(ROLE_POLICY, inlinePolicies=[{"name": "own"}]),
            _role(ROLE_POLICY_ATTACHMENT, managedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
        ],
        unknown=[_role(ROLE_POLICY, inlinePolicies=UNKNOWN)],
    ),
}
