"""ECS task definitions."""

import json
from typing import Any

from guardrails.tokens import ROLE, TASK_DEFINITION

from tests.policies.cases.table import Case, Cases, Table
from tests.policies.harness import UNKNOWN, Given


def _task(*containers: Any) -> Case:
    """A task definition whose document is JSON, as AWS takes it."""
    return {"containerDefinitions": json.dumps(containers)}


def _container(**more: Any) -> Case:
    return _task({"name": "app", **more})


def _partly(**more: Any) -> Case:
    """A task definition whose document is still an object, so that parts of it can be unknown."""
    return {"containerDefinitions": [{"name": "app", **more}]}


def _logs(**options: Any) -> dict[str, Any]:
    return {"logConfiguration": {"logDriver": "awslogs", "options": options}}


def _variable(name: str, value: str = "x") -> dict[str, Any]:
    return {"environment": [{"name": "DEBUG", "value": "false"}, {"name": name, "value": value}]}


def _roles(deps: dict[str, list[str]], **props: Any) -> Case:
    return [Given(TASK_DEFINITION, "task", props, deps), Given(ROLE, "one"), Given(ROLE, "two")]


WHOLLY_UNKNOWN: Case = {"containerDefinitions": UNKNOWN}
MALFORMED: Case = {"containerDefinitions": "[{"}

CASES: Table = {
    "ecs-not-privileged": Cases(
        compliant=[_container(), _container(privileged=False)],
        violation=[_task({"name": "app"}, {"name": "agent", "privileged": True}), MALFORMED],
        unknown=[WHOLLY_UNKNOWN, _partly(privileged=UNKNOWN)],
    ),
    "ecs-read-only-root": Cases(
        compliant=[_container(readonlyRootFilesystem=True)],
        violation=[
            _container(),
            _container(readonlyRootFilesystem=False),
            {"containerDefinitions": [{"readonlyRootFilesystem": UNKNOWN}, {"name": "agent"}]},
        ],
        unknown=[WHOLLY_UNKNOWN, _partly(readonlyRootFilesystem=UNKNOWN)],
    ),
    "ecs-non-root-user": Cases(
        compliant=[_container(user="1000:1000"), _container(user="app")],
        violation=[_container(), _container(user="root"), _container(user="0:0"), _container(user="root:app")],
        unknown=[WHOLLY_UNKNOWN, _partly(user=UNKNOWN)],
    ),
    "ecs-no-plain-secrets": Cases(
        compliant=[
            _container(),
            _container(**_variable("REDIS_TLS", "true")),
            _container(**_variable("DB_SECRET_ARN", "arn:aws:secretsmanager:ap-northeast-2:917891822317:secret:gli")),
            _container(**_variable("TOKEN_LIFETIME", "3600")),
            _container(**_variable("API_URL", "https://api.glibiz.com/v1:2")),
            _container(**_variable("DB_PASSWORD_VERSION", "1")),
            _container(secrets=[{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:x"}]),
        ],
        violation=[
            _container(**_variable("DB_PASSWORD")),
            _container(**_variable("SECRET_KEY")),
            _container(**_variable("aws_access_key_id")),
            _container(**_variable("AWS_ACCESS_KEY_ID")),
            _container(**_variable("AWS_SECRET_ACCESS_KEY")),
            _container(**_variable("ECS_ENGINE_AUTH_DATA")),
            _container(**_variable("GREETING", "AKIAIOSFODNN7EXAMPLE")),
            _container(**_variable("GREETING", "-----BEGIN RSA PRIVATE KEY-----")),
            _container(**_variable("GREETING", "ghp_" + "a" * 36)),
            _container(**_variable("GREETING", "xoxb-12345")),
            _container(**_variable("GREETING", "eyJhbGciOi.eyJzdWIiOi.x")),
            _container(**_variable("DATABASE_URL", "postgres://app:hunter2@db/app")),
            _partly(environment=[{"name": UNKNOWN}, {"name": "DB_PASSWORD"}, UNKNOWN]),
        ],
        unknown=[
            WHOLLY_UNKNOWN,
            _partly(environment=UNKNOWN),
            _partly(environment=[{"name": "GREETING", "value": UNKNOWN}]),
        ],
    ),
    "ecs-container-logs": Cases(
        compliant=[
            _container(**_logs(mode="non-blocking")),
            _container(logConfiguration={"logDriver": "awsfirelens"}),
        ],
        violation=[
            _container(),
            _container(**_logs()),
            _container(**_logs(mode="blocking")),
            _container(**_logs(mode="non-blocking", **{"awslogs-create-group": "true"})),
            _container(**_logs(mode="non-blocking", **{"awslogs-create-group": True})),
            _container(logConfiguration={"logDriver": "json-file"}),
        ],
        unknown=[WHOLLY_UNKNOWN, _partly(logConfiguration=UNKNOWN), _partly(**_logs(mode=UNKNOWN))],
    ),
    "ecs-container-health-check": Cases(
        compliant=[_container(healthCheck={"command": ["CMD", "true"]}), _container(essential=False)],
        violation=[_container(), _container(healthCheck={"interval": 5}), _container(healthCheck={"command": []})],
        unknown=[WHOLLY_UNKNOWN, _partly(healthCheck=UNKNOWN)],
    ),
    "ecs-stop-timeout": Cases(
        compliant=[_container(), _container(stopTimeout=2), _container(stopTimeout=120)],
        violation=[_container(stopTimeout=1), _container(stopTimeout=121)],
        unknown=[WHOLLY_UNKNOWN, _partly(stopTimeout=UNKNOWN)],
    ),
    "ecs-pid-mode": Cases(
        compliant=[{}, {"pidMode": "task"}],
        violation=[{"pidMode": "host"}],
        unknown=[{"pidMode": UNKNOWN}],
    ),
    "ecs-network-mode": Cases(
        compliant=[{"networkMode": "awsvpc"}],
        violation=[{}, {"networkMode": "host"}, {"networkMode": "bridge"}],
        unknown=[{"networkMode": UNKNOWN}],
    ),
    "ecs-task-definition-kept": Cases(
        compliant=[{"skipDestroy": True}],
        violation=[{}, {"skipDestroy": False}],
        unknown=[{"skipDestroy": UNKNOWN}],
    ),
    "ecs-separate-roles": Cases(
        compliant=[
            {},
            _roles({"taskRoleArn": ["one"], "executionRoleArn": ["two"]}, taskRoleArn=UNKNOWN),
            _roles({"executionRoleArn": ["two"]}),
            _roles({"taskRoleArn": ["one"]}, taskRoleArn=UNKNOWN, executionRoleArn="arn:aws:iam::917891822317:role/b"),
            _roles(
                {}, taskRoleArn="arn:aws:iam::917891822317:role/a", executionRoleArn="arn:aws:iam::917891822317:role/b"
            ),
        ],
        violation=[
            _roles({"taskRoleArn": ["one"], "executionRoleArn": ["one"]}),
            _roles(
                {}, taskRoleArn="arn:aws:iam::917891822317:role/a", executionRoleArn="arn:aws:iam::917891822317:role/a"
            ),
        ],
        unknown=[_roles({}, taskRoleArn=UNKNOWN)],
    ),
}
