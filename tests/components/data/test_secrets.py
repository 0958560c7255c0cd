"""Application secrets: by name, empty or generated, in clear nowhere, and read by the services that name them."""

import json
from functools import cache
from typing import Any

import pulumi
import pytest
from pulumi import ResourceOptions

from components.data.secrets import Secret, SecretArgs, SecretSettings
from components.wiring import Secret as SecretPort
from ops.offline.recording import Recording
from ops.offline.values import SECRET
from tests.components.data.databases import KEY, PASSWORD, SECRET_POLICY, SECRET_TYPE, VALUE
from tests.components.iam_documents import unknown_actions
from tests.harness import NAMES, build, json_of, load
from tests.settings.stackfile import STACK, Refusals, each, edited, refusal

ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
FUNCTION = "arn:aws:lambda:ap-northeast-2:123456789012:function:rotate-sentry"
SECRETS = f"{STACK}/secrets"
USED = f"{STACK}/services/api/secrets"


def built(*, key: str | None = KEY, **given: Any) -> Recording:
    return _built(key, json.dumps(given))


@cache
def _built(key: str | None, given: str) -> Recording:
    settings = SecretSettings.model_validate_json(given)

    def program(opts: ResourceOptions) -> None:
        made: SecretPort = Secret("django", SecretArgs(settings=settings, names=NAMES, key_arn=key), opts)
        pulumi.export("arn", made.arn)

    return build(program)


def test_it_has_the_standards_name_a_description_and_the_environments_key() -> None:
    made = built().one(SECRET_TYPE, "django")
    assert made.inputs["name"] == "gli/django/production"
    assert made.inputs["description"] == "django of gli production"
    assert made.inputs["kmsKeyId"] == KEY
    assert built().outputs["arn"] == made.outputs["arn"]
    assert built(description="Signs sessions").one(SECRET_TYPE, "django").inputs["description"] == "Signs sessions"


def test_without_a_key_of_ours_awss_own_encrypts_it() -> None:
    assert "kmsKeyId" not in built(key=None).one(SECRET_TYPE, "django").inputs


def test_it_is_made_empty_for_people_to_fill() -> None:
    assert [*built().of_type(VALUE), *built().of_type(PASSWORD)] == []


def test_it_is_made_of_as_many_letters_and_digits_as_asked_for_and_shown_nowhere() -> None:
    made = built(generate=50)
    generated = made.one(PASSWORD, "django")
    assert (generated.inputs["length"], generated.inputs["special"]) == (50, False)
    assert made.one(VALUE, "django-value").inputs["secretString"] == SECRET
    assert made.one(VALUE, "django-value").inputs["secretId"] == made.one(SECRET_TYPE, "django").id


def test_no_policy_can_open_it_to_another_account() -> None:
    policy = built().one(SECRET_POLICY, "django-policy")
    assert policy.inputs["blockPublicPolicy"] is True
    document = json_of(policy, "policy")
    assert [statement["Effect"] for statement in document["Statement"]] == ["Deny"]
    assert document["Statement"][0]["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": NAMES.account}
    assert [problem for problem in unknown_actions(document) if "secretsmanager:*" not in problem] == []


def test_what_is_deleted_can_be_restored_for_a_month_unless_told_otherwise() -> None:
    assert built().one(SECRET_TYPE, "django").inputs["recoveryWindowInDays"] == 30
    assert built(recovery_window_in_days=0).one(SECRET_TYPE, "django").inputs["recoveryWindowInDays"] == 0


def test_pulumi_refuses_to_delete_it_unless_told_otherwise() -> None:
    assert built().one(SECRET_TYPE, "django").options.protect
    assert not built(protect=False).one(SECRET_TYPE, "django").options.protect


def test_it_rotates_by_a_function_of_ones_own_and_only_if_there_is_one() -> None:
    rotation = built(rotation={"lambda_arn": FUNCTION, "days": 60}).one(ROTATION, "django-rotation").inputs
    assert rotation["rotationLambdaArn"] == FUNCTION
    assert rotation["rotationRules"] == {"automaticallyAfterDays": 60}
    assert rotation["rotateImmediately"] is False
    assert built().of_type(ROTATION) == ()


REFUSED: Refusals = {
    "a value that is too short to be one": (
        {SECRETS: {"django": {"generate": 8}}},
        "platform:stack.secrets.django.generate is 8; the least is 16.",
    ),
    "a recovery window that AWS does not know": (
        {SECRETS: {"django": {"recovery_window_in_days": 3}}},
        (
            "platform:stack.secrets.django.recovery_window_in_days: 3 days is no recovery window that Secrets Manager "
            "knows; take 7 to 30, or 0 to delete at once."
        ),
    ),
    "a rotation that comes too late": (
        {SECRETS: {"django": {"rotation": {"lambda_arn": FUNCTION, "days": 120}}}},
        "platform:stack.secrets.django.rotation.days is 120; the most is 90.",
    ),
    "a secret that a service names and nobody made": (
        {SECRETS: {"django": {}, "sentry": {}}, USED: {"SECRET_KEY": "djnago"}},
        (
            "platform:stack.services.api.secrets.SECRET_KEY names a secret that is not there; the secrets of this "
            "stack are django, sentry."
        ),
    ),
    "a secret of a database's role": (
        {f"{STACK}/databases": {"db": {}}, SECRETS: {"db": {}}},
        (
            "platform:stack.secrets.db: the secret name 'gli/db/production' is that of platform:stack.databases.db; "
            "take another role."
        ),
    ),
}


@each(REFUSED)
def test_what_cannot_be_built_is_refused_with_one_sentence(edits: dict[str, Any], said: str) -> None:
    assert refusal(edited(edits)) == said


@pytest.mark.parametrize("days", [0, 7, 30])
def test_the_recovery_windows_that_aws_knows_are_accepted(days: int) -> None:
    loaded = load(edited({SECRETS: {"django": {"recovery_window_in_days": days}}}))
    assert loaded.stack.secrets["django"].recovery_window_in_days == days
