"""Environments that rest."""

import json
from typing import Any

from guardrails.tokens import ALARM_MUTE, DATABASE_STATE, QUEUE, SCALING_ACTION, SCHEDULE

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

QUEUE_ARN = "arn:aws:sqs:ap-northeast-2:917891822317:gli-dev-off-hours-calendar-dead-letters"


def _calls(call: str, **target: Any) -> list[Given]:
    return [Given(SCHEDULE, props={"target": {"arn": f"arn:aws:scheduler:::aws-sdk:{call}", **target}})]


def _service(**asked: Any) -> list[Given]:
    return _calls("ecs:updateService", input=json.dumps({"Service": "api", **asked}))


def _limits(**action: Any) -> list[Given]:
    return [Given(SCALING_ACTION, props={"scalableTargetAction": action})]


def _muted(expression: str) -> list[Given]:
    return [Given(ALARM_MUTE, props={"rule": {"schedule": {"expression": expression, "duration": "PT2H"}}})]


CASES: Table = {
    "off-hours-not-in-production": Cases(
        compliant=[
            _calls("rds:startDBInstance"),
            _calls("ecs:runTask"),
            _service(DesiredCount=2),
            _service(ForceNewDeployment=True),
            _limits(minCapacity=2, maxCapacity=6),
            _limits(minCapacity=0, maxCapacity=6),
            _limits(minCapacity=2),
            [Given(DATABASE_STATE, props={"state": "available"})],
            {"target": {"arn": "arn:aws:lambda:ap-northeast-2:917891822317:function:stopAll"}},
        ],
        violation=[
            _calls("rds:stopDBInstance"),
            _calls("rds:stopDBCluster"),
            _calls("ec2:stopInstances"),
            _service(DesiredCount=0),
            _limits(minCapacity=0, maxCapacity=0),
            [Given(DATABASE_STATE, props={"state": "stopped"})],
        ],
        unknown=[
            {"target": UNKNOWN},
            {"target": {"arn": UNKNOWN}},
            _calls("ecs:updateService", input=UNKNOWN),
            _limits(maxCapacity=UNKNOWN),
            [Given(DATABASE_STATE, props={"state": UNKNOWN})],
        ],
    ),
    "alarm-not-muted-by-calendar": Cases(
        compliant=[_muted("at(2026-12-01T20:00)")],
        violation=[_muted("cron(0 20 * * MON-FRI)"), {}],
        unknown=[{"rule": UNKNOWN}],
    ),
    "schedule-dead-letters": Cases(
        compliant=[
            {"target": {"deadLetterConfig": {"arn": QUEUE_ARN}}},
            [Given(SCHEDULE, "it", {"target": UNKNOWN}, {"target": ["queue"]}), Given(QUEUE, "queue")],
        ],
        violation=[
            {},
            {"target": {"deadLetterConfig": {}}},
            [Given(SCHEDULE, "it", {"target": {}}, {"target": ["other"]}), Given(SCHEDULE, "other")],
        ],
        unknown=[{"target": UNKNOWN}, {"target": {"deadLetterConfig": {"arn": UNKNOWN}}}],
    ),
    "schedule-enabled": Cases(
        compliant=[{}, {"state": "ENABLED"}],
        violation=[{"state": "DISABLED"}],
        unknown=[{"state": UNKNOWN}, {"scheduleExpression": UNKNOWN}],
        not_applicable=[{"scheduleExpression": "at(2026-12-01T20:00:00)", "state": "DISABLED"}],
    ),
}
