from collections.abc import Callable

from tests.engine.changing import OWNED
from tests.engine.deployment import Deployment
from tests.engine.test_awsx_children import name_tags, on_the_engine, recorded

STACK = "platform:stack"
IN_PLACE: dict[str, object] = {
    f"{STACK}.cluster": {"container_insights": "enabled"},
    f"{STACK}.encryption": {"rotation_period_in_days": 180},
    f"{STACK}.load_balancers.main.idle_timeout": 400,
    f"{STACK}.load_balancers.main.tls_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
    f"{STACK}.logs": {"retention_in_days": 180},
    f"{STACK}.services.api.capacity_providers": {"FARGATE": {"base": 1}, "FARGATE_SPOT": {}},
    f"{STACK}.services.api.egress": {"https": {"cidr": "10.0.0.0/8", "port": 443}},
    f"{STACK}.services.api.health_check_grace_period": 300,
    f"{STACK}.services.api.route.deregistration_delay": 45,
    f"{STACK}.services.api.route.health_check.path": "/ready/",
    f"{STACK}.services.api.route.hosts": ["api.glibiz.com", "www.glibiz.com"],
    f"{STACK}.services.api.route.priority": 150,
    f"{STACK}.services.api.scaling.cpu": 50,
    f"{STACK}.services.api.scaling.max": 12,
}
LOGS = (
    "cache-redis-engine-log",
    "cache-redis-slow-log",
    "database-db-postgresql",
    "database-db-upgrade",
    "exec",
    "firewall-regional",
    "flow",
    "insights",
    "service-api",
    "service-websocket",
    "us-east-1-firewall-cloudfront",
)
UPDATED = {
    **{f"aws:cloudwatch/logGroup:LogGroup::logs-{group}": {"retentionInDays"} for group in LOGS},
    "aws:appautoscaling/policy:Policy::api-cpu": {"targetTrackingScalingPolicyConfiguration"},
    "aws:ecs/cluster:Cluster::cluster": {"settings"},
    "aws:ecs/service:Service::api": {"capacityProviderStrategies", "healthCheckGracePeriodSeconds"},
    "aws:kms/key:Key::data": {"rotationPeriodInDays"},
    "aws:lb/listener:Listener::main-https": {"sslPolicy"},
    "aws:lb/listenerRule:ListenerRule::api": {"conditions", "priority"},
    "aws:lb/loadBalancer:LoadBalancer::main": {"idleTimeout"},
    "aws:lb/targetGroup:TargetGroup::api": {"deregistrationDelay", "healthCheck"},
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::api-to-https": {"cidrIpv4"},
}
TASK: dict[str, object] = {
    **OWNED,
    f"{STACK}.services.api.cpu": 2048,
    f"{STACK}.services.api.environment.LOG_LEVEL": "debug",
    f"{STACK}.services.api.memory": 4096,
    f"{STACK}.services.api.port": 9000,
    f"{STACK}.services.api.stop_timeout": 60,
}
ZONES = ["ap-northeast-2a", "ap-northeast-2c", "ap-northeast-2b"]
NEEDS_ITS_ZONE = {
    "aws:cloudwatch/dashboard:Dashboard::dashboard": {"dashboardBody"},  # the zone's NAT gateway has a graph
    "aws:ec2/vpcEndpoint:VpcEndpoint::network-s3": {"routeTableIds"},
    "aws:ecs/service:Service::api": {"networkConfiguration"},
    "aws:ecs/service:Service::websocket": {"networkConfiguration"},
    "aws:elasticache/subnetGroup:SubnetGroup::redis-subnets": {"subnetIds"},
    "aws:rds/subnetGroup:SubnetGroup::db-subnets": {"subnetIds"},
    "aws:lb/loadBalancer:LoadBalancer::main": {"subnets"},
}
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
VPC, SUBNET = "aws:ec2/vpc:Vpc::network", "aws:ec2/subnet:Subnet::network-private-1"
PROTECTED = "currently marked for protection"

CopyOf = Callable[[str], Deployment]


def changed(deployment: Deployment, values: dict[str, object]) -> Deployment:
    deployment.write(values)
    return deployment


def test_what_aws_changes_in_place_changes_the_resource_that_it_is_about_and_replaces_nothing(copy_of: CopyOf) -> None:
    run = changed(copy_of("prod"), IN_PLACE).preview()

    assert run.error == ""
    assert run.replaced | run.did("delete") == set()
    assert run.did("create") == {"aws:route53/record:Record::records-www.glibiz.com-a"}  # the added host's
    assert {name: run.changed[name] for name in run.touched - run.did("create")} == UPDATED


def test_what_a_task_is_made_of_replaces_its_definition_alone(copy_of: CopyOf) -> None:
    run = changed(copy_of("prod"), TASK).preview()

    ways_in = {name for name in run.touched if name.startswith("aws:vpc/securityGroup")}  # they let the port through
    assert run.touched - ways_in == {"aws:ecs/taskDefinition:TaskDefinition::api", "aws:ecs/service:Service::api"}
    assert run.replaced == {"aws:ecs/taskDefinition:TaskDefinition::api"}


def test_an_appended_zone_is_added_and_replaces_nothing(copy_of: CopyOf) -> None:
    deployment = changed(copy_of("prod"), {f"{STACK}.network.zones": ZONES})

    run = deployment.up()

    assert run.error == ""
    assert run.replaced | run.did("delete") == set()
    assert {name: run.changed[name] for name in run.touched - run.did("create")} == NEEDS_ITS_ZONE
    expected = recorded(3, "OnePerAz")
    assert on_the_engine(deployment, ZONES, name_tags(expected, ours="gli-production")) == expected


def test_a_zone_in_another_place_would_replace_subnets_and_is_refused(copy_of: CopyOf) -> None:
    run = changed(copy_of("prod"), {f"{STACK}.network.zones": ZONES[1::-1]}).preview()

    assert SUBNET in run.replaced
    assert PROTECTED in run.error


def test_another_range_replaces_an_unprotected_network(copy_of: CopyOf) -> None:
    run = changed(copy_of("dev"), {f"{STACK}.network.cidr": "10.40.0.0/16"}).preview()

    assert run.error == ""
    assert {VPC, SUBNET} <= run.replaced
    assert "cidrBlock" in run.changed[VPC]


def test_another_range_is_refused_where_the_network_is_protected(copy_of: CopyOf) -> None:
    deployment = changed(copy_of("prod"), {f"{STACK}.network.cidr": "10.40.0.0/16"})
    before = deployment.account.copy().live

    run = deployment.up()

    assert PROTECTED in run.error
    assert deployment.account.live == before


def test_a_target_group_under_another_name_comes_before_the_old_one_goes(copy_of: CopyOf) -> None:
    run = changed(copy_of("prod"), {f"{STACK}.services.api.short": "dja"}).up()

    assert run.error == ""
    assert run.replaced == {"aws:lb/targetGroup:TargetGroup::api"}
    assert run.steps["aws:lb/listenerRule:ListenerRule::api"] == {"update"}
    assert run.steps["aws:ecs/service:Service::api"] == {"update"}


def test_a_changed_image_lifecycle_is_in_force_afterwards(copy_of: CopyOf) -> None:
    deployment = changed(copy_of("dev"), {f"{STACK}.registry.keep_images": 10})

    run = deployment.up()

    assert run.touched == {f"{LIFECYCLE}::api-lifecycle", f"{LIFECYCLE}::websocket-lifecycle"}
    in_force = [str(live.inputs["policy"]) for live in deployment.account.of_type(LIFECYCLE)]
    assert len(in_force) == 2
    assert all("keep the newest 10 images" in policy for policy in in_force)
