"""What a network and its load balancers use."""

from collections.abc import Iterator
from typing import Final

from ops.cost.context import Context, Usage, items
from ops.offline.recording import Recorded

NAT: Final = "aws:ec2/natGateway:NatGateway"
BOTH_WAYS: Final = 2
"""Data between zones is charged where it leaves and where it arrives (https://aws.amazon.com/ec2/pricing/on-demand/)."""


def vpc(resource: Recorded, context: Context) -> Iterator[Usage]:
    """What its zones say to each other."""
    yield Usage("zone-gb", BOTH_WAYS * context.assumed("zone_gb", resource))


def nat_gateway(resource: Recorded, context: Context) -> Iterator[Usage]:
    """Its hours, and its part of what passes through all of the network's gateways."""
    yield Usage("nat-hour", context.assumed("hours_per_month", resource))
    yield Usage("nat-gb", context.assumed("nat_gb", resource) / len(context.beside(resource, NAT)))


def address(resource: Recorded, context: Context) -> Iterator[Usage]:
    """A public IPv4 address, which costs the same in use and idle."""
    yield Usage("ipv4-hour", context.assumed("hours_per_month", resource))


def endpoint(resource: Recorded, context: Context) -> Iterator[Usage]:
    """An interface endpoint in each of its zones; gateway endpoints are free."""
    if resource.inputs.get("vpcEndpointType") == "Interface":
        zones = len(items(resource.inputs, "subnetIds"))
        yield Usage("endpoint-hour", zones * context.assumed("hours_per_month", resource))
        yield Usage("endpoint-gb", context.assumed("endpoint_gb", resource))


def load_balancer(resource: Recorded, context: Context) -> Iterator[Usage]:
    """Its hours, its capacity, an address in each zone, and what it sends to the internet."""
    hours = context.assumed("hours_per_month", resource)
    yield Usage("alb-hour", hours)
    yield Usage("alb-lcu-hour", hours * context.assumed("lcus", resource))
    if resource.inputs.get("internal") is not True:
        yield Usage("ipv4-hour", hours * len(items(resource.inputs, "subnets")), "one in each zone")
        yield Usage("out-gb", context.assumed("internet_gb", resource))


RULES: Final = {
    "aws:ec2/vpc:Vpc": vpc,
    NAT: nat_gateway,
    "aws:ec2/eip:Eip": address,
    "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
    "aws:lb/loadBalancer:LoadBalancer": load_balancer,
}
