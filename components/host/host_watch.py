"""What is watched of a host: whether it runs, how busy it is, and how old the backup of its data is.

How full disks and memory are only an agent on the host could say, at a price for each metric; the platform does not.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
https://docs.aws.amazon.com/ebs/latest/userguide/monitor-dlm-cw-metrics.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pulumi import Input

from components._watched import Alarm, AlarmKind, Expression, Metric, Watched, Widget, limits, wanted
from components.host.host_settings import HostSettings
from components.host.instance_types import is_burstable

EC2, EBS = "AWS/EC2", "AWS/EBS"
STATUS_CHECK = AlarmKind(
    key="status-check",
    comparison=">",
    severity="critical",
    why="The host fails AWS's checks or there is none, for ten minutes: nobody is served.",
    todo="Look at the activity of its Auto Scaling group; it replaces a failed host by itself.",
    period=60,
    periods=10,
    missing="breaching",
)
CPU = AlarmKind(
    key="high-cpu",
    comparison=">",
    severity="warning",
    why="The host has little CPU left; everything on it gets slower.",
    todo="Look which container is busy, then take a larger type.",
)
CPU_CREDITS = AlarmKind(
    key="low-cpu-credits",
    comparison="<",
    severity="warning",
    why="The host has used up its CPU credits for an hour; it becomes slow.",
    todo="Look at its CPU, and take a larger type or one that does not burst.",
    periods=12,
)
BACKUP_FAILED = AlarmKind(
    key="backup-failed",
    comparison=">",
    severity="warning",
    why="A snapshot of the host's data failed.",
    todo="Look at the lifecycle policy, and take a snapshot by hand.",
    period=3600,
    periods=1,
)
OLD_BACKUP = AlarmKind(
    key="old-backup",
    comparison="<",
    severity="warning",
    why="The newest snapshot of the host's data is older than it may be, or there is none yet.",
    todo="Look at the lifecycle policy, and take a snapshot by hand.",
    period=3600,
    missing="breaching",
)
AT_LEAST_ONE = 1


@dataclass(frozen=True)
class WatchedHost:
    """The host by what its metrics have for dimensions."""

    role: str
    settings: HostSettings
    group: str
    """The Auto Scaling group, whose metrics are those of whatever host it has just now."""
    volume_id: Input[str]
    snapshots_id: Input[str]
    """The lifecycle policy's."""

    def metric(self, name: str, label: str, statistic: str = "Average") -> Metric:
        """A metric of the host."""
        return Metric(EC2, name, {"AutoScalingGroupName": self.group}, statistic, label)

    def of_volume(self, name: str, label: str) -> Metric:
        """A metric of its data volume."""
        return Metric(EBS, name, {"VolumeId": self.volume_id}, "Sum", label)

    def of_snapshots(self, name: str, label: str) -> Metric:
        """A metric of its backups."""
        return Metric(EBS, name, {"DLMPolicyId": self.snapshots_id}, "Sum", label)


def watched_host(host: WatchedHost) -> Watched:
    """The alarms and graphs of a host."""
    status = host.metric("StatusCheckFailed", "Failed checks", "Maximum")
    cpu, left = host.metric("CPUUtilization", "CPU"), host.metric("CPUCreditBalance", "CPU credits")
    taken = host.of_snapshots("SnapshotsCreateCompleted", "Snapshots")
    failed = host.of_snapshots("SnapshotsCreateFailed", "Failed snapshots")
    alarms = _alarms(host.settings, {"status": status, "cpu": cpu, "left": left, "failed": failed, "taken": taken})
    network = [host.metric("NetworkIn", "In"), host.metric("NetworkOut", "Out")]
    volume = [host.of_volume("VolumeReadBytes", "Read"), host.of_volume("VolumeWriteBytes", "Written")]
    busy = [Widget("CPU credits", [left], "credits", limits=limits(alarms, CPU_CREDITS.key))]
    return Watched(
        f"Host {host.role}",
        host.role,
        alarms,
        [
            Widget("Status checks", [status], "failed"),
            Widget("CPU", [cpu], "percent", limits=limits(alarms, CPU.key)),
            *(busy if is_burstable(host.settings.instance_type) else []),
            Widget("Network", network, "bytes"),
            Widget("Data volume", volume, "bytes"),
            Widget("Backups", [taken, failed], "snapshots"),
        ],
    )


def _alarms(settings: HostSettings, of: Mapping[str, Metric]) -> list[Alarm]:
    thresholds, hours = settings.alarms, settings.alarms.backup_hours
    # A snapshot is counted once a day; hours without one are zero, and not what they were before.
    fresh = Expression("FILL(taken, 0)", {"taken": of["taken"]}, "Snapshots")
    burstable = is_burstable(settings.instance_type)
    return wanted(
        (STATUS_CHECK, of["status"], thresholds.status_check),
        (CPU, of["cpu"], thresholds.cpu),
        (CPU_CREDITS, of["left"], thresholds.cpu_credits if burstable else None),
        (BACKUP_FAILED, of["failed"], thresholds.backup_failed),
        (replace(OLD_BACKUP, periods=hours or 0), fresh, None if hours is None else AT_LEAST_ONE),
    )
