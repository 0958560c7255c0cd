"""Every rule of the pack, in the order in which a reader meets the services."""

from collections.abc import Iterator
from types import ModuleType

from guardrails import (
    cloudfront,
    cloudfront_origins,
    clusters,
    dns,
    ecr,
    ecs_services,
    ecs_tasks,
    elasticache,
    elasticache_relations,
    firewall,
    iam,
    iam_trust,
    kms,
    listeners,
    load_balancing,
    logs,
    network,
    protection,
    provider,
    rds,
    rds_relations,
    rds_upkeep,
    s3,
    s3_relations,
    secrets,
    security_groups,
)
from guardrails.rule import ResourceRule, StackRule

SERVICES: tuple[ModuleType, ...] = (
    provider,
    protection,
    kms,
    network,
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
    ecr,
    rds,
    rds_upkeep,
    rds_relations,
    elasticache,
    elasticache_relations,
    secrets,
    logs,
    s3,
    s3_relations,
    iam,
    iam_trust,
)


def rules_of(module: ModuleType) -> Iterator[ResourceRule | StackRule]:
    """The rules that a module defines, in its order."""
    return (value for value in vars(module).values() if isinstance(value, ResourceRule | StackRule))


ALL_RULES: tuple[ResourceRule | StackRule, ...] = tuple(rule for module in SERVICES for rule in rules_of(module))
