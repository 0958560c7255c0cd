"""What is watched of a cache: its alarms and its graphs, node by node, or of a serverless one as a whole."""

from collections.abc import Mapping, Sequence
from functools import partial

from components._watched import Alarm, AlarmKind, Anomaly, Metric, Threshold, Watched, Widget, limits, wanted
from components.data.cache_alarms import CacheAlarms
from components.data.cache_names import cache_name, node_names
from components.data.cache_settings import CacheSettings, ServerlessSettings
from naming import Names

NAMESPACE = "AWS/ElastiCache"
BYTES_PER_GB = 10**9
LABELS: Mapping[str, str] = {
    "CPUUtilization": "CPU",
    "EngineCPUUtilization": "CPU of the engine",
    "DatabaseMemoryUsagePercentage": "Memory",
    "Evictions": "Evictions",
    "ReplicationLag": "Replication lag",
    "CurrConnections": "Connections",
    "CPUCreditBalance": "CPU credits",
    "BytesUsedForCache": "Data",
    "ElastiCacheProcessingUnits": "Processing units",
    "ThrottledCmds": "Throttled commands",
    "CacheHits": "Hits",
    "CacheMisses": "Misses",
}
CPU = AlarmKind(
    key="high-cpu",
    comparison=">",
    severity="warning",
    why="The cache's node has little CPU left, or reports none because it does not run; commands get slower.",
    todo="Look at the slow log for commands over many keys, and at the node's events.",
    missing="breaching",
)
ENGINE_CPU = AlarmKind(
    key="high-engine-cpu",
    comparison=">",
    severity="warning",
    why="The one core that runs the cache's commands is busy, and every client waits for it.",
    todo="Look at the slow log for commands over many keys, then take a larger node type.",
)
MEMORY = AlarmKind(
    key="high-memory",
    comparison=">",
    severity="warning",
    why="The cache's memory is nearly full; soon it drops keys, or refuses to write.",
    todo="Look for keys without an expiry and for queues that nobody empties, then take more memory.",
)
EVICTIONS = AlarmKind(
    key="evictions",
    comparison=">",
    severity="warning",
    why="The cache drops keys to make room; people lose sessions, and the database does their work.",
    todo="Look at memory and at what fills it, then take more of it.",
)
REPLICATION_LAG = AlarmKind(
    key="replication-lag",
    comparison=">",
    severity="warning",
    why="A replica of the cache is behind; what it does not have yet is lost when it takes over.",
    todo="Look at the network throughput and at bulk writes.",
)
CONNECTIONS = AlarmKind(
    key="many-connections",
    comparison=">",
    severity="warning",
    why="Clients keep very many connections to the cache; at its limit it refuses new ones.",
    todo="Find the service that opens a connection per request, and let it use a pool.",
)
CPU_CREDITS = AlarmKind(
    key="low-cpu-credits",
    comparison="<",
    severity="warning",
    why="The node has used up its CPU credits for an hour; it becomes slow.",
    todo="Look at its CPU, and take a larger type or one that does not burst.",
    periods=12,
)
PROCESSING = AlarmKind(
    key="high-processing",
    comparison=">",
    severity="warning",
    why="The cache does nearly as much work as it may; beyond that it refuses commands.",
    todo="Look for commands over many keys, then raise max_ecpu.",
)
THROTTLED = AlarmKind(
    key="throttled",
    comparison=">",
    severity="critical",
    why="The cache refuses commands, and services that send them fail.",
    todo="Raise max_ecpu or min_ecpu, and look for what suddenly sends so many.",
    periods=1,
)
NODE_KINDS: Mapping[str, tuple[AlarmKind, str, str]] = {
    "cpu": (CPU, "CPUUtilization", "Average"),
    "engine_cpu": (ENGINE_CPU, "EngineCPUUtilization", "Average"),
    "memory": (MEMORY, "DatabaseMemoryUsagePercentage", "Average"),
    "evictions": (EVICTIONS, "Evictions", "Sum"),
    "replication_lag": (REPLICATION_LAG, "ReplicationLag", "Average"),
    "connections": (CONNECTIONS, "CurrConnections", "Average"),
    "cpu_credits": (CPU_CREDITS, "CPUCreditBalance", "Average"),
}
"""By setting: the alarm, the metric of ElastiCache that it is about, and the statistic.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html
"""


def watched_cache(role: str, settings: CacheSettings, names: Names) -> Watched:
    """The alarms and graphs of the cache of this role."""
    cache = cache_name(role, settings, names)
    if settings.serverless is not None:
        return _serverless(role, cache, settings.alarms, settings.serverless)
    nodes = node_names(cache, settings.nodes)
    alarms = [alarm for node, name in nodes.items() for alarm in _node_alarms(node, name, settings)]
    first = next(iter(nodes))

    def graph(
        title: str, unit: str, *metrics: str, line: AlarmKind | None = None, statistic: str = "Average"
    ) -> Widget:
        measures = [_of_node(node, name, metric, statistic) for metric in metrics for node, name in nodes.items()]
        return Widget(title, measures, unit, limits=limits(alarms, f"{first}-{line.key}") if line else [])

    return Watched(
        f"Cache {role}",
        role,
        alarms,
        [
            graph("CPU", "percent", "CPUUtilization", "EngineCPUUtilization", line=CPU),
            graph("Memory", "percent", "DatabaseMemoryUsagePercentage", line=MEMORY),
            graph("Evictions", "keys", "Evictions", line=EVICTIONS, statistic="Sum"),
            graph("Replication lag", "seconds", "ReplicationLag", line=REPLICATION_LAG),
            graph("Connections", "clients", "CurrConnections", line=CONNECTIONS),
            graph("Hits and misses", "keys", "CacheHits", "CacheMisses", statistic="Sum"),
        ],
    )


def _node_alarms(node: str, name: str, settings: CacheSettings) -> Sequence[Alarm]:
    rows = [
        (kind, _of_node(node, name, metric, statistic), getattr(settings.alarms, field))
        for field, (kind, metric, statistic) in NODE_KINDS.items()
        if field not in _impossible(settings)
    ]
    return wanted(*rows, member=node)


def _impossible(settings: CacheSettings) -> frozenset[str]:
    """What nodes with these settings never report."""
    never = {
        "evictions": settings.eviction == "noeviction",
        "replication_lag": settings.nodes == 1,
        "cpu_credits": not settings.node_type.startswith("cache.t"),
    }
    return frozenset(field for field, so in never.items() if so)


def _of_node(node: str, name: str, metric: str, statistic: str) -> Metric:
    return Metric(NAMESPACE, metric, {"CacheClusterId": name}, statistic, f"{LABELS[metric]} of {node}")


def _serverless(role: str, cache: str, settings: CacheAlarms, most: ServerlessSettings) -> Watched:
    """A serverless cache reports as a whole, by `clusterId`.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/serverless-metrics-events-redis.html
    """
    metric = partial(_of_cache, cache)
    data, work = metric("BytesUsedForCache", "Average"), metric("ElastiCacheProcessingUnits", "Sum")
    throttled, clients = metric("ThrottledCmds", "Sum"), metric("CurrConnections", "Average")
    alarms = wanted(
        (MEMORY, data, _share(settings.memory, most.max_storage * BYTES_PER_GB)),
        (PROCESSING, work, _share(settings.processing, most.max_ecpu * PROCESSING.period)),
        (THROTTLED, throttled, settings.throttled),
        (CONNECTIONS, clients, settings.connections),
    )
    return Watched(
        f"Cache {role}",
        role,
        alarms,
        [
            Widget("Data", [data], "bytes", limits=limits(alarms, MEMORY.key)),
            Widget("Work", [work], "processing units", limits=limits(alarms, PROCESSING.key)),
            Widget("Refused", [throttled], "commands", limits=limits(alarms, THROTTLED.key)),
            Widget("Connections", [clients], "clients", limits=limits(alarms, CONNECTIONS.key)),
            Widget("Hits and misses", [metric("CacheHits", "Sum"), metric("CacheMisses", "Sum")], "keys"),
        ],
    )


def _of_cache(cache: str, metric: str, statistic: str) -> Metric:
    return Metric(NAMESPACE, metric, {"clusterId": cache}, statistic, LABELS[metric])


def _share(threshold: Threshold | None, whole: float) -> Threshold | None:
    """A share of the whole, given in percent."""
    return threshold if isinstance(threshold, Anomaly | None) else threshold * whole / 100
