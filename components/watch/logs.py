"""Log groups: named by the standard, kept as long as it asks, encrypted with the environment's key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions
from pydantic import Field

from components._settings import Settings
from components._watched import Anomaly
from components.wiring import LogTarget
from naming import Names

RetentionInDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]
"""The periods that CloudWatch Logs knows.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""


class LogSettings(Settings):
    """How long logs are kept."""

    retention_in_days: RetentionInDays = 90
    """Standard G-20: 90 in production, 30 in staging, 7 in development."""
    deletion_protection: bool = True
    """CloudWatch Logs refuses to delete the groups: what they hold is in no backup. A group that is renamed or whose
    part is gone stays until somebody lets it go, as the runbook says.
    """
    error_lines: Annotated[float, Field(ge=0)] | Anomaly | None = 10
    """Lines that tell of an error, in five minutes of one service's log, above which people are told; None counts them
    without telling anybody (standard M-04).
    """


@dataclass(frozen=True)
class LogsArgs:
    """What the log groups are made from: the name of each by its role."""

    settings: LogSettings
    names: Names
    key_arn: Input[str] | None
    """Of the log groups' own Region."""
    groups: Mapping[str, str]
    """Their names by their keys."""
    region: str | None = None
    """Where the groups stand; None is where the stack is."""


class Logs(pulumi.ComponentResource):
    """Every log group of an environment, made before what writes to it: AWS would make it without retention."""

    targets: Mapping[str, LogTarget]
    """The log groups by role."""

    def __init__(self, name: str, args: LogsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:watch:Logs", name, _facts(args), opts)
        names = replace(args.names, region=args.region or args.names.region)
        self.targets = {
            role: LogTarget(
                name=group,
                arn=names.arn("logs", f"log-group:{group}"),
                resource=aws.cloudwatch.LogGroup(
                    f"{name}-{role}",
                    name=group,
                    retention_in_days=args.settings.retention_in_days,
                    kms_key_id=args.key_arn,
                    deletion_protection_enabled=args.settings.deletion_protection,
                    region=args.region,
                    opts=ResourceOptions(parent=self),
                ),
            )
            for role, group in args.groups.items()
        }
        self.register_outputs({})


@dataclass(frozen=True)
class RegionalLogsArgs:
    """What the log groups of all Regions of an environment are made from; None is the Region where the stack is."""

    settings: LogSettings
    names: Names
    key_arns: Mapping[str | None, Input[str] | None]
    groups: Mapping[str | None, Mapping[str, str]]
    """The name of each by its role, by Region."""


def regional_logs(args: RegionalLogsArgs, opts: ResourceOptions) -> Mapping[str | None, Logs]:
    """Make the log groups of each Region."""
    return {
        region: Logs(
            "-".join(filter(None, ("logs", region))),
            LogsArgs(
                settings=args.settings,
                names=args.names,
                key_arn=args.key_arns[region],
                region=region,
                groups=groups,
            ),
            opts,
        )
        for region, groups in args.groups.items()
    }


def _facts(args: LogsArgs) -> dict[str, Any]:
    settings = args.settings
    return {
        "retention_in_days": settings.retention_in_days,
        "deletion_protection": settings.deletion_protection,
        "groups": dict(args.groups),
    }
