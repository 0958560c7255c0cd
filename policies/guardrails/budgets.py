"""What it costs, and who is told when that changes."""

from collections.abc import Iterator

from guardrails.props import Props
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import (
    ANOMALY_MONITOR,
    ANOMALY_SUBSCRIPTION,
    BUDGET,
    CACHE,
    CACHE_CLUSTER,
    CACHE_SERVERLESS,
    DATABASE,
    DATABASE_CLUSTER,
    DISTRIBUTION,
    LOAD_BALANCERS,
    NAT_GATEWAY,
    SERVICE,
    STACK,
)

BILLABLE = (
    NAT_GATEWAY,
    *LOAD_BALANCERS,
    SERVICE,
    DATABASE,
    DATABASE_CLUSTER,
    CACHE,
    CACHE_CLUSTER,
    CACHE_SERVERLESS,
    DISTRIBUTION,
    "aws:ec2/instance:Instance",
)
"""What is paid for by the hour or by use, and makes most of a bill."""
KINDS = ("ACTUAL", "FORECASTED")
_BUDGETS = "https://docs.aws.amazon.com/cost-management/latest/userguide"


@stack_rule(
    id="stack-budget",
    on=(STACK,),
    severity=Severity.MEDIUM,
    title="Every environment that costs something has a budget.",
    why="A loop that starts tasks, or a table that is copied every hour, shows on the bill a month later.",
    fix="Add an aws.budgets.Budget with limit_amount and notifications.",
    standard=["G-29", "R-01"],
    controls={},
    url=f"{_BUDGETS}/budgets-managing-costs.html",
)
def stack_budget(_stack: StackResource, stack: Stack) -> Iterator[str]:
    """An environment that may cost anything."""
    if not stack.of(*BILLABLE):
        raise NotApplicableError("it costs next to nothing")
    if not stack.of(BUDGET):
        yield "there is no budget"


@rule(
    id="budget-subscriber",
    on=(BUDGET,),
    severity=Severity.MEDIUM,
    title="Every notification of a budget goes to somebody.",
    why="A budget that tells nobody is a number in a console.",
    fix="Set subscriber_email_addresses or subscriber_sns_topic_arns in notifications.",
    standard=["G-29", "G-23"],
    controls={},
    url=f"{_BUDGETS}/budgets-sns-policy.html",
)
def budget_subscriber(budget: Resource) -> Iterator[str]:
    """A budget without notifications, or one whose notification reaches nobody."""
    if not budget.count("notifications"):
        yield "notifications is empty"
    for notification in budget.sections("notifications"):
        if not _reaches(notification):
            yield f"{notification.path('subscriberEmailAddresses')} and subscriberSnsTopicArns are empty"


def _reaches(notification: Props) -> bool:
    return any(notification.count(key) for key in ("subscriberEmailAddresses", "subscriberSnsTopicArns"))


@rule(
    id="budget-forecast",
    on=(BUDGET,),
    severity=Severity.LOW,
    title="Budgets tell what was spent and what will have been spent by the end of the month.",
    why="What was spent is told too late to mend it, and a forecast is wrong at the beginning of a month.",
    fix='Set notification_type="ACTUAL" in one of the notifications and "FORECASTED" in another.',
    standard=["G-29"],
    controls={},
    url=f"{_BUDGETS}/budgets-best-practices.html",
)
def budget_forecast(budget: Resource) -> Iterator[str]:
    """A budget that knows one of both."""
    kinds = {notification.text("notificationType") for notification in budget.sections("notifications")}
    for kind in KINDS:
        if kind not in kinds:
            yield f"no notification is {kind}"


@stack_rule(
    id="cost-anomaly-subscription",
    on=(ANOMALY_MONITOR,),
    severity=Severity.LOW,
    title="What a monitor of unusual cost finds is told to somebody.",
    why="A budget sees a month's sum; what is unusual for a service is seen a day later, if anybody is told.",
    fix="Add an aws.costexplorer.AnomalySubscription with monitor_arn_lists of this one.",
    standard=["G-29"],
    controls={},
    url=f"{_BUDGETS}/getting-started-ad.html",
)
def anomaly_subscription(monitor: StackResource, stack: Stack) -> Iterator[str]:
    """A monitor that nobody hears."""
    if not stack.referring(monitor, "monitorArnLists", ANOMALY_SUBSCRIPTION):
        yield "no subscription names this monitor"
