"""What passes through a VPC endpoint: this account's principals, on its own resources, for what tasks do."""

from typing import get_args

import pytest

from components.foundation.endpoints import PULLS_AND_LOGS, InterfaceEndpoint, interface_policy, s3_policy
from tests.components.iam_documents import by_sid, nulls, unknown_actions, wide_resources
from tests.harness import ACCOUNT, NAMES, REGION

ENDPOINTS: tuple[InterfaceEndpoint, ...] = get_args(InterfaceEndpoint)
OWN = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
REACHED = {
    "ecr.api": [f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/*"],
    "ecr.dkr": [f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/*"],
    "logs": [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:*"],
    "secretsmanager": [f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:*"],
    "ssm": [f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/*"],
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_nobody_elses_principals_pass(endpoint: InterfaceEndpoint) -> None:
    statements = interface_policy(endpoint, NAMES)["Statement"]
    assert statements
    assert all(statement["Condition"] == OWN for statement in statements)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_only_this_accounts_resources_are_reached(endpoint: InterfaceEndpoint) -> None:
    policy = interface_policy(endpoint, NAMES)
    reached = [resource for s in policy["Statement"] for resource in s["Resource"] if resource != "*"]
    assert reached == REACHED.get(endpoint, [])
    assert list(wide_resources(policy)) == []


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_only_actions_that_aws_has_pass_each_by_its_name(endpoint: InterfaceEndpoint) -> None:
    policy = interface_policy(endpoint, NAMES)
    assert list(unknown_actions(policy)) == []
    assert list(nulls(policy)) == []


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_nothing_can_be_created_or_changed_but_what_tasks_write(endpoint: InterfaceEndpoint) -> None:
    actions = {
        action.partition(":")[2] for s in interface_policy(endpoint, NAMES)["Statement"] for action in s["Action"]
    }
    writes = {action for action in actions if not action.startswith(("Get", "Describe", "Batch"))}
    expected = {
        "logs": {"CreateLogStream", "PutLogEvents"},
        "ssmmessages": {"CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"},
    }
    assert writes == expected.get(endpoint, set())


def test_a_task_can_pull_and_log_through_what_it_cannot_start_without() -> None:
    passing = {
        action
        for endpoint in sorted(PULLS_AND_LOGS)
        for statement in interface_policy(endpoint, NAMES)["Statement"]
        for action in statement["Action"]
    }
    assert passing == {
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
    }


def test_s3_lets_this_account_reach_its_own_buckets_and_no_others() -> None:
    own = by_sid(s3_policy(NAMES))["OwnBuckets"]
    assert own["Condition"] == {"StringEquals": {"aws:PrincipalAccount": ACCOUNT, "aws:ResourceAccount": ACCOUNT}}
    assert own["Resource"] == ["arn:aws:s3:::*"]


def test_s3_lets_the_layers_of_ecrs_images_through_and_only_read_them() -> None:
    layers = by_sid(s3_policy(NAMES))["EcrImageLayers"]
    assert layers["Action"] == ["s3:GetObject"]
    assert layers["Resource"] == ["arn:aws:s3:::prod-ap-northeast-2-starport-layer-bucket/*"]


def test_s3_knows_every_action_by_its_name() -> None:
    assert list(unknown_actions(s3_policy(NAMES))) == []
    assert list(wide_resources(s3_policy(NAMES))) == []
    assert list(by_sid(s3_policy(NAMES))) == ["OwnBuckets", "EcrImageLayers"]
