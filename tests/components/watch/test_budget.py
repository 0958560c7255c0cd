"""Budgets: costs that carry both tags of the standard, told before and after they are too much."""

import json
from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions
from pydantic import ValidationError

from components.watch.budget import Budget, BudgetArgs, BudgetSettings
from components.wiring import Topics
from ops.offline.recording import Recorded
from tests.harness import NAMES, build, listed

TOPICS = Topics(critical="arn:critical", warning="arn:warning")
TAGS = (("System", "gli"), ("Environment", "production"))


@cache
def _budget(settings: BudgetSettings, tags: tuple[tuple[str, str], ...]) -> Recorded:
    def program(opts: ResourceOptions) -> None:
        Budget("budget", BudgetArgs(settings=settings, names=NAMES, topics=TOPICS, tags=dict(tags)), opts)

    return build(program).one("aws:budgets/budget:Budget", "budget")


def budget(tags: tuple[tuple[str, str], ...] = TAGS, **given: Any) -> Recorded:
    return _budget(BudgetSettings.model_validate_json(json.dumps({"monthly_usd": 900, **given})), tags)


def told(made: Recorded) -> list[tuple[str, float, list[str]]]:
    """Kind, percentage and topics of every notification."""
    rows = listed(made, "notifications")
    assert {(row["comparisonOperator"], row["thresholdType"]) for row in rows} == {("GREATER_THAN", "PERCENTAGE")}
    return [(row["notificationType"], row["threshold"], row["subscriberSnsTopicArns"]) for row in rows]


def test_a_month_may_cost_so_many_dollars() -> None:
    made = budget().inputs
    assert (made["name"], made["budgetType"], made["timeUnit"]) == ("gli-production", "COST", "MONTHLY")
    assert (made["limitAmount"], made["limitUnit"]) == ("900", "USD")


def test_costs_count_that_carry_both_tags() -> None:
    made = budget().inputs
    assert made["filterExpression"] == {
        "ands": [
            {"tags": {"key": "Environment", "values": ["production"], "matchOptions": ["EQUALS"]}},
            {"tags": {"key": "System", "values": ["gli"], "matchOptions": ["EQUALS"]}},
        ]
    }
    assert made["metrics"] == "UnblendedCost", "the provider wants it with an expression"
    assert "costFilters" not in made


def test_without_tags_everything_counts_that_the_account_costs() -> None:
    assert {"filterExpression", "metrics", "costFilters"}.isdisjoint(budget(()).inputs)


def test_what_is_spent_wakes_somebody_and_what_may_be_is_read_in_working_hours() -> None:
    assert told(budget()) == [
        ("ACTUAL", 80, ["arn:warning"]),
        ("ACTUAL", 100, ["arn:critical"]),
        ("FORECASTED", 100, ["arn:warning"]),
    ]


def test_percentages_are_those_of_the_settings() -> None:
    assert told(budget(actual_percent=[50, 150], forecast_percent=[])) == [
        ("ACTUAL", 50, ["arn:warning"]),
        ("ACTUAL", 150, ["arn:critical"]),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"monthly_usd": 0}, "greater than or equal to 1"),
        ({"actual_percent": [10, 20, 30, 40, 50]}, "name 6 percentages together"),
        ({"actual_percent": [], "forecast_percent": []}, "name 0 percentages together"),
        ({"actual_percent": [80, 80]}, "`actual_percent` names a percentage twice"),
        ({"forecast_percent": [90, 90]}, "`forecast_percent` names a percentage twice"),
        ({"forecast_percent": [0]}, "greater than or equal to 1"),
    ],
)
def test_a_budget_that_aws_would_refuse_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        BudgetSettings.model_validate_json(json.dumps({"monthly_usd": 900, **wrong}))
