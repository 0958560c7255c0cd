"""Ways between two Regions' networks: who asks, who accepts, and what routes lead there."""

import json
from functools import cache
from typing import Any

import pulumi
from pulumi import ResourceOptions

from components.foundation.network import Network, NetworkArgs
from components.foundation.network_settings import NetworkSettings
from ops.offline.recording import Recording
from tests.harness import NAMES, build, inputs_by_name, log_target

CONNECTION = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
ACCEPTED = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
ROUTE = "aws:ec2/route:Route"
TABLE = "aws:ec2/routeTable:RouteTable"
VPC = "aws:ec2/vpc:Vpc"
TOKYO = {"region": "ap-northeast-1", "cidr": "10.41.0.0/16"}
ASKED = {"tokyo": {**TOKYO, "vpc_id": "vpc-0a1b"}}
ASKING = {"tokyo": {**TOKYO, "connection": "pcx-0a1b"}}


def made(peers: dict[str, Any], *, first: bool = False) -> Recording:
    return _made(json.dumps(peers), first)


@cache
def _made(peers: str, first: bool) -> Recording:  # noqa: FBT001 - a key of the cache
    settings = NetworkSettings.model_validate_json(
        json.dumps(
            {"cidr": "10.30.0.0/16", "zones": ["ap-northeast-2a", "ap-northeast-2c"], "peers": json.loads(peers)}
        )
    )

    def program(opts: ResourceOptions) -> None:
        args = NetworkArgs(settings=settings, names=NAMES, flow_logs=log_target("flow", "/vpc/x"))
        pulumi.export("peerings", dict(Network("network", args, opts).peerings))

    return build(program, first=first)


def routes_to_peers(recording: Recording) -> dict[str, Any]:
    return {name: one for name, one in inputs_by_name(recording, ROUTE).items() if "vpcPeeringConnectionId" in one}


def test_who_is_told_the_other_vpc_asks_for_the_connection() -> None:
    asked = made(ASKED).one(CONNECTION, "network-tokyo")
    assert (asked.inputs["peerVpcId"], asked.inputs["peerRegion"]) == ("vpc-0a1b", "ap-northeast-1")
    assert asked.inputs["vpcId"] == made(ASKED).one(VPC, "network").id
    assert asked.inputs["autoAccept"] is False, "AWS refuses it between Regions"
    assert made(ASKED).of_type(ACCEPTED) == ()
    assert made(ASKED).outputs["peerings"] == {"tokyo": asked.id}


def test_who_is_told_the_connection_accepts_it_where_it_stands() -> None:
    accepted = made(ASKING).one(ACCEPTED, "network-tokyo")
    assert (accepted.inputs["vpcPeeringConnectionId"], accepted.inputs["autoAccept"]) == ("pcx-0a1b", True)
    assert "region" not in accepted.inputs
    assert made(ASKING).of_type(CONNECTION) == ()
    assert made(ASKING).outputs["peerings"] == {}


def test_both_sides_route_the_others_range_from_private_and_isolated_subnets_of_every_zone() -> None:
    for peers, connection in ((ASKED, made(ASKED).one(CONNECTION, "network-tokyo").id), (ASKING, "pcx-0a1b")):
        tables = {name: made(peers).one(TABLE, f"network-{name}").id for name in
                  ("private-1", "private-2", "isolated-1", "isolated-2")}  # fmt: skip
        assert routes_to_peers(made(peers)) == {
            f"network-tokyo-{name}": {
                "routeTableId": table,
                "destinationCidrBlock": "10.41.0.0/16",
                "vpcPeeringConnectionId": connection,
            }
            for name, table in tables.items()
        }


def test_before_anything_exists_the_same_routes_are_planned() -> None:
    assert routes_to_peers(made(ASKED, first=True)).keys() == routes_to_peers(made(ASKED)).keys()


def test_a_network_without_peers_has_no_way_to_another() -> None:
    assert routes_to_peers(made({})) == {}
    assert {one.type for one in made({}).resources} & {CONNECTION, ACCEPTED} == set()
