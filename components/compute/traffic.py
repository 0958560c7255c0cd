"""How requests reach a service: target group, listener rule, and the one way from the load balancer."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components.compute.service_settings import Route
from components.wiring import LoadBalancerPort
from naming import Names

TARGET_GROUP_PORT = 80
"""Create-only under a fixed name, so it never changes: each task registers with its own container's port."""


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
    ready: pulumi.Resource
    """What must exist before ECS accepts the target group."""


def traffic(name: str, args: TrafficArgs, parent: pulumi.Resource) -> Traffic:
    """Open the service to its load balancer, and route to it what its conditions select."""
    below = ResourceOptions(parent=parent)
    check = args.route.health_check
    target_group = aws.lb.TargetGroup(
        name,
        name=args.names.fill("target_group", abbreviation=args.abbreviation),
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
        opts=below,
    )
    rule = aws.lb.ListenerRule(
        name,
        listener_arn=args.load_balancer.listener_arn,
        priority=args.route.priority,
        conditions=conditions(args.route),
        actions=[{"type": "forward", "target_group_arn": target_group.arn}],
        tags={"Name": name},
        opts=below,
    )
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
    return Traffic(
        target_group_arn=target_group.arn,
        port=args.port,
        load_balancer=args.load_balancer.arn_suffix,
        target_groups=(target_group.arn_suffix,),
        request_label=Output.format("{0}/{1}", args.load_balancer.arn_suffix, target_group.arn_suffix),
        ready=rule,
    )


def conditions(route: Route) -> list[aws.lb.ListenerRuleConditionArgsDict]:
    """The rule's conditions: all of them must hold, one value of each is enough."""
    made: list[aws.lb.ListenerRuleConditionArgsDict] = []
    if route.hosts:
        made.append({"host_header": {"values": list(route.hosts)}})
    if route.paths:
        made.append({"path_pattern": {"values": list(route.paths)}})
    return made
