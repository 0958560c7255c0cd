"""How a host is launched: the template of its instance, and the group that keeps exactly one."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components.host.host_role import HostRole
from components.host.host_settings import HostSettings
from components.host.instance_types import architecture, is_burstable

AMI = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"
"""The newest Amazon Linux 2023 at each launch; AWS keeps the parameter.

https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
"""
ROOT_DEVICE = "/dev/xvda"
ONE = 1
TO_START_SECONDS = 300
"""Until a host is expected to have its volume, its images and its containers."""
TEMPLATE = "Template"
"""The tag that says from what the host was made."""


@dataclass(frozen=True)
class LaunchArgs:
    """What template and group are made from."""

    settings: HostSettings
    host: str
    """Its name."""
    subnet_id: Input[str]
    security_group_id: Input[str]
    role: HostRole
    user_data: str
    """cloud-init's document with the images of the day, as EC2 takes it."""
    seed: str
    """The same without images: what a change of replaces the host."""
    tags: Mapping[str, str]
    """Of all that AWS makes from the template (standard G-12)."""
    ready: Sequence[pulumi.Resource]
    """What must exist before a host can start."""


def launch(name: str, args: LaunchArgs, parent: pulumi.Resource) -> aws.autoscaling.Group:
    """One host, made again when it fails, and when what it is made from changes.

    Of a new template AWS would not tell: the group takes its newest version, and is refreshed when the tag changes
    that is made of everything but the images. So another digest in the stack file changes no running host, and a host
    that is made again starts with it if its volume knows of none. A refresh ends the old host before it starts the
    new one, since both want one volume: that is minutes without service, each time.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html
    """
    template = _template(name, args, parent)
    tags = {**args.tags, "Name": args.host, TEMPLATE: fingerprint(args)}
    return aws.autoscaling.Group(
        name,
        name=args.host,
        min_size=ONE,
        max_size=ONE,
        desired_capacity=ONE,
        vpc_zone_identifiers=[args.subnet_id],
        launch_template={"id": template.id, "version": "$Latest"},
        health_check_type="EC2",
        health_check_grace_period=TO_START_SECONDS,
        instance_refresh={
            "strategy": "Rolling",
            "triggers": ["tag"],
            "preferences": {
                "min_healthy_percentage": 0,
                "max_healthy_percentage": 100,
                "instance_warmup": str(TO_START_SECONDS),
            },
        },
        tags=[{"key": key, "value": value, "propagate_at_launch": True} for key, value in sorted(tags.items())],
        opts=ResourceOptions(parent=parent, depends_on=args.ready),
    )


def fingerprint(args: LaunchArgs) -> str:
    """What a host is made from, in twelve digits."""
    settings = args.settings
    facts = [settings.instance_type, settings.cpu_credits, settings.root_gib, args.seed]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]


def _template(name: str, args: LaunchArgs, parent: pulumi.Resource) -> aws.ec2.LaunchTemplate:
    settings = args.settings
    tags = {**args.tags, "Name": args.host}
    return aws.ec2.LaunchTemplate(
        name,
        description=f"Host {args.host}",
        image_id=AMI.format(architecture=architecture(settings.instance_type)),
        instance_type=settings.instance_type,
        credit_specification={"cpu_credits": settings.cpu_credits} if is_burstable(settings.instance_type) else None,
        iam_instance_profile={"arn": args.role.profile.arn},
        block_device_mappings=[
            {
                "device_name": ROOT_DEVICE,
                "ebs": {
                    "volume_type": "gp3",
                    "volume_size": settings.root_gib,
                    "encrypted": "true",
                    "delete_on_termination": "true",
                },
            }
        ],
        # A first address of its own, until it has taken the one that stays: there is no NAT to leave by.
        network_interfaces=[
            {
                "device_index": 0,
                "associate_public_ip_address": "true",
                "delete_on_termination": "true",
                "security_groups": [args.security_group_id],
            }
        ],
        # One hop: the host's own tools reach its credentials, and no container does.
        metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
        monitoring={"enabled": False},
        tag_specifications=[
            {"resource_type": kind, "tags": tags} for kind in ("instance", "network-interface", "volume")
        ],
        user_data=args.user_data,
        opts=ResourceOptions(parent=parent),
    )


def subnet_in(subnet_ids: Input[Sequence[str]], zones: Sequence[str], zone: str) -> Output[str]:
    """The subnet of this zone; the subnets stand in the order of the zones."""
    position = zones.index(zone)
    return Output.from_input(subnet_ids).apply(lambda ids: ids[position])
