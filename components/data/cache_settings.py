"""What a person may write about a cache, and what cannot be built of it."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from components._settings import Settings, matching
from components.data.cache_alarms import CacheAlarms
from components.data.secrets import MAX_RECOVERY_DAYS, RecoveryWindow
from components.data.windows import BackupWindow, MaintenanceWindow, minutes, overlap

Engine = Literal["valkey", "redis"]
ENGINES: Mapping[Engine, Mapping[str, str]] = {
    "valkey": {
        "9.1": "valkey9",
        "9.0": "valkey9",
        "8.2": "valkey8",
        "8.1": "valkey8",
        "8.0": "valkey8",
        "7.2": "valkey7",
    },
    "redis": {"7.1": "redis7", "7.0": "redis7"},
}
"""Versions, the newest first, with the family of their parameter groups. Redis OSS before 7 cannot be told to refuse
connections without TLS, and later than 7.1 there is none on ElastiCache.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html
"""
MIN_WINDOW_MINUTES = 60
"""https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html"""
MIN_NODES_FOR_FAILOVER = 2
EVICTION = "maxmemory-policy"
LOGS = ("slow-log", "engine-log")
"""What a node can write to CloudWatch; a serverless cache writes nothing.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html
"""
NODES_ONLY = frozenset(
    {
        "node_type",
        "nodes",
        "automatic_failover",
        "multi_az",
        "eviction",
        "parameters",
        "maintenance_window",
        "apply_immediately",
        "skip_final_snapshot",
    }
)
"""Settings of which a serverless cache has none."""


class ServerlessSettings(Settings):
    """A cache without nodes, sized by its load. It speaks the cluster protocol alone: clients must, too.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CacheUsageLimits.html
    """

    max_storage: Annotated[int, Field(ge=1, le=5000)]
    """GB above which the cache evicts."""
    min_storage: Annotated[int, Field(ge=1, le=5000)] | None = None
    """GB that are kept, and charged, even when they are empty."""
    max_ecpu: Annotated[int, Field(ge=1000, le=15_000_000)]
    """ElastiCache processing units per second above which the cache throttles."""
    min_ecpu: Annotated[int, Field(ge=1000, le=15_000_000)] | None = None
    """Processing units per second that are kept ready, and charged."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for what in ("storage", "ecpu"):
            least, most = getattr(self, f"min_{what}"), getattr(self, f"max_{what}")
            if least is not None and least > most:
                raise ValueError(f"`min_{what}` {least} is above `max_{what}` {most}; lower it or raise the other")
        return self


class CacheSettings(Settings):
    """Valkey or Redis OSS on ElastiCache. Windows are UTC."""

    name: (
        Annotated[
            str, matching(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "a cache's name: lower-case letters, digits, single dashes")
        ]
        | None
    ) = None
    """The name in place of the standard's."""
    engine: Engine = "valkey"
    """What runs."""
    version: str | None = None
    """None is the newest that the platform knows. ElastiCache never goes back: an older version replaces the cache."""
    node_type: Annotated[str, matching(r"cache\.[a-z0-9]+\.[a-z0-9]+", "a node type, such as cache.m7g.large")] = (
        "cache.m7g.large"
    )
    """The size of each node."""
    nodes: Annotated[int, Field(ge=1, le=6)] = 2
    """One primary, the others its replicas."""
    automatic_failover: bool = True
    """Makes a replica the primary when that fails."""
    multi_az: bool = True
    """Spreads the nodes over Availability Zones."""
    eviction: Literal[
        "volatile-lru",
        "allkeys-lru",
        "volatile-lfu",
        "allkeys-lfu",
        "volatile-random",
        "allkeys-random",
        "volatile-ttl",
        "noeviction",
    ] = "volatile-lru"
    """What goes when memory is full (`maxmemory-policy`); a broker of tasks wants `noeviction`."""
    parameters: dict[Annotated[str, matching(r"[a-z][a-z0-9-]*", "a parameter, such as timeout")], str] = Field(
        default_factory=dict
    )
    """Other parameters of the engine, as text."""
    snapshot_retention_days: Annotated[int, Field(ge=0, le=35)] = 7
    """0 takes no snapshots."""
    snapshot_window: BackupWindow = "18:00-19:00"
    """Daily; 03:00 in Seoul."""
    maintenance_window: MaintenanceWindow = "sun:19:30-sun:20:30"
    """Weekly; Monday 04:30 in Seoul."""
    apply_immediately: bool = False
    """Changes that interrupt do not wait for the maintenance window."""
    skip_final_snapshot: bool = False
    """Gives up the last snapshot of a cache that is deleted."""
    password_version: Annotated[int, Field(ge=1)] = 1
    """Raise it to make another password; services that use the cache are redeployed with it."""
    secret_recovery_window_in_days: RecoveryWindow = MAX_RECOVERY_DAYS
    """Days in which its deleted secret can be restored: 7 to 30, or 0, which deletes at once."""
    alarms: CacheAlarms = CacheAlarms()
    serverless: ServerlessSettings | None = None
    """A serverless cache in place of nodes."""
    protect: bool = True
    """Pulumi refuses to delete or replace the cache."""

    @model_validator(mode="after")
    def _can_be_built(self) -> Self:
        sold = ENGINES[self.engine]
        if self.version is not None and self.version not in sold:
            raise ValueError(
                f"`version` {self.version!r} of {self.engine} is not offered; take one of {', '.join(sold)}"
            )
        if self.serverless is not None:
            beside = sorted(self.model_fields_set & NODES_ONLY)
            if beside:
                raise ValueError(f"`serverless` excludes {', '.join(beside)}: a serverless cache has no nodes")
            return self
        self._nodes_fit()
        self._windows_fit()
        if EVICTION in self.parameters:
            raise ValueError(f"`parameters` sets {EVICTION}, which has a setting of its own; use `eviction`")
        return self

    def _nodes_fit(self) -> None:
        if self.multi_az and not self.automatic_failover:
            raise ValueError("`multi_az` needs `automatic_failover`; turn it on, or give up both")
        if self.automatic_failover and self.nodes < MIN_NODES_FOR_FAILOVER:
            raise ValueError(
                f"`nodes` is {self.nodes} and `automatic_failover` needs a second one to fail over to; "
                "take 2, or turn `automatic_failover` and `multi_az` off"
            )
        if self.node_type.startswith("cache.r6gd."):
            raise ValueError(
                f"`node_type` {self.node_type} keeps a part of the data on disk, which is not offered; take cache.r7g"
            )

    def _windows_fit(self) -> None:
        for what in ("snapshot_window", "maintenance_window"):
            window: str = getattr(self, what)
            if minutes(window) < MIN_WINDOW_MINUTES:
                raise ValueError(
                    f"`{what}` {window} is shorter than the {MIN_WINDOW_MINUTES} minutes that ElastiCache asks for; "
                    "make it longer"
                )
        if overlap(self.snapshot_window, self.maintenance_window):
            raise ValueError(
                f"`snapshot_window` {self.snapshot_window} overlaps `maintenance_window` {self.maintenance_window}; "
                "move one"
            )

    @property
    def engine_version(self) -> str:
        """The version that runs."""
        return self.version or next(iter(ENGINES[self.engine]))

    @property
    def family(self) -> str:
        """The family of its parameter groups."""
        return ENGINES[self.engine][self.engine_version]

    @property
    def logs(self) -> tuple[str, ...]:
        """The kinds of log that it writes."""
        return () if self.serverless else LOGS
