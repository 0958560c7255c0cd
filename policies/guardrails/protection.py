"""Pulumi's own protection of what cannot be made again."""

from collections.abc import Iterator

from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import (
    BUCKETS,
    CACHE,
    CACHE_SERVERLESS,
    DATABASE,
    DATABASE_CLUSTER,
    KEY,
    REPOSITORY,
    SUBNET,
    VPC,
)


@rule(
    id="stateful-protected",
    on=(VPC, SUBNET, KEY, REPOSITORY, *BUCKETS, DATABASE, DATABASE_CLUSTER, CACHE, CACHE_SERVERLESS),
    severity=Severity.HIGH,
    title="In production Pulumi refuses to delete or replace what holds state.",
    why="A rename or a changed argument would replace it, and what it held is lost.",
    fix="Leave `protect` of this part at true in the stack file.",
    standard=["G-27"],
    controls={},
    tiers=(Tier.PRODUCTION,),
)
def stateful_protected(resource: Resource) -> Iterator[str]:
    """A stateful resource that Pulumi would delete."""
    if resource.protect:
        return
    if resource.type == DATABASE and resource.text("replicateSourceDb"):
        raise NotApplicableError("it is a replica, which holds nothing that its source does not")
    yield "protect is not set"
