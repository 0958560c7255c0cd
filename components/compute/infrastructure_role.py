"""The role by which ECS moves a service's requests from one target group to the other."""

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components._iam import document, statement


def infrastructure_role(
    name: str, *, target_groups: Sequence[Output[str]], rules: Sequence[Output[str]], parent: pulumi.Resource
) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    """ECS's infrastructure role for load balancers, for these target groups and rules alone; and what lets it act.

    AWS documents its trust without a condition: ECS names no resource when it assumes the role. Only somebody of this
    account, who may pass the role, gives it to a service.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
    """
    below = ResourceOptions(parent=parent)
    trust = {
        "Sid": "Service",
        "Effect": "Allow",
        "Principal": {"Service": "ecs.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    role = aws.iam.Role(
        f"{name}-traffic",
        description=f"Moves the requests to {name} during a release",
        assume_role_policy=Output.json_dumps(document(trust)),
        opts=below,
    )
    policy = aws.iam.RolePolicy(
        f"{name}-traffic",
        role=role.name,
        policy=Output.json_dumps(traffic_policy(target_groups, rules)),
        opts=below,
    )
    return role, policy


def traffic_policy(target_groups: Sequence[Output[str]], rules: Sequence[Output[str]]) -> dict[str, Any]:
    """What AWS's own policy for such roles allows, without listeners, and for what is named here alone.

    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
    """
    return document(
        statement(
            "SeeTraffic",
            actions=[
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
            ],
            resources=["*"],
        ),
        statement(
            "RegisterTasks",
            actions=["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
            resources=list(target_groups),
        ),
        statement("MoveRequests", actions=["elasticloadbalancing:ModifyRule"], resources=list(rules)),
    )
