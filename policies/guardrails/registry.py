"""Every rule of the pack, in the order in which a reader meets the services."""

from collections.abc import Iterator
from types import ModuleType

from guardrails import (
    account,
    alarms,
    budgets,
    cloudfront,
    cloudfront_origins,
    cloudtrail,
    clusters,
    dns,
    ecr,
    ecs_deployments,
    ecs_services,
    ecs_tasks,
    elasticache,
    elasticache_relations,
    events,
    firewall,
    iam,
    iam_attachments,
    iam_trust,
    kms,
    listeners,
    load_balancing,
    logs,
    names,
    network,
    network_acls,
    protection,
    provider,
    rds,
    rds_events,
    rds_relations,
    rds_upkeep,
    s3,
    s3_relations,
    secrets,
    security_groups,
    topics,
    trail_alarms,
    vpc_exits,
    watched,
)
from guardrails.rule import ResourceRule, StackRule

SERVICES: tuple[ModuleType, ...] = (
    provider,
    account,
    protection,
    names,
    kms,
    network,
    network_acls,
    vpc_exits,
    security_groups,
    load_balancing,
    listeners,
    firewall,
    cloudfront,
    cloudfront_origins,
    dns,
    clusters,
    ecs_services,
    ecs_tasks,
    ecs_deployments,
    ecr,
    rds,
    rds_upkeep,
    rds_relations,
    rds_events,
    elasticache,
    elasticache_relations,
    secrets,
    logs,
    watched,
    alarms,
    topics,
    events,
    budgets,
    cloudtrail,
    trail_alarms,
    s3,
    s3_relations,
    iam,
    iam_attachments,
    iam_trust,
)


def rules_of(module: ModuleType) -> Iterator[ResourceRule | StackRule]:
    """The rules that a module defines, in its order."""
    return (value for value in vars(module).values() if isinstance(value, ResourceRule | StackRule))


ALL_RULES: tuple[ResourceRule | StackRule, ...] = tuple(rule for module in SERVICES for rule in rules_of(module))
