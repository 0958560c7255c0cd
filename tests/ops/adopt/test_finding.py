"""What exists is found by the standard's names, by what it belongs to, and by what uses it."""

import pytest

from ops.adopt.asking import Asking
from ops.adopt.finding import search
from ops.adopt.verdict import Fate
from ops.failures import AwsFailedError
from tests.ops.adopt.by_hand import MONITORING_ROLE, SCALING_POLICY
from tests.ops.adopt.conftest import Looked

NAMED = {
    ("aws:lb/loadBalancer:LoadBalancer", "main"): "alb",
    ("aws:lb/targetGroup:TargetGroup", "api"): "tg-api",
    ("aws:lb/targetGroup:TargetGroup", "websocket"): "tg-ws",
    ("aws:lb/listener:Listener", "main-https"): "https",
    ("aws:lb/listenerRule:ListenerRule", "websocket"): "rule-ws",
    ("aws:secretsmanager/secret:Secret", "db-secret"): "secret",
    ("aws:sns/topic:Topic", "alerts-critical"): "topic",
    ("aws:sqs/queue:Queue", "events-dead-letters"): "queue",
    ("aws:ec2/vpc:Vpc", "network"): "vpc",
    ("aws:ec2/internetGateway:InternetGateway", "network"): "igw",
    ("aws:ec2/subnet:Subnet", "network-isolated-2"): "isolated-2",
    ("aws:ec2/natGateway:NatGateway", "network-2"): "nat-2",
}
"""Resources that have an id of AWS's, by their names in what was made by hand."""
SCALED = "ecs/service/production-gli-cluster/production-django-api-service"
SPELLED = {
    ("aws:ecs/cluster:Cluster", "cluster"): "production-gli-cluster",
    ("aws:ecs/service:Service", "api"): "production-gli-cluster/production-django-api-service",
    ("aws:ecr/repository:Repository", "websocket"): "gli-websocket-production",
    ("aws:rds/instance:Instance", "db"): "gli-prod-db",
    ("aws:kms/alias:Alias", "data-alias"): "alias/gli-production",
    ("aws:s3/bucket:Bucket", "user-frontend-files"): "gli-user-frontend-production",
    ("aws:cloudwatch/logGroup:LogGroup", "logs-service-api"): "/ecs/production-gli-api",
    ("aws:cloudwatch/logMetricFilter:LogMetricFilter", "api-logs"): "/ecs/production-gli-api:api-errors",
    ("aws:cloudwatch/dashboard:Dashboard", "dashboard"): "GLI-Production",
    ("aws:budgets/budget:Budget", "budget"): "123456789012:gli-production",
    ("aws:cloudwatch/eventRule:EventRule", "events-database-failed"): "gli-prod-database-failed",
    ("aws:cloudwatch/eventTarget:EventTarget", "events-database-failed"): "gli-prod-database-failed/by-hand",
    ("aws:appautoscaling/target:Target", "api"): f"{SCALED}/ecs:service:DesiredCount",
    ("aws:appautoscaling/policy:Policy", "api-cpu"): f"{SCALED}/ecs:service:DesiredCount/{SCALING_POLICY}",
    ("aws:cloudwatch/metricAlarm:MetricAlarm", "api-high-error-rate"): "gli-prod-api-high-error-rate",
}
"""Resources whose id is made of names."""
USED = {
    ("aws:ec2/securityGroup:SecurityGroup", "main"): "sg-alb",
    ("aws:ec2/securityGroup:SecurityGroup", "websocket"): "sg-ws",
    ("aws:ec2/securityGroup:SecurityGroup", "db"): "sg-db",
    ("aws:ec2/eip:Eip", "network-1"): "eip-1",
}
"""Resources that no standard names, and that something found has."""


@pytest.mark.parametrize(("resource", "made"), [*NAMED.items(), *USED.items()], ids=str)
def test_a_resource_is_found_by_its_name_or_by_what_uses_it(
    looked: Looked, resource: tuple[str, str], made: str
) -> None:
    assert looked.id(*resource) == looked.made.live[made]


@pytest.mark.parametrize(("resource", "spelled"), SPELLED.items(), ids=str)
def test_an_id_of_names_is_spelled_as_the_provider_imports_it(
    looked: Looked, resource: tuple[str, str], spelled: str
) -> None:
    assert looked.id(*resource) == spelled


def test_ids_of_several_parts_are_put_together(looked: Looked) -> None:
    live = looked.made.live
    subnet, table = live["private-1"], live["private-1-table"]
    assert looked.id("aws:ec2/route:Route", "network-private-1") == f"{table}_0.0.0.0/0"
    association = looked.id("aws:ec2/routeTableAssociation:RouteTableAssociation", "network-private-1")
    assert association == f"{subnet}/{table}"


def test_a_rule_between_two_groups_is_found_once_both_are(looked: Looked) -> None:
    assert looked.id("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "db-from-api").startswith("sgr-")


def test_roles_and_groups_of_the_database_are_those_that_it_has(looked: Looked) -> None:
    assert looked.id("aws:iam/role:Role", "db-monitoring") == MONITORING_ROLE
    assert looked.id("aws:rds/subnetGroup:SubnetGroup", "db-subnets") == "gli-prod-db-subnets"
    assert looked.id("aws:rds/parameterGroup:ParameterGroup", "db-parameters") == "gli-prod-pg17"


def test_a_key_is_found_by_its_alias(looked: Looked) -> None:
    assert looked.made.live["key"].endswith(looked.id("aws:kms/key:Key", "data"))


def test_a_vpc_under_another_name_is_found_by_what_stands_in_it(looked: Looked) -> None:
    other = looked.otherwise(("ec2.describe_vpcs", "Vpcs[?CidrBlock=='10.30.0.0/16']", {"Tags": []}))
    assert other.id("aws:ec2/vpc:Vpc", "network") == looked.made.live["vpc"]


def test_what_nothing_leads_to_is_made(looked: Looked) -> None:
    judged = looked.judged("aws:ec2/securityGroup:SecurityGroup", "redis")
    assert (judged.fate, judged.id) == (Fate.MADE, "")
    assert judged.why == "no standard names it, and nothing that was found leads to one"


def test_what_has_a_name_and_is_not_there_is_told_so(looked: Looked) -> None:
    reasons = {
        one.recorded.name: one.why for one in looked.verdict.of(Fate.MADE) if one.recorded.type.endswith(":Role")
    }
    assert reasons["deploy"] == "there is none"
    assert reasons["api-task"] == "no standard names it, and nothing that was found leads to one"


def test_a_group_of_two_services_is_adopted_for_one_and_the_other_gets_its_own(looked: Looked) -> None:
    shared = {"securityGroups": [looked.made.live["sg-api"]]}
    where = "services[].networkConfiguration.awsvpcConfiguration"
    other = looked.otherwise(("ecs.describe_services", where, shared))
    assert other.id("aws:ec2/securityGroup:SecurityGroup", "api") == looked.made.live["sg-api"]
    judged = other.judged("aws:ec2/securityGroup:SecurityGroup", "websocket")
    assert judged.fate is Fate.MADE
    assert judged.why == f"{looked.made.live['sg-api']} is shared with api, and this one gets its own"
    [moved] = [
        one for one in other.judged("aws:ecs/service:Service", "websocket").differences if "network" in one.property
    ]
    assert moved.declared == "SecurityGroup websocket, which is made"


def test_a_database_that_has_no_address_yet_is_found_all_the_same(looked: Looked) -> None:
    other = looked.otherwise(("rds.describe_db_instances", "DBInstances[]", {"Endpoint": None, "DbInstancePort": 5432}))
    assert other.id("aws:rds/instance:Instance", "db") == "gli-prod-db"


def test_what_aws_does_not_tell_the_id_of_is_not_adopted(looked: Looked) -> None:
    other = looked.otherwise(("elbv2.describe_target_groups", "TargetGroups[]", {"TargetGroupArn": None}))
    group = other.recorded("aws:lb/targetGroup:TargetGroup", "api")
    assert "AWS does not tell arn" in other.search.reasons[group.urn]


def test_what_is_awss_own_is_never_adopted(looked: Looked) -> None:
    other = looked.otherwise(("ec2.describe_security_groups", "SecurityGroups[]", {"GroupName": "default"}))
    assert other.id("aws:ec2/securityGroup:SecurityGroup", "db") == ""
    assert "AWS's own" in other.search.reasons[other.recorded("aws:ec2/securityGroup:SecurityGroup", "db").urn]


def test_nothing_is_changed_and_no_secret_is_asked_for(looked: Looked) -> None:
    operations = {name.partition(".")[2] for name, _ in looked.made.wire.asked}
    assert all(name.startswith(("Describe", "List", "Get")) for name in operations)
    assert operations & {"GetSecretValue", "GetParameter", "GetParameters"} == set()


def test_a_call_that_aws_does_not_allow_ends_in_one_sentence(looked: Looked) -> None:
    answers = {key: answer for key, answer in looked.asked.answers.items() if "ecs.describe_clusters" not in key}
    looked.made.wire.says("ecs.DescribeClusters", "AccessDeniedException")
    try:
        with pytest.raises(AwsFailedError) as refused:
            search(looked.environment, Asking(looked.asked.aws, answers), {}, {})
    finally:
        del looked.made.wire.answers["ecs.DescribeClusters"]
    assert str(refused.value) == (
        "AWS does not allow these credentials to look for what exists (ecs) (DescribeClusters); use a role that may."
    )
