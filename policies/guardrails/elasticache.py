"""ElastiCache: replication groups, serverless caches and their users."""

from collections.abc import Iterator

from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import CACHE, CACHE_CLUSTER, CACHE_SERVERLESS, CACHE_USER

LOGS = ("slow-log", "engine-log")
EVERYTHING = frozenset({"+@all", "allcommands"})
"""How an access string allows every command."""


@rule(
    id="elasticache-replication-group",
    on=(CACHE_CLUSTER,),
    severity=Severity.HIGH,
    title="Caches are replication groups or serverless.",
    why="A cluster on its own has no encryption on disk, no users and no failover.",
    fix="Set replication_group_id, or use an aws.elasticache.ReplicationGroup in its place.",
    standard=["M-01", "G-10"],
    controls={"Checkov": ["CKV_AWS_134", "CKV_AWS_322", "CKV_AWS_323"]},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html",
)
def replication_group(cluster: Resource) -> Iterator[str]:
    """A cluster on its own."""
    if not cluster.text("replicationGroupId"):
        yield "replicationGroupId is not set"


@rule(
    id="elasticache-at-rest",
    on=(CACHE,),
    severity=Severity.HIGH,
    title="Caches are encrypted on disk.",
    why="Snapshots and swapped memory would be readable; it cannot be changed later.",
    fix="Set at_rest_encryption_enabled=True before it is created.",
    standard=["M-01"],
    controls={
        "FSBP": ["ElastiCache.4"],
        "Checkov": ["CKV_AWS_29"],
        "cdk-nag": ["AwsSolutions-AEC3"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-4",
)
def at_rest(cache: Resource) -> Iterator[str]:
    """A cache in clear."""
    if not cache.flag("atRestEncryptionEnabled"):
        yield "atRestEncryptionEnabled is not true"


@rule(
    id="elasticache-in-transit",
    on=(CACHE,),
    severity=Severity.HIGH,
    title="Caches take TLS alone.",
    why="Passwords and sessions would cross the network in clear.",
    fix='Set transit_encryption_enabled=True and transit_encryption_mode="required".',
    standard=["M-01", "G-10"],
    controls={
        "FSBP": ["ElastiCache.5"],
        "Checkov": ["CKV_AWS_30"],
        "cdk-nag": ["AwsSolutions-AEC3"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-5",
)
def in_transit(cache: Resource) -> Iterator[str]:
    """A cache that takes plain connections."""
    if not cache.flag("transitEncryptionEnabled"):
        yield "transitEncryptionEnabled is not true"
    elif cache.text("transitEncryptionMode") != "required":
        yield "transitEncryptionMode is not required"


@rule(
    id="elasticache-failover",
    on=(CACHE,),
    severity=Severity.HIGH,
    title="Production caches fail over to a node in another Availability Zone.",
    why="Otherwise the failure of a node or a zone takes the cache, and what needs it, away.",
    fix="Set automatic_failover_enabled=True, multi_az_enabled=True and num_cache_clusters to 2 or more.",
    standard=["A-03"],
    controls={
        "FSBP": ["ElastiCache.3"],
        "Checkov": ["CKV2_AWS_50"],
        "cdk-nag": ["AwsSolutions-AEC4"],
    },
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-3",
)
def failover(cache: Resource) -> Iterator[str]:
    """A cache that nothing replaces."""
    for key in ("automaticFailoverEnabled", "multiAzEnabled"):
        if not cache.flag(key):
            yield f"{key} is not true"


@rule(
    id="elasticache-snapshots",
    on=(CACHE, CACHE_SERVERLESS),
    severity=Severity.MEDIUM,
    title="Caches of production and staging are saved every day.",
    why="Queues and sessions live there too; what is not in a snapshot is lost with the cache.",
    fix="Set snapshot_retention_limit to 1 or more.",
    standard=["M-03"],
    controls={
        "FSBP": ["ElastiCache.1"],
        "cdk-nag": ["ElastiCacheRedisClusterAutomaticBackup"],
    },
    tiers=(Tier.PRODUCTION, Tier.STAGING),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-1",
)
def snapshots(cache: Resource) -> Iterator[str]:
    """A cache without snapshots."""
    if cache.number("snapshotRetentionLimit") < 1:
        yield "snapshotRetentionLimit is 0"


@rule(
    id="elasticache-final-snapshot",
    on=(CACHE,),
    severity=Severity.MEDIUM,
    title="A production cache that is deleted leaves a snapshot.",
    why="Automatic snapshots are deleted with the cache.",
    fix="Set final_snapshot_identifier.",
    standard=["M-03"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-final.html",
)
def final_snapshot(cache: Resource) -> Iterator[str]:
    """A cache that leaves nothing."""
    if not cache.text("finalSnapshotIdentifier"):
        yield "finalSnapshotIdentifier is not set"


@rule(
    id="elasticache-minor-upgrades",
    on=(CACHE,),
    severity=Severity.MEDIUM,
    title="Caches take minor versions by themselves.",
    why="Minor versions close holes; what waits for a person stays open.",
    fix="Leave auto_minor_version_upgrade out, or set it to True.",
    standard=["M-01"],
    controls={"FSBP": ["ElastiCache.2"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-2",
)
def minor_upgrades(cache: Resource) -> Iterator[str]:
    """A cache that stays at its minor version."""
    if not cache.flag("autoMinorVersionUpgrade", default=True):
        yield "autoMinorVersionUpgrade is false"


@rule(
    id="elasticache-logs",
    on=(CACHE,),
    severity=Severity.LOW,
    title="Caches deliver their slow log and their engine log.",
    why="Why the cache was slow, or restarted, could not be found out.",
    fix="Add slow-log and engine-log to log_delivery_configurations.",
    standard=["M-04", "G-20"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html",
)
def logs(cache: Resource) -> Iterator[str]:
    """A cache that keeps its logs for itself."""
    delivered = {part.text("logType") for part in cache.sections("logDeliveryConfigurations")}
    for log in LOGS:
        if log not in delivered:
            yield f"logDeliveryConfigurations has no {log}"


@rule(
    id="elasticache-user-password",
    on=(CACHE_USER,),
    severity=Severity.HIGH,
    title="Every user of a cache proves who he is.",
    why="Whoever reaches the port would read and write everything that the user may.",
    fix="Leave no_password_required out and set passwords, or authentication_mode of type password or iam.",
    standard=["M-01", "G-10"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
)
def user_password(user: Resource) -> Iterator[str]:
    """A user without a password."""
    if user.flag("noPasswordRequired"):
        yield "noPasswordRequired is true"
    if user.section("authenticationMode").text("type") == "no-password-required":
        yield "authenticationMode.type is no-password-required"


@rule(
    id="elasticache-user-restricted",
    on=(CACHE_USER,),
    severity=Severity.MEDIUM,
    title="No user of a cache may run every command.",
    why="One that was taken over could change the server, read other clients or erase everything.",
    fix='Take commands from access_string: "+@all -@dangerous".',
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
)
def user_restricted(user: Resource) -> Iterator[str]:
    """A user for whom nothing is excluded."""
    words = _words(user)
    if "on" not in words:
        raise NotApplicableError("it is disabled")
    everything = max((place for place, word in enumerate(words) if word in EVERYTHING), default=None)
    if everything is not None and not any(word.startswith("-") for word in words[everything:]):
        yield "accessString allows every command and takes none back"


@rule(
    id="elasticache-default-user",
    on=(CACHE_USER,),
    severity=Severity.HIGH,
    title="The user that clients are who name none is disabled.",
    why="A client that forgot its name would still get in.",
    fix='Set access_string="off -@all" of the user default.',
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
)
def default_user(user: Resource) -> Iterator[str]:
    """A default user who may do anything."""
    if user.text("userName") != "default":
        raise NotApplicableError("it is not the default user")
    if "on" in _words(user):
        yield "accessString is on"


def _words(user: Resource) -> list[str]:
    return user.text("accessString").lower().split()
