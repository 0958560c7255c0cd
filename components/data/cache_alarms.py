"""When people are told about a cache: what a person may write."""

from typing import Annotated

from pydantic import Field

from components._settings import Settings
from components._watched import Anomaly, Percent


class CacheAlarms(Settings):
    """Thresholds for a node, or for a serverless cache; None leaves an alarm out, and CloudWatch learns an `anomaly`.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
    """

    cpu: Percent | Anomaly | None = 90
    """Percent of a node's processors, on average for 15 minutes."""
    engine_cpu: Percent | Anomaly | None = 90
    """Percent of the one core that runs the commands, on average for 15 minutes."""
    memory: Percent | Anomaly | None = 80
    """Percent of a node's memory, or of a serverless cache's `max_storage`, that data take up."""
    evictions: Annotated[float, Field(ge=0)] | Anomaly | None = 100
    """Keys that a node drops in five minutes because its memory is full; with `noeviction` it drops none."""
    replication_lag: Annotated[float, Field(gt=0)] | Anomaly | None = 10
    """Seconds that a replica is behind, on average for 15 minutes."""
    connections: Annotated[float, Field(ge=0, lt=20_000)] | Anomaly | None = 10_000
    """Clients of a node; it takes 65,000, the smallest node types 20,000.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
    """
    cpu_credits: Annotated[float, Field(gt=0)] | Anomaly | None = 10
    """Credits that are left, for an hour; of burstable node types alone."""
    processing: Percent | Anomaly | None = 80
    """Percent of a serverless cache's `max_ecpu`, for 15 minutes."""
    throttled: Annotated[float, Field(ge=0)] | Anomaly | None = 0
    """Commands that a serverless cache refuses in five minutes because it grows too slowly, or may not."""
