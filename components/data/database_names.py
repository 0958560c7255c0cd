"""What a database's parts are called: known before they exist, so that their log groups can be made first."""

from collections.abc import Mapping, Sequence

from components.data.database_settings import DatabaseSettings
from naming import Names

LOG_EXPORTS = ("postgresql", "upgrade")
"""What RDS for PostgreSQL writes to CloudWatch Logs."""


def instance_name(role: str, settings: DatabaseSettings, names: Names) -> str:
    """The instance's name (standard G-10)."""
    return names.fill("database", override=settings.name, role=role)


def replica_names(role: str, settings: DatabaseSettings, names: Names) -> Mapping[str, str]:
    """The replicas' names, by their own role."""
    return {replica: names.fill("database_replica", role=role, replica=replica) for replica in settings.replicas}


def instances(role: str, settings: DatabaseSettings, names: Names) -> Sequence[str]:
    """The names of the instance and of its replicas."""
    return [instance_name(role, settings, names), *replica_names(role, settings, names).values()]


def proxy_name(role: str, names: Names) -> str:
    """The name of the proxy, if there is one."""
    return names.fill("database_proxy", role=role)


def database_log_groups(role: str, settings: DatabaseSettings, names: Names) -> Mapping[str, str]:
    """Every log group that AWS writes for the database, by a key that is unique in the stack (standard G-09).

    AWS makes those that are missing, without retention. Enhanced monitoring's is not among them: its name is the
    account's.
    """
    instances = [(None, instance_name(role, settings, names)), *replica_names(role, settings, names).items()]
    groups = {
        key: names.fill("database_logs", instance=instance, log=log)
        for replica, instance in instances
        for key, log in zip(log_keys(role, replica), LOG_EXPORTS, strict=True)
    }
    if settings.proxy is not None:
        groups[proxy_key(role)] = names.fill("database_proxy_logs", proxy=proxy_name(role, names))
    return groups


def log_keys(role: str, replica: str | None = None) -> Sequence[str]:
    """The keys of the log groups of an instance, or of a replica, in the order of LOG_EXPORTS."""
    owner = role if replica is None else f"{role}-{replica}"
    return [f"database-{owner}-{log}" for log in LOG_EXPORTS]


def proxy_key(role: str) -> str:
    """The key of the proxy's log group."""
    return f"database-{role}-proxy"
