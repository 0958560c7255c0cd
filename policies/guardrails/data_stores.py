"""What rules of databases and caches have in common: who reaches them, where they stand, where their logs go."""

from collections.abc import Iterator
from functools import partial

from pulumi_policy.proxy import UnknownValueError

from guardrails.network import leads_to_internet
from guardrails.props import each, fitting
from guardrails.resource import Stack, StackResource
from guardrails.rule import UndecidedError
from guardrails.security_groups import SINGLE, Opening, openings
from guardrails.tokens import (
    INGRESS_RULE,
    LOG_GROUP,
    ROUTE,
    ROUTE_TABLE_ASSOCIATION,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    SUBNET,
)


def reached_by_address(
    store: StackResource, key: str, stack: Stack, besides: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The violations of a store that anything but members of other security groups reaches; `key` names its groups.

    The ranges of `besides` may reach it, too.
    """
    groups = store.depends(key, SECURITY_GROUP)
    if not groups:
        if store.count(key):
            raise UndecidedError("its security groups are not in this stack")
        yield f"{key} names no group, so that it wears the VPC's default one"
    sources = (
        source
        for group in groups
        for source in [group, *stack.referring(group, "securityGroupId", INGRESS_RULE, SECURITY_GROUP_RULE)]
    )
    yield from each(sources, partial(_opened_to_addresses, besides=besides))


def _opened_to_addresses(source: StackResource, besides: frozenset[str]) -> Iterator[str]:
    def check(opening: Opening) -> Iterator[str]:
        if opening.direction != "ingress":
            return
        lists = "prefixListId" if opening.shape is SINGLE else "prefixListIds"
        for key in (*opening.shape.ranges, lists):
            if any(text not in besides for text in opening.props.texts(key)):
                yield f"{source.name} lets addresses in: {opening.props.path(key)}"

    return each(openings(source), check)


def peered_ranges(stack: Stack) -> frozenset[str]:
    """The ranges of other VPCs to which the stack has routes; their security groups cannot be named across Regions.

    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
    """
    routes = (route for route in stack.of(ROUTE) if "vpcPeeringConnectionId" in route.names())
    return frozenset(route.text("destinationCidrBlock") for route in routes)


def ways_to_internet(subnet_group: StackResource, stack: Stack) -> Iterator[str]:
    """The violations of a subnet group with subnets that route to an internet gateway.

    Ids tell which subnets these are. Before there are any, only the resources that they come from are known, and with a
    remote component (`awsx_vpc.isolated_subnet_ids`) those are all of its subnets.
    """
    try:
        ids = frozenset(subnet_group.texts("subnetIds"))
    except UnknownValueError:
        yield from _by_origin(subnet_group, stack)
        return
    associations = [
        association for association in stack.of(ROUTE_TABLE_ASSOCIATION) if association.text("subnetId") in ids
    ]
    for association in associations:
        yield from leads_to_internet(association, stack)
    if ids != {association.text("subnetId") for association in associations}:
        raise UndecidedError("some of its subnets have no route table in this stack")


def _by_origin(subnet_group: StackResource, stack: Stack) -> Iterator[str]:
    subnets = subnet_group.depends("subnetIds", SUBNET)
    if not subnets:
        raise UndecidedError("its subnets are not in this stack")
    ways = [
        [
            way
            for association in stack.referring(subnet, "subnetId", ROUTE_TABLE_ASSOCIATION)
            for way in leads_to_internet(association, stack)
        ]
        for subnet in subnets
    ]
    exact = len(subnets) == len(subnet_group.depends("subnetIds"))
    if any(ways) and not exact and not all(ways):
        raise UndecidedError("which of the VPC's subnets these are is not known before they exist")
    for way in ways:
        yield from way


def has_log_group(name: str, stack: Stack) -> bool:
    """Whether the stack makes the log group of this name."""
    return any(True for _ in fitting(stack.of(LOG_GROUP), lambda group: group.text("name") == name))


def written_out(resource: StackResource, *keys: str) -> Iterator[str]:
    """The violations of a resource with passwords or the like that no resource made.

    A policy cannot tell a secret of the stack file from plain text: the engine shows it both in clear.
    """
    for key in keys:
        if not resource.depends(key) and resource.get(key) not in (None, ""):
            yield f"{key} is no resource's output"
