"""The three stacks of GLI, whole: what they are called, what they differ in, and what they must never share."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from ops.offline.recording import Recording
from ops.offline.values import UNKNOWN
from settings.rules import MAX_STACK_NAME
from tests.conftest import Record
from tests.harness import STACKS, inputs_by_name, json_of, listed

ACCOUNT = "917891822317"

NAMES: dict[str, dict[str, set[str]]] = {
    "dev": {
        "aws:lb/loadBalancer:LoadBalancer": {"gli-development-alb"},
        "aws:lb/targetGroup:TargetGroup": {"gli-dev-api-tg", "gli-dev-ws-tg"},
        "aws:ecs/cluster:Cluster": {"development-gli-cluster"},
        "aws:ecs/service:Service": {"development-django-api-service", "development-websocket-service"},
        "aws:ecs/taskDefinition:TaskDefinition": {"development-gli-django-api", "development-gli-websocket"},
        "aws:ecr/repository:Repository": {"gli-api-development", "gli-websocket-development"},
        "aws:cloudwatch/logGroup:LogGroup": {
            "/ecs/development-gli-api",
            "/ecs/development-gli-websocket",
            "/ecs/development-gli-cluster/exec",
            "/vpc/development-gli/flow-logs",
        },
        "aws:s3/bucket:Bucket": {"gli-development-alb-logs-917891822317"},
        "aws:kms/alias:Alias": {"alias/gli-development"},
    },
    "stg": {
        "aws:lb/loadBalancer:LoadBalancer": {"gli-staging-alb"},
        "aws:lb/targetGroup:TargetGroup": {"gli-stg-api-tg", "gli-stg-ws-tg"},
        "aws:ecs/cluster:Cluster": {"staging-gli-cluster"},
        "aws:ecs/service:Service": {"staging-django-api-service", "staging-websocket-service"},
        "aws:ecs/taskDefinition:TaskDefinition": {"staging-gli-django-api", "staging-gli-websocket"},
        "aws:ecr/repository:Repository": {"gli-api-staging", "gli-websocket-staging"},
        "aws:cloudwatch/logGroup:LogGroup": {
            "/ecs/staging-gli-api",
            "/ecs/staging-gli-websocket",
            "/ecs/staging-gli-cluster/exec",
            "/vpc/staging-gli/flow-logs",
        },
        "aws:s3/bucket:Bucket": {"gli-staging-alb-logs-917891822317"},
        "aws:kms/alias:Alias": {"alias/gli-staging"},
    },
    "prod": {
        "aws:lb/loadBalancer:LoadBalancer": {"gli-production-alb"},
        "aws:lb/targetGroup:TargetGroup": {"gli-prod-api-tg", "gli-prod-ws-tg"},
        "aws:ecs/cluster:Cluster": {"production-gli-cluster"},
        "aws:ecs/service:Service": {"production-django-api-service", "production-websocket-service"},
        "aws:ecs/taskDefinition:TaskDefinition": {"production-gli-django-api", "production-gli-websocket"},
        "aws:ecr/repository:Repository": {"gli-api-production", "gli-websocket-production"},
        "aws:cloudwatch/logGroup:LogGroup": {
            "/ecs/production-gli-api",
            "/ecs/production-gli-websocket",
            "/ecs/production-gli-cluster/exec",
            "/vpc/production-gli/flow-logs",
        },
        "aws:s3/bucket:Bucket": {"gli-production-alb-logs-917891822317"},
        "aws:kms/alias:Alias": {"alias/gli-production"},
    },
}
"""Standard G-04 to G-07 and G-09, to the letter; and what the standard leaves to the platform."""

NAMED_BY = ("name", "bucket", "family")
"""Inputs that are the physical name of what they belong to."""


class Lines(SingleFileSnapshotExtension):
    """One plain text file a stack, so that a reviewer reads what changes its identity."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def physical_names(recording: Recording) -> Iterator[tuple[str, str]]:
    """Type and name of everything that AWS knows by a name of ours."""
    for resource in recording.resources:
        for key in NAMED_BY:
            name = resource.inputs.get(key)
            # What belongs to a bucket has the bucket's name as an input, not a name of its own.
            if resource.custom and isinstance(name, str) and (key != "bucket" or resource.type.endswith(":Bucket")):
                yield resource.type, name


@pytest.mark.parametrize("stack", STACKS)
def test_the_identity_of_every_resource_is_what_it_was(
    stack: str, deployed: Record, snapshot: SnapshotAssertion
) -> None:
    urns = "".join(f"{urn}\n" for urn in sorted(deployed(stack).urns()))
    assert urns == snapshot(extension_class=Lines), (
        "A changed line is a replacement in the cloud: give the resource an alias and CHANGELOG a line, "
        "then run pytest --snapshot-update."
    )


@pytest.mark.parametrize("stack", STACKS)
def test_no_two_resources_of_a_stack_have_one_identity(stack: str, deployed: Record) -> None:
    urns = deployed(stack).urns()
    assert len(urns) == len(set(urns)) == len(deployed(stack).resources)


@pytest.mark.parametrize(("stack", "token"), [(stack, token) for stack in STACKS for token in NAMES[stack]])
def test_names_are_the_standards_to_the_letter(stack: str, token: str, deployed: Record) -> None:
    made = {name for kind, name in physical_names(deployed(stack)) if kind == token}
    assert made == NAMES[stack][token]


@pytest.mark.parametrize("stack", STACKS)
def test_what_has_no_standard_name_is_named_after_its_stack(stack: str, deployed: Record) -> None:
    named = [(kind, name) for kind, name in physical_names(deployed(stack)) if kind not in NAMES[stack]]
    assert named
    assert [row for row in named if not row[1].startswith(f"{stack}-")] == []


def test_the_three_stacks_of_the_account_share_no_name(deployed: Record) -> None:
    names = Counter(row for stack in STACKS for row in physical_names(deployed(stack)))
    assert [row for row, times in names.items() if times > 1] == []


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_names_that_pulumi_makes_fit_into_64_characters(stack: str, deployed: Record) -> None:
    roles = [name for kind, name in physical_names(deployed(stack)) if kind == "aws:iam/role:Role"]
    assert roles
    longest_role = "r" * 20
    for name in roles:
        others = name.removeprefix(f"{stack}-").replace("scheduler", longest_role).replace("websocket", longest_role)
        assert len(f"{'s' * MAX_STACK_NAME}-{others}") <= 64


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


@pytest.mark.parametrize(("stack", "days"), [("dev", 7), ("stg", 30), ("prod", 90)])
def test_logs_are_kept_as_long_as_the_standard_asks(stack: str, days: int, deployed: Record) -> None:
    groups = inputs_by_name(deployed(stack), "aws:cloudwatch/logGroup:LogGroup").values()
    assert {group["retentionInDays"] for group in groups} == {days}
    lifecycles = deployed(stack).of_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    expirations = [rule["expiration"] for made in lifecycles for rule in listed(made, "rules") if "expiration" in rule]
    assert expirations == [{"days": days}]


@pytest.mark.parametrize("stack", STACKS)
def test_health_is_asked_for_where_the_standard_says(stack: str, deployed: Record) -> None:
    groups = inputs_by_name(deployed(stack), "aws:lb/targetGroup:TargetGroup")
    assert {role: group["healthCheck"]["path"] for role, group in groups.items()} == {
        "api": "/health/",
        "websocket": "/health",
    }


def test_production_exports_what_an_operator_needs_and_nothing_else(deployed: Record) -> None:
    outputs = dict(deployed("prod").outputs)
    balancer = deployed("prod").one("aws:lb/loadBalancer:LoadBalancer", "main")
    registry = f"{ACCOUNT}.dkr.ecr.ap-northeast-2.amazonaws.com"
    assert outputs == {
        "cluster": "production-gli-cluster",
        "vpc_id": deployed("prod").one("aws:ec2/vpc:Vpc", "network").id,
        "load_balancers": {"main": {"arn": balancer.outputs["arn"], "dns_name": balancer.outputs["dnsName"]}},
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
    assert before.urns() == after.urns()
    assert sorted(physical_names(before)) == sorted(physical_names(after))


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_before_anything_is_deployed_reviewers_read_every_component_and_every_static_document(
    stack: str, first_preview: Record
) -> None:
    recording = first_preview(stack)
    components = [r for r in recording.resources if r.type.startswith("platform:")]
    assert components
    assert [r.urn for r in components if UNKNOWN in json.dumps(dict(r.inputs))] == []
    for token in ("aws:ec2/vpcEndpoint:VpcEndpoint", "aws:s3/bucketPolicy:BucketPolicy", "aws:kms/key:Key"):
        assert all(json_of(resource, "policy")["Statement"] for resource in recording.of_type(token))


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
        "aws:kms/key:Key",
        "aws:s3/bucket:Bucket",
    }
    protected = {stack: {r.type for r in deployed(stack).resources if r.options.protect} for stack in (*STACKS, "all")}
    assert protected == {"dev": set(), "stg": stateful, "prod": stateful, "all": stateful}
    assert all(r.options.protect for r in deployed("prod").resources if r.type in stateful)


@pytest.mark.parametrize("stack", STACKS)
def test_only_development_can_be_destroyed_with_what_is_in_it(stack: str, deployed: Record) -> None:
    given_up = [
        key
        for resource in deployed(stack).resources
        for key in ("forceDestroy", "forceDelete")
        if resource.custom and resource.inputs.get(key)
    ]
    assert bool(given_up) is (stack == "dev")
