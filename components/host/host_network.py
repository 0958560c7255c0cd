"""Who reaches a host and what it reaches: its security group, its list of ranges, its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components.host.compose import PUBLIC_PORTS
from components.host.host_settings import MAX_ENTRIES

HTTPS = 443
ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class HostNetworkArgs:
    """What is made for the network of a host."""

    host: str
    """Its name."""
    vpc_id: Input[str]
    sources: Sequence[IPv4Network]
    """Who reaches it."""
    protect: bool


@dataclass(frozen=True)
class HostNetwork:
    """The security group that the host wears, and the address that it takes."""

    security_group_id: Output[str]
    address: aws.ec2.Eip


def host_network(name: str, args: HostNetworkArgs, parent: pulumi.Resource) -> HostNetwork:
    """Let these ranges in at 80 and 443, and let the host out by HTTPS alone.

    Everything that it asks for comes by HTTPS: AWS's APIs, images, the repositories of Amazon Linux. Names, time and
    identity come from addresses of the VPC that no security group filters (169.254.169.x and the resolver).

    https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
    """
    below = ResourceOptions(parent=parent)
    group = aws.ec2.SecurityGroup(name, description=f"Host {name}", vpc_id=args.vpc_id, opts=below)
    sources = aws.ec2.ManagedPrefixList(
        f"{name}-sources",
        address_family="IPv4",
        max_entries=MAX_ENTRIES,
        entries=[{"cidr": str(source)} for source in args.sources],
        tags={"Name": f"{args.host}-sources"},
        opts=below,
    )
    for port in sorted(PUBLIC_PORTS):
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-from-sources-{port}",
            security_group_id=group.id,
            description=f"Port {port} from the ranges of the stack file",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            prefix_list_id=sources.id,
            opts=below,
        )
    aws.vpc.SecurityGroupEgressRule(
        f"{name}-to-https",
        security_group_id=group.id,
        description="AWS APIs, images and packages",
        ip_protocol="tcp",
        from_port=HTTPS,
        to_port=HTTPS,
        cidr_ipv4=ANYWHERE,
        opts=below,
    )
    address = aws.ec2.Eip(
        name,
        domain="vpc",
        tags={"Name": args.host},
        opts=ResourceOptions(parent=parent, protect=args.protect),
    )
    return HostNetwork(security_group_id=group.id, address=address)
