"""Rules of caches that span parts: the zones they stand in, and what their own parts are called."""

from collections.abc import Iterator

from components.data.cache_names import cache_log_groups, cache_name
from components.data.cache_settings import CacheSettings
from components.foundation.network_settings import NetworkSettings
from naming import InvalidNameError, Names
from settings.stack import StackSettings

STACK = "platform:stack"
MIN_ZONES = 2


def cache_problems(stack: StackSettings, names: Names) -> Iterator[str]:
    """Everything that is wrong between a cache, the network and the names of its parts."""
    for network in stack.networks.values():
        yield from _caches_can_stand(stack, network)
    for role, cache in stack.caches.items():
        yield from (f"{STACK}.caches.{role}: {problem}" for problem in _names_of_parts(role, cache, names))


def _caches_can_stand(stack: StackSettings, network: NetworkSettings) -> Iterator[str]:
    existing = network.existing
    zones = len(existing.isolated_subnet_ids) if existing else len(network.zones)
    where = "existing.isolated_subnet_ids" if existing else "zones"
    for role, cache in stack.caches.items():
        if zones < MIN_ZONES and (cache.serverless or cache.multi_az):
            what = "serverless" if cache.serverless else "multi_az"
            yield (
                f"{STACK}.caches.{role}.{what} needs two Availability Zones and {STACK}.network.{where} has {zones}; "
                f"append another, or do without {what}"
            )


def _names_of_parts(role: str, cache: CacheSettings, names: Names) -> Iterator[str]:
    """What AWS would refuse; of the cache's own name, it is said where all names are."""
    try:
        name = cache_name(role, cache, names)
    except InvalidNameError:
        return
    kinds = ["cache_user", "cache_user_group", "cache_snapshot"]
    try:
        for kind in kinds + ["cache_default_user"] * (cache.engine == "redis"):
            names.fill(kind, cache=name)
        cache_log_groups(role, cache, names)
    except InvalidNameError as error:
        yield str(error)
