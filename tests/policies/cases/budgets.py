"""Budgets."""

from typing import Any

from guardrails.evaluation import State
from guardrails.tokens import (
    ANOMALY_MONITOR,
    ANOMALY_SUBSCRIPTION,
    BUDGET,
    DATABASE,
    OIDC_PROVIDER,
    STACK,
    VPC,
)

from tests.policies.cases.table import RELATION, Cases, Table
from tests.policies.harness import UNKNOWN, Given

ROOT = Given(STACK, "platform-prod")


def _told(*notifications: Any) -> dict[str, Any]:
    return {"notifications": list(notifications)}


def _mail(kind: str) -> dict[str, Any]:
    return {"notificationType": kind, "subscriberEmailAddresses": ["ops@glibiz.com"]}


CASES: Table = {
    "stack-budget": Cases(
        compliant=[[ROOT, Given(DATABASE, "db"), Given(BUDGET, "budget")]],
        violation=[[ROOT, Given(DATABASE, "db")]],
        not_applicable=[[ROOT], [ROOT, Given(OIDC_PROVIDER, "github"), Given(VPC, "vpc")]],
        impossible={State.UNKNOWN: "it asks what there is, which is known at preview"},
    ),
    "budget-subscriber": Cases(
        compliant=[
            _told(_mail("ACTUAL")),
            _told({"subscriberSnsTopicArns": [UNKNOWN]}),
        ],
        violation=[{}, _told(), _told({"notificationType": "ACTUAL"}), _told(_mail("ACTUAL"), {"threshold": 80})],
        unknown=[{"notifications": UNKNOWN}, _told({"subscriberSnsTopicArns": UNKNOWN})],
    ),
    "budget-forecast": Cases(
        compliant=[_told(_mail("ACTUAL"), _mail("FORECASTED"))],
        violation=[{}, _told(_mail("ACTUAL")), _told(_mail("FORECASTED"))],
        unknown=[{"notifications": UNKNOWN}, _told(_mail("ACTUAL"), _mail(UNKNOWN))],
    ),
    "cost-anomaly-subscription": Cases(
        compliant=[
            [
                Given(ANOMALY_MONITOR, "monitor"),
                Given(ANOMALY_SUBSCRIPTION, "told", deps={"monitorArnLists": ["monitor"]}),
            ]
        ],
        violation=[
            [Given(ANOMALY_MONITOR, "monitor")],
            [Given(ANOMALY_MONITOR, "monitor"), Given(ANOMALY_SUBSCRIPTION, "told")],
        ],
        impossible=RELATION,
    ),
}
