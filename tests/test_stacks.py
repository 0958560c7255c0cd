"""The three stacks of GLI, whole: what they are called, what they differ in, and what they must never share."""

import json
import re

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from ops.offline.program import record_stack
from ops.offline.values import UNKNOWN
from tests.conftest import Record
from tests.harness import ROOT, STACKS, inputs_by_name, json_of, listed
from tests.physical_names import physical_names

ACCOUNT = "917891822317"

RECORD = "aws:route53/record:Record"
RECORDS = "platform:edge:Records"
DOCUMENTS = (
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
)


class Lines(SingleFileSnapshotExtension):
    """One plain text file a stack, so that a reviewer reads what changes its identity."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.mark.parametrize("stack", STACKS)
def test_the_identity_of_every_resource_is_what_it_was(
    stack: str, deployed: Record, snapshot: SnapshotAssertion
) -> None:
    urns = "".join(f"{urn}\n" for urn in sorted(deployed(stack).urns()))
    assert urns == snapshot(extension_class=Lines), (
        "A changed line is a replacement in the cloud: give the resource an alias and CHANGELOG a line, "
        "then run pytest --snapshot-update."
    )


def test_a_database_that_no_service_uses_needs_no_cluster() -> None:
    alone = record_stack(ROOT, "small", ROOT / "tests/data/small.yaml")

    assert len(alone.of_type("aws:rds/instance:Instance")) == 1
    assert alone.of_type("aws:ecs/cluster:Cluster") == ()


@pytest.mark.parametrize("stack", STACKS)
def test_no_two_resources_of_a_stack_have_one_identity(stack: str, deployed: Record) -> None:
    urns = deployed(stack).urns()
    assert len(urns) == len(set(urns)) == len(deployed(stack).resources)


@pytest.mark.parametrize("stack", STACKS)
def test_everything_is_made_in_seoul_in_glis_account_with_the_tags_of_the_environment(
    stack: str, deployed: Record
) -> None:
    provider = deployed(stack).one("pulumi:providers:aws", "aws")
    long = {"dev": "development", "stg": "staging", "prod": "production"}[stack]
    assert provider.inputs["region"] == "ap-northeast-2"
    assert json_of(provider, "allowedAccountIds") == [ACCOUNT]
    assert json_of(provider, "defaultTags") == {
        "tags": {"System": "gli", "Environment": long, "ManagedBy": "pulumi"},
    }


@pytest.mark.parametrize("stack", STACKS)
def test_only_what_belongs_to_cloudfront_stands_in_us_east_1(stack: str, deployed: Record) -> None:
    elsewhere = {(r.name, r.inputs["region"]) for r in deployed(stack).resources if r.custom and "region" in r.inputs}
    told = ("alerts-us-east-1-", "user-frontend-cdn-", "cloudfront-waf-")  # alarms stand where CloudFront measures
    assert {row for row in elsewhere if row[0] != "aws" and not row[0].startswith(told)} == {
        (name, "us-east-1") for name in ("cloudfront", "cloudfront-logs", "data-us-east-1", "user-frontend-logs")
    } | {("logs-us-east-1-firewall-cloudfront", "us-east-1")}


@pytest.mark.parametrize("stack", STACKS)
def test_every_host_leads_to_its_load_balancer_or_website(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    balancer = recording.one("aws:lb/loadBalancer:LoadBalancer", "main").outputs["dnsName"]
    website = recording.one("aws:cloudfront/distribution:Distribution", "user-frontend").outputs["domainName"]
    suffix = {"dev": "-dev", "stg": "-stg", "prod": ""}[stack]
    site = {"dev": "dev.glibiz.com", "stg": "stg.glibiz.com", "prod": "glibiz.com"}[stack]
    records = inputs_by_name(recording, RECORD).values()
    assert {record["zoneId"] for record in records} == {"Z0419507IHNIDPFGXUPL"}
    assert {(record["name"], record["type"], record["aliases"][0]["name"]) for record in records} == {
        (f"api{suffix}.glibiz.com", "A", balancer),
        (f"ws{suffix}.glibiz.com", "A", balancer),
        (site, "A", website),
        (site, "AAAA", website),
    }


@pytest.mark.parametrize(("stack", "days"), [("dev", 7), ("stg", 30), ("prod", 90)])
def test_logs_are_kept_as_long_as_the_standard_asks(stack: str, days: int, deployed: Record) -> None:
    groups = inputs_by_name(deployed(stack), "aws:cloudwatch/logGroup:LogGroup").values()
    assert {group["retentionInDays"] for group in groups} == {days}
    lifecycles = deployed(stack).of_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    expirations = [rule.get("expiration", {}) for made in lifecycles for rule in listed(made, "rules")]
    assert [expiration["days"] for expiration in expirations if "days" in expiration] == [days, days]


@pytest.mark.parametrize("stack", STACKS)
def test_health_is_asked_for_where_the_standard_says(stack: str, deployed: Record) -> None:
    groups = inputs_by_name(deployed(stack), "aws:lb/targetGroup:TargetGroup")
    assert {role: group["healthCheck"]["path"] for role, group in groups.items()} == {
        "api": "/health/",
        "websocket": "/health",
    }


def role(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/gli-prod-ap-northeast-2-{name}"


def test_production_exports_what_an_operator_needs_and_nothing_else(deployed: Record) -> None:
    outputs = dict(deployed("prod").outputs)
    balancer = deployed("prod").one("aws:lb/loadBalancer:LoadBalancer", "main")
    website = deployed("prod").one("aws:cloudfront/distribution:Distribution", "user-frontend")
    cache = deployed("prod").one("aws:elasticache/replicationGroup:ReplicationGroup", "redis")
    registry = f"{ACCOUNT}.dkr.ecr.ap-northeast-2.amazonaws.com"
    assert outputs == {
        "cluster": "production-gli-cluster",
        "vpc_id": deployed("prod").one("aws:ec2/vpc:Vpc", "network").id,
        "load_balancers": {"main": {"arn": balancer.outputs["arn"], "dns_name": balancer.outputs["dnsName"]}},
        "websites": {
            "user-frontend": {
                "bucket": "gli-user-frontend-production",
                "distribution_id": website.id,
                "hosts": ["glibiz.com"],
            }
        },
        "databases": {"db": "gli-prod-db"},
        "caches": {"redis": cache.outputs["primaryEndpointAddress"]},
        "hosts": {},
        "registries": {
            "api": f"{registry}/gli-api-production",
            "websocket": f"{registry}/gli-websocket-production",
        },
        "services": {
            "api": {
                "name": "production-django-api-service",
                "hosts": ["api.glibiz.com"],
                "log_group": "/ecs/production-gli-api",
            },
            "websocket": {
                "name": "production-websocket-service",
                "hosts": ["ws.glibiz.com"],
                "log_group": "/ecs/production-gli-websocket",
            },
        },
        "roles": {
            "preview": role("preview"),
            "drift": role("drift"),
            "deploy": role("deploy"),
            "operator": role("operator"),
            "api": role("app-api"),
            "websocket": role("app-websocket"),
            "user-frontend": role("app-user-frontend"),
        },
    }


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_nothing_secret_is_exported_and_no_export_is_null(stack: str, deployed: Record) -> None:
    exported = json.dumps(dict(deployed(stack).outputs))
    assert "null" not in exported
    assert not re.search(r":secret:|:parameter/|password|token", exported, re.IGNORECASE)


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_before_anything_is_deployed_the_same_resources_are_planned_under_the_same_names(
    stack: str, deployed: Record, first_preview: Record
) -> None:
    before, after = first_preview(stack), deployed(stack)
    # A record that proves a new certificate is named by ACM.
    hosts = {f"{host} {kind}" for host in listed(after.one(RECORDS, "records"), "hosts") for kind in ("A", "AAAA")}
    assert before.urns() == after.urns()
    named = [[row for row in physical_names(made) if row[0] != RECORD or row[1] in hosts] for made in (before, after)]
    assert sorted(named[0]) == sorted(named[1])


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_before_anything_is_deployed_reviewers_read_every_component_and_every_static_document(
    stack: str, first_preview: Record
) -> None:
    recording = first_preview(stack)
    components = [r for r in recording.resources if r.type.startswith("platform:")]
    assert components
    assert [r.urn for r in components if UNKNOWN in json.dumps(dict(r.inputs))] == []
    hidden = {
        resource.name
        for token in DOCUMENTS
        for resource in recording.of_type(token)
        if UNKNOWN in str(resource.inputs["policy"])
    }
    websites = {r.name for r in recording.of_type("platform:edge:Website")}
    assert hidden == {f"{website}-files-policy" for website in websites}, "only these name what AWS alone knows"


@pytest.mark.parametrize("stack", STACKS)
def test_before_the_first_release_no_task_can_start(stack: str, deployed: Record) -> None:
    services = inputs_by_name(deployed(stack), "aws:ecs/service:Service")
    assert {role: service["desiredCount"] for role, service in services.items()} == {"api": 0, "websocket": 0}
    targets = inputs_by_name(deployed(stack), "aws:appautoscaling/target:Target").values()
    assert all((target["minCapacity"], target["maxCapacity"]) == (0, 0) for target in targets)


def test_a_release_starts_every_service_that_runs_its_image_and_no_other(deployed: Record) -> None:
    registry = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/all"
    released = f"{registry}-api-everything@sha256:{'0123456789abcdef' * 4}"
    tasks = deployed("all").of_type("aws:ecs/taskDefinition:TaskDefinition")
    assert {task.name: json_of(task, "containerDefinitions")[0]["image"] for task in tasks} == {
        "api": released,
        "worker": released,
        "scheduler": released,
        "websocket": f"{registry}-websocket-everything:latest",
    }
    services = inputs_by_name(deployed("all"), "aws:ecs/service:Service")
    counts = {role: service["desiredCount"] for role, service in services.items()}
    assert counts == {"api": 2, "worker": 3, "scheduler": 1, "websocket": 0}


def test_only_what_holds_data_is_protected_and_in_development_nothing_is(deployed: Record) -> None:
    stateful = {
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:ecr/repository:Repository",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:kms/key:Key",
        "aws:kms/replicaKey:ReplicaKey",
        "aws:rds/instance:Instance",
        "aws:s3/bucket:Bucket",
        "aws:secretsmanager/secret:Secret",
    }
    chosen = {
        "aws:elasticache/serverlessCache:ServerlessCache",
        "aws:ebs/volume:Volume",
        "aws:ec2/eip:Eip",  # a host's, by which the world knows it
    }
    protected = {stack: {r.type for r in deployed(stack).resources if r.options.protect} for stack in (*STACKS, "all")}
    assert protected == {"dev": set(), "stg": stateful, "prod": stateful, "all": stateful | chosen}
    given_up = [r.name for r in deployed("prod").resources if r.type in stateful and not r.options.protect]
    assert given_up == []


@pytest.mark.parametrize("stack", STACKS)
def test_only_development_can_be_destroyed_with_what_is_in_it(stack: str, deployed: Record) -> None:
    given_up = [
        key
        for resource in deployed(stack).resources
        for key in ("forceDestroy", "forceDelete", "skipFinalSnapshot")
        if resource.custom and resource.inputs.get(key)
    ]
    assert bool(given_up) is (stack == "dev")
