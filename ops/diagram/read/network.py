"""Networks: their subnets by tier and zone, what is fixed in them, and by which way each is left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ops.diagram.model import Area, Look, Node, Place
from ops.diagram.read import types
from ops.diagram.read.found import Found
from ops.diagram.read.resources import Resources, items, section, slug, text
from ops.offline.recording import Recorded

INTERNET, NAT, NOWHERE, UNKNOWN = "internet", "NAT", "nowhere", "unknown"
"""Where a subnet's default route leads; UNKNOWN where something else owns it."""
LEFT_BY: Final = {
    INTERNET: "to and from the internet",
    NAT: "to the internet through NAT",
    NOWHERE: "no way to the internet",
    UNKNOWN: "made elsewhere",
}
TIERS: Final = ("public", "private", "isolated")
"""The order in which requests come through them."""
OTHER: Final = "subnets"
"""The tier of a subnet that says none."""


@dataclass(frozen=True)
class Subnet:
    """A subnet, which may be known by its id alone."""

    id: str
    tier: str
    vpc: str
    zone: str = ""
    block: str = ""
    left_by: str = UNKNOWN
    urns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Networks:
    """All subnets that something stands in, by id, and what is known of their networks."""

    subnets: Mapping[str, Subnet]
    blocks: Mapping[str, str]
    """The range of each VPC by its id; of one that is made elsewhere only where the stack file says it."""
    peers: Mapping[str, str] = field(default_factory=dict)
    """The ids of the nodes of peered networks by their range."""

    def left_by(self, found: Found) -> str:
        """How what stands in subnets reaches the internet; NOWHERE where one of them has no way."""
        ways = {self.subnets[one].left_by for one in found.subnets if one in self.subnets}
        return NOWHERE if NOWHERE in ways else next(iter(sorted(ways)), UNKNOWN)


def networks(resources: Resources, found: Sequence[Found]) -> Networks:
    """The networks of a stack: its own subnets, those that its settings name, and those that something stands in."""
    known = {subnet.id: subnet for subnet in (*_existing(resources), *_own(resources))}
    vpcs = dict.fromkeys(text(group, "vpcId") for group in resources.of(types.GROUP))
    for one in found:
        for subnet in one.subnets:
            known.setdefault(subnet, Subnet(subnet, OTHER, next(iter(vpcs), "")))
    blocks = {vpc.id: text(vpc, "cidrBlock") for vpc in resources.of(types.VPC)}
    for existing in _existing_settings(resources):
        blocks.setdefault(str(existing.get("vpc_id")), str(existing.get("cidr", "")))
    return Networks(known, blocks, {block: node.id for block, node in _peered(resources)})


def endpoints(resources: Resources) -> Iterator[Found]:
    """Interface endpoints, together where they stand in the same subnets under the same groups."""
    alike: dict[tuple[object, ...], list[Recorded]] = {}
    for endpoint in resources.of(types.ENDPOINT):
        if not items(endpoint.outputs, "subnetIds"):
            continue  # stands in route tables: a note of its network
        where = (*items(endpoint.outputs, "subnetIds"), *items(endpoint.outputs, "securityGroupIds"))
        alike.setdefault((text(endpoint, "vpcEndpointType"), *where), []).append(endpoint)
    for members in alike.values():
        first, kind = members[0], text(members[0], "vpcEndpointType")
        services = [_service(one) for one in members]
        subnets = tuple(map(str, items(first.outputs, "subnetIds")))
        node = Node(
            id=slug("endpoints", kind),
            look=Look.NETWORK,
            word=f"{kind} endpoint{'s' if len(members) > 1 else ''}",
            title=", ".join(services) if len(services) == 1 else "AWS APIs",
            facts=(", ".join(services),) if len(services) > 1 else (),
            urns=tuple(one.urn for one in members),
        )
        groups = tuple(map(str, items(first.outputs, "securityGroupIds")))
        yield Found(node, first, Place.TIER, subnets, groups)


def peerings(resources: Resources) -> dict[str, list[Node]]:
    """The peered networks by their Region; empty where the stack that accepts does not say it."""
    found: dict[str, list[Node]] = {}
    for (_, node), region in zip(_peered(resources), _peer_regions(resources), strict=True):
        found.setdefault(region, []).append(node)
    return found


def areas(resources: Resources, networks: Networks, standing: Mapping[str, Sequence[Node]]) -> Iterator[Area]:
    """The VPCs with their tiers; `standing` are the nodes in each tier, by its id."""
    by_vpc: dict[str, list[Subnet]] = {}
    for subnet in networks.subnets.values():
        by_vpc.setdefault(subnet.vpc, []).append(subnet)
    for vpc, subnets in by_vpc.items():
        made = resources.called(types.VPC, vpc)
        name = _tagged(made) if made else vpc
        notes = (networks.blocks.get(vpc, ""), "" if made else LEFT_BY[UNKNOWN], *_gateways(resources, vpc))
        tiers = sorted({subnet.tier for subnet in subnets}, key=(*TIERS, OTHER).index)
        yield Area(
            slug("vpc", vpc),
            Place.VPC,
            f"VPC {name}",
            tuple(filter(None, notes)),
            areas=tuple(
                _tier(resources, tier, [one for one in subnets if one.tier == tier], standing) for tier in tiers
            ),
        )


def _tagged(resource: Recorded) -> str:
    """The name that people see in AWS's console."""
    return str(section(resource.outputs, "tags").get("Name", resource.name))


def _gateways(resources: Resources, vpc: str) -> list[str]:
    """What route tables of a network lead to without leaving AWS's network."""
    return [
        f"gateway endpoint to {_service(one)}"
        for one in resources.of(types.ENDPOINT)
        if text(one, "vpcId") == vpc and not items(one.outputs, "subnetIds")
    ]


def _service(endpoint: Recorded) -> str:
    """`ecr.api` of `com.amazonaws.ap-northeast-2.ecr.api`."""
    return text(endpoint, "serviceName").split(".", 3)[-1]


def tier_id(subnet: Subnet) -> str:
    """The id of the area of its tier."""
    return slug("tier", subnet.vpc, subnet.tier)


def _tier(resources: Resources, tier: str, subnets: Sequence[Subnet], standing: Mapping[str, Sequence[Node]]) -> Area:
    ways = dict.fromkeys(subnet.left_by for subnet in subnets)
    identity = tier_id(subnets[0])
    return Area(
        identity,
        Place.TIER,
        "Subnets" if tier == OTHER else f"{tier.title()} subnets",
        tuple(LEFT_BY[way] for way in ways),
        tuple(standing.get(identity, ())),
        tuple(_subnet(resources, subnet) for subnet in subnets),
    )


def _subnet(resources: Resources, subnet: Subnet) -> Area:
    gateways = tuple(
        Node(slug("nat", one.name), Look.NETWORK, "NAT gateway", _tagged(one), urns=(one.urn,))
        for one in resources.of(types.NAT)
        if text(one, "subnetId") == subnet.id
    )
    notes = (subnet.block,) if subnet.block else ()
    return Area(slug(subnet.id), Place.SUBNET, subnet.zone or subnet.id, notes, gateways)


def _own(resources: Resources) -> Iterator[Subnet]:
    tables = {text(one, "subnetId"): text(one, "routeTableId") for one in resources.of(types.ASSOCIATION)}
    defaults = {
        text(route, "routeTableId"): INTERNET if text(route, "gatewayId").startswith("igw-") else NAT
        for route in resources.of(types.ROUTE)
        if text(route, "destinationCidrBlock") == "0.0.0.0/0"
        and (text(route, "gatewayId").startswith("igw-") or text(route, "natGatewayId"))
    }
    for subnet in resources.of(types.SUBNET):
        tier = str(section(subnet.outputs, "tags").get("SubnetType", "")).lower()
        yield Subnet(
            id=subnet.id,
            tier=tier if tier in TIERS else OTHER,
            vpc=text(subnet, "vpcId"),
            zone=text(subnet, "availabilityZone"),
            block=text(subnet, "cidrBlock"),
            left_by=defaults.get(tables.get(subnet.id, ""), NOWHERE),
            urns=(subnet.urn,),
        )


def _existing_settings(resources: Resources) -> list[Mapping[str, object]]:
    found = (section(one.inputs, "existing") for one in resources.of(types.NETWORK))
    return [one for one in found if one]


def _existing(resources: Resources) -> Iterator[Subnet]:
    for existing in _existing_settings(resources):
        for tier in TIERS:
            for subnet in items(existing, f"{tier}_subnet_ids"):
                yield Subnet(str(subnet), tier, str(existing.get("vpc_id")))


def _connections(resources: Resources) -> tuple[Recorded, ...]:
    return (*resources.of(types.PEERING), *resources.of(types.ACCEPTED))


def _peered(resources: Resources) -> Iterator[tuple[str, Node]]:
    for one in _connections(resources):
        blocks = dict.fromkeys(
            text(route, "destinationCidrBlock")
            for route in resources.of(types.ROUTE)
            if text(route, "vpcPeeringConnectionId") == one.id
        )
        block = next(iter(blocks), "")
        does = "accepted here" if one.type == types.ACCEPTED else "asked for here"
        name = one.name.removeprefix(f"{resources.owner(one).name}-")
        facts = (block, f"peering {does}")
        yield block, Node(slug("peer", one.name), Look.OUTSIDE, "Peered VPC", name, facts, (one.urn,))


def _peer_regions(resources: Resources) -> Iterator[str]:
    """Where the peers are, as whoever asks says; whoever accepts knows it from its settings alone."""
    declared = {
        f"{network.name}-{peer}": str(section(section(network.inputs, "peers"), peer).get("region", ""))
        for network in resources.of(types.NETWORK)
        for peer in section(network.inputs, "peers")
    }
    for one in _connections(resources):
        yield text(one, "peerRegion") or declared.get(one.name, "")


def in_one_zone(found: Found, networks: Networks) -> Found:
    """With the zone as a fact where it stands in only some of its tier's zones."""
    own = [networks.subnets[one] for one in found.subnets if one in networks.subnets]
    if not own or not all(one.zone for one in own):
        return found
    all_of_tier = {one.zone for one in networks.subnets.values() if tier_id(one) == tier_id(own[0])}
    zones = dict.fromkeys(one.zone for one in own)
    if set(zones) == all_of_tier:
        return found
    return replace(found, node=replace(found.node, facts=(*found.node.facts, f"in {', '.join(zones)}")))
