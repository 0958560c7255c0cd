"""What a person may write about the network, and what can be built of it."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from components._cidr import Cidr
from components._settings import Role, Settings, matching
from components.foundation.endpoints import InterfaceEndpoint
from components.foundation.network_watch import NetworkAlarms
from components.foundation.peering import PeerSettings, overlapping_peers
from components.foundation.subnets import MAX_ZONES, SubnetBlocks, subnet_blocks

SubnetIds = Annotated[
    tuple[Annotated[str, matching(r"subnet-[0-9a-f]+", "a subnet's id, such as subnet-0a1b2c3d")], ...],
    Field(min_length=1),
]


class ExistingNetwork(Settings):
    """A VPC that something else owns; nothing in it is created, changed or deleted."""

    vpc_id: Annotated[str, matching(r"vpc-[0-9a-f]+", "a VPC's id, such as vpc-0a1b2c3d")]
    """The VPC."""
    cidr: Cidr
    """Its range."""
    public_subnet_ids: SubnetIds
    """Routed to the internet: for load balancers."""
    private_subnet_ids: SubnetIds
    """With a way out through NAT: for tasks."""
    isolated_subnet_ids: SubnetIds
    """With no way out: for databases and caches."""


class NetworkSettings(Settings):
    """The VPC: its range, its zones and its ways out; or an `existing` one."""

    cidr: Cidr | None = None
    """The VPC's range, /16 to /19."""
    zones: Annotated[tuple[str, ...], Field(max_length=MAX_ZONES)] = ()
    """Availability Zones by name, in an order that never changes: append, never insert, reorder or remove."""
    reserved_cidrs: tuple[Cidr, ...] = ()
    """Ranges that the VPC must stay clear of: other environments', offices', whatever may be peered with it one day."""
    nat: Literal["per_az", "single", "none"] = "per_az"
    """NAT gateways; `single` gives up the other zones' way out when its zone fails, `none` gives it up altogether."""
    endpoints: tuple[InterfaceEndpoint, ...] = ()
    """Interface endpoints, charged by zone and hour; the one for S3 is always there and free."""
    peers: dict[Role, PeerSettings] = Field(default_factory=dict)
    """VPCs of other Regions to which there is a way."""
    flow_log_traffic: Literal["ALL", "ACCEPT", "REJECT"] = "ALL"
    """Which connections the flow log records."""
    alarms: NetworkAlarms = NetworkAlarms()
    protect: bool = True
    """Pulumi refuses to delete or replace the VPC and its subnets."""
    existing: ExistingNetwork | None = None

    @model_validator(mode="after")
    def _one_network(self) -> Self:
        if self.existing is not None:
            beside = sorted(self.model_fields_set - {"existing"})
            if beside:
                raise ValueError(
                    f"`existing` excludes {', '.join(beside)}: a VPC that something else owns is used as it is"
                )
            return self
        if self.cidr is None:
            raise ValueError(
                "`cidr` is missing; give the VPC a range such as 10.30.0.0/16, or the ids of an `existing` VPC"
            )
        if not self.zones:
            raise ValueError(
                "`zones` is missing; name at least two Availability Zones, such as [ap-northeast-2a, ap-northeast-2c]"
            )
        for what in ("zones", "endpoints"):
            values: tuple[str, ...] = getattr(self, what)
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"`{what}` names {', '.join(twice)} twice; name each once")
        subnet_blocks(self.cidr, 0)
        for reserved in self.reserved_cidrs:
            if self.cidr.overlaps(reserved):
                raise ValueError(f"`cidr` {self.cidr} overlaps {reserved} of `reserved_cidrs`; take a range outside it")
        for problem in overlapping_peers(self.cidr, self.peers):
            raise ValueError(problem)
        return self

    @property
    def nat_zones(self) -> tuple[str, ...]:
        """The zones that have a NAT gateway, in the order of `zones`."""
        return {"per_az": self.zones, "single": self.zones[:1], "none": ()}[self.nat]

    def blocks(self) -> tuple[SubnetBlocks, ...]:
        """The blocks of each zone, in the order of `zones`; none where the network exists already."""
        if self.cidr is None:
            return ()
        return tuple(subnet_blocks(self.cidr, index) for index in range(len(self.zones)))

    def problems(self, region: str) -> list[str]:
        """What cannot be built in this region, one sentence each."""
        return [
            f"`zones` has {zone!r}, which is no zone of {region}; its zones are named {region}a, {region}b and so on"
            for zone in self.zones
            if not re.fullmatch(re.escape(region) + "[a-z]", zone)
        ]

    def props(self) -> dict[str, Any]:
        """The settings, with the blocks that each zone gets."""
        blocks = {
            zone: {t: str(b) for t, b in vars(own).items()} for zone, own in zip(self.zones, self.blocks(), strict=True)
        }
        return super().props() | {"blocks": blocks}
