"""Nothing that holds state is replaced, nothing that runs is stopped: or the adoption stops, and says why."""

import pytest

from ops.adopt.asking import Asking
from ops.adopt.verdict import Fate
from tests.ops.adopt.conftest import Alter, Looked
from tests.ops.adopt.test_composed import composed

INSTANCE, REPOSITORY = "aws:rds/instance:Instance", "aws:ecr/repository:Repository"
SERVICE, GROUP = "aws:ecs/service:Service", "aws:lb/targetGroup:TargetGroup"
CONSOLE = {"encryptionType": "AES256", "kmsKey": None}
OTHER_KEY = f"arn:aws:kms:ap-northeast-2:123456789012:key/{'0' * 8}-aws-rds"
DATABASE, OF_DATABASE = "rds.describe_db_instances", "DBInstances[]"
REPLACED: dict[str, tuple[Alter, tuple[str, str], str]] = {
    "the database is under another key": (
        (DATABASE, OF_DATABASE, {"KmsKeyId": OTHER_KEY}), (INSTANCE, "db"), "kmsKeyId",
    ),
    "the database is not encrypted": (
        (DATABASE, OF_DATABASE, {"StorageEncrypted": False}), (INSTANCE, "db"), "storageEncrypted",
    ),
    "the repository has the encryption of the console": (
        ("ecr.describe_repositories", "repositories[].encryptionConfiguration", CONSOLE),
        (REPOSITORY, "api"), "encryptionConfigurations",
    ),
    "the key belongs to one Region": (
        ("kms.describe_key", "[KeyMetadata]", {"MultiRegion": False}), ("aws:kms/key:Key", "data"), "multiRegion",
    ),
    "a subnet is in another zone": (
        ("ec2.describe_subnets", "Subnets[?CidrBlock=='10.30.0.0/24']", {"AvailabilityZone": "ap-northeast-2b"}),
        ("aws:ec2/subnet:Subnet", "network-public-1"), "availabilityZone",
    ),
}  # fmt: skip


def test_the_account_can_be_adopted(looked: Looked) -> None:
    assert looked.verdict.safe
    assert looked.verdict.of(Fate.STOPS) == ()
    assert looked.verdict.layout is None


def test_what_holds_state_differs_in_the_password_alone(looked: Looked) -> None:
    [difference] = looked.judged(INSTANCE, "db").differences
    assert (difference.property, difference.live) == ("password", "AWS does not tell it")
    assert (difference.declared, difference.replaces) == ("set anew", False)


@pytest.mark.parametrize("case", REPLACED)
def test_it_stops_where_what_holds_state_would_be_replaced(looked: Looked, case: str) -> None:
    altered, resource, name = REPLACED[case]
    other = looked.otherwise(altered)
    judged = other.judged(*resource)
    assert not other.verdict.safe
    assert judged.fate is Fate.STOPS
    assert name in {one.property for one in judged.replacing}
    assert judged.why.endswith("it would be replaced, and what it holds lost")


def test_it_stops_where_a_name_is_taken_by_what_could_only_be_replaced(looked: Looked) -> None:
    other = looked.otherwise(("elbv2.describe_target_groups", "TargetGroups[]", {"Port": 8000}))
    judged = other.judged(GROUP, "api")
    assert (judged.fate, [one.property for one in judged.replacing]) == (Fate.STOPS, ["port"])
    assert judged.why == (
        "AWS cannot change port in place: it would be replaced, and another one cannot stand beside it"
    )


def test_a_service_without_capacity_providers_stops_and_the_way_out_is_said(looked: Looked) -> None:
    other = looked.otherwise(("ecs.describe_services", "services[]", {"capacityProviderStrategy": []}))
    [difference] = other.judged(SERVICE, "api").replacing
    assert difference.property == "capacityProviderStrategies"
    assert "aws ecs update-service --capacity-provider-strategy" in difference.remedy


def test_a_database_in_the_default_group_stops_since_rds_does_not_move_it(looked: Looked) -> None:
    group = {"DBSubnetGroup": {"DBSubnetGroupName": "default"}}
    other = looked.otherwise(
        (DATABASE, OF_DATABASE, group),
    )
    assert [one.property for one in other.judged(INSTANCE, "db").replacing] == ["dbSubnetGroupName"]


def test_a_group_in_another_vpc_stays_and_another_one_is_made(looked: Looked) -> None:
    other = looked.otherwise(
        ("ec2.describe_security_groups", "SecurityGroups[?GroupName=='gli-prod-api-sg']", {"VpcId": "vpc-0000"})
    )
    judged = other.judged("aws:ec2/securityGroup:SecurityGroup", "api")
    assert (judged.fate, judged.id) == (Fate.BESIDE, looked.made.live["sg-api"])
    rule = other.judged("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "api-from-main-8000")
    assert (rule.fate, rule.why) == (Fate.MADE, "what it belongs to is made, or stays another's")
    assert other.verdict.safe


def test_a_setting_that_could_only_be_replaced_is_written_over(looked: Looked) -> None:
    policy = {"lifecyclePolicyText": '{"rules": []}', "repositoryName": "gli-api-production"}
    answers = {key: policy if "get_lifecycle_policy" in key else one for key, one in looked.asked.answers.items()}
    judged = looked.judged_by(Asking(looked.asked.aws, answers)).judged(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy", "api-lifecycle"
    )
    assert (judged.fate, judged.why) == (Fate.BESIDE, "AWS cannot change policy in place: it is written over")


def test_ways_in_that_nobody_declares_are_told(looked: Looked) -> None:
    forgotten = looked.made.live["forgotten"]
    told = f"db ({looked.made.live['sg-db']}): tcp port 5432 from 203.0.113.7/32 ({forgotten})"
    assert told in looked.verdict.open_ways
    assert not any(" 443 from" in one for one in looked.verdict.open_ways)


def test_what_the_program_leaves_to_others_is_no_difference(looked: Looked) -> None:
    differing = {one.property for one in looked.judged(SERVICE, "api").differences}
    assert differing & {"desiredCount", "taskDefinition"} == set()
    group = looked.judged("aws:ec2/securityGroup:SecurityGroup", "api")
    assert (group.fate, group.differences) == (Fate.IMPORTED, ())


def test_nothing_is_moved_to_a_network_that_is_made(looked: Looked) -> None:
    other = composed(looked, {"ec2.describe_vpcs": {"Vpcs": []}})
    assert other.judged("aws:ec2/vpc:Vpc", "network").fate is Fate.MADE
    assert not other.verdict.safe
    balancer = other.judged("aws:lb/loadBalancer:LoadBalancer", "main")
    assert balancer.fate is Fate.STOPS
    assert {one.property: one.remedy for one in balancer.replacing}["subnets"].startswith("name its network")
    assert "dbSubnetGroupName" in {one.property for one in other.judged(INSTANCE, "db").replacing}
