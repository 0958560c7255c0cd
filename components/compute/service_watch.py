"""What is watched of a service: its tasks, the requests that reach it, and whether it is down."""

from dataclasses import dataclass

from components._watched import Composite, Watched
from components.compute.app_metrics import AppMetricsArgs, app_alarms, app_widgets
from components.compute.service_settings import ServiceSettings
from components.compute.task_watch import TaskWatchArgs, no_running_tasks, task_alarms, task_widgets
from components.compute.traffic import Traffic
from components.compute.traffic_watch import TrafficWatchArgs, no_healthy_targets, traffic_alarms, traffic_widgets
from components.wiring import ClusterPort
from naming import Names

DOWN = "down"


@dataclass(frozen=True)
class ServiceWatchArgs:
    """What a service's alarms and graphs are made from."""

    settings: ServiceSettings
    names: Names
    cluster: ClusterPort
    service: str
    """The name of the ECS service."""
    traffic: Traffic | None
    """None for a worker, which no request reaches."""
    metrics: AppMetricsArgs
    """What the application counts itself."""


def service_watch(role: str, args: ServiceWatchArgs) -> Watched:
    """The alarms and graphs of a service.

    What shows that it is down wakes nobody up on its own: the one alarm above them does.
    """
    tasks, traffic = _tasks(role, args), _traffic(args)
    own = app_alarms(args.metrics)
    alarms = [*task_alarms(tasks), *(traffic_alarms(traffic) if traffic else []), *own]
    widgets = [*task_widgets(tasks, alarms), *(traffic_widgets(traffic, alarms) if traffic else [])]
    widgets += app_widgets(args.metrics, own)
    signs = [*no_running_tasks(tasks), *(no_healthy_targets(traffic) if traffic else [])]
    down = signs if args.settings.alarms.down else []
    return Watched(
        title=f"Service {role}",
        stem=role,
        alarms=[*alarms, *down],
        widgets=widgets,
        composites=[_down(role, tuple(sign.key for sign in down))] if down else [],
        rests=True,
    )


def _tasks(role: str, args: ServiceWatchArgs) -> TaskWatchArgs:
    return TaskWatchArgs(
        alarms=args.settings.alarms,
        cluster=args.cluster.name,
        service=args.service,
        stopped_rule=args.names.fill("event_rule", event=f"{role}-stopped"),
        has_insights=args.cluster.has_insights,
        singleton=args.settings.singleton,
    )


def _traffic(args: ServiceWatchArgs) -> TrafficWatchArgs | None:
    if args.traffic is None:
        return None
    return TrafficWatchArgs(
        alarms=args.settings.alarms,
        load_balancer=args.traffic.load_balancer,
        target_groups=args.traffic.target_groups,
        singleton=args.settings.singleton,
    )


def _down(role: str, signs: tuple[str, ...]) -> Composite:
    return Composite(
        key=DOWN,
        any_of=signs,
        severity="critical",
        why=f"Service {role} is down: none of its tasks runs, or none is healthy.",
        todo="See whether a release just came: if so go back, else read the service's events in ECS and its log.",
    )
