"""Pictures of stacks as they are recorded: everything that is declared is drawn, once, and nothing that is not."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.diagram.layout.place import place
from ops.diagram.mermaid import render as as_mermaid
from ops.diagram.model import Diagram, Flow, Place, Way
from ops.diagram.read.picture import picture
from ops.diagram.svg import render as as_svg
from ops.offline.program import record_stack
from ops.offline.stackfile import read_stack
from ops.report.sources_state import read_state
from tests.conftest import Record
from tests.harness import ROOT
from tests.ops.diagram.finding import area, between, changed, titled, without
from tests.ops.diagram.geometry import problems
from tests.reachability import EGRESS, INGRESS, members, ways
from tests.reachability import Way as Route

STACKS = ("prod", "account", "aut-prod-nrt", "aut-prod-fra", "rse-host", "rse-platform", "all")
"""One of each shape: recording a stack takes seconds."""
DRAWN = (
    "aws:wafv2/webAcl:", "aws:cloudfront/distribution:", "aws:lb/loadBalancer:",
    "aws:ecs/service:", "aws:autoscaling/group:", "aws:rds/instance:", "aws:rds/proxy:",
    "aws:elasticache/replicationGroup:", "aws:elasticache/serverlessCache:", "aws:s3/bucket:", "aws:ebs/volume:",
    "aws:secretsmanager/secret:", "aws:ssm/parameter:", "aws:ecr/repository:", "aws:kms/key:", "aws:kms/replicaKey:",
    "aws:sns/topic:", "aws:sqs/queue:", "aws:scheduler/schedule:", "aws:cloudtrail/trail:", "aws:budgets/budget:",
    "aws:ec2/natGateway:", "aws:ec2/vpcPeeringConnection:", "aws:ec2/vpcPeeringConnectionAccepter:",
    "aws:costexplorer/anomalyMonitor:", "aws:iam/openIdConnectProvider:",
)  # fmt: skip
"""What a reader looks for: each resource of these types has one box."""
SERVICE, BALANCER = "aws:ecs/service:Service", "aws:lb/loadBalancer:LoadBalancer"
HOST, TEMPLATE = "aws:autoscaling/group:Group", "aws:ec2/launchTemplate:LaunchTemplate"
GROUP_ALONE = ("prod", "rse-platform")
"""Stacks whose rules know groups and the internet alone, as tests/reachability.py reads them."""
Drawn = Callable[[str], Diagram]


@pytest.fixture(scope="session")
def drawn(deployed: Record) -> Drawn:
    return cache(lambda stack: picture(deployed(stack)))


@pytest.mark.parametrize("stack", STACKS)
def test_each_part_that_is_declared_is_drawn_once(stack: str, deployed: Record, drawn: Drawn) -> None:
    declared = [one.urn for one in deployed(stack).resources if one.type.startswith(DRAWN)]
    boxes = [urn for node in drawn(stack).nodes for urn in node.urns]

    assert len(declared) > 3
    assert [urn for urn in declared if boxes.count(urn) != 1] == []


@pytest.mark.parametrize("stack", STACKS)
def test_each_subnet_is_drawn_once_where_its_zone_is_said(stack: str, deployed: Record, drawn: Drawn) -> None:
    declared = [
        (str(one.outputs["availabilityZone"]), str(one.outputs["cidrBlock"]))
        for one in deployed(stack).of_type("aws:ec2/subnet:Subnet")
    ]
    areas = [one for one in drawn(stack).every_area if one.place is Place.SUBNET]

    assert sorted((one.title, *one.notes) for one in areas) == sorted(declared)


@pytest.mark.parametrize("stack", STACKS)
def test_ids_are_unique_and_flows_join_what_is_drawn(stack: str, drawn: Drawn) -> None:
    diagram = drawn(stack)
    ids = [node.id for node in diagram.nodes] + [one.id for one in diagram.every_area]

    assert len(ids) == len(set(ids))
    assert {end for flow in diagram.flows for end in (flow.source, flow.target)} <= {node.id for node in diagram.nodes}
    assert {flow.through for flow in diagram.flows} - {""} <= {node.id for node in diagram.nodes}


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_covers_anything(stack: str, drawn: Drawn) -> None:
    assert problems(drawn(stack), place(drawn(stack))) == []


@pytest.mark.parametrize("stack", GROUP_ALONE)
def test_connections_are_those_that_both_ends_of_the_network_allow(stack: str, deployed: Record, drawn: Drawn) -> None:
    recording = deployed(stack)
    into, out = set(ways(recording, INGRESS)), set(ways(recording, EGRESS))
    open_to_all = {way for way in into if way[0] == "internet"} | {way for way in out if way[1] == "internet"}
    names = {group: {one.rpartition(" ")[2] for one in inside} for group, inside in members(recording).items()}

    assert set(connections(drawn(stack))) == {
        (source.lower(), target.lower(), port)
        for one, other, port in (into & out) | open_to_all
        for source in names.get(one, {"internet"})
        for target in names.get(other, {"internet"})
    }


def connections(diagram: Diagram) -> Iterator[Route]:
    for source, target, label in between(diagram, Way.NETWORK):
        for port in label.removesuffix(" through NAT").split(", "):
            yield source.lower(), target.lower(), int(port)


@pytest.mark.parametrize("stack", STACKS)
def test_the_internet_reaches_what_has_a_public_address_and_nothing_else(
    stack: str, deployed: Record, drawn: Drawn
) -> None:
    recording, diagram = deployed(stack), drawn(stack)
    public = {one.urn for one in recording.of_type(BALANCER) if one.outputs["internal"] is False}
    public |= {one.urn for one in recording.of_type("aws:cloudfront/distribution:Distribution")}
    reached = {flow.target for flow in diagram.flows if flow.source == "internet"}

    assert {urn for node in diagram.nodes if node.id in reached for urn in node.urns} == public


def test_an_internal_load_balancer_is_reached_by_nobody_outside(deployed: Record) -> None:
    diagram = picture(changed(deployed("prod"), BALANCER, lambda values: {**values, "internal": True}))

    assert not [flow for flow in diagram.flows if flow.target == "balancer-main"]
    assert "internal" in titled(diagram, "main").facts


def test_a_connection_that_only_one_end_allows_is_none(deployed: Record) -> None:
    prod = deployed("prod")

    for token, name in ((INGRESS, "db-from-api"), (EGRESS, "api-to-store-db")):
        assert ("api", "db", "5432") not in between(picture(without(prod, token, name)), Way.NETWORK)
    assert ("api", "db", "5432") in between(picture(prod), Way.NETWORK)


def test_whoever_has_no_route_out_reaches_nobody_outside(deployed: Record) -> None:
    diagram = picture(without(deployed("prod"), "aws:ec2/route:Route", "network-private-1"))

    assert not [flow for flow in diagram.flows if flow.target == "internet"]
    assert set(area(diagram, "Private subnets").notes) == {"no way to the internet", "to the internet through NAT"}


def test_requests_pass_the_firewall_in_front(drawn: Drawn) -> None:
    passed = {flow.target: flow.through for flow in drawn("all").flows if flow.source == "internet"}

    assert passed == {
        "balancer-main": "firewall-near",
        "balancer-partner": "",
        "distribution-shop": "firewall-far",
        "distribution-docs": "",
    }


def test_hosts_and_paths_stand_at_the_way_from_the_load_balancer(drawn: Drawn) -> None:
    details = {flow.target: flow.details for flow in drawn("rse-platform").flows if flow.source == "balancer-main"}

    assert details == {
        "service-backend": ("reseeall.com", "/api/*", "/static/*"),
        "service-frontend": ("reseeall.com", "/*"),
    }


def test_a_distribution_asks_its_bucket_and_the_load_balancer_behind_its_api(drawn: Drawn) -> None:
    asked = [flow for flow in drawn("all").flows if flow.source == "distribution-shop"]

    assert asked == [
        Flow("distribution-shop", "bucket-shop-files", Way.REQUEST, "reads"),
        Flow("distribution-shop", "balancer-main", Way.REQUEST, "443", ("/api/*", "/hooks/*"), "firewall-near"),
    ]


def test_services_pull_their_images_and_read_the_secrets_that_they_name(drawn: Drawn) -> None:
    assert between(drawn("rse-platform"), Way.GRANT) == {
        *((service, "rse-backend-production", "pulls") for service in ("backend", "worker", "scheduler")),
        ("frontend", "rse-frontend-production", "pulls"),
        *(
            (service, f"rse/{secret}/production", "reads")
            for service in ("backend", "worker", "scheduler")
            for secret in ("db", "redis", "django")
        ),
    }


def test_a_host_is_reached_from_its_ranges_takes_its_volume_and_reads_its_parameters(drawn: Drawn) -> None:
    diagram = drawn("rse-host")

    assert between(diagram, Way.NETWORK) == {
        ("rse-host-web-sources", "web", "80, 443"),
        ("web", "Internet", "443"),
    }
    assert between(diagram, Way.GRANT) == {
        ("web", "rse-backend-host", "pulls"),
        ("web", "rse-frontend-host", "pulls"),
        ("web", "rse-host-web-data", "attaches"),
        ("web", "/rse/host/hosts/web/", "reads"),
    }
    assert titled(diagram, "web").facts[-1] == "in ap-northeast-2a"


def test_other_regions_have_what_is_copied_there_and_the_networks_that_are_peered(drawn: Drawn) -> None:
    for stack, region, expected in (
        ("aut-prod-nrt", "eu-central-1", {"Secret, copy", "KMS replica key", "Peered VPC"}),
        ("aut-prod-fra", "ap-northeast-1", {"RDS, made elsewhere", "Peered VPC"}),
        ("prod", "us-east-1", {"KMS replica key", "SNS topic"}),
    ):
        assert {node.word for node in area(drawn(stack), f"Region {region}").nodes} == expected

    assert {("fra", "db", "5432"), ("syd", "db", "5432")} <= between(drawn("aut-prod-nrt"), Way.NETWORK)
    assert ("signal", "nrt", "5432") in between(drawn("aut-prod-fra"), Way.NETWORK)
    assert ("aut-prod-db", "db", "copies") in between(drawn("aut-prod-fra"), Way.COPY)


def test_an_account_shows_what_it_has_once(drawn: Drawn) -> None:
    diagram = drawn("account")

    assert {node.word for node in area(diagram, "Account").nodes} == {
        "Budget", "Cost anomalies", "IAM identity provider", "S3, of the account",
    }  # fmt: skip
    assert ("gli-account", "gli-account-trail-917891822317", "writes") in between(diagram, Way.COPY)
    assert not [one for one in diagram.every_area if one.place is Place.VPC]


def test_a_network_that_something_else_owns_is_drawn_by_the_ids_that_the_stack_file_gives(tmp_path: Path) -> None:
    written = yaml.safe_load((ROOT / "examples/minimal/Pulumi.minimal-prod.yaml").read_text("utf-8"))
    subnets = {f"{tier}_subnet_ids": [f"subnet-{number}a", f"subnet-{number}c"] for number, tier in enumerate(TIERS)}
    written["config"]["platform:stack"]["network"] = {
        "existing": {"vpc_id": "vpc-0a1b2c3d", "cidr": "10.9.0.0/16", **subnets}
    }
    file = tmp_path / "Pulumi.prod.yaml"
    file.write_text(yaml.safe_dump(written), "utf-8")

    diagram = picture(record_stack(ROOT, "prod", file))

    assert area(diagram, "VPC vpc-0a1b2c3d").notes == ("10.9.0.0/16", "made elsewhere")
    assert [[node.title for node in area(diagram, f"{tier.title()} subnets").nodes] for tier in TIERS] == [
        ["main"], ["web"], ["db"],
    ]  # fmt: skip
    assert [one.title for one in diagram.every_area if one.place is Place.SUBNET][:2] == ["subnet-0a", "subnet-0c"]
    assert {("Internet", "main", "80, 443"), ("main", "web", "8000"), ("web", "Internet", "443")} <= between(
        diagram, Way.NETWORK
    )
    assert problems(diagram, place(diagram)) == []


TIERS = ("public", "private", "isolated")


def test_a_state_gives_the_same_picture_after_a_pipeline_released(
    tmp_path: Path, deployed: Record, drawn: Drawn
) -> None:
    """What was deployed once has its services' next revision, which no resource of the state is."""
    released = changed(deployed("prod"), SERVICE, lambda values: {**values, **next_revision(values)})
    resources = [
        {key: getattr(one, key) for key in ("urn", "type", "id", "parent", "custom", "inputs", "outputs")}
        for one in released.resources
    ]
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}), "utf-8")

    assert picture(read_state(file, read_stack(ROOT, "prod"))) == drawn("prod")


def next_revision(values: Mapping[str, Any]) -> dict[str, str]:
    return {"taskDefinition": re.sub(r":1$", ":2", str(values["taskDefinition"]))}


def test_names_decide_nothing(deployed: Record, drawn: Drawn) -> None:
    assert picture(replace(deployed("prod"), stack="quite-another")) == replace(drawn("prod"), stack="quite-another")


@pytest.mark.parametrize("stack", STACKS)
def test_no_secret_and_nobodys_address_is_drawn(stack: str, drawn: Drawn) -> None:
    for text in (as_svg(drawn(stack)), as_mermaid(drawn(stack))):
        assert "[secret]" not in text
        assert not re.search(r"[\w.]+@[\w.]+\.\w+", text.partition("</style>")[2] or text)


def test_the_same_stack_gives_the_same_file(deployed: Record, drawn: Drawn) -> None:
    assert as_svg(picture(deployed("prod"))) == as_svg(drawn("prod"))
    assert as_mermaid(picture(deployed("prod"))) == as_mermaid(drawn("prod"))


def test_the_committed_picture_is_that_of_production(drawn: Drawn) -> None:
    assert (ROOT / "docs/prod.svg").read_text("utf-8") == as_svg(drawn("prod")), (
        "run: python -m ops diagram --stack prod --output docs/prod.svg"
    )
