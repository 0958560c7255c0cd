"""Secrets Manager."""

from collections.abc import Sequence
from typing import Any

from guardrails.tokens import KEY, REPLICA_KEY, SECRET, SECRET_ROTATION, SECRET_VERSION

from tests.policies.cases.data_stores import KEY_ARN
from tests.policies.cases.table import RELATION, Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given

ROLE = {"AWS": "arn:aws:iam::917891822317:role/api"}
CONDITION = {"StringEquals": {"aws:PrincipalAccount": "917891822317"}}


def _read(**more: Any) -> str:
    return document(allow("secretsmanager:GetSecretValue", "*", **more))


def _rotating(**rules: Any) -> dict[str, Any]:
    return {"rotationRules": rules}


def _generated(key: str) -> Sequence[Given]:
    made = Given("random:index/randomPassword:RandomPassword", "password")
    return [Given(SECRET_VERSION, "version", {key: UNKNOWN}, {key: ["password"]}), made]


def _copied(replicas: list[dict[str, Any]], *others: Given) -> Sequence[Given]:
    return [Given(SECRET, "secret", {"replicas": replicas}, {"replicas": [one.name for one in others]}), *others]


CASES: Table = {
    "secret-own-key": Cases(
        compliant=[
            [Given(SECRET, "secret", {"kmsKeyId": UNKNOWN}, {"kmsKeyId": ["key"]}), Given(KEY, "key")],
            {"kmsKeyId": KEY_ARN},
        ],
        violation=[{}, {"kmsKeyId": "alias/aws/secretsmanager"}],
        unknown=[{"kmsKeyId": UNKNOWN}],
    ),
    "secret-copies-own-key": Cases(
        compliant=[
            _copied([{"region": "eu-central-1", "kmsKeyId": UNKNOWN}], Given(REPLICA_KEY, "key")),
            {"replicas": [{"region": "eu-central-1", "kmsKeyId": KEY_ARN}]},
        ],
        violation=[
            {"replicas": [{"region": "eu-central-1"}]},
            {"replicas": [{"region": "eu-central-1", "kmsKeyId": "alias/aws/secretsmanager"}]},
            {"replicas": [{"region": "eu-central-1", "kmsKeyId": KEY_ARN}, {"region": "ap-southeast-2"}]},
        ],
        unknown=[{"replicas": UNKNOWN}, {"replicas": [{"region": "eu-central-1", "kmsKeyId": UNKNOWN}]}],
        not_applicable=[{}, {"replicas": []}],
    ),
    "secret-described": Cases(
        compliant=[{"description": "How to connect to database gli-prod-db"}],
        violation=[{}, {"description": ""}],
        unknown=[{"description": UNKNOWN}],
    ),
    "secret-recovery-window": Cases(
        compliant=[{}, {"recoveryWindowInDays": 7}],
        violation=[{"recoveryWindowInDays": 0}, {"recoveryWindowInDays": 6}],
        unknown=[{"recoveryWindowInDays": UNKNOWN}],
    ),
    "secret-not-public": Cases(
        compliant=[
            {"policy": _read(Principal=ROLE)},
            {"policy": _read(Principal="*", Condition=CONDITION)},
            {"policy": document({**allow("secretsmanager:*", "*", Principal="*"), "Effect": "Deny"})},
            [Given(SECRET)],
        ],
        violation=[
            {"policy": _read(Principal="*")},
            {"policy": _read(Principal={"AWS": ["*"]})},
            [Given(SECRET, props={"policy": _read(Principal="*")})],
            {"policy": "{"},
        ],
        unknown=[{"policy": UNKNOWN}],
    ),
    "secret-blocks-public-policy": Cases(
        compliant=[{"blockPublicPolicy": True}],
        violation=[{}, {"blockPublicPolicy": False}],
        unknown=[{"blockPublicPolicy": UNKNOWN}],
    ),
    "secret-rotation-period": Cases(
        compliant=[
            _rotating(automaticallyAfterDays=90),
            _rotating(scheduleExpression="rate(30 days)"),
            _rotating(scheduleExpression="rate(12 hours)"),
        ],
        violation=[
            {},
            _rotating(automaticallyAfterDays=91),
            _rotating(automaticallyAfterDays=0),
            _rotating(scheduleExpression="rate(100 days)"),
            _rotating(scheduleExpression="sometimes"),
            {"rotationEnabled": False, **_rotating(automaticallyAfterDays=30)},
        ],
        unknown=[
            {"rotationRules": UNKNOWN},
            _rotating(automaticallyAfterDays=UNKNOWN),
            _rotating(scheduleExpression="cron(0 8 1 * ? *)"),
        ],
    ),
    "secret-changes": Cases(
        compliant=[
            [Given(SECRET, "secret"), Given(SECRET_ROTATION, "rotation", deps={"secretId": ["secret"]})],
            [
                Given(SECRET, "secret"),
                Given(SECRET_VERSION, "version", deps={"secretId": ["secret"], "secretString": ["password"]}),
                Given("random:index/randomPassword:RandomPassword", "password"),
            ],
        ],
        violation=[
            [Given(SECRET, "secret")],
            [Given(SECRET, "secret"), Given(SECRET_VERSION, "version", deps={"secretId": ["secret"]})],
            [Given(SECRET, "secret"), Given(SECRET_ROTATION, "rotation")],
        ],
        impossible=RELATION,
    ),
    "secret-value-not-written": Cases(
        compliant=[_generated("secretString"), _generated("secretStringWo"), {}],
        violation=[
            {"secretString": "a value that was written"},
            {"secretBinary": "YSB2YWx1ZQ=="},
            {"secretStringWo": "a value that was written"},
        ],
        unknown=[{"secretString": UNKNOWN}],
    ),
}
