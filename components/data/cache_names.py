"""What a cache's parts are called: known before they exist, so that their log groups can be made first."""

from collections.abc import Mapping

from components.data.cache_settings import CacheSettings
from naming import Names


def cache_name(role: str, settings: CacheSettings, names: Names) -> str:
    """The cache's name (standard G-10)."""
    return names.fill("cache", override=settings.name, role=role)


def node_names(cache: str, nodes: int) -> Mapping[str, str]:
    """The name that ElastiCache gives each node of a cache without shards, by the number in it: `shop-prod-redis-001`.

    Nodes that people removed and added by hand may be numbered otherwise.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Shards.html
    """
    return {number: f"{cache}-{number}" for number in (f"{node:03}" for node in range(1, nodes + 1))}


def cache_log_groups(role: str, settings: CacheSettings, names: Names) -> Mapping[str, str]:
    """Every log group that ElastiCache writes to, by a key that is unique in the stack."""
    cache = cache_name(role, settings, names)
    return {log_key(role, log): names.fill("cache_logs", cache=cache, log=log) for log in settings.logs}


def log_key(role: str, log: str) -> str:
    """The key of the log group of this kind."""
    return f"cache-{role}-{log}"
