"""What is watched of a service's tasks: how busy they are, and whether they run at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from components._watched import Alarm, AlarmKind, Expression, Metric, Widget, limits, wanted
from components.compute.service_alarms import ServiceAlarms

ECS = "AWS/ECS"
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html"""
INSIGHTS = "ECS/ContainerInsights"
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html"""
EVENTS = "AWS/Events"
"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html"""
SINGLETON_PERIODS = 10
"""Minutes: the old task of a singleton stops before the new one starts, so each release has a gap."""

CPU = AlarmKind(
    key="task-cpu",
    comparison=">",
    severity="warning",
    why="The tasks have hardly any CPU left, so requests and jobs take longer.",
    todo="Raise the service's `scaling.max` or `cpu`; after a release that made it slower, go back.",
)
MEMORY = AlarmKind(
    key="task-memory",
    comparison=">",
    severity="warning",
    why="The tasks have hardly any memory left; the kernel kills a container that needs more.",
    todo="Look whether memory grows with time (a leak) or with load, then raise `memory` or `scaling.max`.",
)
STOPPED = AlarmKind(
    key="stopped-tasks",
    comparison=">",
    severity="warning",
    period=900,
    periods=1,
    why="Tasks stop by themselves again and again.",
    todo="Read `stoppedReason` of the service's stopped tasks and the last lines of its log.",
)
MISSING = AlarmKind(
    key="missing-tasks",
    comparison=">",
    severity="warning",
    period=60,
    periods=10,
    why="Fewer tasks run than the service wants, so one more failure can take it down.",
    todo="Read the service's events in ECS: they say why no task can be placed or started.",
)
PENDING = AlarmKind(
    key="pending-tasks",
    comparison=">",
    severity="warning",
    period=60,
    periods=10,
    why="Tasks wait to start: for capacity, for their image or for their secrets.",
    todo="Read the service's events in ECS, then check the image, the secrets and the way to ECR.",
)
NETWORK = AlarmKind(
    key="task-network",
    comparison=">",
    severity="warning",
    why="The tasks send or receive much more than usual.",
    todo="Compare with the number of requests: if those did not grow, see in the flow logs where the bytes go.",
)
NO_RUNNING = AlarmKind(
    key="no-running-tasks",
    comparison="<",
    severity="warning",
    period=60,
    periods=5,
    why="The service wants tasks and none runs.",
    todo="Read the service's events and the `stoppedReason` of its last task in ECS.",
)


@dataclass(frozen=True)
class TaskWatchArgs:
    """What is told apart of services whose tasks are watched."""

    alarms: ServiceAlarms
    cluster: str
    service: str
    stopped_rule: str
    """The EventBridge rule that matches each task of the service that stops by itself."""
    has_insights: bool
    singleton: bool

    @property
    def dimensions(self) -> dict[str, str]:
        """What ECS and container insights call the service."""
        return {"ClusterName": self.cluster, "ServiceName": self.service}


def task_alarms(args: TaskWatchArgs) -> Sequence[Alarm]:
    """The alarms with a threshold of the settings."""
    settings = args.alarms
    made = wanted(
        (CPU, _ecs("CPUUtilization", "CPU", args), settings.task_cpu),
        (MEMORY, _ecs("MemoryUtilization", "Memory", args), settings.task_memory),
        (STOPPED, stopped(args), settings.stopped_tasks),
    )
    if args.has_insights:
        made += wanted(
            (MISSING, _missing(args), settings.missing_tasks),
            (PENDING, _insight("PendingTaskCount", "Pending", args), settings.pending_tasks),
            (NETWORK, _network(args), settings.task_network),
        )
    return made


def no_running_tasks(args: TaskWatchArgs) -> Sequence[Alarm]:
    """Raised while tasks are wanted and none runs: never before the first release, nor while the service is scaled to
    zero. ECS counts running tasks for container insights alone.
    """
    if not args.has_insights:
        return []
    running = Expression(
        text="IF(desired > 0, running, 1)",
        metrics={"desired": _desired(args), "running": _running(args)},
        label="Running, where tasks are wanted",
    )
    alarm = NO_RUNNING.over(running, 1)
    return [replace(alarm, periods=SINGLETON_PERIODS) if args.singleton else alarm]


def task_widgets(args: TaskWatchArgs, alarms: Sequence[Alarm]) -> Sequence[Widget]:
    """The guide's graphs of ECS (standard G-21); without container insights those that ECS has for nothing."""
    cpu, memory = _ecs("CPUUtilization", "CPU", args), _ecs("MemoryUtilization", "Memory", args)
    busy = Widget("CPU and memory", [cpu, memory], "percent", limits=limits(alarms, CPU.key, MEMORY.key))
    if not args.has_insights:
        return [busy, Widget("Stopped tasks", [stopped(args)], "tasks", limits=limits(alarms, STOPPED.key))]
    counted = [_desired(args), _running(args), _insight("PendingTaskCount", "Pending", args), stopped(args)]
    traffic = [_insight("NetworkRxBytes", "Received", args), _insight("NetworkTxBytes", "Sent", args)]
    return [
        busy,
        Widget("Tasks", counted, "tasks"),
        Widget("Network of a container", traffic, "bytes per second", limits=limits(alarms, NETWORK.key)),
    ]


def stopped(args: TaskWatchArgs) -> Metric:
    """How often the rule was triggered: the rules' only count of events that carries the rule's name."""
    return Metric(EVENTS, "TriggeredRules", {"RuleName": args.stopped_rule}, "Sum", "Stopped by themselves")


def _missing(args: TaskWatchArgs) -> Expression:
    return Expression("desired - running", {"desired": _desired(args), "running": _running(args)}, "Missing")


def _network(args: TaskWatchArgs) -> Expression:
    metrics = {
        "received": _insight("NetworkRxBytes", "Received", args),
        "sent": _insight("NetworkTxBytes", "Sent", args),
    }
    return Expression("received + sent", metrics, "Received and sent")


def _desired(args: TaskWatchArgs) -> Metric:
    return _insight("DesiredTaskCount", "Desired", args)


def _running(args: TaskWatchArgs) -> Metric:
    return _insight("RunningTaskCount", "Running", args)


def _ecs(name: str, label: str, args: TaskWatchArgs) -> Metric:
    return Metric(ECS, name, args.dimensions, "Average", label)


def _insight(name: str, label: str, args: TaskWatchArgs) -> Metric:
    return Metric(INSIGHTS, name, args.dimensions, "Average", label)
