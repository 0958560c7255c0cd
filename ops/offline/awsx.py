"""The children of `awsx:ec2:Vpc`, a remote component that only its Node plugin knows.

They are laid out as awsx 3.11 does for named zones and explicit blocks; `tests/data/awsx-vpc-recording.json` holds
what the real plugin registers. What else awsx could do is refused here instead of being guessed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from google.protobuf import struct_pb2
from pulumi import RunError
from pulumi.runtime.proto import resource_pb2

from ops.offline.values import UNKNOWN, Unknown, from_struct, reference, to_struct, to_wire

VPC: Final = "awsx:ec2:Vpc"
VPC_INPUTS: Final = (
    "cidrBlock",
    "enableDnsHostnames",
    "enableDnsSupport",
    "enableNetworkAddressUsageMetrics",
    "instanceTenancy",
    "region",
)
LAYOUT_INPUTS: Final = ("availabilityZoneNames", "natGateways", "subnetSpecs", "subnetStrategy", "tags")
TIERS: Final = ("Public", "Private", "Isolated")
REFERENCE_LISTS: Final = (
    "subnets",
    *(f"{tier.lower()}Subnets" for tier in TIERS),
    "routeTables",
    "routeTableAssociations",
    "routes",
    "natGateways",
    "eips",
)
EVERYWHERE: Final = "0.0.0.0/0"

Inputs = Mapping[str, Any]
Register = Callable[[resource_pb2.RegisterResourceRequest], resource_pb2.RegisterResourceResponse]
"""How a child is registered, as the plugin asks the engine to."""


@dataclass(frozen=True)
class Child:
    """A registered child, which later ones refer to."""

    urn: str
    id: str


@dataclass(frozen=True)
class Subnet:
    """One subnet to be made."""

    tier: str
    zone: str
    block: str
    name: str
    tags: Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """What the component is asked to make, read from its inputs."""

    name: str
    inputs: Inputs

    def __post_init__(self) -> None:
        """Refuse what only the plugin itself could lay out."""
        self._refuse(
            sorted(set(self.inputs) - {*VPC_INPUTS, *LAYOUT_INPUTS}),
            "has {}, which the offline preview does not lay out; leave it out or preview with the Pulumi CLI.",
        )
        self._refuse(
            [key for key in ("availabilityZoneNames", "cidrBlock", "subnetSpecs") if not self.inputs.get(key)],
            "has no {}, so awsx would look it up or compute it; name it.",
        )
        if self.inputs.get("subnetStrategy") not in {"Auto", "Exact"}:
            raise RunError(f"{VPC} {self.name} needs subnet_strategy AUTO: the default ignores explicit cidr_blocks.")
        for spec in self.inputs["subnetSpecs"]:
            if len(spec.get("cidrBlocks") or ()) != len(self.zones):
                raise RunError(
                    f"{VPC} {self.name} has {len(self.zones)} zones but {len(spec.get('cidrBlocks') or ())} "
                    f"cidr_blocks for its {spec['type']} subnets; give one block per zone."
                )

    def _refuse(self, keys: Iterable[str], sentence: str) -> None:
        if listed := ", ".join(keys):
            raise RunError(f"{VPC} {self.name} {sentence.format(listed)}")

    @property
    def zones(self) -> Sequence[str]:
        """The availability zones, in the order that numbers the subnets."""
        return tuple(self.inputs["availabilityZoneNames"])

    @property
    def tags(self) -> dict[str, str]:
        """The tags of the component, given to all that is named by the caller."""
        return dict(self.inputs.get("tags") or {})

    def gateways(self, zone_number: int) -> int:
        """Give how many NAT gateways there are once the subnets of so many zones are made."""
        strategy = (self.inputs.get("natGateways") or {}).get("strategy", "OnePerAz")
        return {"None": 0, "Single": 1, "OnePerAz": zone_number}[strategy]

    def allocation_id(self, number: int) -> str | None:
        """Give the id of the address that the caller keeps for a NAT gateway."""
        kept = (self.inputs.get("natGateways") or {}).get("elasticIpAllocationIds") or ()
        return kept[number - 1] if number <= len(kept) else None

    def subnets(self, zone: int) -> Sequence[Subnet]:
        """Give the subnets of one zone, public ones first since NAT gateways stand in them."""
        specs = [spec for spec in self.inputs["subnetSpecs"] if spec["type"] in TIERS]
        # As in awsx, zones are told apart by name: one that is named twice gets all of both, twice.
        same = [index for index, name in enumerate(self.zones) if name == self.zones[zone]]
        found = [self._subnet(spec, index) for index in same for spec in specs]
        return sorted(found, key=lambda subnet: TIERS.index(subnet.tier))

    def _subnet(self, spec: Inputs, index: int) -> Subnet:
        part = spec.get("name") or spec["type"].lower()
        return Subnet(
            tier=spec["type"],
            zone=self.zones[index],
            block=spec["cidrBlocks"][index],
            name=f"{self.name}-{part}-{index + 1}",
            tags=dict(spec.get("tags") or {}),
        )


@dataclass
class Builder:
    """Registers the children one after another and keeps what the component returns."""

    layout: Layout
    component: str
    provider: str
    register: Register
    made: dict[str, list[Child]] = field(default_factory=dict)
    """Children by the output in which the component returns them."""

    def build(self) -> None:
        """Make the VPC and everything in it."""
        inputs, layout = self.layout.inputs, self.layout
        shared = {"Name": layout.name, **layout.tags}
        vpc = self._make(
            "vpc:Vpc",
            layout.name,
            self.component,
            {**{key: inputs[key] for key in VPC_INPUTS if key in inputs}, "tags": shared},
            output="vpc",
        )
        gateway = self._make(
            "internetGateway:InternetGateway",
            layout.name,
            vpc.urn,
            {"vpcId": vpc, "tags": shared},
            depends_on=vpc,
            output="internetGateway",
        )
        for zone in range(len(layout.zones)):
            for subnet in layout.subnets(zone):
                self._make_subnet(subnet, zone + 1, vpc, gateway, shared)

    def _make_subnet(self, subnet: Subnet, number: int, vpc: Child, gateway: Child, shared: Mapping[str, str]) -> None:
        own = {"Name": subnet.name, "SubnetType": subnet.tier}
        # The block comes from the VPC's, and so is unknown with it; no IPv6 is asked for, so in the end there is none.
        ipv6 = {"ipv6CidrBlock": UNKNOWN} if isinstance(vpc.id, Unknown) else {}
        made = self._make(
            "subnet:Subnet",
            subnet.name,
            vpc.urn,
            {
                "vpcId": vpc,
                "availabilityZone": subnet.zone,
                "cidrBlock": subnet.block,
                "mapPublicIpOnLaunch": subnet.tier == "Public",
                "assignIpv6AddressOnCreation": False,
                **ipv6,
                "tags": {**shared, **subnet.tags, **own},
            },
            depends_on=vpc,
            output="subnets",
        )
        self.made.setdefault(f"{subnet.tier.lower()}Subnets", []).append(made)
        table = self._make(
            "routeTable:RouteTable",
            subnet.name,
            made.urn,
            {"vpcId": vpc, "tags": {**shared, **own}},
            depends_on=made,
            output="routeTables",
        )
        self._make(
            "routeTableAssociation:RouteTableAssociation",
            subnet.name,
            table.urn,
            {"routeTableId": table, "subnetId": made},
            depends_on=table,
            output="routeTableAssociations",
        )
        if subnet.tier == "Public":
            if len(self.made.get("natGateways", ())) < self.layout.gateways(number):
                self._make_nat(number, made)
            self._route(subnet.name, table, {"gatewayId": gateway})
        elif subnet.tier == "Private" and (gateways := self.made.get("natGateways")):
            self._route(subnet.name, table, {"natGatewayId": gateways[min(number, len(gateways)) - 1]})

    def _make_nat(self, number: int, subnet: Child) -> None:
        name = f"{self.layout.name}-{number}"
        tags = {**self.layout.tags, "Name": name}
        address: str | Child | None = self.layout.allocation_id(number)
        if address is None:
            address = self._make("eip:Eip", name, subnet.urn, {"tags": tags}, depends_on=subnet, output="eips")
        self._make(
            "natGateway:NatGateway",
            name,
            subnet.urn,
            {"subnetId": subnet, "allocationId": address, "tags": tags},
            depends_on=subnet,
            output="natGateways",
        )

    def _route(self, name: str, table: Child, way: Mapping[str, Child]) -> None:
        self._make(
            "route:Route",
            name,
            table.urn,
            {"routeTableId": table, "destinationCidrBlock": EVERYWHERE, **way},
            depends_on=table,
            output="routes",
        )

    def _make(
        self, kind: str, name: str, parent: str, inputs: Inputs, *, output: str, depends_on: Child | None = None
    ) -> Child:
        region = {"region": self.layout.inputs["region"]} if "region" in self.layout.inputs else {}
        used = {key: value for key, value in inputs.items() if isinstance(value, Child)}
        dependencies = {child.urn for child in (*used.values(), *([depends_on] if depends_on else []))}
        known = {key: value.id if isinstance(value, Child) else value for key, value in inputs.items()}
        response = self.register(
            resource_pb2.RegisterResourceRequest(
                type=f"aws:ec2/{kind}",
                name=name,
                parent=parent,
                custom=True,
                object=to_struct(region | known),
                provider=self.provider,
                dependencies=sorted(dependencies),
                propertyDependencies={
                    key: resource_pb2.RegisterResourceRequest.PropertyDependencies(urns=[child.urn])
                    for key, child in used.items()
                },
            )
        )
        child = Child(response.urn, response.id or UNKNOWN)
        self.made.setdefault(output, []).append(child)
        return child

    def returned(self) -> "Made":
        """Give what the component returns: references to its children, and the ids of the subnets."""
        outputs = struct_pb2.Struct()
        for key in ("vpc", "internetGateway"):
            outputs.fields[key].CopyFrom(_reference(self.made[key][0]))
        for key in REFERENCE_LISTS:
            references = [_reference(child) for child in self.made.get(key, ())]
            outputs.fields[key].list_value.values.extend(references)
        outputs.fields["vpcId"].CopyFrom(to_wire(self.made["vpc"][0].id))
        for tier in (tier.lower() for tier in TIERS):
            ids = [child.id for child in self.made.get(f"{tier}Subnets", ())]
            unknown = any(isinstance(subnet_id, Unknown) for subnet_id in ids)
            outputs.fields[f"{tier}SubnetIds"].CopyFrom(to_wire(UNKNOWN if unknown else ids))
        parts = [child.urn for key in ("vpc", "subnets") for child in self.made[key]]
        referred = {key: [child.urn for child in self.made.get(key, ())] for key in outputs.fields}
        return Made(outputs, {key: list(dict.fromkeys(parts + referred[key])) for key in outputs.fields})


@dataclass(frozen=True)
class Made:
    """What a remote component answers to its registration."""

    outputs: struct_pb2.Struct
    dependencies: Mapping[str, Sequence[str]]
    """URNs from which an output comes: awsx returns all of them as parts of one, and each brings what it refers to."""


def _reference(child: Child) -> struct_pb2.Value:
    return reference(child.urn, "" if isinstance(child.id, Unknown) else child.id)


def lay_out(request: resource_pb2.RegisterResourceRequest, urn: str, register: Register) -> Made:
    """Register the children of an `awsx:ec2:Vpc` and give what the component returns."""
    layout = Layout(request.name, from_struct(request.object))
    builder = Builder(layout, urn, request.providers.get("aws", ""), register)
    builder.build()
    return builder.returned()
