"""The ways in to a store: closed, until it lets a service in, or the network of another Region."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions


def let_in(
    store: str,
    role: str,
    *,
    group_id: Input[str],
    source_group_id: Input[str],
    port: int,
    ready: Sequence[pulumi.Resource],
    parent: pulumi.Resource,
) -> pulumi.Resource:
    """Open the way from the tasks of this role to one port; the rule exists once they can connect."""
    return aws.vpc.SecurityGroupIngressRule(
        f"{store}-from-{role}",
        security_group_id=group_id,
        referenced_security_group_id=source_group_id,
        description=f"From {role}",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        opts=ResourceOptions(parent=parent, depends_on=ready),
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
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            opts=ResourceOptions(parent=parent),
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
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            opts=ResourceOptions(parent=parent),
        )
