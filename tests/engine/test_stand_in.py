"""The stand-in provider itself, which needs no CLI: what it replaces, what it leaves alone, what it refuses."""

import importlib
import inspect
from collections.abc import Mapping
from functools import cache
from typing import get_overloads

import pytest

from ops.offline.program import record_stack
from ops.offline.shapes import SHAPES
from tests.engine.conftest import STACKS
from tests.engine.deployment import ROOT
from tests.engine.provider.account import TASK_DEFINITION, Account, Fault, RefusedError
from tests.engine.provider.counterpart import EVERYWHERE
from tests.engine.provider.counterparts import COUNTERPARTS
from tests.engine.provider.create_only import create_only
from tests.engine.provider.diff import DEFAULTS, counterpart_of, difference

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
INSTANCE = "aws:rds/instance:Instance"
SERVICE = "aws:ecs/service:Service"
CONDITIONAL = {SERVICE: {"capacityProviderStrategies"}}

REPLACED = [
    ("aws:appautoscaling/target:Target", "resourceId"),
    (LOG_GROUP, "name"),
    ("aws:ec2/flowLog:FlowLog", "logDestination"),
    ("aws:ec2/natGateway:NatGateway", "allocationId"),
    ("aws:ec2/securityGroup:SecurityGroup", "description"),
    ("aws:ec2/subnet:Subnet", "availabilityZone"),
    ("aws:ec2/vpc:Vpc", "cidrBlock"),
    ("aws:ecr/repository:Repository", "encryptionConfigurations"),
    (SERVICE, "cluster"),
    (TASK_DEFINITION, "containerDefinitions"),
    ("aws:elasticache/replicationGroup:ReplicationGroup", "kmsKeyId"),
    ("aws:elasticache/user:User", "userName"),
    ("aws:iam/role:Role", "name"),
    ("aws:kms/key:Key", "multiRegion"),
    ("aws:lb/loadBalancer:LoadBalancer", "internal"),
    ("aws:lb/targetGroup:TargetGroup", "port"),
    (INSTANCE, "kmsKeyId"),
    (INSTANCE, "snapshotIdentifier"),
    (INSTANCE, "username"),
    ("aws:s3/bucket:Bucket", "bucket"),
    ("aws:secretsmanager/secret:Secret", "name"),
    ("aws:secretsmanager/secretVersion:SecretVersion", "secretString"),
    ("random:index/randomPassword:RandomPassword", "keepers"),
    (RULE, "securityGroupId"),
]
IN_PLACE = [
    ("aws:appautoscaling/target:Target", "maxCapacity"),
    (LOG_GROUP, "kmsKeyId"),
    ("aws:ec2/subnet:Subnet", "mapPublicIpOnLaunch"),
    ("aws:ec2/vpc:Vpc", "enableDnsHostnames"),
    ("aws:ecr/repository:Repository", "imageTagMutability"),
    (SERVICE, "taskDefinition"),
    (SERVICE, "networkConfiguration"),
    (TASK_DEFINITION, "tags"),
    ("aws:cloudfront/distribution:Distribution", "viewerCertificate"),
    ("aws:elasticache/replicationGroup:ReplicationGroup", "nodeType"),
    ("aws:elasticache/user:User", "passwords"),
    ("aws:iam/role:Role", "assumeRolePolicy"),
    ("aws:kms/key:Key", "policy"),
    ("aws:lb/listenerRule:ListenerRule", "priority"),
    ("aws:lb/loadBalancer:LoadBalancer", "subnets"),
    ("aws:lb/targetGroup:TargetGroup", "healthCheck"),
    (INSTANCE, "engineVersion"),
    (INSTANCE, "instanceClass"),
    (INSTANCE, "manageMasterUserPassword"),
    (INSTANCE, "password"),
    ("aws:secretsmanager/secret:Secret", "kmsKeyId"),
    (RULE, "fromPort"),
]


@cache
def arguments(token: str) -> frozenset[str]:
    """What the provider's resource takes, by Pulumi's names."""
    package, module, name = token.split(":")
    place = "" if module.startswith("index/") else f".{module.partition('/')[0]}"
    resource = getattr(importlib.import_module(f"pulumi_{package}{place}"), name)
    by_argument = max((inspect.signature(form).parameters for form in get_overloads(resource.__init__)), key=len)
    return frozenset(map(camel_case, by_argument)) - {"self", "resourceName", "opts"}


def camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def replaces(token: str, key: str) -> bool:
    return difference(token, {key: "before"}, {key: "after"}).replaces == {key}


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_every_type_that_the_program_registers_is_known(stack: str) -> None:
    file = ROOT / "tests/data/everything.yaml" if stack == "all" else None
    recorded = {resource.type for resource in record_stack(ROOT, stack, file).resources}
    types = {token for token in recorded if token.startswith(("aws:", "random:"))}

    assert types - set(COUNTERPARTS) == set()
    assert types - set(SHAPES) == set()


def test_an_unknown_type_is_refused_with_what_to_do() -> None:
    with pytest.raises(
        LookupError, match=r"does not know aws:kinesis/stream:Stream: add its row to tests/engine/provider"
    ):
        counterpart_of("aws:kinesis/stream:Stream")


@pytest.mark.parametrize("token", COUNTERPARTS)
def test_it_replaces_on_every_create_only_property_of_the_schema(token: str) -> None:
    row = COUNTERPARTS[token]
    by_schema = {name for own in create_only(row.cloudformation) for name in row.properties(own)}

    assert by_schema <= arguments(token)
    assert {name for name in by_schema if not replaces(token, name)} == set(row.stays) & by_schema


@pytest.mark.parametrize("token", COUNTERPARTS)
def test_it_replaces_on_nothing_else_but_what_the_reviewed_table_lists(token: str) -> None:
    row = COUNTERPARTS[token]
    by_schema = {name for own in create_only(row.cloudformation) for name in row.properties(own)}
    others = arguments(token) - by_schema - CONDITIONAL.get(token, set())

    assert {name for name in others if replaces(token, name)} == set(row.replaces_too) | (set(EVERYWHERE) & others)


@pytest.mark.parametrize("token", COUNTERPARTS)
def test_the_reviewed_table_says_nothing_that_the_schema_says_already(token: str) -> None:
    row = COUNTERPARTS[token]
    schema = create_only(row.cloudformation)
    by_schema = {name for own in schema for name in row.properties(own)}

    assert set(row.named) <= schema
    assert set(row.stays) <= by_schema
    assert set(row.replaces_too) & by_schema == set()
    assert set(row.replaces_too) <= arguments(token)


@pytest.mark.parametrize(("token", "key"), REPLACED)
def test_aws_cannot_change_this_in_place(token: str, key: str) -> None:
    assert replaces(token, key)


@pytest.mark.parametrize(("token", "key"), IN_PLACE)
def test_aws_changes_this_in_place(token: str, key: str) -> None:
    found = difference(token, {key: "before"}, {key: "after"})

    assert found.changed == {key}
    assert found.replaces == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"port": 80}, {"port": 80.0}),
        ({"port": None}, {}),
        ({"rules": []}, {}),
        ({"block": {"a": None, "b": []}}, {}),
        ({"subnets": ["a", "b"]}, {"subnets": ["b", "a"]}),
        ({"policy": '{"a": 1, "b": [2]}'}, {"policy": '{"b":[2],"a":1}'}),
        ({DEFAULTS: ["name"]}, {DEFAULTS: []}),
    ],
)
def test_what_means_the_same_is_no_change(old: Mapping[str, object], new: Mapping[str, object]) -> None:
    assert difference(LOG_GROUP, old, new).changed == set()


def test_a_rule_changes_its_source_in_place_but_not_the_kind_of_it() -> None:
    cidr = {"cidrIpv4": "10.0.0.0/8"}

    assert difference(RULE, cidr, {"cidrIpv4": "10.0.0.0/16"}).replaces == set()
    assert difference(RULE, cidr, {"referencedSecurityGroupId": "sg-1"}).replaces == {
        "cidrIpv4",
        "referencedSecurityGroupId",
    }


def test_a_service_moves_between_capacity_providers_only_by_a_new_deployment() -> None:
    fargate, spot = (
        {"capacityProviderStrategies": [{"capacityProvider": name}]} for name in ("FARGATE", "FARGATE_SPOT")
    )

    assert difference(SERVICE, fargate, spot | {"forceNewDeployment": True}).replaces == set()
    assert difference(SERVICE, fargate, spot).replaces == {"capacityProviderStrategies"}


def test_the_old_one_goes_first_where_the_new_one_takes_its_name() -> None:
    class_changed = difference(LOG_GROUP, {"name": "a"}, {"name": "a", "logGroupClass": "DELIVERY"})
    name_changed = difference(LOG_GROUP, {"name": "a"}, {"name": "b"})
    autonamed = difference(
        LOG_GROUP, {"name": "a-x1"}, {"name": "a-x1", "logGroupClass": "DELIVERY", DEFAULTS: ["name"]}
    )
    nothing_replaced = difference(LOG_GROUP, {"name": "a"}, {"name": "a", "retentionInDays": 3})

    assert class_changed.delete_first
    assert not name_changed.delete_first
    assert not autonamed.delete_first
    assert not nothing_replaced.delete_first


def test_a_name_is_given_once() -> None:
    account = Account()
    account.create(LOG_GROUP, "urn:one", {"name": "/ecs/api"})

    with pytest.raises(RefusedError, match="AlreadyExists"):
        account.create(LOG_GROUP, "urn:two", {"name": "/ecs/api"})


@pytest.mark.parametrize("said", ["deletionProtection", "deletionProtectionEnabled", "enableDeletionProtection"])
def test_what_is_protected_from_deletion_stays(said: str) -> None:
    account = Account()
    made = account.create(LOG_GROUP, "urn:one", {"name": "/ecs/api", said: True})

    with pytest.raises(RefusedError, match="deletion protection"):
        account.delete(LOG_GROUP, "urn:one", made)

    assert account.of_type(LOG_GROUP) == [made]


def test_a_family_has_revisions_and_keeps_those_that_skip_their_destruction() -> None:
    account = Account()
    first = account.create(TASK_DEFINITION, "urn", {"family": "api", "skipDestroy": True})
    account.delete(TASK_DEFINITION, "urn", first)
    second = account.create(TASK_DEFINITION, "urn", {"family": "api"})

    assert account.retained == [first]
    assert str(second.outputs["arn"]).endswith(":task-definition/api:2")


def test_an_update_leaves_alone_what_it_does_not_change() -> None:
    account = Account()
    made = account.create(SERVICE, "urn", {"name": "api", "desiredCount": 0, "taskDefinition": "api:1", "tags": {}})
    made.inputs["desiredCount"] = 7

    account.update(SERVICE, "urn", made, {"desiredCount": 0, "taskDefinition": "api:1"}, {"desiredCount": 0})

    assert made.inputs["desiredCount"] == 7
    assert "taskDefinition" not in made.inputs


def test_it_fails_where_a_test_wants_it_to() -> None:
    account = Account(faults=[Fault("create", LOG_GROUP, "logs-api")])

    with pytest.raises(RefusedError, match="InternalFailure"):
        account.create(LOG_GROUP, "urn:pulumi:dev::platform::aws:cloudwatch/logGroup:LogGroup::logs-api", {"name": "a"})
