"""What a host may do: report to Systems Manager, take its own volume and address, read its parameters and images."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import Statement, document, statement
from components.host.volume_key import volume_key_statements
from components.wiring import LogTarget
from naming import Names


@dataclass(frozen=True)
class HostRoleArgs:
    """What the role is made from."""

    names: Names
    host: str
    """Its name, which is the `Name` of its instance, too."""
    logs: LogTarget
    parameters: str
    """The path of its parameters."""
    volume_arn: Input[str]
    address_arn: Input[str]
    key_arn: Input[str] | None
    """The key of its volume."""


@dataclass(frozen=True)
class HostRole:
    """The role, the profile that gives it to an instance, and the policy without which no instance can start."""

    role: aws.iam.Role
    profile: aws.iam.InstanceProfile
    ready: pulumi.Resource


def host_role(name: str, args: HostRoleArgs, parent: pulumi.Resource) -> HostRole:
    """A role for this host's instances; EC2 says of no instance whose it is, so that the trust cannot ask for it.

    https://github.com/prowler-cloud/prowler/issues/2810
    """
    below = ResourceOptions(parent=parent)
    trust = {
        "Sid": "Service",
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    role = aws.iam.Role(
        name,
        description=f"What host {args.host} may do",
        assume_role_policy=Output.json_dumps(document(trust)),
        opts=below,
    )
    policy = aws.iam.RolePolicy(name, role=role.name, policy=Output.json_dumps(host_policy(args)), opts=below)
    return HostRole(role, aws.iam.InstanceProfile(name, role=role.name, opts=below), policy)


def host_policy(args: HostRoleArgs) -> dict[str, Any]:
    """Nothing but what the host's own scripts and AWS's agent ask for."""
    names = args.names
    return document(
        *_systems_manager(names),
        *_takes_its_own(args),
        statement(
            "ReadOwnParameters",
            actions=["ssm:GetParameter", "ssm:GetParametersByPath"],
            resources=[
                names.arn("ssm", f"parameter{args.parameters}"),
                names.arn("ssm", f"parameter{args.parameters}/*"),
            ],
        ),
        statement(
            "WriteOwnLog",
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[f"{args.logs.arn}:*"],
        ),
    )


def _systems_manager(names: Names) -> list[Statement]:
    """What AWS's agent needs to be reached by commands and shells; the managed policy would also read every parameter.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
    """
    return [
        statement(
            "Report",
            actions=["ssm:ListInstanceAssociations", "ssm:UpdateInstanceInformation"],
            resources=[names.arn("ec2", "instance/*")],
        ),
        statement(
            "Channels",
            actions=[
                "ec2messages:AcknowledgeMessage",
                "ec2messages:DeleteMessage",
                "ec2messages:FailMessage",
                "ec2messages:GetEndpoint",
                "ec2messages:GetMessages",
                "ec2messages:SendReply",
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            resources=["*"],
        ),
    ]


def _takes_its_own(args: HostRoleArgs) -> list[Statement]:
    """EC2 asks for the volume or the address, and for the instance and its interface: those with the host's name.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    """
    names, own = args.names, {"StringEquals": {"aws:ResourceTag/Name": args.host}}
    instances, interfaces = (names.arn("ec2", f"{kind}/*") for kind in ("instance", "network-interface"))
    volume, address = ["ec2:AttachVolume"], ["ec2:AssociateAddress"]
    return [
        statement("Find", actions=["ec2:DescribeAddresses", "ec2:DescribeVolumes"], resources=["*"]),
        statement("TakeVolume", actions=volume, resources=[args.volume_arn]),
        statement("VolumeForItself", actions=volume, resources=[instances], condition=own),
        statement("TakeAddress", actions=address, resources=[args.address_arn]),
        statement("AddressForItself", actions=address, resources=[instances, interfaces], condition=own),
        *volume_key_statements(args.key_arn, names),
    ]
