"""How requests reach a service: target groups, listener rules, and the one way from the load balancer."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components.compute.infrastructure_role import infrastructure_role
from components.compute.route_settings import Route
from components.wiring import LoadBalancerPort
from naming import Names

TARGET_GROUP_PORT = 80
"""Create-only under a fixed name, so it never changes: each task registers with its own container's port."""
TEST_HEADER, TEST_VALUE = "x-amzn-ecs-blue-green-test", "true"
"""The header of requests that a release's new tasks answer before all others; the name is Service Connect's default.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-blue-green.html
"""
MOVED_BY_ECS = ["actions"]
"""Releases move the requests by the rules' actions. Pulumi leaves them alone as a whole: it cannot ignore the weight of
one target group (https://github.com/pulumi/pulumi-aws/issues/5798)."""


@dataclass(frozen=True)
class TrafficArgs:
    """What the way to the service is made from."""

    route: Route
    port: int
    abbreviation: str
    names: Names
    vpc_id: Input[str]
    security_group_id: Output[str]
    load_balancer: LoadBalancerPort
    has_alternate: bool
    """Whether releases move the requests between two target groups."""


@dataclass(frozen=True)
class Alternate:
    """What ECS needs besides, to move requests between two target groups."""

    target_group: aws.lb.TargetGroup
    production_rule: aws.lb.ListenerRule
    test_rule: aws.lb.ListenerRule
    role: aws.iam.Role
    ready: Sequence[pulumi.Resource]


@dataclass(frozen=True)
class Traffic:
    """The way to the service."""

    target_group_arn: Output[str]
    port: int
    load_balancer: Output[str]
    """The load balancer's ARN suffix: what CloudWatch calls it."""
    target_groups: Sequence[Output[str]]
    """The ARN suffixes of all target groups between which releases move the requests."""
    request_label: Output[str]
    """What Application Auto Scaling calls the requests that come this way."""
    alternate: Alternate | None
    ready: Sequence[pulumi.Resource]
    """What must exist before ECS accepts the target groups."""


def traffic(name: str, args: TrafficArgs, parent: pulumi.Resource) -> Traffic:
    """Open the service to its load balancer, and route to it what its conditions select."""
    below = ResourceOptions(parent=parent)
    target_group = _target_group(name, args.names.fill("target_group", abbreviation=args.abbreviation), args, parent)
    rule = aws.lb.ListenerRule(
        name,
        listener_arn=args.load_balancer.listener_arn,
        priority=args.route.priority,
        conditions=conditions(args.route),
        actions=[{"type": "forward", "target_group_arn": target_group.arn}],
        tags={"Name": name},
        opts=ResourceOptions(parent=parent, ignore_changes=MOVED_BY_ECS if args.has_alternate else []),
    )
    alternate = _alternate(name, args, target_group, rule, parent) if args.has_alternate else None
    # The port is part of the rules' identity: another port gets rules of its own, and the old ones go last.
    args.load_balancer.allow_to(name, security_group_id=args.security_group_id, port=args.port)
    aws.vpc.SecurityGroupIngressRule(
        f"{name}-from-{args.route.load_balancer}-{args.port}",
        security_group_id=args.security_group_id,
        referenced_security_group_id=args.load_balancer.security_group_id,
        description=f"From load balancer {args.route.load_balancer}",
        ip_protocol="tcp",
        from_port=args.port,
        to_port=args.port,
        opts=below,
    )
    groups = [target_group, *([alternate.target_group] if alternate else [])]
    return Traffic(
        target_group_arn=target_group.arn,
        port=args.port,
        load_balancer=args.load_balancer.arn_suffix,
        target_groups=[group.arn_suffix for group in groups],
        request_label=Output.format("{0}/{1}", args.load_balancer.arn_suffix, target_group.arn_suffix),
        alternate=alternate,
        ready=[rule, *(alternate.ready if alternate else [])],
    )


def _target_group(name: str, physical_name: str, args: TrafficArgs, parent: pulumi.Resource) -> aws.lb.TargetGroup:
    check = args.route.health_check
    return aws.lb.TargetGroup(
        name,
        name=physical_name,
        vpc_id=args.vpc_id,
        target_type="ip",
        protocol="HTTP",
        port=TARGET_GROUP_PORT,
        deregistration_delay=args.route.deregistration_delay,
        load_balancing_algorithm_type="least_outstanding_requests",
        health_check={
            "enabled": True,
            "protocol": "HTTP",
            "port": "traffic-port",
            "path": check.path,
            "matcher": check.matcher,
            "interval": check.interval,
            "timeout": check.timeout,
            "healthy_threshold": check.healthy_threshold,
            "unhealthy_threshold": check.unhealthy_threshold,
        },
        opts=ResourceOptions(parent=parent),
    )


def _alternate(
    name: str,
    args: TrafficArgs,
    primary: aws.lb.TargetGroup,
    production_rule: aws.lb.ListenerRule,
    parent: pulumi.Resource,
) -> Alternate:
    """The second target group, led to by a rule for test requests: ECS wants each group behind one of the two rules.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
    """
    target_group = _target_group(
        f"{name}-alternate",
        args.names.fill("alternate_target_group", abbreviation=args.abbreviation),
        args,
        parent,
    )
    test_rule = aws.lb.ListenerRule(
        f"{name}-test",
        listener_arn=args.load_balancer.listener_arn,
        priority=args.route.test_priority,
        conditions=[
            *conditions(args.route),
            {"http_header": {"http_header_name": TEST_HEADER, "values": [TEST_VALUE]}},
        ],
        actions=[{"type": "forward", "target_group_arn": target_group.arn}],
        tags={"Name": f"{name}-test"},
        opts=ResourceOptions(parent=parent, ignore_changes=MOVED_BY_ECS),
    )
    role, may_move = infrastructure_role(
        name,
        target_groups=[primary.arn, target_group.arn],
        rules=[production_rule.arn, test_rule.arn],
        parent=parent,
    )
    return Alternate(
        target_group=target_group,
        production_rule=production_rule,
        test_rule=test_rule,
        role=role,
        ready=[test_rule, may_move],
    )


def conditions(route: Route) -> list[aws.lb.ListenerRuleConditionArgsDict]:
    """The rule's conditions: all of them must hold, one value of each is enough."""
    made: list[aws.lb.ListenerRuleConditionArgsDict] = []
    if route.hosts:
        made.append({"host_header": {"values": list(route.hosts)}})
    if route.paths:
        made.append({"path_pattern": {"values": list(route.paths)}})
    return made


def targets(container: str, way: Traffic | None) -> list[aws.ecs.ServiceLoadBalancerArgsDict]:
    """How ECS is told of the way, for the container that listens."""
    if way is None:
        return []
    targets: aws.ecs.ServiceLoadBalancerArgsDict = {
        "target_group_arn": way.target_group_arn,
        "container_name": container,
        "container_port": way.port,
    }
    if way.alternate is not None:
        targets["advanced_configuration"] = {
            "alternate_target_group_arn": way.alternate.target_group.arn,
            "production_listener_rule": way.alternate.production_rule.arn,
            "test_listener_rule": way.alternate.test_rule.arn,
            "role_arn": way.alternate.role.arn,
        }
    return [targets]
