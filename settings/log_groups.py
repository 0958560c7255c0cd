"""Every log group of a stack by its name: those that our parts write to, and those that AWS would make by itself."""

from collections.abc import Mapping

from components.account.account_names import account_log_groups
from components.compute.cluster_names import cluster_log_groups
from components.data.cache_names import cache_log_groups
from components.data.database_names import database_log_groups
from components.foundation.network_names import network_log_groups
from components.host.host_names import host_log_groups
from components.watch.slack import LOGS_REGION as SLACK_REGION
from components.watch.slack import slack_log_groups
from naming import Names
from settings.stack import StackSettings


def log_groups(stack: StackSettings, names: Names, region: str | None) -> Mapping[str, str]:
    """The names of the log groups of a Region by their keys; None is the stack's own Region."""
    parts: list[Mapping[str, str]] = [
        {f"firewall-{role}": names.fill("web_acl_logs", role=role) for role in stack.firewalls_in(region)}
    ]
    if region is None:
        parts += [
            *(network_log_groups(names) for _ in stack.networks),
            *(cluster_log_groups(cluster, names) for cluster in stack.clusters.values()),
            {f"service-{role}": names.fill("service_logs", role=role) for role in stack.services},
            *(database_log_groups(role, database, names) for role, database in stack.databases.items()),
            *(cache_log_groups(role, cache, names) for role, cache in stack.caches.items()),
            *(host_log_groups(role, names) for role in stack.hosts),
            *(account_log_groups(account, names) for account in stack.accounts),
        ]
    if region == SLACK_REGION:
        parts.append(slack_log_groups(stack.alerts.slack, names))
    return {key: group for part in parts for key, group in part.items()}
