"""How the number of a service's tasks follows its load and the time of day."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components.compute.service_settings import Scaling

SCALE_OUT_COOLDOWN_SECONDS = 60
SCALE_IN_COOLDOWN_SECONDS = 300
"""Capacity comes fast and leaves slowly: a dip between two peaks must not cost the second one."""
DIMENSION = "ecs:service:DesiredCount"
NAMESPACE = "ecs"


@dataclass(frozen=True)
class ScalingArgs:
    """What scaling is made from; without an image nothing may start, so the limits are zero."""

    settings: Scaling
    has_image: bool
    cluster: str
    service: Input[str]
    request_label: Output[str] | None
    """`<load balancer's suffix>/<target group's suffix>` where requests can be counted."""


def scaling(name: str, args: ScalingArgs, parent: pulumi.Resource) -> None:
    """Register the service's desired count, a policy for each measure and an action for each schedule."""
    settings, below = args.settings, ResourceOptions(parent=parent)
    target = aws.appautoscaling.Target(
        name,
        resource_id=Output.format("service/{0}/{1}", args.cluster, args.service),
        min_capacity=settings.min if args.has_image else 0,
        max_capacity=settings.max if args.has_image else 0,
        scalable_dimension=DIMENSION,
        service_namespace=NAMESPACE,
        opts=below,
    )
    for part, (metric, aim) in _measures(settings).items():
        aws.appautoscaling.Policy(
            f"{name}-{part}",
            policy_type="TargetTrackingScaling",
            resource_id=target.resource_id,
            scalable_dimension=DIMENSION,
            service_namespace=NAMESPACE,
            target_tracking_scaling_policy_configuration={
                "target_value": float(aim),
                "scale_out_cooldown": SCALE_OUT_COOLDOWN_SECONDS,
                "scale_in_cooldown": SCALE_IN_COOLDOWN_SECONDS,
                "predefined_metric_specification": {
                    "predefined_metric_type": metric,
                    "resource_label": args.request_label if part == "requests" else None,
                },
            },
            opts=below,
        )
    for role, schedule in settings.schedules.items() if args.has_image else ():
        aws.appautoscaling.ScheduledAction(
            f"{name}-{role}",
            schedule=schedule.schedule,
            timezone=schedule.timezone,
            resource_id=target.resource_id,
            scalable_dimension=DIMENSION,
            service_namespace=NAMESPACE,
            scalable_target_action={"min_capacity": schedule.min, "max_capacity": schedule.max},
            opts=below,
        )


def _measures(settings: Scaling) -> Mapping[str, tuple[str, int]]:
    measures = {
        "cpu": ("ECSServiceAverageCPUUtilization", settings.cpu),
        "memory": ("ECSServiceAverageMemoryUtilization", settings.memory),
        "requests": ("ALBRequestCountPerTarget", settings.requests_per_target),
    }
    return {part: (metric, aim) for part, (metric, aim) in measures.items() if aim is not None}
