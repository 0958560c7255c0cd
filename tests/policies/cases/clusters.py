"""ECS clusters."""

from typing import Any

from guardrails.tokens import CLUSTER, KEY, LOG_GROUP

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given


def _exec(**more: Any) -> dict[str, Any]:
    return {"configuration": {"executeCommandConfiguration": more}}


def _insights(value: str) -> dict[str, Any]:
    return {"settings": [{"name": "containerInsights", "value": value}]}


CASES: Table = {
    "ecs-container-insights": Cases(
        compliant=[_insights("enabled"), _insights("enhanced")],
        violation=[{}, _insights("disabled"), {"settings": [{"name": "other", "value": "enabled"}]}],
        unknown=[{"settings": UNKNOWN}, _insights(UNKNOWN)],
    ),
    "ecs-exec-logged": Cases(
        compliant=[
            _exec(kmsKeyId=UNKNOWN, logging="OVERRIDE", logConfiguration={"cloudWatchLogGroupName": "/ecs/exec"}),
            _exec(logging="OVERRIDE", logConfiguration={"s3BucketName": "sessions"}),
        ],
        violation=[{}, _exec(logging="DEFAULT"), _exec(logging="OVERRIDE")],
        unknown=[
            {"configuration": UNKNOWN},
            _exec(logging="OVERRIDE", logConfiguration={"cloudWatchLogGroupName": UNKNOWN}),
        ],
    ),
    "ecs-exec-encrypted": Cases(
        compliant=[
            [
                Given(CLUSTER, "c", {"configuration": UNKNOWN}, {"configuration": ["log", "key"]}),
                Given(KEY, "key"),
                Given(LOG_GROUP, "log"),
            ],
            _exec(kmsKeyId="arn:aws:kms:ap-northeast-2:917891822317:key/1"),
        ],
        violation=[
            {},
            _exec(logging="OVERRIDE"),
            [Given(CLUSTER, "c", _exec(), {"configuration": ["log"]}), Given(LOG_GROUP, "log")],
        ],
        unknown=[{"configuration": UNKNOWN}, _exec(kmsKeyId=UNKNOWN)],
    ),
}
