"""Pulumi's own protection of what cannot be made again."""

from collections.abc import Iterator

from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import (
    BUCKETS,
    CACHE,
    CACHE_SERVERLESS,
    CERTIFICATE,
    DATABASE,
    DATABASE_CLUSTER,
    KEY,
    REPOSITORY,
    SECRET,
    SUBNET,
    VOLUME,
    VPC,
)

STATEFUL = (VPC, SUBNET, KEY, REPOSITORY, *BUCKETS, DATABASE, DATABASE_CLUSTER, CACHE, CACHE_SERVERLESS, VOLUME)


@rule(
    id="stateful-protected",
    on=STATEFUL,
    severity=Severity.HIGH,
    title="In production Pulumi refuses to delete or replace what holds state.",
    why="A rename or a changed argument would replace it, and what it held is lost.",
    fix="Leave `protect` of this part at true in the stack file.",
    standard=["G-27"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://www.pulumi.com/docs/iac/concepts/options/protect/",
)
def stateful_protected(resource: Resource) -> Iterator[str]:
    """A stateful resource that Pulumi would delete."""
    if resource.protect:
        return
    if resource.type == DATABASE and resource.text("replicateSourceDb"):
        raise NotApplicableError("it is a replica, which holds nothing that its source does not")
    yield "protect is not set"


@rule(
    id="stateful-made-before-deleted",
    on=(*STATEFUL, SECRET, CERTIFICATE),
    severity=Severity.HIGH,
    title="What holds state, or serves, is never deleted before its successor is there.",
    why="When the successor cannot be made, what was there is gone already.",
    fix="Leave delete_before_replace out of the resource's options; change its name instead.",
    standard=["A-01", "G-27"],
    controls={"Checkov": ["CKV_AWS_233"]},
    url="https://www.pulumi.com/docs/iac/concepts/options/deletebeforereplace/",
)
def made_before_deleted(resource: Resource) -> Iterator[str]:
    """A resource that a replacement deletes first."""
    if resource.delete_before_replace:
        yield "deleteBeforeReplace is set"
