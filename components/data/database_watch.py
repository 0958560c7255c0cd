"""What is watched of a database: its alarms and its graphs, for the instance and for each replica (standard G-21).

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components._watched import Alarm, AlarmKind, Expression, Metric, Threshold, Watched, Widget, limits, wanted
from components.data.database_alarms import instance_thresholds
from components.data.database_names import instance_name, proxy_name, replica_names
from components.data.database_settings import DatabaseSettings
from components.data.instance_classes import is_burstable
from naming import Names

NAMESPACE = "AWS/RDS"
LABELS: Mapping[str, str] = {
    "CPUUtilization": "CPU",
    "DatabaseConnections": "Connections",
    "ReadLatency": "Read latency",
    "WriteLatency": "Write latency",
    "FreeStorageSpace": "Free storage",
    "FreeableMemory": "Freeable memory",
    "ReplicaLag": "Replica lag",
    "CPUCreditBalance": "CPU credits",
    "MaximumUsedTransactionIDs": "Used transaction ids",
    "DiskQueueDepth": "Disk queue",
}
CPU = AlarmKind(
    key="high-cpu",
    comparison=">",
    severity="warning",
    why="The database has little CPU left, or reports none because it does not run; queries get slower.",
    todo="Look at the top SQL by load in RDS, Database Insights, and at RDS's recent events.",
    missing="breaching",
)
CONNECTIONS = AlarmKind(
    key="many-connections",
    comparison=">",
    severity="critical",
    why="The database will soon refuse connections, and services that need one will fail.",
    todo="Count connections by user and state in pg_stat_activity, and find the service that opens or keeps too many.",
    periods=2,
)
READ_LATENCY = AlarmKind(
    key="slow-reads",
    comparison=">",
    severity="warning",
    why="The disk answers reads slowly, and queries wait for it.",
    todo="Compare IOPS and throughput with what the volume has, and look for queries that read whole tables.",
)
WRITE_LATENCY = AlarmKind(
    key="slow-writes",
    comparison=">",
    severity="warning",
    why="The disk takes writes slowly, and commits wait for it.",
    todo="Compare IOPS and throughput with what the volume has, and look for bulk writes and checkpoints.",
)
FREE_STORAGE = AlarmKind(
    key="low-storage",
    comparison="<",
    severity="critical",
    why="Storage runs out faster than RDS lets it grow; when it is full, the database stops.",
    todo="Raise storage or max_storage in the stack file, and look for what grows: tables, logs, replication slots.",
    periods=2,
)
FREE_MEMORY = AlarmKind(
    key="low-memory",
    comparison="<",
    severity="warning",
    why="The database has hardly any memory left; the operating system may kill it and it would restart.",
    todo="Look for many connections and for large sorts, then take a larger instance class.",
)
REPLICA_LAG = AlarmKind(
    key="replica-lag",
    comparison=">",
    severity="warning",
    why="The replica shows old data, and its source keeps logs for it that fill the storage.",
    todo="Look for long queries on the replica and for bulk writes on its source.",
)
CPU_CREDITS = AlarmKind(
    key="low-cpu-credits",
    comparison="<",
    severity="warning",
    why="The instance has used up its CPU credits for an hour; it becomes slow, or is charged for more.",
    todo="Look at its CPU, and take a larger class or one that does not burst.",
    periods=12,
)
TRANSACTION_IDS = AlarmKind(
    key="transaction-ids",
    comparison=">",
    severity="warning",
    why="Old rows are not frozen in time; when transaction ids are used up, PostgreSQL refuses to write.",
    todo="Find what holds vacuum back: long transactions, abandoned replication slots, prepared transactions.",
)
PROXY_CONNECTIONS = AlarmKind(
    key="proxy-pool-full",
    comparison=">",
    severity="critical",
    why="The proxy has nearly all its connections open; services will wait for one, then fail.",
    todo="Look for pinned sessions and long transactions, then raise max_connections_percent or the instance class.",
    periods=2,
)
KINDS: Mapping[str, tuple[AlarmKind, str]] = {
    "cpu": (CPU, "CPUUtilization"),
    "connections": (CONNECTIONS, "DatabaseConnections"),
    "read_latency": (READ_LATENCY, "ReadLatency"),
    "write_latency": (WRITE_LATENCY, "WriteLatency"),
    "free_storage": (FREE_STORAGE, "FreeStorageSpace"),
    "free_memory": (FREE_MEMORY, "FreeableMemory"),
    "cpu_credits": (CPU_CREDITS, "CPUCreditBalance"),
    "replica_lag": (REPLICA_LAG, "ReplicaLag"),
    "transaction_ids": (TRANSACTION_IDS, "MaximumUsedTransactionIDs"),
}
"""By threshold: the alarm, and the metric of RDS that it is about."""
OF_REPLICAS, OF_SOURCES = frozenset({"replica_lag"}), frozenset({"transaction_ids"})
"""What only a replica has, and what only its source can do something about."""
OF_BURSTABLE = frozenset({"cpu_credits"})


@dataclass(frozen=True)
class _Instance:
    identifier: str
    replica: str | None
    instance_class: str
    thresholds: Mapping[str, Threshold | None]
    follows: bool
    """Whether another instance's data arrive at it."""

    def metric(self, name: str) -> Metric:
        """A metric of this instance."""
        label = LABELS[name] if self.replica is None else f"{LABELS[name]} of {self.replica}"
        return Metric(NAMESPACE, name, {"DBInstanceIdentifier": self.identifier}, "Average", label)

    def alarms(self) -> Sequence[Alarm]:
        """Those that say something about an instance like this one, unless its settings leave them out."""
        never = OF_SOURCES if self.follows else OF_REPLICAS
        if not is_burstable(self.instance_class):
            never |= OF_BURSTABLE
        rows = [
            (kind, self.metric(metric), self.thresholds[field])
            for field, (kind, metric) in KINDS.items()
            if field not in never
        ]
        return wanted(*rows, member=self.replica)


def watched_database(role: str, settings: DatabaseSettings, names: Names) -> Watched:
    """The alarms and graphs of the database of this role; the lines in the graphs are the instance's."""
    instances = _instances(role, settings, names)
    alarms = [alarm for instance in instances for alarm in instance.alarms()]

    def graph(title: str, unit: str, *metrics: str, lines: Sequence[str] = ()) -> Widget:
        measures = [instance.metric(metric) for instance in instances for metric in metrics]
        return Widget(title, measures, unit, limits=limits(alarms, *lines))

    widgets = [
        graph("CPU", "percent", "CPUUtilization", lines=[CPU.key]),
        graph("Connections", "connections", "DatabaseConnections", lines=[CONNECTIONS.key]),
        graph("Latency", "seconds", "ReadLatency", "WriteLatency", lines=[READ_LATENCY.key, WRITE_LATENCY.key]),
        graph("Free storage", "bytes", "FreeStorageSpace", lines=[FREE_STORAGE.key]),
        graph("Freeable memory", "bytes", "FreeableMemory", lines=[FREE_MEMORY.key]),
        graph("Disk queue", "requests", "DiskQueueDepth"),
    ]
    followers = [instance for instance in instances if instance.follows]
    if followers:
        lag = [instance.metric("ReplicaLag") for instance in followers]
        first = "-".join(filter(None, (followers[0].replica, REPLICA_LAG.key)))
        widgets.append(Widget("Replica lag", lag, "seconds", limits=limits(alarms, first)))
    if settings.proxy is not None:
        proxy = proxy_name(role, names)
        alarms += wanted((PROXY_CONNECTIONS, _pool(proxy), settings.alarms.proxy_connections))
        lines = [_of_proxy(proxy, "ClientConnections", "Clients"), _open(proxy), _allowed(proxy)]
        widgets.append(Widget("Proxy", lines, "connections"))
    return Watched(f"Database {role}", role, alarms, widgets, rests=True)


def _instances(role: str, settings: DatabaseSettings, names: Names) -> list[_Instance]:
    own = _instance(instance_name(role, settings, names), None, settings)
    replicas = replica_names(role, settings, names)
    return [own, *(_instance(identifier, replica, settings) for replica, identifier in replicas.items())]


def _instance(identifier: str, replica: str | None, settings: DatabaseSettings) -> _Instance:
    own_class = settings.replicas[replica].instance_class if replica else None
    size = own_class or settings.instance_class
    thresholds = instance_thresholds(settings.alarms, size, settings.storage, settings.plain_parameters)
    follows = replica is not None or settings.replica_of is not None
    return _Instance(identifier, replica, size, thresholds, follows)


def _of_proxy(proxy: str, name: str, label: str) -> Metric:
    """A metric of the proxy, whose machines each report their part.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html
    """
    return Metric(NAMESPACE, name, {"ProxyName": proxy}, "Sum", label)


def _open(proxy: str) -> Metric:
    return _of_proxy(proxy, "DatabaseConnections", "Open connections")


def _allowed(proxy: str) -> Metric:
    return _of_proxy(proxy, "MaxDatabaseConnectionsAllowed", "Connections allowed")


def _pool(proxy: str) -> Expression:
    return Expression("100 * open / allowed", {"open": _open(proxy), "allowed": _allowed(proxy)}, "Pool in use")
