"""Read replicas of a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.data.database_settings import DatabaseSettings
from components.data.instance import Common, common


@dataclass(frozen=True)
class ReplicasArgs:
    """What the replicas are made from."""

    settings: DatabaseSettings
    source: aws.rds.Instance
    names: Mapping[str, str]
    """Their names by role."""
    common: Common
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
            multi_az=replica.multi_az,
            deletion_protection=replica.deletion_protection,
            skip_final_snapshot=True,
            opts=ResourceOptions(parent=parent, depends_on=[*args.common.monitoring.ready, *args.logs[role]]),
            **common(settings, args.common),
        )
        hosts[role] = made.address
    return hosts
