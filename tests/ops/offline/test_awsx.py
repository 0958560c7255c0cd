import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pytest
from pulumi import ResourceOptions

from ops.offline.recording import Recorded, Recording
from ops.offline.run import record
from ops.offline.values import UNKNOWN

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "data" / "awsx-vpc-recording.json").read_text())[
    "cases"
]
BLOCKS = {
    "Public": ["10.30.0.0/24", "10.30.1.0/24", "10.30.2.0/24"],
    "Private": ["10.30.16.0/20", "10.30.32.0/20", "10.30.48.0/20"],
    "Isolated": ["10.30.8.0/24", "10.30.9.0/24", "10.30.10.0/24"],
}
VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"


class Network(pulumi.ComponentResource):
    def __init__(
        self,
        zones: list[str],
        nat: str,
        opts: ResourceOptions,
        transform: pulumi.ResourceTransform | None = None,
        **more: Any,
    ) -> None:
        super().__init__("platform:foundation:Network", "network", {}, opts)
        arguments: dict[str, Any] = {
            "cidr_block": "10.30.0.0/16",
            "availability_zone_names": zones,
            "subnet_strategy": awsx.ec2.SubnetAllocationStrategy.AUTO,
            "subnet_specs": [
                awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType(tier), cidr_blocks=blocks[: len(zones)])
                for tier, blocks in BLOCKS.items()
            ],
            "nat_gateways": awsx.ec2.NatGatewayConfigurationArgs(strategy=awsx.ec2.NatGatewayStrategy(nat)),
            "enable_dns_hostnames": True,
            "enable_dns_support": True,
            "tags": {"Name": "gli-production"},
        }
        own = ResourceOptions(parent=self, transforms=[transform] if transform else None)
        self.vpc = awsx.ec2.Vpc("network", **arguments | more, opts=own)
        self.register_outputs({})


def network(
    zones: int = 2,
    nat: str = "None",
    *,
    unknown_outputs: bool = False,
    transform: pulumi.ResourceTransform | None = None,
    watch: Callable[[awsx.ec2.Vpc], None] = lambda _vpc: None,
    protect: bool = False,
    **more: Any,
) -> Recording:
    names = [f"ap-northeast-2{letter}" for letter in "abc"[:zones]]

    def program() -> None:
        provider = aws.Provider("aws", region="ap-northeast-2")
        opts = ResourceOptions(providers=[provider], protect=protect or None)
        watch(Network(names, nat, opts, transform, **more).vpc)

    return record(program, unknown_outputs=unknown_outputs)


def described(recording: Recording) -> dict[str, dict[str, Any]]:
    """The recording in the form of the real plugin's, by type and name."""
    ids = {resource.id: resource for resource in recording.resources if resource.id}
    by_urn = {resource.urn: resource for resource in recording.resources}

    def stand_in(key: str, value: object) -> object:
        if key == "allocationId":
            return f"eipalloc-{ids[str(value)].name}"
        return f"{ids[value].name}-id" if isinstance(value, str) and value in ids else value

    def urn_type(resource: Recorded) -> str:
        return resource.urn.split("::")[2]

    return {
        f"{resource.type} {resource.name}": {
            "type": resource.type,
            "name": resource.name,
            "urn_type": urn_type(resource),
            "parent": [urn_type(by_urn[resource.parent]), by_urn[resource.parent].name],
            "protect": resource.options.protect,
            "provider": resource.options.provider.split("::")[2:],
            "inputs": {key: stand_in(key, value) for key, value in resource.inputs.items()},
            "dependencies": sorted(f"{by_urn[urn].type}::{by_urn[urn].name}" for urn in resource.dependencies),
        }
        for resource in recording.resources
        if "Network" in resource.urn
    }


def recorded_by_plugin(case: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found = {}
    for resource in case["resources"]:
        top = resource["parent"][0] == "pulumi:pulumi:Stack"
        parent = ["pulumi:pulumi:Stack", "platform-dev"] if top else resource["parent"]
        dependencies = sorted(resource["dependencies"])
        found[f"{resource['type']} {resource['name']}"] = {**resource, "parent": parent, "dependencies": dependencies}
    return found


def case_name(case: Mapping[str, Any]) -> str:
    return f"{len(case['availability_zone_names'])} zones, NAT {case['nat']}"


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_children_are_those_that_the_real_plugin_registers(case: Mapping[str, Any]) -> None:
    zones = case["availability_zone_names"]
    recording = network(len(zones), case["nat"], availability_zone_names=zones)

    assert described(recording) == recorded_by_plugin(case)


def closing(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
    closed = {**args.props, "mapPublicIpOnLaunch": False} if args.type_ == SUBNET else args.props
    stateful = ResourceOptions(protect=args.type_ in {VPC, SUBNET})
    return pulumi.ResourceTransformResult(closed, ResourceOptions.merge(args.opts, stateful))


def test_a_transform_of_the_component_changes_properties_and_options_of_every_child() -> None:
    recording = network(transform=closing)

    assert [subnet.inputs["mapPublicIpOnLaunch"] for subnet in recording.of_type(SUBNET)] == [False] * 6
    protected = {resource.type for resource in recording.resources if resource.options.protect}
    assert protected == {VPC, SUBNET}


def test_what_a_transform_leaves_alone_stays_as_awsx_makes_it() -> None:
    assert described(network(nat="Single", transform=lambda _args: None)) == described(network(nat="Single"))


def test_a_transform_that_protects_the_vpc_alone_protects_all_that_stands_in_it() -> None:
    def protect_vpc(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        opts = ResourceOptions(protect=True) if args.type_ == VPC else ResourceOptions()
        return pulumi.ResourceTransformResult(args.props, ResourceOptions.merge(args.opts, opts))

    recording = network(transform=protect_vpc)

    inside = [resource for resource in recording.resources if f"${VPC}" in resource.urn]
    assert all(resource.options.protect for resource in inside)
    assert len(inside) == 22


def test_protecting_the_component_protects_every_child() -> None:
    recording = network(protect=True)

    assert all(r.options.protect for r in recording.resources if r.custom and r.type != "pulumi:providers:aws")


def test_the_component_returns_ids_and_references_of_its_children() -> None:
    def watch(vpc: awsx.ec2.Vpc) -> None:
        pulumi.export("vpc", vpc.vpc_id)
        pulumi.export("private", vpc.private_subnet_ids)
        pulumi.export("tables", vpc.route_tables.apply(lambda tables: [table.id for table in tables]))
        pulumi.export("gateways", vpc.nat_gateways.apply(lambda gateways: [gateway.id for gateway in gateways]))
        pulumi.export("range", vpc.vpc.apply(lambda inner: inner.cidr_block))

    recording = network(nat="Single", watch=watch)

    assert recording.outputs == {
        "vpc": recording.one(VPC, "network").id,
        "private": [recording.one(SUBNET, f"network-private-{zone}").id for zone in (1, 2)],
        "tables": [
            recording.one("aws:ec2/routeTable:RouteTable", f"network-{tier}-{zone}").id
            for zone in (1, 2)
            for tier in ("public", "private", "isolated")
        ],
        "gateways": [recording.one("aws:ec2/natGateway:NatGateway", "network-1").id],
        "range": "10.30.0.0/16",
    }


def test_the_component_itself_holds_neither_inputs_nor_outputs() -> None:
    component = network().one("awsx:ec2:Vpc", "network")

    assert (component.inputs, component.outputs, component.id) == ({}, {}, "")


def test_before_the_first_deployment_subnet_ids_are_unknown_as_a_whole() -> None:
    def watch(vpc: awsx.ec2.Vpc) -> None:
        pulumi.export("private", vpc.private_subnet_ids)
        pulumi.export("tables", vpc.route_tables.apply(len))
        aws.ec2.SecurityGroup("inside", vpc_id=vpc.vpc_id)

    recording = network(watch=watch, unknown_outputs=True)

    assert recording.outputs == {"private": "[unknown]", "tables": 6}
    assert recording.one("aws:ec2/securityGroup:SecurityGroup", "inside").inputs["vpcId"] is UNKNOWN
    subnet = recording.one(SUBNET, "network-public-1")
    assert (subnet.id, subnet.inputs["vpcId"], subnet.inputs["cidrBlock"]) == (UNKNOWN, UNKNOWN, "10.30.0.0/24")


def test_what_uses_an_output_depends_on_the_component_the_vpc_and_all_subnets_as_on_the_engine() -> None:
    def watch(vpc: awsx.ec2.Vpc) -> None:
        aws.ec2.SecurityGroup("inside", vpc_id=vpc.vpc_id)

    recording = network(watch=watch)

    group = recording.one("aws:ec2/securityGroup:SecurityGroup", "inside")
    made_by = {
        *(resource.urn for token in (VPC, SUBNET) for resource in recording.of_type(token)),
        recording.one("awsx:ec2:Vpc", "network").urn,
    }
    assert set(group.property_dependencies["vpcId"]) == made_by


def test_a_gateway_of_each_zone_serves_that_zone_and_a_single_one_serves_all() -> None:
    def ways_out(recording: Recording) -> dict[str, str]:
        names = {gateway.id: gateway.name for gateway in recording.of_type("aws:ec2/natGateway:NatGateway")}
        routes = recording.of_type("aws:ec2/route:Route")
        return {r.name: names[str(r.inputs["natGatewayId"])] for r in routes if "natGatewayId" in r.inputs}

    assert ways_out(network(3, "OnePerAz")) == {f"network-private-{zone}": f"network-{zone}" for zone in (1, 2, 3)}
    assert ways_out(network(3, "Single")) == {f"network-private-{zone}": "network-1" for zone in (1, 2, 3)}


def test_kept_addresses_are_used_instead_of_new_ones() -> None:
    kept = awsx.ec2.NatGatewayConfigurationArgs(
        strategy=awsx.ec2.NatGatewayStrategy.SINGLE, elastic_ip_allocation_ids=["eipalloc-0a"]
    )

    recording = network(nat_gateways=kept)

    assert recording.of_type("aws:ec2/eip:Eip") == ()
    assert recording.one("aws:ec2/natGateway:NatGateway", "network-1").inputs["allocationId"] == "eipalloc-0a"


def test_one_zone_twice_is_a_duplicate_as_on_the_engine() -> None:
    with pytest.raises(pulumi.RunError, match=r"^Duplicate resource URN '.*Subnet::network-public-[12]'"):
        network(availability_zone_names=["ap-northeast-2a", "ap-northeast-2a"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"availability_zone_names": None}, "has no availabilityZoneNames, so awsx would look it up"),
        ({"subnet_specs": None}, "has no subnetSpecs, so awsx would look it up or compute it; name it."),
        ({"subnet_strategy": None}, "needs subnet_strategy AUTO: the default ignores explicit cidr_blocks."),
        ({"assign_generated_ipv6_cidr_block": True}, "has assignGeneratedIpv6CidrBlock, which the offline preview"),
        (
            {"subnet_specs": [awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.PUBLIC, cidr_mask=24)]},
            "has 2 zones but 0 cidr_blocks for its Public subnets; give one block per zone.",
        ),
    ],
    ids=["zones looked up", "subnets computed", "legacy strategy", "IPv6", "masks"],
)
def test_what_only_the_plugin_could_lay_out_is_refused(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(pulumi.RunError, match=f"^awsx:ec2:Vpc network {re.escape(sentence)}"):
        network(**arguments)
