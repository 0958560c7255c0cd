"""Which block each subnet of a VPC gets: arithmetic alone."""

from dataclasses import dataclass
from ipaddress import IPv4Network

MIN_VPC_PREFIX = 16
"""AWS's largest VPC. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"""
MAX_VPC_PREFIX = 19
"""The smallest VPC in which every public subnet is at least a /27, as an Application Load Balancer asks for.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
"""
MAX_ZONES = 8
"""Zones for which the layout has room."""


@dataclass(frozen=True)
class SubnetBlocks:
    """The blocks of one zone."""

    public: IPv4Network
    private: IPv4Network
    isolated: IPv4Network


def subnet_blocks(vpc: IPv4Network, zone: int) -> SubnetBlocks:
    """The blocks of the zone with this index, whatever other zones there are or will be.

    The VPC is cut into sixteenths. The first is cut into sixteen again: eight public blocks, eight isolated ones. Zone
    `n` has the sixteenth after it for its tasks, so that a /16 gives 4,091 addresses for tasks in each zone.

    Raises ValueError for a zone that is out of range or a VPC in which the blocks do not fit.
    """
    if not 0 <= zone < MAX_ZONES:
        raise ValueError(f"zone number {zone + 1} has no block: the layout has room for {MAX_ZONES} zones")
    if not MIN_VPC_PREFIX <= vpc.prefixlen <= MAX_VPC_PREFIX:
        raise ValueError(
            f"`cidr` {vpc} does not fit the subnets: take a range from /{MIN_VPC_PREFIX} to /{MAX_VPC_PREFIX}"
        )
    sixteenths = list(vpc.subnets(prefixlen_diff=4))
    small = list(sixteenths[0].subnets(prefixlen_diff=4))
    return SubnetBlocks(public=small[zone], private=sixteenths[zone + 1], isolated=small[MAX_ZONES + zone])
