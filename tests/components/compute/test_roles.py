"""What ECS may do to start a service, and what its code may do: its own secrets and log, and nobody else's."""

from typing import Any

import pytest

from ops.offline.recording import Recorded
from tests.components.compute.stand_ins import DATABASE_ARN, EXEC_LOGS, FLAGS_ARN, KEY, LOG_GROUP, Built, service
from tests.components.iam_documents import by_sid, nulls, unknown_actions, wide_resources
from tests.harness import ACCOUNT, json_of

ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
LOGS = "arn:aws:logs:ap-northeast-2:123456789012:log-group:"
SECRETS = {"URL": f"{DATABASE_ARN}:url::", "PASSWORD": f"{DATABASE_ARN}:password:AWSCURRENT:", "FLAGS": FLAGS_ARN}


def execution(built: Built) -> dict[str, Any]:
    return by_sid(json_of(built.one(ROLE_POLICY, "api-execution"), "policy"))


def policies_of(built: Built, role: str) -> list[Recorded]:
    name = built.one(ROLE, role).outputs["name"]
    return [policy for policy in built.recording.of_type(ROLE_POLICY) if policy.inputs["role"] == name]


@pytest.mark.parametrize("role", ["api-execution", "api-task"])
def test_only_tasks_of_this_account_take_the_role(role: str) -> None:
    trust = json_of(service().one(ROLE, role), "assumeRolePolicy")
    assert by_sid(trust) == {
        "Service": {
            "Sid": "Service",
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:ap-northeast-2:{ACCOUNT}:*"},
            },
        }
    }


def test_the_task_uses_these_two_roles() -> None:
    built = service()
    assert built.task.inputs["executionRoleArn"] == built.one(ROLE, "api-execution").outputs["arn"]
    assert built.task.inputs["taskRoleArn"] == built.one(ROLE, "api-task").outputs["arn"]


def test_a_services_code_may_do_nothing_until_allowed() -> None:
    assert policies_of(service(secrets=SECRETS), "api-task") == []


def test_without_secrets_ecs_writes_the_services_own_log_and_no_more() -> None:
    assert execution(service()) == {
        "WriteOwnLog": {
            "Sid": "WriteOwnLog",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [f"{LOGS}{LOG_GROUP}:*"],
        }
    }


def test_ecs_reads_exactly_the_secrets_that_the_service_names_each_once() -> None:
    statements = execution(service(secrets=SECRETS))
    assert statements["ReadOwnSecrets"]["Resource"] == [DATABASE_ARN]
    assert statements["ReadOwnSecrets"]["Action"] == ["secretsmanager:GetSecretValue"]
    assert statements["ReadOwnParameters"]["Resource"] == [FLAGS_ARN]
    assert statements["ReadOwnParameters"]["Action"] == ["ssm:GetParameters"]


@pytest.mark.parametrize(
    ("secrets", "sids"),
    [
        ({"URL": DATABASE_ARN}, ["WriteOwnLog", "ReadOwnSecrets", "DecryptOwnSecrets"]),
        ({"FLAGS": FLAGS_ARN}, ["WriteOwnLog", "ReadOwnParameters", "DecryptOwnSecrets"]),
    ],
)
def test_a_service_without_one_kind_of_secret_gets_no_statement_for_it(
    secrets: dict[str, str], sids: list[str]
) -> None:
    assert list(execution(service(secrets=secrets))) == sids


def test_our_key_decrypts_only_what_secrets_manager_and_ssm_hand_over() -> None:
    decrypt = execution(service(secrets=SECRETS))["DecryptOwnSecrets"]
    assert (decrypt["Action"], decrypt["Resource"]) == (["kms:Decrypt"], [KEY])
    assert decrypt["Condition"] == {
        "StringEquals": {
            "kms:ViaService": [
                "secretsmanager.ap-northeast-2.amazonaws.com",
                "ssm.ap-northeast-2.amazonaws.com",
            ]
        }
    }


def test_without_a_key_of_ours_nothing_is_decrypted() -> None:
    assert "DecryptOwnSecrets" not in execution(service(key=None, secrets=SECRETS))


def test_exec_lets_the_agent_open_channels_and_record_the_session() -> None:
    (policy,) = policies_of(service(execute_command=True), "api-task")
    statements = by_sid(json_of(policy, "policy"))
    assert {sid: s["Resource"] for sid, s in statements.items()} == {
        "Channels": ["*"],
        "FindLogGroups": [f"{LOGS}*"],
        "RecordSessions": [f"{LOGS}{EXEC_LOGS}:*"],
        "EncryptSessions": [KEY],
    }
    assert statements["EncryptSessions"]["Action"] == ["kms:Decrypt"]


def test_exec_without_a_key_of_ours_decrypts_nothing() -> None:
    (policy,) = policies_of(service(key=None, execute_command=True), "api-task")
    assert list(by_sid(json_of(policy, "policy"))) == ["Channels", "FindLogGroups", "RecordSessions"]


@pytest.mark.parametrize("policy", ["api-execution", "api-exec"])
def test_each_document_names_real_actions_on_what_aws_restricts_them_to(policy: str) -> None:
    document = json_of(service(secrets=SECRETS, execute_command=True).one(ROLE_POLICY, policy), "policy")
    assert [*nulls(document), *unknown_actions(document), *wide_resources(document)] == []


def test_the_service_pulls_by_its_execution_role_from_the_registry_that_it_is_wired_to() -> None:
    built = service()
    assert built.images.pulled_by == ["api"]
    assert {policy.name for policy in policies_of(built, "api-execution")} == {"api-execution", "pull-api"}


def test_ecs_starts_no_task_before_it_may_do_what_that_takes() -> None:
    built = service(secrets=SECRETS, execute_command=True)
    permissions = {policy.urn for policy in built.recording.of_type(ROLE_POLICY)}
    assert len(permissions) == 3
    assert permissions <= set(built.service.dependencies)
