"""Costs that are unlike those of other days, and the tags by which costs can be told apart."""

from dataclasses import dataclass
from typing import Annotated

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions
from pydantic import Field

from components._settings import Settings, matching
from components.wiring import Topics
from naming import Names


class CostSettings(Settings):
    """Who is told of costs in the account."""

    anomaly_usd: Annotated[int, Field(ge=1)] = 20
    """An anomaly is told when it costs this much more than expected, in US dollars altogether."""
    monitor_arn: (
        Annotated[
            str,
            matching(
                r"arn:aws:ce::\d{12}:anomalymonitor/[0-9a-f-]+",
                "the ARN of an anomaly monitor, arn:aws:ce::<account>:anomalymonitor/<id>",
            ),
        ]
        | None
    ) = None
    """The account's monitor of its services where it has one; AWS makes `Default-Services-Monitor` by itself for many
    accounts and allows no second. None makes one.
    https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html
    """
    allocation_tags: tuple[Annotated[str, Field(min_length=1, max_length=128)], ...] = ("System", "Environment")
    """Tags by which costs are told apart (standard G-12). AWS refuses a tag that no bill has seen: it appears up to a
    day after the first resource carries it. In an organization only the management account activates tags: say [].
    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
    """


@dataclass(frozen=True)
class CostAnomaliesArgs:
    """What the watch over costs is made from."""

    settings: CostSettings
    names: Names
    topics: Topics


class CostAnomalies(pulumi.ComponentResource):
    """AWS's own detection of costs that stand out, service by service, told at once."""

    def __init__(self, name: str, args: CostAnomaliesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:account:CostAnomalies", name, args.settings.props(), opts)
        below = ResourceOptions(parent=self)
        own_name = args.names.fill("cost_anomalies")
        aws.costexplorer.AnomalySubscription(
            name,
            name=own_name,
            frequency="IMMEDIATE",
            monitor_arn_lists=[args.settings.monitor_arn or self._monitor(name, own_name)],
            subscribers=[{"type": "SNS", "address": args.topics.warning}],
            threshold_expression={
                "dimension": {
                    "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                    "match_options": ["GREATER_THAN_OR_EQUAL"],
                    "values": [str(args.settings.anomaly_usd)],
                }
            },
            opts=below,
        )
        for tag in args.settings.allocation_tags:
            aws.costexplorer.CostAllocationTag(f"{name}-{tag.lower()}", tag_key=tag, status="Active", opts=below)
        self.register_outputs({})

    def _monitor(self, name: str, own_name: str) -> Input[str]:
        return aws.costexplorer.AnomalyMonitor(
            name,
            name=own_name,
            monitor_type="DIMENSIONAL",
            monitor_dimension="SERVICE",
            opts=ResourceOptions(parent=self),
        ).arn
