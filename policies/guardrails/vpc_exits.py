"""What leads out of a VPC or into it beside its subnets: peerings, endpoint services, addresses, the default VPC."""

from collections.abc import Iterator

from guardrails.props import Props, each
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.security_groups import is_world
from guardrails.tier import Severity
from guardrails.tokens import (
    ADDRESS,
    ADDRESS_ASSOCIATION,
    DEFAULT_SUBNET,
    DEFAULT_VPC,
    ENDPOINT_SERVICE,
    LOAD_BALANCERS,
    NAT_GATEWAY,
    ROLE_POLICY,
    ROUTE,
    ROUTE_TABLE,
)

DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock")
ADDRESS_USERS = (
    (NAT_GATEWAY, "allocationId"),
    (ADDRESS_ASSOCIATION, "allocationId"),
    *((kind, "subnetMappings") for kind in LOAD_BALANCERS),
    (ROLE_POLICY, "policy"),  # a host takes its address by its own role
)


@rule(
    id="vpc-peering-routes",
    on=(ROUTE, ROUTE_TABLE),
    severity=Severity.HIGH,
    title="Routes to a peered VPC lead to its addresses alone.",
    why="Everything that leaves would pass through somebody else's network.",
    fix="Set destination_cidr_block to the peer's range.",
    standard=["M-01"],
    controls={"CIS-3.0": ["5.5"], "Checkov": ["CKV2_AWS_44"]},
    url="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
)
def peering_routes(resource: Resource) -> Iterator[str]:
    """A route of the whole internet to a peer."""
    routes = [resource] if resource.type == ROUTE else resource.sections("routes")

    def check(route: Props) -> Iterator[str]:
        wide = [key for key in DESTINATIONS if key in route.names() and _is_wide(route, key)]
        if wide and route.get("vpcPeeringConnectionId"):
            yield f"{route.path(wide[0])} leads the internet to a peered VPC"

    return each(routes, check)


def _is_wide(route: Props, key: str) -> bool:
    text = route.text(key)
    return bool(text) and is_world(text, route.path(key))


@rule(
    id="no-default-vpc",
    on=(DEFAULT_VPC, DEFAULT_SUBNET),
    severity=Severity.HIGH,
    title="Nothing is built in the account's default VPC.",
    why="All of its subnets are public, and every environment of the account would share it.",
    fix="Replace it with an aws.ec2.Vpc that has a cidr_block of its own.",
    standard=["M-01", "G-14"],
    controls={"Checkov": ["CKV_AWS_148"]},
    url="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
)
def no_default_vpc(_vpc: Resource) -> Iterator[str]:
    """The default VPC, taken over."""
    yield "it is the account's default"


@stack_rule(
    id="address-in-use",
    on=(ADDRESS,),
    severity=Severity.LOW,
    title="Every public address is in use.",
    why="An address that nothing uses is paid for, and let through wherever it was once allowed.",
    fix="Set allocation_id of a NAT gateway or an aws.ec2.EipAssociation to it, or remove it.",
    standard=["G-29", "M-01"],
    controls={"SecurityHub": ["EC2.12"], "Checkov": ["CKV2_AWS_19"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-12",
)
def address_in_use(address: StackResource, stack: Stack) -> Iterator[str]:
    """An address that nothing in the stack uses."""
    if any(stack.referring(address, key, kind) for kind, key in ADDRESS_USERS):
        return
    if not any(address.depends(key) or address.text(key) for key in ("instance", "networkInterface")):
        yield "nothing in this stack uses it"


@rule(
    id="endpoint-service-acceptance",
    on=(ENDPOINT_SERVICE,),
    severity=Severity.MEDIUM,
    title="Who connects to an endpoint service of ours is accepted one by one.",
    why="Whoever is allowed to ask would be connected at once.",
    fix="Set acceptance_required=True.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_123"]},
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html",
)
def endpoint_service_acceptance(service: Resource) -> Iterator[str]:
    """A service that takes every request."""
    if not service.flag("acceptanceRequired"):
        yield "acceptanceRequired is not true"
