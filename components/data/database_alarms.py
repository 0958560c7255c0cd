"""When people are told about a database: what a person may write, and what it means for an instance of a size."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from components._settings import Settings
from components._watched import Anomaly, Percent, Threshold
from components.data.instance_classes import BYTES_PER_GIB, max_connections, memory_gib

MAX_CONNECTIONS = "max_connections"
"""PostgreSQL's parameter."""
OF_MEMORY = ("connections", "free_memory")
"""Thresholds that follow from the memory of an instance class."""


class DatabaseAlarms(Settings):
    """Thresholds for the instance and for each replica; None leaves an alarm out, and CloudWatch learns an `anomaly`.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html#RDS
    """

    cpu: Percent | Anomaly | None = 80
    """Percent of the processors, on average for 15 minutes."""
    connections: Percent | Anomaly | None = 80
    """Percent of `max_connections`: of the parameter, or of what RDS makes of the class's memory."""
    read_latency: Annotated[float, Field(gt=0)] | Anomaly | None = 20
    """Milliseconds that the disk takes to read, on average for 15 minutes; AWS recommends 20."""
    write_latency: Annotated[float, Field(gt=0)] | Anomaly | None = 20
    """Milliseconds that the disk takes to write, on average for 15 minutes; AWS recommends 20."""
    free_storage: Percent | Anomaly | None = 5
    """Percent of `storage` that are left. RDS lets the storage grow below 10 percent, up to `max_storage` and once in
    six hours: at 5 that was not enough. Where it has grown, `storage` should follow: CloudWatch does not know it.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    """
    free_memory: Percent | Anomaly | None = 5
    """Percent of the instance class's memory that are left."""
    replica_lag: Annotated[float, Field(gt=300)] | Anomaly | None = 600
    """Seconds that a replica is behind. A quiet source lets it seem up to 300 behind.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.html
    """
    cpu_credits: Annotated[float, Field(gt=0)] | Anomaly | None = 10
    """Credits that are left, for an hour; of burstable classes alone, which are slowed down or charged without."""
    transaction_ids: Annotated[float, Field(ge=200_000_000, le=2_000_000_000)] | Anomaly | None = 1_000_000_000
    """Transactions since the oldest row that was not frozen; PostgreSQL stops writing at about 2,146 million.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Autovacuum.html
    """
    proxy_connections: Percent | Anomaly | None = 80
    """Percent of the connections that the proxy may open, which are open."""


def instance_thresholds(
    alarms: DatabaseAlarms, instance_class: str, storage: int, parameters: Mapping[str, str]
) -> Mapping[str, Threshold | None]:
    """The thresholds for one instance, in the units of RDS's metrics: seconds, bytes, connections."""
    memory = memory_gib(instance_class)
    return {
        "cpu": alarms.cpu,
        "connections": _times(alarms.connections, _connections(instance_class, parameters) / 100),
        "read_latency": _times(alarms.read_latency, 1 / 1000),
        "write_latency": _times(alarms.write_latency, 1 / 1000),
        "free_storage": _times(alarms.free_storage, storage * BYTES_PER_GIB / 100),
        "free_memory": _times(alarms.free_memory, (memory or 0) * BYTES_PER_GIB / 100),
        "replica_lag": alarms.replica_lag,
        "cpu_credits": alarms.cpu_credits,
        "transaction_ids": alarms.transaction_ids,
    }


def unknown_sizes(
    alarms: DatabaseAlarms, instance_classes: Sequence[str], parameters: Mapping[str, str]
) -> Sequence[str]:
    """What stands in the way of thresholds that follow from memory, a sentence for each."""
    unknown = sorted({one for one in instance_classes if memory_gib(one) is None})
    needed = [field for field in OF_MEMORY if not isinstance(getattr(alarms, field), Anomaly | None)]
    if parameters.get(MAX_CONNECTIONS, "").isdigit():
        needed = [field for field in needed if field != "connections"]
    return [
        f"`alarms.{field}` is a share of the memory of {one}, which the platform does not know; "
        f"leave that alarm out with null{', or set the parameter max_connections' if field == 'connections' else ''}"
        for one in unknown
        for field in needed
    ]


def _connections(instance_class: str, parameters: Mapping[str, str]) -> int:
    written = parameters.get(MAX_CONNECTIONS, "")
    return int(written) if written.isdigit() else max_connections(instance_class) or 0


def _times(threshold: Threshold | None, factor: float) -> Threshold | None:
    return threshold if isinstance(threshold, Anomaly | None) else round(threshold * factor, 6)
