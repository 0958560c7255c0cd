"""The VPC: three tiers in each zone, ways out as chosen, and nothing open by itself."""

from functools import cache
from typing import Any

import pulumi
import pytest
from pulumi import ResourceOptions, ResourceTransformArgs, ResourceTransformResult

from components.foundation.endpoints import InterfaceEndpoint, interface_policy, s3_policy
from components.foundation.network import Network, NetworkArgs, adapt_child, flow_log_policy
from components.foundation.network_settings import NetworkSettings
from components.wiring import LogTarget
from ops.offline.recording import Recording
from tests.components.iam_documents import by_sid, nulls, unknown_actions, wide_resources
from tests.harness import ACCOUNT, NAMES, build, inputs_by_name, json_of, listed, log_target

SUBNET = "aws:ec2/subnet:Subnet"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
NAT = "aws:ec2/natGateway:NatGateway"
FLOW_LOGS = "/vpc/production-gli/flow-logs"
GIVEN = {"cidr": "10.30.0.0/16", "zones": ("ap-northeast-2a", "ap-northeast-2c")}


def settings_of(**given: Any) -> NetworkSettings:
    return NetworkSettings.model_validate(GIVEN | given)


@cache
def network(*, first: bool = False, **given: Any) -> Recording:
    def program(opts: ResourceOptions) -> None:
        flow_logs = log_target("flow", FLOW_LOGS)
        Network("network", NetworkArgs(settings=settings_of(**given), names=NAMES, flow_logs=flow_logs), opts)

    return build(program, first=first)


def test_each_zone_has_a_public_a_private_and_an_isolated_subnet() -> None:
    subnets = inputs_by_name(network(), SUBNET)
    assert {name: (s["availabilityZone"], s["cidrBlock"]) for name, s in subnets.items()} == {
        "network-public-1": ("ap-northeast-2a", "10.30.0.0/24"),
        "network-private-1": ("ap-northeast-2a", "10.30.16.0/20"),
        "network-isolated-1": ("ap-northeast-2a", "10.30.8.0/24"),
        "network-public-2": ("ap-northeast-2c", "10.30.1.0/24"),
        "network-private-2": ("ap-northeast-2c", "10.30.32.0/20"),
        "network-isolated-2": ("ap-northeast-2c", "10.30.9.0/24"),
    }


def test_no_subnet_gives_public_addresses_by_itself() -> None:
    assert {subnet["mapPublicIpOnLaunch"] for subnet in inputs_by_name(network(), SUBNET).values()} == {False}


def test_appending_a_zone_leaves_every_resource_of_the_others_as_it_was() -> None:
    three = {r.urn: r.inputs for r in network(zones=(*GIVEN["zones"], "ap-northeast-2d")).resources if r.custom}
    two = {r.urn: r.inputs for r in network().resources if r.custom}
    unchanged = {urn: three[urn] for urn in two if not urn.endswith("network-s3")}
    assert unchanged == {urn: inputs for urn, inputs in two.items() if urn in unchanged}
    assert len(three) > len(two)


@pytest.mark.parametrize(
    ("nat", "gateways"), [("per_az", ["network-1", "network-2"]), ("single", ["network-1"]), ("none", [])]
)
def test_nat_gateways_are_as_many_as_chosen(nat: str, gateways: list[str]) -> None:
    assert sorted(inputs_by_name(network(nat=nat), NAT)) == gateways


@pytest.mark.parametrize(
    ("nat", "ways"),
    [
        ("per_az", {"network-private-1": "network-1", "network-private-2": "network-2"}),
        ("single", {"network-private-1": "network-1", "network-private-2": "network-1"}),
        ("none", {}),
    ],
)
def test_private_subnets_leave_through_nat_and_isolated_ones_not_at_all(nat: str, ways: dict[str, str]) -> None:
    recording = network(nat=nat)
    gateways = {r.id: r.name for r in recording.of_type(NAT)}
    routes = inputs_by_name(recording, "aws:ec2/route:Route")
    assert {name: gateways[r["natGatewayId"]] for name, r in routes.items() if "natGatewayId" in r} == ways
    to_internet = {name for name, route in routes.items() if "gatewayId" in route}
    assert to_internet == {"network-public-1", "network-public-2"}
    assert set(routes) == to_internet | set(ways)


def test_the_default_security_group_lets_nothing_in_or_out() -> None:
    group = network().one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "network-default")
    assert (group.inputs["ingress"], group.inputs["egress"]) == ([], [])
    assert group.inputs["vpcId"] == network().one("aws:ec2/vpc:Vpc", "network").id


def test_only_the_vpc_and_its_subnets_are_protected_and_ways_out_stay_changeable() -> None:
    assert {r.type for r in network().resources if r.options.protect} == {"aws:ec2/vpc:Vpc", SUBNET}
    assert all(r.options.protect for r in network().of_type(SUBNET))
    assert not any(r.options.protect for r in network(protect=False).resources)


def test_all_flows_are_logged_by_a_role_that_writes_to_this_group_alone() -> None:
    recording = network()
    log = recording.one("aws:ec2/flowLog:FlowLog", "network").inputs
    assert (log["trafficType"], log["logDestinationType"]) == ("ALL", "cloud-watch-logs")
    assert log["logDestination"] == NAMES.arn("logs", f"log-group:{FLOW_LOGS}")
    role = recording.one("aws:iam/role:Role", "network-flow-logs")
    assert log["iamRoleArn"] == role.outputs["arn"]
    assert json_of(role, "assumeRolePolicy")["Statement"][0]["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}


def test_the_flow_log_waits_for_its_group_and_its_permission() -> None:
    recording = network()
    needs = {recording.one("aws:iam/rolePolicy:RolePolicy", "network-flow-logs").urn}
    needs.add(recording.one("aws:cloudwatch/logGroup:LogGroup", "flow").urn)
    assert needs <= set(recording.one("aws:ec2/flowLog:FlowLog", "network").dependencies)


def test_flow_logs_may_be_of_rejected_traffic_alone() -> None:
    assert (
        network(flow_log_traffic="REJECT").one("aws:ec2/flowLog:FlowLog", "network").inputs["trafficType"] == "REJECT"
    )


def test_the_flow_log_policy_names_one_group_wherever_aws_lets_it() -> None:
    arn = NAMES.arn("logs", f"log-group:{FLOW_LOGS}")
    role = network().one("aws:iam/rolePolicy:RolePolicy", "network-flow-logs")
    target = LogTarget(name=FLOW_LOGS, arn=arn, resource=pulumi.Resource.__new__(pulumi.Resource))
    policy = flow_log_policy(target, NAMES)
    assert json_of(role, "policy") == policy
    assert by_sid(policy)["WriteFlowLogs"]["Resource"] == [arn, f"{arn}:*"]
    assert by_sid(policy)["FindLogGroup"]["Resource"] == [f"arn:aws:logs:ap-northeast-2:{ACCOUNT}:log-group:*"]
    assert [*nulls(policy), *unknown_actions(policy), *wide_resources(policy)] == []


def test_s3_is_reached_without_leaving_the_network_from_every_route_table() -> None:
    recording = network()
    endpoint = recording.one(ENDPOINT, "network-s3")
    assert (endpoint.inputs["vpcEndpointType"], endpoint.inputs["serviceName"]) == (
        "Gateway",
        "com.amazonaws.ap-northeast-2.s3",
    )
    tables = {table.id for table in recording.of_type("aws:ec2/routeTable:RouteTable")}
    assert set(listed(endpoint, "routeTableIds")) == tables
    assert json_of(endpoint, "policy") == s3_policy(NAMES)


def test_without_interface_endpoints_there_is_no_security_group() -> None:
    assert network().of_type("aws:ec2/securityGroup:SecurityGroup") == ()
    assert set(inputs_by_name(network(), ENDPOINT)) == {"network-s3"}


@pytest.mark.parametrize("endpoint", ["ecr.api", "logs", "ssmmessages"])
def test_an_interface_endpoint_stands_in_every_private_subnet_under_the_services_own_name(
    endpoint: InterfaceEndpoint,
) -> None:
    recording = network(endpoints=(endpoint,))
    made = recording.one(ENDPOINT, f"network-{endpoint.replace('.', '-')}")
    private = [s.id for s in recording.of_type(SUBNET) if "private" in s.name]
    assert made.inputs["serviceName"] == f"com.amazonaws.ap-northeast-2.{endpoint}"
    assert (made.inputs["vpcEndpointType"], made.inputs["privateDnsEnabled"]) == ("Interface", True)
    assert made.inputs["subnetIds"] == private
    assert json_of(made, "policy") == interface_policy(endpoint, NAMES)


def test_interface_endpoints_answer_https_from_within_the_vpc_and_open_nothing_else() -> None:
    recording = network(endpoints=("logs", "ssm"))
    group = recording.one("aws:ec2/securityGroup:SecurityGroup", "network-endpoints")
    rules = inputs_by_name(recording, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    rule = rules.pop("network-endpoints")
    assert (rule["fromPort"], rule["toPort"], rule["ipProtocol"], rule["cidrIpv4"]) == (443, 443, "tcp", "10.30.0.0/16")
    assert rule["securityGroupId"] == group.id
    assert rules == {}
    assert recording.of_type("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule") == ()
    for endpoint in ("network-logs", "network-ssm"):
        assert recording.one(ENDPOINT, endpoint).inputs["securityGroupIds"] == [group.id]


def test_an_existing_network_is_handed_on_and_nothing_in_it_is_touched() -> None:
    existing = {
        "vpc_id": "vpc-0a",
        "cidr": "10.99.0.0/16",
        "public_subnet_ids": ("subnet-0a", "subnet-0b"),
        "private_subnet_ids": ("subnet-1a",),
        "isolated_subnet_ids": ("subnet-2a",),
    }
    placed = []

    def program(opts: ResourceOptions) -> None:
        settings = NetworkSettings.model_validate({"existing": existing})
        made = Network("network", NetworkArgs(settings=settings, names=NAMES, flow_logs=log_target("f", "/f")), opts)
        placed.append(made.placement)

    recording = build(program)
    assert [r.type for r in recording.resources if r.name == "network"] == ["platform:foundation:Network"]
    assert {r.type for r in recording.resources if r.custom} == {
        "pulumi:providers:aws",
        "aws:cloudwatch/logGroup:LogGroup",
    }
    assert vars(placed[0]) == {
        key: list(value) if isinstance(value, tuple) else value for key, value in existing.items()
    } | {"zones": ()}


def test_reviewers_read_each_zones_blocks_before_anything_exists() -> None:
    component = network(first=True).one("platform:foundation:Network", "network")
    assert component.inputs["blocks"] == {
        "ap-northeast-2a": {"public": "10.30.0.0/24", "private": "10.30.16.0/20", "isolated": "10.30.8.0/24"},
        "ap-northeast-2c": {"public": "10.30.1.0/24", "private": "10.30.32.0/20", "isolated": "10.30.9.0/24"},
    }


def transformed(
    token: str, *, protect: bool, opts: ResourceOptions | None = None, **props: Any
) -> ResourceTransformResult:
    arguments = ResourceTransformArgs(custom=True, type_=token, name="x", props=props, opts=opts or ResourceOptions())
    return adapt_child(arguments, component="network", vpc="gli-production", protect=protect)


def test_the_transform_closes_subnets_and_leaves_their_other_properties() -> None:
    result = transformed(SUBNET, protect=True, mapPublicIpOnLaunch=True, cidrBlock="10.30.0.0/24")
    assert result.props == {"mapPublicIpOnLaunch": False, "cidrBlock": "10.30.0.0/24"}


@pytest.mark.parametrize("token", ["aws:ec2/vpc:Vpc", SUBNET])
def test_the_transform_protects_what_others_stand_in(token: str) -> None:
    assert transformed(token, protect=True).opts.protect is True
    assert transformed(token, protect=False).opts.protect is None


@pytest.mark.parametrize("token", [NAT, "aws:ec2/route:Route", "aws:ec2/eip:Eip", "aws:ec2/routeTable:RouteTable"])
def test_the_transform_changes_nothing_else_and_takes_inherited_protection_from_it(token: str) -> None:
    inherited = ResourceOptions(protect=True)
    result = transformed(token, protect=True, opts=inherited, mapPublicIpOnLaunch=True)
    assert (result.props, result.opts.protect) == ({"mapPublicIpOnLaunch": True}, False)


@pytest.mark.parametrize(
    ("given", "named"),
    [("network-public-1", "gli-production-public-1"), ("network-1", "gli-production-1"), ("networks", "networks")],
)
def test_the_transform_says_in_the_name_tag_whose_the_child_is(given: str, named: str) -> None:
    result = transformed(SUBNET, protect=True, tags={"Name": given, "SubnetType": "Public"})
    assert result.props["tags"] == {"Name": named, "SubnetType": "Public"}


def test_the_transform_keeps_the_options_that_awsx_gives() -> None:
    opts = ResourceOptions(ignore_changes=["tags"], delete_before_replace=True)
    kept = transformed(SUBNET, protect=True, opts=opts).opts
    assert (kept.ignore_changes, kept.delete_before_replace, kept.protect) == (["tags"], True, True)
    assert opts.protect is None
