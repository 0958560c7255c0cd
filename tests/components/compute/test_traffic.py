"""How requests reach a service: its own target group, one rule, and one way from the load balancer."""

from typing import Any

import pytest

from components.compute.route_settings import Route
from components.compute.traffic import conditions
from tests.components.compute.stand_ins import ROUTE, WEB, Built, service
from tests.harness import PLACEMENT, inputs_by_name

TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
RULE = "aws:lb/listenerRule:ListenerRule"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def routed(**route: Any) -> Built:
    return service(**(WEB | {"route": ROUTE | route}))


def test_the_target_group_has_the_standards_name_by_role_or_abbreviation() -> None:
    assert routed().one(TARGET_GROUP).inputs["name"] == "gli-prod-api-tg"
    assert service(short="dj", **WEB).one(TARGET_GROUP).inputs["name"] == "gli-prod-dj-tg"


def test_tasks_are_targets_by_their_own_address_and_port() -> None:
    group = routed().one(TARGET_GROUP).inputs
    assert (group["targetType"], group["protocol"], group["vpcId"]) == ("ip", "HTTP", PLACEMENT.vpc_id)


def test_the_target_groups_port_never_follows_the_containers_because_that_would_replace_it() -> None:
    other = service(**(WEB | {"port": 9000})).one(TARGET_GROUP)
    assert other.inputs == routed().one(TARGET_GROUP).inputs


def test_the_load_balancer_asks_for_health_on_the_port_of_the_traffic() -> None:
    check = routed(health_check={"path": "/health/", "matcher": "200-299", "interval": 20, "timeout": 4})
    assert check.one(TARGET_GROUP).inputs["healthCheck"] == {
        "enabled": True,
        "protocol": "HTTP",
        "port": "traffic-port",
        "path": "/health/",
        "matcher": "200-299",
        "interval": 20,
        "timeout": 4,
        "healthyThreshold": 2,
        "unhealthyThreshold": 3,
    }


@pytest.mark.parametrize("seconds", [0, 300, 3600])
def test_leaving_tasks_finish_their_requests(seconds: int) -> None:
    assert routed(deregistration_delay=seconds).one(TARGET_GROUP).inputs["deregistrationDelay"] == seconds


def test_one_rule_forwards_to_the_target_group_at_its_own_priority() -> None:
    built = routed(priority=42)
    (rule,) = built.recording.of_type(RULE)
    assert (rule.inputs["listenerArn"], rule.inputs["priority"]) == ("arn:aws:listener", 42)
    group = built.one(TARGET_GROUP).outputs["arn"]
    assert rule.inputs["actions"] == [{"type": "forward", "targetGroupArn": group}]
    assert rule.inputs["conditions"] == [{"hostHeader": {"values": ["api.glibiz.com"]}}]


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (
            {"hosts": ("a.example.com", "b.example.com")},
            [{"host_header": {"values": ["a.example.com", "b.example.com"]}}],
        ),
        ({"paths": ("/api/*",)}, [{"path_pattern": {"values": ["/api/*"]}}]),
        (
            {"hosts": ("a.example.com",), "paths": ("/api/*", "/static/*")},
            [{"host_header": {"values": ["a.example.com"]}}, {"path_pattern": {"values": ["/api/*", "/static/*"]}}],
        ),
    ],
    ids=["hosts", "paths", "hosts and paths"],
)
def test_hosts_and_paths_must_both_hold_where_both_are_given(route: dict[str, Any], expected: list[Any]) -> None:
    whole = {"load_balancer": "main", "priority": 1, "health_check": {"path": "/"}} | route
    assert conditions(Route.model_validate(whole)) == expected


def test_the_way_is_opened_at_both_ends_on_the_containers_port_alone() -> None:
    built = routed()
    assert built.balancer.allowed == [("api", 8000)]
    assert inputs_by_name(built.recording, INGRESS) == {
        "api-from-main-8000": {
            "description": "From load balancer main",
            "securityGroupId": built.one("aws:ec2/securityGroup:SecurityGroup").id,
            "referencedSecurityGroupId": "sg-balancer",
            "ipProtocol": "tcp",
            "fromPort": 8000,
            "toPort": 8000,
        }
    }


def test_a_worker_has_no_target_group_no_rule_and_no_way_in() -> None:
    worker = service(port=8000)
    assert [r for r in worker.recording.resources if r.type in {TARGET_GROUP, RULE, INGRESS}] == []
    assert worker.balancer.allowed == []


def test_ecs_registers_tasks_only_where_the_load_balancer_routes_already() -> None:
    built = routed()
    assert built.one(RULE).urn in built.service.dependencies
