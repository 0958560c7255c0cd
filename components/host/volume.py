"""The data volume of a host, which outlives it, and its daily snapshots."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import document, service_trust, statement
from components.host.host_settings import HostSettings
from components.host.volume_key import volume_key_statements
from naming import Names

EVERY_HOURS = 24


@dataclass(frozen=True)
class VolumeArgs:
    """What the volume is made from."""

    settings: HostSettings
    names: Names
    tag: str
    """Its `Name`, by which the host and the snapshots find it."""
    key_arn: Input[str] | None
    """Encrypts it; None takes AWS's own key."""


@dataclass(frozen=True)
class Kept:
    """The volume, and the policy that takes its snapshots."""

    volume: aws.ebs.Volume
    snapshots: aws.dlm.LifecyclePolicy


def data_volume(name: str, args: VolumeArgs, parent: pulumi.Resource) -> Kept:
    """Make the volume, and have AWS take a snapshot of it each day and delete the old ones."""
    settings = args.settings
    volume = aws.ebs.Volume(
        f"{name}-data",
        availability_zone=settings.zone,
        type="gp3",
        size=settings.volume.size_gib,
        snapshot_id=settings.volume.snapshot,
        encrypted=True,
        kms_key_id=args.key_arn,
        final_snapshot=settings.volume.final_snapshot,
        tags={"Name": args.tag},
        opts=ResourceOptions(parent=parent, protect=settings.protect),
    )
    return Kept(volume, _snapshots(name, args, volume, parent))


def _snapshots(name: str, args: VolumeArgs, volume: aws.ebs.Volume, parent: pulumi.Resource) -> aws.dlm.LifecyclePolicy:
    names, below = args.names, ResourceOptions(parent=parent)
    role = aws.iam.Role(
        f"{name}-snapshots",
        description=f"Takes and deletes snapshots of {args.tag}",
        assume_role_policy=Output.json_dumps(
            service_trust("dlm.amazonaws.com", account=names.account, source_arn=names.arn("dlm", "policy/*"))
        ),
        opts=below,
    )
    may = aws.iam.RolePolicy(
        f"{name}-snapshots",
        role=role.name,
        policy=Output.json_dumps(snapshots_policy(args, volume.arn)),
        opts=below,
    )
    settings = args.settings.snapshots
    return aws.dlm.LifecyclePolicy(
        f"{name}-snapshots",
        description=f"Daily snapshots of {args.tag}",
        execution_role_arn=role.arn,
        state="ENABLED",
        policy_details={
            "resource_types": ["VOLUME"],
            "target_tags": {"Name": args.tag},
            "schedules": [
                {
                    "name": "daily",
                    "copy_tags": True,
                    "create_rule": {"interval": EVERY_HOURS, "interval_unit": "HOURS", "times": settings.time},
                    "retain_rule": {"count": settings.keep},
                }
            ],
        },
        opts=ResourceOptions(parent=parent, depends_on=[may]),
    )


def snapshots_policy(args: VolumeArgs, volume_arn: Input[str]) -> dict[str, Any]:
    """Snapshots of this volume, and the end of those that were made of it and so have its tag.

    Snapshots are of no account in their ARNs.

    https://docs.aws.amazon.com/ebs/latest/userguide/service-role.html
    """
    snapshots = f"arn:aws:ec2:{args.names.region}::snapshot/*"
    return document(
        statement("Take", actions=["ec2:CreateSnapshot"], resources=[volume_arn, snapshots]),
        statement("Mark", actions=["ec2:CreateTags"], resources=[snapshots]),
        statement(
            "Expire",
            actions=["ec2:DeleteSnapshot"],
            resources=[snapshots],
            condition={"StringEquals": {"aws:ResourceTag/Name": args.tag}},
        ),
        statement(
            "Find",
            actions=["ec2:DescribeInstances", "ec2:DescribeSnapshots", "ec2:DescribeVolumes"],
            resources=["*"],
        ),
        *volume_key_statements(args.key_arn, args.names),
    )
