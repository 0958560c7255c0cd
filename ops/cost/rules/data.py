"""What databases and caches use."""

from collections.abc import Iterator
from typing import Final

from ops.cost.context import Context, Usage, items, number, section
from ops.offline.recording import Recorded

INSTANCE: Final = "aws:rds/instance:Instance"
PROXY_TARGET: Final = "aws:rds/proxyTarget:ProxyTarget"
SCHEDULE: Final = "aws:scheduler/schedule:Schedule"
POSTGRES: Final = "postgres"
VCPUS: Final = {"xlarge": 4, "2xlarge": 8, "4xlarge": 16, "8xlarge": 32, "12xlarge": 48, "16xlarge": 64}
"""Of an instance class by its size; the smaller sizes have 2.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
"""
FEWEST_VCPUS: Final = 2
SECONDS_PER_HOUR: Final = 3600
MILLION: Final = 1_000_000
LEAST_SERVERLESS_GB: Final = {"valkey": 0.1, "redis": 1.0}
"""https://aws.amazon.com/elasticache/pricing/: what a serverless cache is charged for at least."""


def instance(resource: Recorded, context: Context) -> Iterator[Usage]:
    """A database's hours, storage and backups; twice where a second instance stands by in another zone."""
    copies = 2 if resource.inputs.get("multiAz") is True else 1
    why = "Multi-AZ" if copies > 1 else ""
    hours = _hours(resource, context)
    engine = str(resource.inputs.get("engine", POSTGRES))
    kind = str(resource.inputs.get("instanceClass"))
    yield Usage(f"rds {kind}" if engine == POSTGRES else f"rds {engine} {kind}", copies * hours, why)
    stored = _storage(resource, context)
    yield Usage(f"rds-{resource.inputs.get('storageType', 'gp2')}-gb", copies * stored, why)
    yield Usage("rds-backup-gb", _backups(resource, context, stored))
    if resource.inputs.get("databaseInsightsMode") == "advanced":
        yield Usage("database-insights-vcpu", copies * vcpus(kind) * hours)
    interval = number(resource.inputs, "monitoringInterval")
    if interval:
        written = context.assumed("enhanced_monitoring_gb", resource) * 60 / interval
        yield Usage("log-gb", copies * written, "enhanced monitoring")
    source = str(resource.inputs.get("replicateSourceDb", ""))
    if source.startswith("arn:") and source.split(":")[3] != context.region_of(resource):
        yield Usage("region-gb", context.assumed("replication_gb", resource), "replication", source.split(":")[3])


def vcpus(instance_class: str) -> int:
    """The vCPUs of an instance class such as `db.m7g.large`."""
    return VCPUS.get(instance_class.rpartition(".")[2], FEWEST_VCPUS)


def _hours(resource: Recorded, context: Context) -> float:
    """Fewer where a schedule stops the database."""
    name = str(resource.inputs.get("identifier"))
    targets = [section(one.inputs, "target") for one in context.recording.of_type(SCHEDULE)]
    stops = any("stopDBInstance" in str(one.get("arn")) and f'"{name}"' in str(one.get("input")) for one in targets)
    return context.assumed("working_hours" if stops else "hours_per_month", resource)


def _storage(resource: Recorded, context: Context) -> float:
    """GB: its own, or its source's where it is a replica, or what is assumed where the source is another stack's."""
    own = number(resource.inputs, "allocatedStorage")
    source = str(resource.inputs.get("replicateSourceDb", ""))
    if own or not source:
        return own
    found = next(context.having(INSTANCE, "identifier", source.rpartition(":")[2]), None)
    return number(found.inputs, "allocatedStorage") if found else context.assumed("replica_gb", resource)


def _backups(resource: Recorded, context: Context, stored: float) -> float:
    """GB beyond the size of the storage, up to which backups are free (https://aws.amazon.com/rds/pricing/)."""
    days = number(resource.inputs, "backupRetentionPeriod")
    if not days:
        return 0
    used = stored * context.assumed("database_fill", resource)
    return max(0, used * (1 + days * context.assumed("change_per_day", resource)) - stored)


def proxy(resource: Recorded, context: Context) -> Iterator[Usage]:
    """A proxy is charged by the vCPUs of the instance behind it."""
    target = next(context.having(PROXY_TARGET, "dbProxyName", resource.inputs.get("name")), None)
    name = target.inputs.get("dbInstanceIdentifier") if target else None
    behind = next(context.having(INSTANCE, "identifier", name), None)
    size = vcpus(str(behind.inputs.get("instanceClass"))) if behind else FEWEST_VCPUS
    yield Usage("rds-proxy-vcpu", size * context.assumed("hours_per_month", resource), f"{size} vCPU behind it")


def nodes(resource: Recorded, context: Context) -> Iterator[Usage]:
    """A cache's nodes and its backups, of which one is free."""
    count = number(resource.inputs, "numCacheClusters")
    if not count:
        count = number(resource.inputs, "numNodeGroups", 1) * (1 + number(resource.inputs, "replicasPerNodeGroup"))
    key = f"{resource.inputs.get('engine', 'redis')} {resource.inputs.get('nodeType')}"
    yield Usage(key, count * context.assumed("hours_per_month", resource), f"{count:g} nodes" if count > 1 else "")
    backups = max(0, number(resource.inputs, "snapshotRetentionLimit") - 1)
    yield Usage("cache-backup-gb", backups * context.assumed("cache_backup_gb", resource))


def serverless(resource: Recorded, context: Context) -> Iterator[Usage]:
    """A serverless cache's data by the hour, its least amount at least, and its work."""
    engine = str(resource.inputs.get("engine"))
    limits = section(section(resource.inputs, "cacheUsageLimits"), "dataStorage")
    least = max(LEAST_SERVERLESS_GB.get(engine, 1.0), number(limits, "minimum"))
    stored = max(least, context.assumed("serverless_gb", resource))
    yield Usage(f"{engine} serverless-gb", stored * context.assumed("hours_per_month", resource), f"{stored:g} GB")
    work = _least_work(resource) * context.assumed("hours_per_month", resource) * SECONDS_PER_HOUR
    assumed = context.assumed("serverless_million_ecpus", resource) * MILLION
    yield Usage(f"{engine} serverless-ecpu", max(work, assumed))


def _least_work(resource: Recorded) -> float:
    """ECPUs a second that are charged in any case."""
    limits = items(section(resource.inputs, "cacheUsageLimits"), "ecpuPerSeconds")
    return number(limits[0], "minimum") if limits else 0


RULES: Final = {
    INSTANCE: instance,
    "aws:rds/proxy:Proxy": proxy,
    "aws:elasticache/replicationGroup:ReplicationGroup": nodes,
    "aws:elasticache/serverlessCache:ServerlessCache": serverless,
}
