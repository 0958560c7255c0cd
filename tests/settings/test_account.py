"""The stack of what an AWS account has once: by itself, and as small as somebody wants it."""

import pytest

from settings.stack import StackSettings
from tests.harness import load
from tests.settings.stackfile import DIGEST, GONE, GOOD, STACK, Edits, Refusals, each, edited, refusal

ACCOUNT = edited(
    {
        f"{STACK}/network": GONE,
        f"{STACK}/load_balancers": GONE,
        f"{STACK}/services": GONE,
        f"{STACK}/account": {},
        f"{STACK}/environment": {"short": "account", "long": "account", "tier": "production"},
        "aws:defaultTags/tags/Environment": "account",
    }
)
OWN = f"{STACK}/account"


def stack(**edits: object) -> StackSettings:
    return load(edited({f"{OWN}/{path}": value for path, value in edits.items()}, ACCOUNT), stack="account").stack


def parts(settings: StackSettings) -> set[str]:
    """The names of all that the account's stack makes of its own."""
    (account,) = settings.accounts
    return {*account.trails, *account.defaults_set, *account.costs_watched, *account.identities}


REFUSED: Refusals = {
    "parts of an environment beside those of the account": (
        {f"{STACK}/network": GOOD[STACK]["network"], f"{STACK}/secrets": {"mail": {}}},
        (
            "platform:stack.account stands beside network, secrets; what an account has once belongs to a stack of its "
            "own, so move it there (Pulumi.account.yaml), or remove it where the account has it already."
        ),
    ),
    "a service of nobody": (
        {"platform:images": {"api": DIGEST}},
        "platform:images.api is no service of this stack; the services with an image are none.",
    ),
    "a part of the account with a typo": (
        {f"{OWN}/trial": {}},
        "platform:stack.account.trial is not a setting; did you mean `trail`?",
    ),
    "a trail that is forgotten too soon": (
        {f"{OWN}/trail/expiration_days": 30},
        "platform:stack.account.trail.expiration_days is 30; the least is 90.",
    ),
    "a monitor by its name": (
        {f"{OWN}/costs/monitor_arn": "Default-Services-Monitor"},
        (
            "platform:stack.account.costs.monitor_arn: 'Default-Services-Monitor' is not the ARN of an anomaly "
            "monitor, arn:aws:ce::<account>:anomalymonitor/<id>."
        ),
    ),
    "a budget with too many percentages": (
        {f"{STACK}/budget": {"monthly_usd": 10, "actual_percent": [10, 20, 30, 40, 50]}},
        (
            "platform:stack.budget.actual_percent and forecast_percent name 6 percentages together and AWS notifies of "
            "1 to 5; name so many."
        ),
    ),
}


@each(REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence(edits: Edits, said: str) -> None:
    assert refusal(edited(edits, ACCOUNT), stack="account") == said


def test_an_account_has_everything_unless_somebody_keeps_it_already() -> None:
    assert parts(stack()) == {"trail", "defaults", "costs", "github"}


@pytest.mark.parametrize(
    ("left_out", "name"),
    [
        ({"trail": None}, "trail"),
        ({"defaults": None}, "defaults"),
        ({"costs": None}, "costs"),
        ({"github": False}, "github"),
    ],
)
def test_each_part_can_be_left_out_where_the_account_has_it_already(left_out: dict[str, object], name: str) -> None:
    assert {"trail", "defaults", "costs", "github"} - parts(stack(**left_out)) == {name}


def test_an_environment_has_nothing_of_the_account() -> None:
    assert load(GOOD).stack.accounts == []


def test_a_budget_counts_the_costs_of_its_environment_and_that_of_the_account_all_costs() -> None:
    assert load(GOOD).stack.cost_tags == {"System": "gli", "Environment": "production"}
    assert stack().cost_tags == {}


def test_budgets_are_none_unless_somebody_names_a_sum() -> None:
    assert load(GOOD).stack.budgets == {}
    (budget,) = load(edited({f"{STACK}/budget": {"monthly_usd": 900}})).stack.budgets.values()
    assert (budget.monthly_usd, budget.actual_percent, budget.forecast_percent) == (900, (80, 100), (100,))


def test_the_tags_that_budgets_count_by_are_those_that_the_account_activates() -> None:
    (account,) = stack().accounts
    (costs,) = account.costs_watched.values()
    assert set(costs.allocation_tags) == set(load(GOOD).stack.cost_tags)
