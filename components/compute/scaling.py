"""How the number of a service's tasks follows its load, the work that waits, and the time of day."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._off_hours import OffHoursSettings
from components._watched import Metric
from components.compute.app_metrics import metric_name
from components.compute.scaling_settings import CloudWatchMetric, Limits, QueueScaling, Scaling
from components.compute.service_settings import ServiceSettings
from components.compute.task_watch import INSIGHTS
from naming import Names

SCALE_OUT_COOLDOWN_SECONDS = 60
SCALE_IN_COOLDOWN_SECONDS = 300
"""Capacity comes fast and leaves slowly: a dip between two peaks must not cost the second one."""
DIMENSION = "ecs:service:DesiredCount"
NAMESPACE = "ecs"
OFF = Limits(min=0, max=0)
TARGET_TRACKING = "TargetTrackingScaling"
Followed = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgsDict
Query = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgsDict


@dataclass(frozen=True)
class ScalingArgs:
    """What scaling is made from; without an image nothing may start, so the limits are zero."""

    role: str
    settings: ServiceSettings
    off_hours: OffHoursSettings | None
    names: Names
    has_image: bool
    cluster: str
    service: Input[str]
    request_label: Output[str] | None
    """`<load balancer's suffix>/<target group's suffix>` where requests can be counted."""


def is_scaled(settings: ServiceSettings, off_hours: OffHoursSettings | None) -> bool:
    """Whether Application Auto Scaling chooses how many tasks run, so that no deployment may."""
    return settings.scaling is not None or off_hours is not None


def scaling(name: str, args: ScalingArgs, parent: pulumi.Resource) -> None:
    """Register the service's desired count, a policy for each measure and an action for each schedule.

    Where there are off-hours, every service has limits, and the calendar alone moves them: what it set at night is no
    drift that a deployment would take back. Other numbers hold from the next morning on, or from `ops wake` on. The
    limits of a service without an image are not registered, so that they are right as soon as it has one.
    """
    asleep, between = args.off_hours, limits(args.settings)
    if not is_scaled(args.settings, asleep) or (asleep and not (args.has_image and between.max)):
        return
    target = aws.appautoscaling.Target(
        name,
        resource_id=Output.format("service/{0}/{1}", args.cluster, args.service),
        min_capacity=between.min if args.has_image else 0,
        max_capacity=between.max if args.has_image else 0,
        scalable_dimension=DIMENSION,
        service_namespace=NAMESPACE,
        opts=ResourceOptions(parent=parent, ignore_changes=["minCapacity", "maxCapacity"] if asleep else None),
    )
    if args.settings.scaling is not None:
        _follow_load(name, args, args.settings.scaling, target, parent)
    if args.settings.scaling is not None and args.has_image:
        _follow_schedules(name, args.settings.scaling, target, parent)
    if asleep is not None:
        _rest(name, args, asleep, target, parent)


def limits(settings: ServiceSettings) -> Limits:
    """Between how many tasks the service has; one number twice where nothing scales."""
    if settings.scaling is not None:
        return settings.scaling
    tasks = 1 if settings.singleton else settings.tasks
    return Limits(min=tasks, max=tasks)


def _follow_load(
    name: str, args: ScalingArgs, settings: Scaling, target: aws.appautoscaling.Target, parent: pulumi.Resource
) -> None:
    for part, followed in _measures(args, settings).items():
        aws.appautoscaling.Policy(
            f"{name}-{part}",
            policy_type=TARGET_TRACKING,
            resource_id=target.resource_id,
            scalable_dimension=DIMENSION,
            service_namespace=NAMESPACE,
            target_tracking_scaling_policy_configuration={
                "scale_out_cooldown": SCALE_OUT_COOLDOWN_SECONDS,
                "scale_in_cooldown": SCALE_IN_COOLDOWN_SECONDS,
                **followed,
            },
            opts=ResourceOptions(parent=parent),
        )


def _follow_schedules(name: str, settings: Scaling, target: aws.appautoscaling.Target, parent: pulumi.Resource) -> None:
    for role, schedule in settings.schedules.items():
        aws.appautoscaling.ScheduledAction(
            f"{name}-{role}",
            schedule=schedule.schedule,
            timezone=schedule.timezone,
            resource_id=target.resource_id,
            scalable_dimension=DIMENSION,
            service_namespace=NAMESPACE,
            scalable_target_action={"min_capacity": schedule.min, "max_capacity": schedule.max},
            opts=ResourceOptions(parent=parent),
        )


def _rest(
    name: str, args: ScalingArgs, asleep: OffHoursSettings, target: aws.appautoscaling.Target, parent: pulumi.Resource
) -> None:
    """To zero and back; `ops wake` holds both for a night by their start time, which no deployment takes back."""
    for action, when, between in (
        ("start", asleep.services_start, limits(args.settings)),
        ("stop", asleep.services_stop, OFF),
    ):
        aws.appautoscaling.ScheduledAction(
            f"{name}-off-hours-{action}",
            name=args.names.fill("off_hours_action", action=action),
            schedule=when.schedule(),
            timezone=asleep.timezone,
            resource_id=target.resource_id,
            scalable_dimension=DIMENSION,
            service_namespace=NAMESPACE,
            scalable_target_action={"min_capacity": between.min, "max_capacity": between.max},
            opts=ResourceOptions(parent=parent, ignore_changes=["startTime"]),
        )


def _measures(args: ScalingArgs, settings: Scaling) -> Mapping[str, Followed]:
    """What is aimed at, and how it is measured, by the name of the policy."""
    predefined = {
        "cpu": ("ECSServiceAverageCPUUtilization", settings.cpu, None),
        "memory": ("ECSServiceAverageMemoryUtilization", settings.memory, None),
        "requests": ("ALBRequestCountPerTarget", settings.requests_per_target, args.request_label),
    }
    found: dict[str, Followed] = {
        part: {
            "target_value": float(aim),
            "predefined_metric_specification": {"predefined_metric_type": metric, "resource_label": label},
        }
        for part, (metric, aim, label) in predefined.items()
        if aim is not None
    }
    if settings.queue is not None:
        found["queue"] = {
            "target_value": settings.queue.per_task,
            "customized_metric_specification": {"metrics": _math(args, _waiting(args, settings.queue))},
        }
    return found


def _waiting(args: ScalingArgs, queue: QueueScaling) -> Metric:
    if isinstance(queue.metric, CloudWatchMetric):
        metric = queue.metric
        return Metric(metric.namespace, metric.name, metric.dimensions, metric.statistic, "Waiting")
    name = metric_name(queue.of or args.role, queue.metric)
    return Metric(args.names.fill("metrics_namespace"), name, {}, "Average", "Waiting")


def _math(args: ScalingArgs, waiting: Metric) -> list[Query]:
    """What waits for each running task, which container insights count.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
    """
    service: Mapping[str, Input[str]] = {"ClusterName": args.cluster, "ServiceName": args.service}
    tasks = Metric(INSIGHTS, "RunningTaskCount", service, "Average", "Tasks")
    return [
        _measured("waiting", waiting),
        _measured("tasks", tasks),
        {"id": "each", "expression": "waiting / tasks", "label": "Waiting for each task", "return_data": True},
    ]


def _measured(key: str, metric: Metric) -> Query:
    return {
        "id": key,
        "metric_stat": {
            "metric": {
                "namespace": metric.namespace,
                "metric_name": metric.name,
                "dimensions": [{"name": name, "value": value} for name, value in metric.dimensions.items()],
            },
            "stat": metric.statistic,
        },
        "return_data": False,
    }
