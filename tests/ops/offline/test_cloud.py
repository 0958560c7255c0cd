import importlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.offline.autonaming import Autonaming
from ops.offline.cloud import Cloud
from ops.offline.shapes import RANDOM_PASSWORD, SHAPES
from ops.offline.values import SECRET, UNKNOWN

CLOUD = Cloud(account="917891822317", region="ap-northeast-2")
ARN = re.compile(r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d*:[^{}\s]+")
INPUTS: dict[str, Any] = {
    "groupName": "gli-dev-off-hours",
    "vpcPeeringConnectionId": "pcx-0a1b2c3d4e5f6a7b8",
    "bucket": "gli-logs",
    "certificateArn": "arn:aws:acm:ap-northeast-2:917891822317:certificate/1",
    "cluster": "arn:aws:ecs:ap-northeast-2:917891822317:cluster/gli-cluster",
    "clusterName": "gli-cluster",
    "configurationName": "gli-prod-team",
    "dashboardName": "gli",
    "dbInstanceIdentifier": "gli-db",
    "dbProxyName": "gli-proxy",
    "distributionId": "E0A",
    "domainName": "*.glibiz.com",
    "family": "gli-api",
    "length": 40,
    "listenerArn": "arn:aws:elasticloadbalancing:ap-northeast-2:917891822317:listener/app/gli/0a/0b",
    "loadBalancerArn": "arn:aws:elasticloadbalancing:ap-northeast-2:917891822317:loadbalancer/app/gli/0a",
    "manageMasterUserPassword": True,
    "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "port": 5432,
    "primaryKeyArn": "arn:aws:kms:ap-northeast-2:917891822317:key/mrk-0a",
    "queueUrl": "https://sqs.ap-northeast-2.amazonaws.com/917891822317/gli-prod-dead-letters",
    "repository": "gli-api",
    "resourceArn": "arn:aws:elasticloadbalancing:ap-northeast-2:917891822317:loadbalancer/app/gli/0a",
    "resourceId": "service/gli-cluster/gli-api",
    "role": "gli-role",
    "routeTableId": "rtb-0a",
    "rule": "gli-rule",
    "secretArn": "arn:aws:secretsmanager:ap-northeast-2:917891822317:secret:gli/db-0a0a0a",
    "secretId": "arn:aws:secretsmanager:ap-northeast-2:917891822317:secret:gli/db-0a0a0a",
    "serviceNamespace": "ecs",
    "tagKey": "System",
    "targetGroupName": "default",
    "topic": "arn:aws:sns:ap-northeast-2:917891822317:gli-alerts",
    "type": "A",
    "userGroupId": "gli-redis",
    "userId": "gli-redis",
    "webAclArn": "arn:aws:wafv2:ap-northeast-2:917891822317:regional/webacl/gli/0a",
    "zoneId": "Z0A",
}
TAKES_AN_ARN = {"aws:cloudwatch/eventTarget:EventTarget", "aws:sns/topicPolicy:TopicPolicy"}
"""Types whose `arn` is an input: that of something else."""
SUBNET = "aws:ec2/subnet:Subnet"
AWS_TYPES = sorted(token for token in SHAPES if token.startswith("aws:"))


def urn(token: str, name: str = "api") -> str:
    return f"urn:pulumi:dev::platform::{token}::{name}"


def create(token: str, cloud: Cloud = CLOUD, **inputs: Any) -> tuple[str, dict[str, object]]:
    whole = {**inputs, **cloud.check(token, urn(token), inputs)}
    created = cloud.create(token, urn(token), whole)
    return created.id, {**whole, **created.attributes}


def resource_class(token: str) -> type:
    module, kind = token.removeprefix("aws:").split(":")
    found = getattr(importlib.import_module(f"pulumi_aws.{module.split('/')[0]}"), kind)
    assert isinstance(found, type)
    return found


def attributes_of(resource: type) -> set[str]:
    """The outputs that the SDK declares, under Pulumi's names."""
    properties = [value for value in vars(resource).values() if isinstance(value, property)]
    return {vars(found.fget)["_pulumi_name"] for found in properties if "_pulumi_name" in vars(found.fget)}


@pytest.mark.parametrize("token", AWS_TYPES)
def test_every_computed_attribute_is_one_that_the_provider_has(token: str) -> None:
    shape = SHAPES[token]
    promised = {*shape.computed, *(["arn"] if shape.arn else []), *([shape.named_by] if shape.named_by else [])}

    assert promised <= attributes_of(resource_class(token))


@pytest.mark.parametrize("token", AWS_TYPES)
def test_every_arn_that_the_provider_has_is_given(token: str) -> None:
    given = bool(SHAPES[token].arn) or "arn" in SHAPES[token].computed

    assert ("arn" in attributes_of(resource_class(token)) and token not in TAKES_AN_ARN) == given


@pytest.mark.parametrize("token", sorted(SHAPES))
def test_every_pattern_is_filled(token: str) -> None:
    resource_id, outputs = create(token, **INPUTS)

    assert resource_id
    assert not re.search(r"[{}]", resource_id)
    assert not re.search(r"\{\w+\}", str(list(outputs.values())))
    assert ARN.fullmatch(str(outputs.get("arn", "arn:aws:s3:::none")))


@pytest.mark.parametrize("token", sorted(SHAPES))
def test_before_the_first_deployment_only_names_are_known_of_what_aws_gives(token: str) -> None:
    shape = SHAPES[token]

    resource_id, outputs = create(token, Cloud(unknown=True), vpcId=UNKNOWN)

    assert resource_id is UNKNOWN
    given = {key: value for key, value in outputs.items() if key not in {"vpcId", shape.named_by}}
    assert set(given) == {*shape.computed, *(["arn"] if shape.arn else [])}
    assert all(value is UNKNOWN for value in given.values())
    assert outputs.get(shape.named_by) is not UNKNOWN


def test_ids_look_like_those_of_aws() -> None:
    lb_id, lb = create("aws:lb/loadBalancer:LoadBalancer", name="gli-alb")

    assert re.fullmatch(r"vpc-[0-9a-f]{17}", create("aws:ec2/vpc:Vpc")[0])
    assert re.fullmatch(r"mrk-[0-9a-f]{32}", create("aws:kms/key:Key", multiRegion=True)[0])
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", create("aws:kms/key:Key")[0])
    assert lb_id == lb["arn"]
    assert str(lb["arn"]).endswith(f":loadbalancer/{lb['arnSuffix']}")
    assert re.fullmatch(r"app/gli-alb/[0-9a-f]{16}", str(lb["arnSuffix"]))


def test_a_listener_and_its_rule_carry_their_load_balancer_in_their_arns() -> None:
    load_balancer = create("aws:lb/loadBalancer:LoadBalancer", name="gli-alb")[0]
    listener = create("aws:lb/listener:Listener", loadBalancerArn=load_balancer)[0]
    rule = create("aws:lb/listenerRule:ListenerRule", listenerArn=listener)[0]

    assert listener.startswith(load_balancer.replace(":loadbalancer/", ":listener/"))
    assert rule.startswith(listener.replace(":listener/", ":listener-rule/"))


def test_two_resources_have_two_ids_and_one_has_the_same_id_every_time() -> None:
    first, second, again = (CLOUD.create(SUBNET, urn(SUBNET, name), {}).id for name in ("a", "b", "a"))

    assert first == again != second


def test_what_is_made_of_an_unknown_or_a_secret_is_one_itself() -> None:
    assert create("aws:iam/rolePolicy:RolePolicy", role=UNKNOWN, name="read")[0] == UNKNOWN
    assert create("aws:ecs/taskDefinition:TaskDefinition", family=SECRET)[1]["arn"] == SECRET


def test_a_resource_with_a_region_of_its_own_has_it_in_its_arn() -> None:
    arn = create("aws:cloudwatch/logGroup:LogGroup", name="/aws/waf", region="us-east-1")[1]["arn"]

    assert arn == "arn:aws:logs:us-east-1:917891822317:log-group:/aws/waf"


def test_a_resource_of_cloudfront_is_of_no_region_and_its_firewall_is_global() -> None:
    distribution = create("aws:cloudfront/distribution:Distribution")[1]
    firewall = create("aws:wafv2/webAcl:WebAcl", name="gli", scope="CLOUDFRONT", region="us-east-1")[1]

    assert re.fullmatch(r"arn:aws:cloudfront::917891822317:distribution/E[0-9A-F]{13}", str(distribution["arn"]))
    assert re.fullmatch(r"d[0-9a-f]{13}\.cloudfront\.net", str(distribution["domainName"]))
    assert str(firewall["arn"]).startswith("arn:aws:wafv2:us-east-1:917891822317:global/webacl/gli/")


def test_a_key_s_replica_has_its_id_in_another_region() -> None:
    _, key = create("aws:kms/key:Key", multiRegion=True)
    _, replica = create("aws:kms/replicaKey:ReplicaKey", primaryKeyArn=key["arn"], region="us-east-1")

    assert replica["arn"] == str(key["arn"]).replace("ap-northeast-2", "us-east-1")


def test_a_database_has_a_secret_of_its_own_where_rds_manages_the_password() -> None:
    token = "aws:rds/instance:Instance"  # noqa: S105 - a type
    key = "arn:aws:kms:ap-northeast-2:917891822317:key/1"
    managed = create(
        token, identifier="gli-db", port=5432, manageMasterUserPassword=True, masterUserSecretKmsKeyId=key
    )[1]
    own = create(token, identifier="gli-db", port=5432)[1]

    kept: Any = managed["masterUserSecrets"]
    assert [secret["kmsKeyId"] for secret in kept] == [key]
    assert own["masterUserSecrets"] == []
    assert own["endpoint"] == f"{own['address']}:5432"


def test_a_certificate_proves_a_domain_and_what_is_below_it_by_one_record() -> None:
    _, made = create(
        "aws:acm/certificate:Certificate", domainName="*.a.com", subjectAlternativeNames=["a.com", "b.com"]
    )

    options: Any = made["domainValidationOptions"]
    assert [option["domainName"] for option in options] == ["*.a.com", "a.com", "b.com"]
    assert len({option["resourceRecordName"] for option in options}) == 2
    assert options[0]["resourceRecordName"].endswith(".a.com.")


def test_a_password_has_the_length_that_was_asked_for_and_changes_with_its_keepers() -> None:
    first, again, other = (
        str(create(RANDOM_PASSWORD, length=40, keepers={"version": version})[1]["result"]) for version in "112"
    )

    assert re.fullmatch(r"[0-9a-z]{40}", first)
    assert first == again != other


def test_a_type_that_nobody_described_gets_an_arn_of_the_usual_form() -> None:
    with_name = create("aws:kinesis/stream:Stream", name="clicks")
    without = create("aws:kinesis/stream:Stream")

    assert with_name == (
        "clicks",
        {"name": "clicks", "arn": "arn:aws:kinesis:ap-northeast-2:917891822317:stream/clicks"},
    )
    assert re.fullmatch(r"stream-[0-9a-f]{17}", without[0])


def test_a_name_that_the_program_leaves_to_pulumi_follows_the_pattern_of_its_type() -> None:
    naming = Autonaming(
        resources={"aws:lb/targetGroup:TargetGroup": "${name}-${hex(4)}"},
        providers={"aws": "${project}-${stack}-${name}-${alphanum(6)}"},
        variables={"project": "platform", "stack": "dev"},
    )
    cloud = Cloud(autonaming=naming)

    assert create("aws:iam/role:Role", cloud)[1]["name"] == "platform-dev-api-******"
    assert create("aws:lb/targetGroup:TargetGroup", cloud)[1]["name"] == "api-****"
    assert create("aws:s3/bucket:Bucket", cloud)[0] == "platform-dev-api-******"
    assert create("aws:kms/alias:Alias", cloud)[0] == "alias/platform-dev-api-******"
    assert create("aws:iam/role:Role", cloud, name="gli-role")[1]["name"] == "gli-role"


def test_autonaming_is_read_from_the_configuration_as_the_engine_reads_it() -> None:
    declared = (
        '{"mode": "verbatim", "providers": {"aws": {"pattern": "${name}-${config.team}", '
        '"resources": {"aws:iam/role:Role": {"mode": "default"}}}}}'
    )
    naming = Autonaming.from_config(
        {"pulumi:autonaming": declared, "platform:team": "web", "other:team": "no"}, project="platform", stack="dev"
    )

    assert naming.name("aws:s3/bucket:Bucket", "logs") == "logs-web"
    assert naming.name("aws:iam/role:Role", "task") == "task-*******"
    assert naming.name("random:index/randomId:RandomId", "id") == "id"


@given(
    kind=st.sampled_from(["hex", "alphanum", "string", "num"]),
    length=st.integers(0, 40),
    logical=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
)
def test_a_shown_name_is_as_long_as_the_real_one(kind: str, length: int, logical: str) -> None:
    naming = Autonaming(default=f"${{name}}-${{{kind}({length})}}-${{uuid}}")

    assert naming.name("aws:iam/role:Role", logical) == f"{logical}-{'*' * length}-{'*' * 36}"
