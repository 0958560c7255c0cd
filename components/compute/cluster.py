"""The ECS cluster that services run in."""

from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._settings import Settings
from components.wiring import LogTarget
from naming import Names


class ClusterSettings(Settings):
    """What all services of an environment share."""

    name: str | None = None
    """The name in place of the standard's."""
    container_insights: Literal["enhanced", "enabled", "disabled"] = "enhanced"
    """`enhanced` adds metrics by task and container; each level costs more CloudWatch metrics than the next."""


@dataclass(frozen=True)
class ClusterArgs:
    """What the cluster is made from."""

    settings: ClusterSettings
    names: Names
    exec_logs: LogTarget
    """Where every ECS Exec session is recorded."""
    insights_logs: LogTarget | None
    """Where container insights keep what they measure; made before the cluster, since ECS would make it otherwise."""
    key_arn: Input[str] | None


class Cluster(pulumi.ComponentResource):
    """Fargate and Fargate Spot, container insights, and ECS Exec that leaves a record."""

    name: str
    """Its name, known before it exists."""
    arn: Output[str]
    """Its ARN."""
    exec_logs: LogTarget
    """Where sessions of ECS Exec are recorded."""
    has_insights: bool
    """Whether container insights count its tasks."""

    def __init__(self, name: str, args: ClusterArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:compute:Cluster", name, args.settings.props(), opts)
        self.name = args.names.fill("cluster", override=args.settings.name)
        self.exec_logs = args.exec_logs
        self.has_insights = args.settings.container_insights != "disabled"
        written = (args.exec_logs, args.insights_logs)
        cluster = aws.ecs.Cluster(
            name,
            name=self.name,
            settings=[{"name": "containerInsights", "value": args.settings.container_insights}],
            configuration={
                "execute_command_configuration": {
                    "kms_key_id": args.key_arn,
                    "logging": "OVERRIDE",
                    "log_configuration": {
                        "cloud_watch_log_group_name": args.exec_logs.name,
                        "cloud_watch_encryption_enabled": args.key_arn is not None,
                    },
                }
            },
            opts=ResourceOptions(parent=self, depends_on=[logs.resource for logs in written if logs is not None]),
        )
        aws.ecs.ClusterCapacityProviders(
            f"{name}-capacity",
            cluster_name=cluster.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
            default_capacity_provider_strategies=[{"capacity_provider": "FARGATE", "weight": 1}],
            opts=ResourceOptions(parent=self),
        )
        self.arn = cluster.arn
        self.register_outputs({"name": self.name})
