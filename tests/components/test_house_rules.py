"""What holds for everything that components make, in every stack."""

from collections.abc import Iterator
from typing import Any

import pytest

from ops.offline.recording import Recorded, Recording
from tests.conftest import Record
from tests.harness import OF_THE_ACCOUNT, STACKS, inputs_by_name, listed

EVERY_STACK = [*STACKS, "all"]
AND_THE_ACCOUNTS = [*EVERY_STACK, OF_THE_ACCOUNT]
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
KEY = "aws:kms/key:Key"
COMPONENTS = {
    "platform:compute:Cluster",
    "platform:compute:Registry",
    "platform:compute:Service",
    "platform:data:Cache",
    "platform:data:Database",
    "platform:delivery:ApplicationRole",
    "platform:delivery:Boundary",
    "platform:delivery:Delivery",
    "platform:delivery:DeployRoles",
    "platform:delivery:OperatorRole",
    "platform:edge:Firewall",
    "platform:edge:LoadBalancer",
    "platform:edge:PrivateBucket",
    "platform:edge:Records",
    "platform:edge:Website",
    "platform:foundation:EncryptionKey",
    "platform:foundation:Network",
    "platform:watch:Alarms",
    "platform:watch:Alerts",
    "platform:watch:Budget",
    "platform:watch:Dashboard",
    "platform:watch:ErrorLogs",
    "platform:watch:Events",
    "platform:watch:Logs",
    "platform:watch:SavedQueries",
}
WHERE_CHOSEN = {"platform:data:Secret", "platform:host:Host"}
"""What GLI's environments have none of."""
OF_REST = {"platform:compute:OffHours"}
"""What only an environment has that is off at night: dev."""
OF_AN_ACCOUNT = {
    "platform:account:CostAnomalies",
    "platform:account:Defaults",
    "platform:account:Trail",
    "platform:delivery:GitHubIdentity",
}
"""What stands in the account's stack alone."""


def on_aws(recording: Recording) -> Iterator[Recorded]:
    """Everything that AWS itself will have."""
    return (r for r in recording.resources if r.custom and r.type.startswith("aws:"))


def ports(rules: dict[str, Any]) -> set[tuple[Any, ...]]:
    return {
        (rule["securityGroupId"], rule.get("referencedSecurityGroupId"), rule.get("cidrIpv4"), rule["fromPort"])
        for rule in rules.values()
        if "prefixListId" not in rule
    }


@pytest.mark.parametrize("stack", AND_THE_ACCOUNTS)
def test_nothing_on_aws_is_an_orphan(stack: str, deployed: Record) -> None:
    roots = [r for r in deployed(stack).resources if r.parent.endswith(f"pulumi:pulumi:Stack::platform-{stack}")]
    assert {r.type for r in roots} - COMPONENTS - WHERE_CHOSEN - OF_REST - OF_AN_ACCOUNT == {"pulumi:providers:aws"}


@pytest.mark.parametrize("stack", AND_THE_ACCOUNTS)
def test_everything_stands_on_the_one_explicit_provider(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    (provider,) = [r for r in recording.resources if r.type.startswith("pulumi:providers:")]
    assert {r.options.provider for r in on_aws(recording)} == {provider.urn}


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_component_is_one_that_this_test_knows(stack: str, deployed: Record) -> None:
    made = {r.type for r in deployed(stack).resources if r.type.startswith("platform:")}
    assert made - OF_REST == (COMPONENTS | WHERE_CHOSEN if stack == "all" else COMPONENTS)
    assert made >= OF_REST or stack != "dev"


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_the_internet_is_let_in_at_80_and_443_of_load_balancers_and_nowhere_else(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    balancers = {
        group for r in recording.of_type("aws:lb/loadBalancer:LoadBalancer") for group in listed(r, "securityGroups")
    }
    open_ports = {row for row in ports(inputs_by_name(recording, INGRESS)) if row[2] == "0.0.0.0/0"}
    assert open_ports == {(group, None, "0.0.0.0/0", port) for group in balancers for port in (80, 443)}


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_what_is_let_in_from_elsewhere_comes_from_a_group_or_from_within_the_vpc_or_a_peer(
    stack: str, deployed: Record
) -> None:
    recording = deployed(stack)
    groups = {group.id for group in recording.of_type(GROUP)}
    vpc = recording.one("aws:ec2/vpc:Vpc", "network").inputs["cidrBlock"]
    routes = inputs_by_name(recording, "aws:ec2/route:Route").values()
    peers = {route["destinationCidrBlock"] for route in routes if "vpcPeeringConnectionId" in route}
    for _, source, cidr, _ in ports(inputs_by_name(recording, INGRESS)):
        assert source in groups or cidr in {vpc, "0.0.0.0/0"} | peers


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_only_hosts_are_let_in_to_by_lists_of_ranges_and_at_80_and_443(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    hosts = {r.id for r in recording.of_type(GROUP) if "platform:host:" in r.urn}
    rules = [rule for rule in inputs_by_name(recording, INGRESS).values() if "prefixListId" in rule]
    found = {(rule["securityGroupId"], rule["fromPort"]) for rule in rules}
    assert found == {(host, port) for host in hosts for port in (80, 443)}


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_each_rule_opens_one_tcp_port(stack: str, deployed: Record) -> None:
    for token in (INGRESS, EGRESS):
        for rule in inputs_by_name(deployed(stack), token).values():
            assert rule["fromPort"] == rule["toPort"]
            assert rule["ipProtocol"] == "tcp"
            assert rule["description"]


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_no_security_group_has_inline_rules(stack: str, deployed: Record) -> None:
    groups = inputs_by_name(deployed(stack), GROUP)
    assert groups
    assert [name for name, group in groups.items() if {"ingress", "egress"}.intersection(group)] == []


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_a_way_between_two_groups_is_open_at_both_ends(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    out = {(own, other, port) for own, other, _, port in ports(inputs_by_name(recording, EGRESS)) if other}
    into = {(other, own, port) for own, other, _, port in ports(inputs_by_name(recording, INGRESS)) if other}
    assert out == into
    assert len(out) > len(recording.of_type("aws:lb/listenerRule:ListenerRule")) > 0


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_only_nat_gateways_load_balancers_and_hosts_have_public_addresses(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    assert {s["mapPublicIpOnLaunch"] for s in inputs_by_name(recording, "aws:ec2/subnet:Subnet").values()} == {False}
    services = inputs_by_name(recording, "aws:ecs/service:Service").values()
    assert {service["networkConfiguration"]["assignPublicIp"] for service in services} == {False}
    addresses = {r.id for r in recording.of_type("aws:ec2/eip:Eip") if "platform:host:" not in r.urn}
    assert addresses == {r.inputs["allocationId"] for r in recording.of_type("aws:ec2/natGateway:NatGateway")}


@pytest.mark.parametrize("stack", AND_THE_ACCOUNTS)
def test_every_log_is_kept_for_some_days_under_the_key_of_the_environment(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    replicas = recording.of_type("aws:kms/replicaKey:ReplicaKey")
    keys = {key.inputs.get("region"): key.outputs["arn"] for key in (recording.one(KEY, "data"), *replicas)}
    for group in inputs_by_name(recording, "aws:cloudwatch/logGroup:LogGroup").values():
        assert group["retentionInDays"]
        assert group["kmsKeyId"] == keys[group.get("region")]


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_listener_answers_only_in_tls_or_redirects(stack: str, deployed: Record) -> None:
    for listener in inputs_by_name(deployed(stack), "aws:lb/listener:Listener").values():
        (action,) = listener["defaultActions"]
        assert (listener["protocol"], action["type"]) in {("HTTPS", "fixed-response"), ("HTTP", "redirect")}


@pytest.mark.parametrize("stack", AND_THE_ACCOUNTS)
def test_no_logical_name_holds_the_name_of_a_stack_or_a_system(stack: str, deployed: Record) -> None:
    own = [r for r in deployed(stack).resources if r.custom and not r.type.startswith("pulumi:")]
    told = ("gli", "dev", "stg", "prod", "everything", "development", "staging", "production")
    assert [r.name for r in own if set(r.name.split("-")).intersection(told)] == []


@pytest.mark.parametrize("stack", AND_THE_ACCOUNTS)
def test_every_resource_tells_where_the_program_makes_it(stack: str, deployed: Record) -> None:
    sources = {r.source.partition(":")[0] for r in deployed(stack).resources if r.type != "pulumi:pulumi:Stack"}
    assert all(source == "__main__.py" or source.startswith("components/") for source in sources)
