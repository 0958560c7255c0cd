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
from tests.conftest import Record
from tests.harness import ROOT, STACKS, json_of
from tests.reachability import EGRESS, INGRESS, May, Way, container_secrets, members, policies, roles, ways

ACCOUNT = "917891822317"
LONG = {"dev": "development", "stg": "staging", "prod": "production"}
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
ROLES = {
    "dev": EVERYWHERE | dict.fromkeys(("api-task", "websocket-task"), ("ecs-tasks.amazonaws.com", A_SHELL)),
    "stg": EVERYWHERE,
    "prod": EVERYWHERE,
}
"""Who takes each role, and what it may do on what."""

ALB_LOGS = f"gli-{{long}}-alb-logs-{ACCOUNT}"
SITE = "gli-user-frontend-{long}"
SITE_LOGS = f"gli-user-frontend-{{long}}-logs-{ACCOUNT}"
BALANCER = "logdelivery.elasticloadbalancing.amazonaws.com"
PUBLISHERS = ("cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com")
ENCRYPT = ("kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*")
OWN_BUCKETS = ("AbortMultipartUpload", "DeleteObject", "GetBucketLocation", "GetObject", "ListBucket", "PutObject")


def key_of(region: str) -> set[tuple[str, str, str]]:
    """Whom the environment's key lets in, in one Region."""
    return (
        {(f"arn:aws:iam::{ACCOUNT}:root", "kms:*", "*"), ("cloudfront.amazonaws.com", "kms:Decrypt", "*")}
        | {(f"logs.{region}.amazonaws.com", action, "*") for action in ENCRYPT}
        | {(service, action, "*") for service in PUBLISHERS for action in ("kms:Decrypt", "kms:GenerateDataKey*")}
    )


RESOURCES = {
    "main-logs-policy": {
        (BALANCER, "s3:PutObject", f"s3 {ALB_LOGS}/access/AWSLogs/{ACCOUNT}/*"),
        (BALANCER, "s3:PutObject", f"s3 {ALB_LOGS}/connections/AWSLogs/{ACCOUNT}/*"),
    },
    "user-frontend-files-policy": {("cloudfront.amazonaws.com", "s3:GetObject", f"s3 {SITE}/*")},
    "user-frontend-logs-policy": {
        ("delivery.logs.amazonaws.com", "s3:PutObject", f"s3 {SITE_LOGS}/AWSLogs/{ACCOUNT}/CloudFront/*"),
        ("logging.s3.amazonaws.com", "s3:PutObject", f"s3 {SITE_LOGS}/s3/*"),
    },
    "db-secret-policy": set(),
    "redis-secret-policy": set(),
    "data": key_of("ap-northeast-2"),
    "data-us-east-1": key_of("us-east-1"),
    "network-s3": {
        ("*", "s3:GetObject", "s3 prod-ap-northeast-2-starport-layer-bucket/*"),
        *(("*", f"s3:{action}", "s3 *") for action in OWN_BUCKETS),
    },
}
"""Whom the policy of a resource lets do what; `*` of the endpoint is whoever is in the VPC."""

REFUSED = {
    "main-logs-policy": {("*", "s3:*", f"s3 {ALB_LOGS}"), ("*", "s3:*", f"s3 {ALB_LOGS}/*")},
    "user-frontend-files-policy": {("*", "s3:*", f"s3 {SITE}"), ("*", "s3:*", f"s3 {SITE}/*")},
    "user-frontend-logs-policy": {("*", "s3:*", f"s3 {SITE_LOGS}"), ("*", "s3:*", f"s3 {SITE_LOGS}/*")},
    "db-secret-policy": {("*", "secretsmanager:*", "*")},
    "redis-secret-policy": {("*", "secretsmanager:*", "*")},
}
"""Whom it refuses: without TLS, and from another account."""

TOLD = {
    "DB_PASSWORD": "secret gli/db/{long}:password::",
    "REDIS_PASSWORD": "secret gli/redis/{long}:password::",
}
"""What a container of either service gets from secrets."""


def filled(table: Any, stack: str) -> Any:
    """The table with the environment's names."""
    if isinstance(table, str):
        return table.replace("{long}", LONG[stack]).replace("{short}", stack)
    if isinstance(table, dict):
        return {filled(key, stack): filled(value, stack) for key, value in table.items()}
    if isinstance(table, set | tuple):
        return type(table)(filled(value, stack) for value in table)
    return table


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
    assert [r.urn for r in deployed(stack).resources if r.type.startswith(OTHER_WAYS_TO_ALLOW)] == []


@pytest.mark.parametrize("stack", STACKS)
def test_every_policy_of_a_resource_lets_in_whom_the_table_says(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    assert {resource.name: rows for resource, rows in policies(recording, "Allow")} == filled(RESOURCES, stack)
    assert {r.name: rows for r, rows in policies(recording, "Deny") if rows} == filled(REFUSED, stack)


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
