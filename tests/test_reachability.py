"""Who reaches whom in GLI's three environments: the whole table, nothing more and nothing less.

Read from the security group rules, from every role's documents, and from the policies of buckets, secrets, keys and
endpoints as they are registered. In the tables `{long}` and `{short}` are the environment's names.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.offline.program import record_stack
from tests.components.iam_documents import as_list
from tests.conftest import Record
from tests.harness import ROOT, STACKS, json_of
from tests.reachability import (
    DELIVERY,
    EGRESS,
    INGRESS,
    May,
    Way,
    container_secrets,
    filled,
    in_order,
    members,
    policies,
    roles,
    ways,
)
from tests.resource_policies import ACCOUNT, REFUSED, RESOURCES

OTHER_WAYS_TO_ALLOW = ("aws:iam/rolePolicyAttachment", "aws:iam/policyAttachment", "aws:iam/userPolicy", "aws:iam/user")

NETWORK: set[Way] = {
    ("internet", "main", 80),
    ("internet", "main", 443),
    ("main", "api", 8000),
    ("main", "websocket", 8001),
    ("api", "db", 5432),
    ("api", "redis", 6379),
    ("api", "internet", 443),
    ("websocket", "db", 5432),
    ("websocket", "redis", 6379),
    ("websocket", "internet", 443),
}
"""Who connects to whom at which port; everything else is closed."""

MEMBERS = {
    "main": {"load balancer main"},
    "api": {"service api"},
    "websocket": {"service websocket"},
    "db": {"instance db"},
    "redis": {"replication group redis"},
}
"""What stands behind each of these names."""

WRITE = {"logs:CreateLogStream", "logs:PutLogEvents"}
PULL = {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
READ = {"secretsmanager:GetSecretValue"}


def starts(service: str) -> May:
    """What ECS may do to start a service that uses database and cache."""
    return {
        f"logs log-group:/ecs/{{long}}-gli-{service}:*": WRITE,
        f"ecr repository/gli-{service}-{{long}}": PULL,
        "*": {"ecr:GetAuthorizationToken"},
        "secret gli/db/{long}": READ,
        "secret gli/redis/{long}": READ,
        "key data": {"kms:Decrypt"},
    }


EVERYWHERE: dict[str, tuple[str, May]] = {
    "api-execution": ("ecs-tasks.amazonaws.com", starts("api")),
    "websocket-execution": ("ecs-tasks.amazonaws.com", starts("websocket")),
    "api-task": ("ecs-tasks.amazonaws.com", {}),
    "websocket-task": ("ecs-tasks.amazonaws.com", {}),
    "network-flow-logs": (
        "vpc-flow-logs.amazonaws.com",
        {
            "logs log-group:/vpc/{long}-gli/flow-logs": WRITE | {"logs:DescribeLogStreams"},
            "logs log-group:/vpc/{long}-gli/flow-logs:*": WRITE | {"logs:DescribeLogStreams"},
            "logs log-group:*": {"logs:DescribeLogGroups"},
        },
    ),
    "db-monitoring": (
        "monitoring.rds.amazonaws.com",
        {
            "logs log-group:RDSOSMetrics": {"logs:CreateLogGroup", "logs:PutRetentionPolicy"},
            "logs log-group:RDSOSMetrics:log-stream:*": WRITE | {"logs:DescribeLogStreams", "logs:GetLogEvents"},
        },
    ),
}
A_SHELL: May = {
    "*": {
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    },
    "logs log-group:*": {"logs:DescribeLogGroups"},
    "logs log-group:/ecs/{long}-gli-cluster/exec:*": WRITE | {"logs:DescribeLogStreams"},
    "key data": {"kms:Decrypt"},
}
RESTS: dict[str, tuple[str, May]] = {
    "off-hours": (
        "scheduler.amazonaws.com",
        {
            "rds db:gli-{short}-db": {"rds:StartDBInstance", "rds:StopDBInstance"},
            "sqs gli-{short}-off-hours-calendar-dead-letters": {"sqs:SendMessage"},
        },
    )
}
ROLES = {
    "dev": EVERYWHERE | RESTS | dict.fromkeys(("api-task", "websocket-task"), ("ecs-tasks.amazonaws.com", A_SHELL)),
    "stg": EVERYWHERE,
    "prod": EVERYWHERE,
}
"""Who takes each role, and what it may do on what."""

OWN = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
WITHOUT_TLS = {"Bool": {"aws:SecureTransport": "false"}}


def for_this_account(region: str, rules: list[str]) -> dict[str, dict[str, Any]]:
    """The condition under which a topic, the queue or the key lets a service in, by service and action.

    EventBridge says to no topic for whom it publishes, so that the key alone binds it: to this account's topics.
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    alarms = {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:*"}}
    topics = {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": f"arn:aws:sns:{region}:{ACCOUNT}:*"}}
    groups = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{ACCOUNT}:log-group:*"}}
    return {
        "cloudwatch.amazonaws.com sns:Publish": OWN | alarms,
        "budgets.amazonaws.com sns:Publish": OWN | {"ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT}:*"}},
        "events.amazonaws.com sns:Publish": {},
        "events.amazonaws.com sqs:SendMessage": {"ArnEquals": {"aws:SourceArn": rules}},
        "cloudwatch.amazonaws.com kms:Decrypt": OWN,
        "budgets.amazonaws.com kms:Decrypt": OWN,
        "events.amazonaws.com kms:Decrypt": topics,
        f"logs.{region}.amazonaws.com kms:Encrypt*": groups,
        "cloudfront.amazonaws.com kms:Decrypt": {
            "ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"}
        },
    }


TOLD = {
    "DB_PASSWORD": "secret gli/db/{long}:password::",
    "REDIS_PASSWORD": "secret gli/redis/{long}:password::",
}
"""What a container of either service gets from secrets."""


@pytest.mark.parametrize("stack", STACKS)
def test_every_way_is_in_the_table_and_open_at_both_ends(stack: str, deployed: Record) -> None:
    into, out = list(ways(deployed(stack), INGRESS)), list(ways(deployed(stack), EGRESS))
    assert set(into) == {way for way in NETWORK if way[1] != "internet"}
    assert set(out) == {way for way in NETWORK if way[0] != "internet"}
    assert (len(into), len(out)) == (len(set(into)), len(set(out)))


@pytest.mark.parametrize("stack", STACKS)
def test_behind_each_name_of_the_table_stands_what_it_says(stack: str, deployed: Record) -> None:
    assert members(deployed(stack)) == MEMBERS


@pytest.mark.parametrize("stack", STACKS)
def test_every_role_may_do_what_the_table_says(stack: str, deployed: Record) -> None:
    assert roles(deployed(stack)) == filled(ROLES[stack], stack)
    running = [r for r in deployed(stack).resources if DELIVERY not in r.urn]
    assert [r.urn for r in running if r.type.startswith(OTHER_WAYS_TO_ALLOW)] == []


@pytest.mark.parametrize("stack", STACKS)
def test_every_policy_of_a_resource_lets_in_whom_the_table_says(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    assert {resource.name: rows for resource, rows in policies(recording, "Allow")} == filled(RESOURCES[stack], stack)
    assert {r.name: rows for r, rows in policies(recording, "Deny") if rows} == filled(REFUSED[stack], stack)


@pytest.mark.parametrize("stack", STACKS)
def test_topics_the_queue_and_the_keys_let_services_in_for_this_account_and_nobody_without_tls(
    stack: str, deployed: Record
) -> None:
    recording = deployed(stack)
    rules = sorted(str(rule.outputs["arn"]) for rule in recording.of_type("aws:cloudwatch/eventRule:EventRule"))
    seen = set()
    for resource in recording.resources:
        if not resource.type.startswith(("aws:sns/topicPolicy", "aws:sqs/queuePolicy", "aws:kms/")):
            continue
        if "policy" not in resource.inputs:
            continue
        expected = for_this_account(str(resource.inputs.get("region", "ap-northeast-2")), rules)
        statements = json_of(resource, "policy")["Statement"]
        assert [s["Condition"] for s in statements if s["Effect"] == "Deny"] in ([], [WITHOUT_TLS])
        for statement in (s for s in statements if "Service" in s["Principal"]):
            for service in as_list(statement["Principal"]["Service"]):
                allowed = f"{service} {as_list(statement['Action'])[0]}"
                assert in_order(statement.get("Condition", {})) == expected[allowed], (resource.name, allowed)
                seen.add(allowed)
    assert seen == {*for_this_account("ap-northeast-2", rules), "logs.us-east-1.amazonaws.com kms:Encrypt*"}


@pytest.mark.parametrize("stack", STACKS)
def test_cloudfront_reads_the_files_for_the_distribution_of_the_stack_alone(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    document = json_of(recording.one("aws:s3/bucketPolicy:BucketPolicy", "user-frontend-files-policy"), "policy")
    (condition,) = [s["Condition"] for s in document["Statement"] if s["Effect"] == "Allow"]
    (distribution,) = recording.of_type("aws:cloudfront/distribution:Distribution")
    assert condition == {"StringEquals": {"aws:SourceArn": distribution.outputs["arn"]}}


@pytest.mark.parametrize("stack", STACKS)
def test_every_container_gets_its_passwords_by_reference(stack: str, deployed: Record) -> None:
    assert container_secrets(deployed(stack)) == filled({"api": TOLD, "websocket": TOLD}, stack)


def test_a_service_that_uses_nothing_reaches_no_store_and_reads_no_secret(tmp_path: Path) -> None:
    written = yaml.safe_load((ROOT / "Pulumi.prod.yaml").read_text("utf-8"))
    services: Mapping[str, Any] = written["config"]["platform:stack"]["services"]
    written["config"]["platform:stack"]["services"] = {**services, "lonely": {}, "online": {"uses": ["redis"]}}
    file = tmp_path / "Pulumi.prod.yaml"
    file.write_text(yaml.safe_dump(written), "utf-8")
    recording = record_stack(ROOT, "prod", file)

    assert set(ways(recording, EGRESS)) - NETWORK == {
        ("lonely", "internet", 443),
        ("online", "internet", 443),
        ("online", "redis", 6379),
    }
    assert set(ways(recording, INGRESS)) - NETWORK == {("online", "redis", 6379)}
    found, expected = roles(recording), filled(starts("lonely"), "prod")
    unneeded = {"secret gli/db/production", "secret gli/redis/production", "key data"}
    assert found["lonely-task"][1] == {}
    assert found["lonely-execution"][1] == {on: may for on, may in expected.items() if on not in unneeded}
    assert "secret gli/db/production" not in found["online-execution"][1]
    assert container_secrets(recording)["lonely"] == {}
    assert list(container_secrets(recording)["online"]) == ["REDIS_PASSWORD"]
