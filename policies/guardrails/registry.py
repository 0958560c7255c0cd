"""Every rule of the pack, in the order in which a reader meets the services."""

from collections.abc import Iterator
from types import ModuleType

from guardrails import (
    clusters,
    ecr,
    ecs_services,
    ecs_tasks,
    iam,
    iam_trust,
    kms,
    listeners,
    load_balancing,
    logs,
    network,
    protection,
    provider,
    s3,
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
    clusters,
    ecs_services,
    ecs_tasks,
    ecr,
    logs,
    s3,
    iam,
    iam_trust,
)


def rules_of(module: ModuleType) -> Iterator[ResourceRule | StackRule]:
    """The rules that a module defines, in its order."""
    return (value for value in vars(module).values() if isinstance(value, ResourceRule | StackRule))


ALL_RULES: tuple[ResourceRule | StackRule, ...] = tuple(rule for module in SERVICES for rule in rules_of(module))
