"""The dashboard of an environment: alarms on top, then part by part what is measured of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from components._watched import Metric, Watched, Widget
from components.watch.dashboard_body import dashboard_body
from naming import Names

BILLING_REGION = "us-east-1"
"""Where CloudWatch keeps what an account is charged.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html
"""
COST = Watched(
    title="Cost of the account",
    stem="cost",
    alarms=(),
    widgets=(
        Widget(
            title="Charges of this month",
            measures=(
                Metric(
                    namespace="AWS/Billing",
                    name="EstimatedCharges",
                    dimensions={"Currency": "USD"},
                    statistic="Maximum",
                    label="All services",
                    region=BILLING_REGION,
                ),
            ),
            unit="USD",
        ),
    ),
)
"""CloudWatch knows charges by account, not by environment; those the budget knows, by tag."""


@dataclass(frozen=True)
class DashboardArgs:
    """What the dashboard is made from: the parts, in the order in which they are read."""

    names: Names
    parts: Sequence[Watched]


class Dashboard(pulumi.ComponentResource):
    """One page with everything that is watched (standard G-21, G-24). Dashboards are global: one name an account."""

    name: str
    """Its name."""

    def __init__(self, name: str, args: DashboardArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:watch:Dashboard", name, {"parts": [part.title for part in args.parts]}, opts)
        self.name = args.names.fill("dashboard")
        parts = [*args.parts, COST]
        body = dashboard_body(self.name, parts, alarm_arns(args.parts, args.names), region=args.names.region)
        aws.cloudwatch.Dashboard(
            name,
            dashboard_name=self.name,
            dashboard_body=pulumi.Output.json_dumps(body),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({})


def alarm_arns(parts: Sequence[Watched], names: Names) -> dict[str, list[str]]:
    """The ARNs of all alarms by Region, known before the alarms exist; composites first, since they say the most."""
    found: dict[str, list[str]] = {}
    for part in parts:
        here = [(composite.key, None) for composite in part.composites]
        for key, region in [*here, *((alarm.key, alarm.measure.region) for alarm in part.alarms)]:
            placed = replace(names, region=region or names.region)
            alarm = names.fill("alarm", stem=part.stem, alarm=key)
            found.setdefault(placed.region, []).append(placed.arn("cloudwatch", f"alarm:{alarm}"))
    return found
