"""What an environment, or an account, may cost in a month, and who is told before it costs more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions
from pydantic import Field, model_validator

from components._settings import Settings
from components.wiring import Topics
from naming import Names

Percent = Annotated[int, Field(ge=1, le=1000)]
MAX_NOTIFICATIONS = 5
"""https://docs.aws.amazon.com/general/latest/gr/billing.html#limits_budgets"""
SPENT_PERCENT = 100
"""Of the budget: what was really spent beyond this is critical."""


class BudgetSettings(Settings):
    """A budget of a calendar month, in US dollars: unblended costs, before they are shared in an organization."""

    monthly_usd: Annotated[int, Field(ge=1)]
    """What a month may cost."""
    actual_percent: tuple[Percent, ...] = (80, 100)
    """People are told when more than so much of it is spent; from 100 on it is critical."""
    forecast_percent: tuple[Percent, ...] = (100,)
    """People are told when AWS expects the month to cost more than so much of it. AWS needs five weeks of costs to
    forecast them.
    """

    @model_validator(mode="after")
    def _few_and_each_once(self) -> "BudgetSettings":
        told = len(self.actual_percent) + len(self.forecast_percent)
        if not 1 <= told <= MAX_NOTIFICATIONS:
            raise ValueError(
                f"`actual_percent` and forecast_percent name {told} percentages together and AWS notifies of 1 to "
                f"{MAX_NOTIFICATIONS}; name so many"
            )
        for name in ("actual_percent", "forecast_percent"):
            percentages: tuple[int, ...] = getattr(self, name)
            if len(set(percentages)) < len(percentages):
                raise ValueError(f"`{name}` names a percentage twice; name each once")
        return self


@dataclass(frozen=True)
class BudgetArgs:
    """What the budget is made from."""

    settings: BudgetSettings
    names: Names
    topics: Topics
    tags: Mapping[str, str] = field(default_factory=dict)
    """What costs must carry to count, all of it; nothing for everything that the account costs."""


class Budget(pulumi.ComponentResource):
    """A budget whose alerts reach the same topics as every other alert.

    Costs carry a tag only once it is a cost allocation tag, and only from then on: the account's stack activates those
    of the standard (G-12). Until then a budget by tag counts nothing and stays silent.
    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
    """

    def __init__(self, name: str, args: BudgetArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:watch:Budget", name, args.settings.props() | {"tags": dict(args.tags)}, opts)
        aws.budgets.Budget(
            name,
            name=args.names.fill("budget"),
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(args.settings.monthly_usd),
            limit_unit="USD",
            filter_expression=_all_of(args.tags, args.names.region if args.names.place else None),
            metrics="UnblendedCost" if args.tags else None,
            notifications=list(_notifications(args.settings, args.topics)),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({})


def _all_of(tags: Mapping[str, str], region: str | None) -> aws.budgets.BudgetFilterExpressionArgsDict | None:
    """Costs that carry every one of the tags, of one Region where one is named.

    The older `cost_filters` takes both as values of one filter, `TagKeyValue`, and then either is enough.
    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Expression.html
    """
    if not tags:
        return None
    carry: list[aws.budgets.BudgetFilterExpressionAndArgsDict] = [
        {"tags": {"key": key, "values": [value], "match_options": ["EQUALS"]}} for key, value in sorted(tags.items())
    ]
    if region is not None:
        carry.append({"dimensions": {"key": "REGION", "values": [region], "match_options": ["EQUALS"]}})
    return {"ands": carry}


def _notifications(settings: BudgetSettings, topics: Topics) -> Iterator[aws.budgets.BudgetNotificationArgsDict]:
    for kind, percentages in (("ACTUAL", settings.actual_percent), ("FORECASTED", settings.forecast_percent)):
        for percent in percentages:
            is_spent = kind == "ACTUAL" and percent >= SPENT_PERCENT
            yield {
                "notification_type": kind,
                "comparison_operator": "GREATER_THAN",
                "threshold": percent,
                "threshold_type": "PERCENTAGE",
                "subscriber_sns_topic_arns": [topics.critical if is_spent else topics.warning],
            }
