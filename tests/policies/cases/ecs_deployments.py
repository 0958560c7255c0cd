"""What a service's deployment leans on."""

import json
from typing import Any

from guardrails.tokens import COMPOSITE_ALARM, LOG_GROUP, METRIC_ALARM, SERVICE, TASK_DEFINITION

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

ALARM = Given(METRIC_ALARM, "alarm", {"name": "gli-prod-api-high-error-rate"})
COMPOSITE = Given(COMPOSITE_ALARM, "down", {"alarmName": "gli-prod-api-down"})


def _back(*names: str, **more: Any) -> Given:
    return Given(SERVICE, "api", {"alarms": {"enable": True, "rollback": True, "alarmNames": list(names), **more}})


def _logging(group: str, driver: str = "awslogs") -> Given:
    configuration = {"logDriver": driver, "options": {"awslogs-group": group}}
    containers = [{"name": "app", "logConfiguration": configuration}]
    return Given(TASK_DEFINITION, "task", {"containerDefinitions": json.dumps(containers)})


def _volume(**more: Any) -> dict[str, Any]:
    return {"volumes": [{"name": "files", "efsVolumeConfiguration": {"fileSystemId": "fs-1", **more}}]}


CASES: Table = {
    "ecs-exec-off": Cases(
        compliant=[{}, {"enableExecuteCommand": False}],
        violation=[{"enableExecuteCommand": True}],
        unknown=[{"enableExecuteCommand": UNKNOWN}],
    ),
    "ecs-deployment-alarms": Cases(
        compliant=[
            [_back("gli-prod-api-high-error-rate"), ALARM],
            [_back("gli-prod-api-down", "gli-prod-api-high-error-rate"), ALARM, COMPOSITE],
            [Given(SERVICE, "api", {"alarms": UNKNOWN}, {"alarms": ["alarm"]}), ALARM],
        ],
        violation=[
            [_back("gli-prod-api-high-error-rate")],
            [_back("gli-prod-api-errors"), ALARM],
            [_back("gli-prod-api-high-error-rate", rollback=False), ALARM],
            [_back("gli-prod-api-high-error-rate", enable=False), ALARM],
        ],
        unknown=[
            [Given(SERVICE, "api", {"alarms": UNKNOWN})],
            [_back("gli-prod-api-high-error-rate"), Given(METRIC_ALARM, "alarm", {"name": UNKNOWN})],
        ],
        not_applicable=[{}, [_back("gli-prod-api-down", enable=False, rollback=False)]],
    ),
    "ecs-log-groups": Cases(
        compliant=[
            [_logging("/ecs/production-gli-api"), Given(LOG_GROUP, "logs", {"name": "/ecs/production-gli-api"})],
            [_logging("", driver="awsfirelens")],
        ],
        violation=[
            [_logging("/ecs/production-gli-api")],
            [_logging(""), Given(LOG_GROUP, "logs", {"name": "/ecs/production-gli-api"})],
            [_logging("/ecs/api"), Given(LOG_GROUP, "logs", {"name": "/ecs/production-gli-api"})],
        ],
        unknown=[
            {"containerDefinitions": UNKNOWN},
            [_logging("/ecs/production-gli-api"), Given(LOG_GROUP, "logs", {"name": UNKNOWN})],
        ],
    ),
    "ecs-volumes-encrypted": Cases(
        compliant=[{}, {"volumes": [{"name": "tmp"}]}, _volume(transitEncryption="ENABLED")],
        violation=[_volume(), _volume(transitEncryption="DISABLED")],
        unknown=[{"volumes": UNKNOWN}, _volume(transitEncryption=UNKNOWN)],
    ),
}
