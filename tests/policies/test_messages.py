"""What a violation says: where to look, and never a secret."""

import json
from typing import Any

import pytest
from guardrails.registry import ALL_RULES
from guardrails.tier import Tier
from guardrails.tokens import KEY, POLICY, ROLE, TASK_DEFINITION

from tests.policies.cases.ecs_tasks import CASES
from tests.policies.cases.table import allow, document, resources_of
from tests.policies.harness import Given, judge

RULES = {rule.id: rule for rule in ALL_RULES}


def messages(rule_id: str, given: Given) -> tuple[str, ...]:
    return judge(RULES[rule_id], [given], Tier.PRODUCTION).messages


def test_the_value_of_a_secret_is_never_repeated() -> None:
    rule = RULES["ecs-no-plain-secrets"]
    for case in CASES[rule.id].violation:
        (task,) = resources_of(rule, case)
        definitions: Any = task.props["containerDefinitions"]
        containers = json.loads(definitions) if isinstance(definitions, str) else definitions
        values = [
            part["value"] for c in containers for part in c["environment"] if isinstance(part, dict) and "value" in part
        ]

        said = "\n".join(messages(rule.id, task))
        assert "environment variable" in said
        assert not [value for value in values if len(value) > len("false") and value in said]


def test_a_violation_in_a_task_names_the_container_and_one_message_follows_for_each() -> None:
    containers = [{"name": "app", "privileged": True}, {"name": "agent", "privileged": True}]

    assert messages(
        "ecs-not-privileged", Given(TASK_DEFINITION, props={"containerDefinitions": json.dumps(containers)})
    ) == (
        "container app: privileged is true",
        "container agent: privileged is true",
    )


def test_a_violation_in_a_policy_names_the_statement_by_its_sid_or_its_number() -> None:
    policy = document(allow("s3:GetObject"), allow("s3:*"), allow("ec2:*", Sid="Everything"))

    assert messages("iam-no-service-wildcard", Given(POLICY, props={"policy": policy})) == (
        "statement 2 allows s3:*",
        "statement Everything allows ec2:*",
    )


@pytest.mark.parametrize(("text", "message"), [("{", "policy is not valid JSON"), ("[]", "policy is not an object")])
def test_a_policy_that_is_none_says_so(text: str, message: str) -> None:
    assert messages("kms-not-public", Given(KEY, props={"policy": text})) == (message,)


@pytest.mark.parametrize(
    ("rule_id", "props", "message"),
    [
        ("ecr-immutable-tags", {}, "imageTagMutability is not set"),
        ("ecr-immutable-tags", {"imageTagMutability": "MUTABLE"}, "imageTagMutability is MUTABLE"),
        ("ecs-network-mode", {}, "networkMode is not set"),
        ("ecs-network-mode", {"networkMode": "host"}, "networkMode is host"),
        ("lb-tls-policy", {"protocol": "TLS"}, "sslPolicy is not set"),
        ("lb-tls-policy", {"protocol": "TLS", "sslPolicy": "Old"}, "sslPolicy is Old"),
        ("provider-region", {}, "region is not set"),
        ("provider-region", {"region": "us-west-2"}, "region is us-west-2"),
    ],
)
def test_a_value_that_is_no_secret_is_told_or_that_there_is_none(
    rule_id: str, props: dict[str, str], message: str
) -> None:
    assert messages(rule_id, Given(RULES[rule_id].on[0], props=props)) == (message,)


def test_services_that_are_trusted_without_a_source_are_named_in_order() -> None:
    trust = document(allow("sts:AssumeRole", Principal={"Service": ["b.amazonaws.com", "a.amazonaws.com"]}))

    assert messages("iam-trust-source", Given(ROLE, props={"assumeRolePolicy": trust})) == (
        "statement 1 trusts a.amazonaws.com, b.amazonaws.com on behalf of any account",
    )
