"""The ways in to a store: closed, until it lets a service in, or the network of another Region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions


@dataclass(frozen=True)
class WayIn:
    """What services connect to, closed until it is opened."""

    store: str
    """Its role."""
    group_id: Input[str]
    port: int
    ready: Sequence[pulumi.Resource]
    """What must exist before anybody can connect."""
    parent: pulumi.Resource

    def open_to(self, role: str, security_group_id: Input[str]) -> pulumi.Resource:
        """Let the tasks of this role in; the rule exists once they can connect."""
        return aws.vpc.SecurityGroupIngressRule(
            f"{self.store}-from-{role}",
            security_group_id=self.group_id,
            referenced_security_group_id=security_group_id,
            description=f"From {role}",
            opts=ResourceOptions(parent=self.parent, depends_on=self.ready),
            **_tcp(self.port),
        )


def let_in_peers(
    store: str, peers: Mapping[str, str], *, group_id: Input[str], port: int, parent: pulumi.Resource
) -> None:
    """Open the way from peered networks, by their ranges: security groups of other Regions cannot be named.

    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
    """
    for peer, cidr in peers.items():
        aws.vpc.SecurityGroupIngressRule(
            f"{store}-from-peer-{peer}",
            security_group_id=group_id,
            cidr_ipv4=cidr,
            description=f"From peer {peer}",
            opts=ResourceOptions(parent=parent),
            **_tcp(port),
        )


def let_out_to_peers(
    store: str, role: str, peers: Mapping[str, str], *, group_id: Input[str], port: int, parent: pulumi.Resource
) -> None:
    """Open the way of this role's tasks to the store in a peered network."""
    for peer, cidr in peers.items():
        aws.vpc.SecurityGroupEgressRule(
            f"{store}-to-peer-{peer}-from-{role}",
            security_group_id=group_id,
            cidr_ipv4=cidr,
            description=f"To {store} in peer {peer}",
            opts=ResourceOptions(parent=parent),
            **_tcp(port),
        )


def _tcp(port: int) -> dict[str, Any]:
    return {"ip_protocol": "tcp", "from_port": port, "to_port": port}
