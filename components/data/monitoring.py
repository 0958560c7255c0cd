"""How a database is watched from inside: logs, the operating system's metrics, and what its queries wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import document, service_trust, statement
from components.data.database_names import LOG_EXPORTS
from components.data.database_settings import DatabaseSettings
from naming import Names

METRICS_GROUP = "RDSOSMetrics"
"""The log group of enhanced monitoring. Its name is fixed and every database of the account writes to it, so that it
belongs to no environment's stack; where nobody made it, RDS makes it with a retention of 30 days and without our key.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.CloudWatchLogs.html
"""
INSIGHTS_RETENTION_DAYS = {"standard": 7, "advanced": 465}
"""https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html"""


class Watched(TypedDict):
    """Arguments of an instance, or of a replica, that say how it is watched."""

    enabled_cloudwatch_logs_exports: list[str]
    monitoring_interval: int
    monitoring_role_arn: Input[str] | None
    performance_insights_enabled: bool
    performance_insights_kms_key_id: Input[str] | None
    performance_insights_retention_period: int
    database_insights_mode: str


@dataclass(frozen=True)
class MonitoringArgs:
    """What monitoring is made from."""

    settings: DatabaseSettings
    names: Names
    instances: Sequence[str]
    """The instance and its replicas, by name."""
    key_arn: Input[str] | None


@dataclass(frozen=True)
class Monitoring:
    """How to watch the instances, and what must exist before RDS can."""

    watched: Watched
    ready: Sequence[pulumi.Resource]


def monitoring(name: str, args: MonitoringArgs, parent: pulumi.Resource) -> Monitoring:
    """Make the role under which RDS delivers the operating system's metrics, where they are wanted."""
    settings = args.settings
    role_arn: Output[str] | None = None
    ready: list[pulumi.Resource] = []
    if settings.monitoring_interval:
        below = ResourceOptions(parent=parent)
        role = aws.iam.Role(
            f"{name}-monitoring",
            description=f"Delivers operating system metrics of {name}",
            assume_role_policy=Output.json_dumps(
                service_trust(
                    "monitoring.rds.amazonaws.com",
                    account=args.names.account,
                    source_arn=[args.names.arn("rds", f"db:{instance}") for instance in args.instances],
                )
            ),
            opts=below,
        )
        role_arn = role.arn
        ready.append(
            aws.iam.RolePolicy(
                f"{name}-monitoring",
                role=role.name,
                policy=Output.json_dumps(monitoring_policy(args.names)),
                opts=below,
            )
        )
    return Monitoring(
        watched=Watched(
            enabled_cloudwatch_logs_exports=list(LOG_EXPORTS),
            monitoring_interval=settings.monitoring_interval,
            monitoring_role_arn=role_arn,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=args.key_arn,
            performance_insights_retention_period=INSIGHTS_RETENTION_DAYS[settings.insights],
            database_insights_mode=settings.insights,
        ),
        ready=ready,
    )


def monitoring_policy(names: Names) -> dict[str, Any]:
    """What AWS's AmazonRDSEnhancedMonitoringRole allows, on this account's one log group instead of all that fit.

    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonRDSEnhancedMonitoringRole.html
    """
    group = names.arn("logs", f"log-group:{METRICS_GROUP}")
    return document(
        statement("OwnGroup", actions=["logs:CreateLogGroup", "logs:PutRetentionPolicy"], resources=[group]),
        statement(
            "OwnStreams",
            actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
            resources=[f"{group}:log-stream:*"],
        ),
    )
