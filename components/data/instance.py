"""The database's instance on RDS: one of its own, or a replica of the one of that name in another Region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._fixed_texts import FIXED_TEXTS
from components.data.database_settings import DatabaseSettings
from components.data.monitoring import Monitoring
from components.data.restore import point_in_time
from components.wiring import Placement
from naming import Names

TIMEOUTS = pulumi.CustomTimeouts(create="2h", update="3h", delete="1h")
"""A restore takes as long as its data is large, and a blue/green update copies all of it."""


@dataclass(frozen=True)
class Common:
    """What an instance shares with its replicas."""

    security_group_id: Input[str]
    parameter_group: Input[str]
    monitoring: Monitoring


@dataclass(frozen=True)
class InstanceArgs:
    """What the instance is made from."""

    settings: DatabaseSettings
    names: Names
    network: Placement
    identifier: str
    source_arn: str | None
    """The instance in another Region that it follows."""
    instances: Mapping[str, str]
    """The names of all databases' instances by role: one of them is what `restore.of` means."""
    password: Output[str] | None
    """None where somebody else keeps it."""
    key_arn: Input[str] | None
    common: Common
    logs: Sequence[pulumi.Resource]
    """The log groups that must be there before it."""


def common(settings: DatabaseSettings, shared: Common) -> dict[str, Any]:
    """The arguments that an instance and its replicas have in common."""
    return {
        "storage_type": "gp3",
        "max_allocated_storage": settings.max_storage,
        "storage_encrypted": True,
        "port": settings.port,
        "vpc_security_group_ids": [shared.security_group_id],
        "publicly_accessible": False,
        "parameter_group_name": shared.parameter_group,
        "ca_cert_identifier": settings.ca_certificate,
        "copy_tags_to_snapshot": True,
        "maintenance_window": settings.maintenance_window,
        "auto_minor_version_upgrade": settings.auto_minor_version_upgrade,
        "apply_immediately": settings.apply_immediately,
        "iam_database_authentication_enabled": settings.iam_authentication,
        **shared.monitoring.watched,
    }


def instance(name: str, args: InstanceArgs, parent: pulumi.Resource) -> aws.rds.Instance:
    """Make the instance.

    A replica becomes an instance of its own where its source is taken away: the provider promotes it, waits until it is
    available, and changes the rest after that (terraform-provider-aws, internal/service/rds/instance.go). What it is
    then given and cannot be changed (user, database, key) it has already.
    """
    settings = args.settings
    subnets = aws.rds.SubnetGroup(
        f"{name}-subnets",
        description=f"Isolated subnets, for {args.identifier}",
        subnet_ids=args.network.isolated_subnet_ids,
        opts=ResourceOptions(parent=parent),
    )
    return aws.rds.Instance(
        name,
        identifier=args.identifier,
        instance_class=settings.instance_class,
        kms_key_id=args.key_arn,
        db_subnet_group_name=subnets.name,
        multi_az=settings.multi_az,
        delete_automated_backups=settings.skip_final_snapshot,
        deletion_protection=settings.deletion_protection,
        opts=ResourceOptions(
            parent=parent,
            protect=settings.protect,
            depends_on=[*args.common.monitoring.ready, *args.logs],
            ignore_changes=["snapshotIdentifier", "restoreToPointInTime"],
            custom_timeouts=TIMEOUTS,
        ),
        **common(settings, args.common),
        **(_of_its_own(args) if args.source_arn is None else _follows(args.source_arn)),
    )


def parameter_group(name: str, identifier: str, settings: DatabaseSettings, parent: pulumi.Resource) -> Output[str]:
    """The name of its parameters, made by Pulumi: another major's stand beside it until the instance has moved."""
    return aws.rds.ParameterGroup(
        f"{name}-parameters",
        family=f"postgres{settings.major}",
        description=f"Parameters of {identifier}",
        parameters=[
            {"name": parameter, "value": given.value, "apply_method": given.apply}
            for parameter, given in settings.all_parameters.items()
        ],
        opts=ResourceOptions(parent=parent, ignore_changes=FIXED_TEXTS),
    ).name


def _of_its_own(args: InstanceArgs) -> dict[str, Any]:
    settings, managed, restored = args.settings, args.password is None, args.settings.restore is not None
    last = None if settings.skip_final_snapshot else args.names.fill("database_snapshot", instance=args.identifier)
    return {
        "engine": "postgres",
        "engine_version": settings.engine_version,
        "allocated_storage": settings.storage,
        "db_name": None if restored else settings.database,
        "username": None if restored else settings.username,
        "password": args.password,
        "manage_master_user_password": True if managed else None,
        "master_user_secret_kms_key_id": args.key_arn if managed else None,
        "backup_retention_period": settings.backup_retention_days,
        "backup_window": settings.backup_window,
        "allow_major_version_upgrade": settings.allow_major_version_upgrade,
        "blue_green_update": {"enabled": True} if settings.blue_green_update else None,
        "skip_final_snapshot": settings.skip_final_snapshot,
        "final_snapshot_identifier": last,
        "snapshot_identifier": settings.restore.snapshot if settings.restore else None,
        "restore_to_point_in_time": point_in_time(settings.restore, args.instances),
    }


def _follows(source_arn: str) -> dict[str, Any]:
    """Engine, user, database, password and storage are its source's; RDS takes no last snapshot of a replica.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html
    """
    return {"replicate_source_db": source_arn, "skip_final_snapshot": True}
