"""Read replicas of a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components.data.database_settings import DatabaseSettings
from components.data.monitoring import Monitoring


@dataclass(frozen=True)
class ReplicasArgs:
    """What the replicas are made from."""

    settings: DatabaseSettings
    source: aws.rds.Instance
    names: Mapping[str, str]
    """Their names by role."""
    parameter_group: Input[str]
    security_group_id: Input[str]
    monitoring: Monitoring
    logs: Mapping[str, Sequence[pulumi.Resource]]
    """The log groups that must be there before each, by role."""


def replicas(name: str, args: ReplicasArgs, parent: pulumi.Resource) -> Mapping[str, Output[str]]:
    """Make the replicas; returns the host name of each by role.

    What they do not say they have from their source: data, key, subnets and version of the engine, so that an upgrade
    of the source takes them along. They are not protected: they hold nothing that the source does not.
    """
    settings = args.settings
    hosts: dict[str, Output[str]] = {}
    for role, replica in settings.replicas.items():
        made = aws.rds.Instance(
            f"{name}-{role}",
            identifier=args.names[role],
            replicate_source_db=args.source.identifier,
            instance_class=replica.instance_class or settings.instance_class,
            storage_type="gp3",
            storage_encrypted=True,
            max_allocated_storage=settings.max_storage,
            port=settings.port,
            vpc_security_group_ids=[args.security_group_id],
            publicly_accessible=False,
            multi_az=replica.multi_az,
            parameter_group_name=args.parameter_group,
            ca_cert_identifier=settings.ca_certificate,
            maintenance_window=settings.maintenance_window,
            auto_minor_version_upgrade=settings.auto_minor_version_upgrade,
            apply_immediately=settings.apply_immediately,
            copy_tags_to_snapshot=True,
            iam_database_authentication_enabled=settings.iam_authentication,
            deletion_protection=replica.deletion_protection,
            skip_final_snapshot=True,
            opts=ResourceOptions(parent=parent, depends_on=[*args.monitoring.ready, *args.logs[role]]),
            **args.monitoring.watched,
        )
        hosts[role] = made.address
    return hosts
