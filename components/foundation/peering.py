"""Ways between the VPCs of two Regions, of which each belongs to a stack of its own.

VPCs are known by ids that AWS makes, so that each stack is told the other's: first the one that asks is told the VPC,
then the one that is asked is told the connection.
https://docs.aws.amazon.com/vpc/latest/peering/create-vpc-peering-connection.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Self

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions
from pydantic import model_validator

from components._cidr import Cidr
from components._settings import Region, Settings, matching


class PeerSettings(Settings):
    """A VPC of this account in another Region; routes lead there from private and isolated subnets alone."""

    region: Region
    """Where it stands."""
    cidr: Cidr
    """Its range."""
    vpc_id: Annotated[str, matching(r"vpc-[0-9a-f]+", "a VPC's id, such as vpc-0a1b2c3d")] | None = None
    """Whom this stack asks for the connection: the output `vpc_id` of the other stack."""
    connection: Annotated[str, matching(r"pcx-[0-9a-f]+", "a peering connection, such as pcx-0a1b2c3d")] | None = None
    """What this stack was asked for, and accepts: the output `peering_<name>` of the other stack."""

    @model_validator(mode="after")
    def _one_side_asks(self) -> Self:
        if (self.vpc_id is None) == (self.connection is None):
            raise ValueError(
                "`vpc_id` and `connection` exclude each other; give the VPC to ask, or the connection to accept"
            )
        return self


@dataclass(frozen=True)
class PeeringArgs:
    """What the connections are made from."""

    peers: Mapping[str, PeerSettings]
    vpc: str
    """The name of this VPC."""
    vpc_id: Input[str]
    route_tables: Mapping[str, Input[str]]
    """Those from which routes lead to the peers, by a name that stays."""


def peerings(name: str, args: PeeringArgs, parent: pulumi.Resource) -> Mapping[str, Output[str]]:
    """Make or accept the connections, and the routes of this side; returns the ids of those that were asked for.

    A route to a connection that nobody has accepted yet stands, and leads nowhere until then.
    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html
    """
    asked: dict[str, Output[str]] = {}
    for peer, settings in args.peers.items():
        connection = _connection(f"{name}-{peer}", peer, settings, args, parent)
        if settings.connection is None:
            asked[peer] = connection
        _routes(f"{name}-{peer}", settings, connection, args.route_tables, parent)
    return asked


def _connection(
    name: str, peer: str, settings: PeerSettings, args: PeeringArgs, parent: pulumi.Resource
) -> Output[str]:
    tags, below = {"Name": f"{args.vpc}-{peer}"}, ResourceOptions(parent=parent)
    if settings.connection is None:
        return aws.ec2.VpcPeeringConnection(
            name,
            vpc_id=args.vpc_id,
            peer_vpc_id=settings.vpc_id or "",
            peer_region=settings.region,
            auto_accept=False,
            tags=tags,
            opts=below,
        ).id
    return aws.ec2.VpcPeeringConnectionAccepter(
        name, vpc_peering_connection_id=settings.connection, auto_accept=True, tags=tags, opts=below
    ).id


def _routes(
    name: str,
    settings: PeerSettings,
    connection: Output[str],
    route_tables: Mapping[str, Input[str]],
    parent: pulumi.Resource,
) -> None:
    for table, table_id in route_tables.items():
        aws.ec2.Route(
            f"{name}-{table}",
            route_table_id=table_id,
            destination_cidr_block=str(settings.cidr),
            vpc_peering_connection_id=connection,
            opts=ResourceOptions(parent=parent),
        )


def overlapping_peers(cidr: Cidr, peers: Mapping[str, PeerSettings]) -> Iterator[str]:
    """Peers whose ranges are not theirs alone, a sentence for each: a range leads to one place."""
    taken = {"cidr": cidr}
    for name, peer in peers.items():
        for other, block in taken.items():
            if peer.cidr.overlaps(block):
                yield f"`peers.{name}.cidr` {peer.cidr} overlaps {block} of `{other}`; renumber one of them"
        taken[f"peers.{name}.cidr"] = peer.cidr
