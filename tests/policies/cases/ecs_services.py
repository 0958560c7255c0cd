"""ECS services and what scales them."""

import json
from collections.abc import Sequence
from typing import Any

from guardrails.tokens import SERVICE, TASK_DEFINITION

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

DIGEST = "917891822317.dkr.ecr.ap-northeast-2.amazonaws.com/gli-api@sha256:" + "0a" * 32
SINGLETON = {"deploymentMaximumPercent": 100, "deploymentMinimumHealthyPercent": 0, "desiredCount": 1}
DAEMON = {"schedulingStrategy": "DAEMON"}


def _breaker(**more: Any) -> dict[str, Any]:
    return {"deploymentCircuitBreaker": more}


def _target(low: Any, high: Any, namespace: str = "ecs") -> dict[str, Any]:
    return {"serviceNamespace": namespace, "minCapacity": low, "maxCapacity": high}


def _runs(containers: Any, count: Any = 2, *, ignored: Sequence[str] = ()) -> list[Given]:
    return [
        Given(SERVICE, "service", {"desiredCount": count}, {"taskDefinition": ["task"]}, ignore_changes=ignored),
        Given(TASK_DEFINITION, "task", {"containerDefinitions": containers}),
    ]


def _image(*images: str) -> str:
    return json.dumps([{"name": "app", "image": image} for image in images])


CASES: Table = {
    "ecs-no-public-address": Cases(
        compliant=[
            {},
            {"networkConfiguration": {"assignPublicIp": False, "subnets": UNKNOWN}},
        ],
        violation=[{"networkConfiguration": {"assignPublicIp": True, "subnets": UNKNOWN}}],
        unknown=[{"networkConfiguration": UNKNOWN}, {"networkConfiguration": {"assignPublicIp": UNKNOWN}}],
    ),
    "ecs-platform-latest": Cases(
        compliant=[{}, {"platformVersion": "LATEST"}],
        violation=[{"platformVersion": "1.4.0"}],
        unknown=[{"platformVersion": UNKNOWN}],
        not_applicable=[{"launchType": "EC2"}],
    ),
    "ecs-circuit-breaker": Cases(
        compliant=[
            _breaker(enable=True, rollback=True),
            {**_breaker(enable=True, rollback=True), "deploymentController": {"type": "ECS"}},
        ],
        violation=[{}, _breaker(enable=True, rollback=False), _breaker(enable=False, rollback=True)],
        unknown=[{"deploymentCircuitBreaker": UNKNOWN}, _breaker(enable=True, rollback=UNKNOWN)],
        not_applicable=[
            {"deploymentController": {"type": "CODE_DEPLOY"}},
            {"deploymentConfiguration": {"strategy": "LINEAR"}},
        ],
    ),
    "ecs-two-tasks": Cases(
        compliant=[{"desiredCount": 2}],
        violation=[{"desiredCount": 1}],
        unknown=[{"desiredCount": UNKNOWN}, {"desiredCount": 1, "deploymentMaximumPercent": UNKNOWN}],
        not_applicable=[{"desiredCount": 0}, {}, SINGLETON, DAEMON],
    ),
    "ecs-scaling-two-tasks": Cases(
        compliant=[_target(2, 10)],
        violation=[_target(1, 10), _target(0, 10)],
        unknown=[_target(UNKNOWN, 10), _target(2, 4, UNKNOWN)],
        not_applicable=[_target(0, 0), _target(1, 2, "dynamodb")],
    ),
    "ecs-minimum-healthy": Cases(
        compliant=[{}, {"deploymentMinimumHealthyPercent": 100}],
        violation=[{"deploymentMinimumHealthyPercent": 50}, {"deploymentMinimumHealthyPercent": 0}],
        unknown=[{"deploymentMinimumHealthyPercent": UNKNOWN}],
        not_applicable=[SINGLETON, DAEMON],
    ),
    "ecs-zone-rebalancing": Cases(
        compliant=[{"availabilityZoneRebalancing": "ENABLED"}],
        violation=[{}, {"availabilityZoneRebalancing": "DISABLED"}],
        unknown=[{"availabilityZoneRebalancing": UNKNOWN}],
        not_applicable=[SINGLETON, DAEMON],
    ),
    "ecs-grace-period": Cases(
        compliant=[
            {"loadBalancers": [{"targetGroupArn": UNKNOWN}], "healthCheckGracePeriodSeconds": 120},
            {"loadBalancers": [{}], "healthCheckGracePeriodSeconds": 15},
        ],
        violation=[
            {"loadBalancers": [{}]},
            {"loadBalancers": [{}], "healthCheckGracePeriodSeconds": 14},
        ],
        unknown=[{"loadBalancers": UNKNOWN}, {"loadBalancers": [{}], "healthCheckGracePeriodSeconds": UNKNOWN}],
        not_applicable=[{}, {"loadBalancers": []}],
    ),
    "ecs-tags-on-tasks": Cases(
        compliant=[{"propagateTags": "SERVICE"}, {"propagateTags": "TASK_DEFINITION"}],
        violation=[{}, {"propagateTags": "NONE"}],
        unknown=[{"propagateTags": UNKNOWN}],
    ),
    "ecs-image-by-digest": Cases(
        compliant=[_runs(_image(DIGEST)), _runs(_image(DIGEST, DIGEST))],
        violation=[_runs(_image("gli-api:latest")), _runs(_image(DIGEST, "gli-api")), _runs("[{")],
        unknown=[
            _runs(UNKNOWN),
            _runs(_image(DIGEST), UNKNOWN),
            {"desiredCount": 2, "taskDefinition": "gli-api:7"},
            _runs(_image("gli-api:latest"), ignored=["taskDefinition"]),
        ],
        not_applicable=[_runs(_image("gli-api:latest"), 0)],
    ),
}
