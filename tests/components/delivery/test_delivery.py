"""Who takes which role, and what the roles that look at things may do."""

from typing import Any

import pytest

from tests.components.iam_documents import by_sid, nulls
from tests.conftest import Record
from tests.harness import OF_THE_ACCOUNT, STACKS, json_of
from tests.permissions import Request, refused

ROLE, POLICY, ROLE_POLICY = "aws:iam/role:Role", "aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy"
ACCOUNT, ISSUER = "917891822317", "token.actions.githubusercontent.com"
REPOSITORY = "repo:glibiz/infrastructure"
BRANCH = "ref:refs/heads/main"
STATE = "arn:aws:s3:::gli-pulumi-state-917891822317/.pulumi"
KEY = f"arn:aws:kms:ap-northeast-2:{ACCOUNT}:key/1"
OF_STATE = {"kms:resourcealiases": ["alias/gli-pulumi-state"]}
VIA_S3 = {"kms:viaservice": ["s3.ap-northeast-2.amazonaws.com"]}


def subjects(deployed: Record, stack: str) -> dict[str, list[str]]:
    """Whom each role trusts GitHub for."""
    found = {}
    for role in deployed(stack).of_type(ROLE):
        [statement] = json_of(role, "assumeRolePolicy")["Statement"]
        if statement["Action"] == "sts:AssumeRoleWithWebIdentity":
            condition: dict[str, Any] = statement["Condition"]["StringEquals"]
            assert statement["Principal"] == {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"}
            assert set(statement["Condition"]) == {"StringEquals"}
            assert condition.pop(f"{ISSUER}:aud") == "sts.amazonaws.com"
            assert set(condition) == {f"{ISSUER}:sub"}
            found[str(role.inputs["name"])] = condition[f"{ISSUER}:sub"]
    return found


@pytest.mark.parametrize("stack", STACKS)
def test_each_role_is_taken_by_one_event_or_environment_of_one_repository(stack: str, deployed: Record) -> None:
    name = f"gli-{stack}-ap-northeast-2"
    assert subjects(deployed, stack) == {
        f"{name}-preview": [f"{REPOSITORY}:pull_request"],
        f"{name}-drift": [f"{REPOSITORY}:{BRANCH}"],
        f"{name}-deploy": [f"{REPOSITORY}:environment:{stack}"],
        f"{name}-app-api": [f"repo:glibiz/gli-api-server:environment:{stack}"],
        f"{name}-app-websocket": [f"repo:glibiz/gli-websocket-server:environment:{stack}"],
        f"{name}-app-user-frontend": [f"repo:glibiz/gli-user-frontend:environment:{stack}"],
    }


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_people_need_a_second_factor_of_this_session(stack: str, deployed: Record) -> None:
    role = deployed(stack).one(ROLE, "operator")
    [trust] = json_of(role, "assumeRolePolicy")["Statement"]
    hours = 4 if stack == "all" else 1
    account = "123456789012" if stack == "all" else ACCOUNT
    who = f"arn:aws:iam::{account}:role/people/admins" if stack == "all" else f"arn:aws:iam::{account}:root"
    assert trust["Principal"] == {"AWS": [who]}
    assert trust["Condition"] == {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": str(hours * 3600)},
        "StringEquals": {"aws:PrincipalAccount": account},
    }
    assert role.inputs["maxSessionDuration"] == hours * 3600


def test_people_look_into_tasks_logs_and_secrets_of_their_environment_alone(deployed: Record) -> None:
    own = json_of(deployed("stg").one(ROLE_POLICY, "operator"), "policy")
    secret = str(deployed("stg").one("aws:secretsmanager/secret:Secret", "db-secret").outputs["arn"])
    here = f"arn:aws:{{}}:ap-northeast-2:{ACCOUNT}:{{}}"
    may = [
        Request("ecs:ExecuteCommand", here.format("ecs", "task/staging-gli-cluster/1")),
        Request("logs:FilterLogEvents", here.format("logs", "log-group:/ecs/staging-gli-api:*")),
        Request("logs:GetLogEvents", here.format("logs", "log-group:/ecs/staging-gli-api:log-stream:a")),
        Request("secretsmanager:GetSecretValue", secret),
        Request("secretsmanager:PutSecretValue", secret),
    ]
    others = deployed("prod").one("aws:secretsmanager/secret:Secret", "db-secret").outputs["arn"]
    may_not = [
        Request("ecs:ExecuteCommand", here.format("ecs", "task/production-gli-cluster/1")),
        Request("ecs:UpdateService", here.format("ecs", "service/staging-gli-cluster/staging-websocket-service")),
        Request("logs:DeleteLogGroup", here.format("logs", "log-group:/ecs/staging-gli-api")),
        Request("logs:FilterLogEvents", here.format("logs", "log-group:/ecs/production-gli-api:*")),
        Request("secretsmanager:DeleteSecret", secret),
        Request("secretsmanager:GetSecretValue", str(others)),
    ]
    assert refused(may, own) == []
    assert len(refused(may_not, own)) == len(may_not)


def state_of(deployed: Record, kind: str) -> Any:
    return json_of(deployed("prod").one(POLICY, f"{kind}-state"), "policy")


def test_a_preview_reads_its_own_state_and_nothing_of_aws(deployed: Record) -> None:
    attached = deployed("prod").of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert [one.name for one in attached if one.name.startswith("preview")] == ["preview-state"]
    may = [
        Request("s3:ListBucket", STATE.partition("/")[0]),
        Request("s3:GetObject", f"{STATE}/meta.yaml"),
        Request("s3:GetObject", f"{STATE}/stacks/platform/prod.json"),
        Request("s3:GetObject", f"{STATE}/stacks/platform/prod.pulumi-tags"),
        Request("kms:Decrypt", KEY, {**OF_STATE, "kms:encryptioncontext:stack": ["prod"]}),
        Request("kms:Decrypt", KEY, {**OF_STATE, **VIA_S3}),
    ]
    may_not = [
        Request("s3:GetObject", f"{STATE}/stacks/platform/stg.json"),
        Request("s3:PutObject", f"{STATE}/stacks/platform/prod.json"),
        Request("s3:PutObject", f"{STATE}/locks/organization/platform/prod/1.json"),
        Request("kms:Decrypt", KEY, {**OF_STATE, "kms:encryptioncontext:stack": ["stg"]}),
        Request("kms:Decrypt", KEY, {"kms:resourcealiases": ["alias/gli-production"], **VIA_S3}),
        Request(
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:ap-northeast-2:{ACCOUNT}:secret:gli/db/production-1",
        ),
    ]
    document = state_of(deployed, "preview")
    assert refused(may, document) == []
    assert len(refused(may_not, document)) == len(may_not) - 1, "two differ by their conditions alone"
    assert all(refused([one], document) for one in may_not)


@pytest.mark.parametrize(("kind", "writes"), [("preview", False), ("drift", False), ("deploy", True)])
def test_only_a_deployment_locks_and_writes_the_state_of_its_stack(kind: str, writes: bool, deployed: Record) -> None:  # noqa: FBT001 - a column
    document = state_of(deployed, kind)
    lock = f"{STATE}/locks/organization/platform/prod/1.json"
    own = [
        Request("s3:PutObject", lock),
        Request("s3:DeleteObject", lock),
        Request("s3:PutObject", f"{STATE}/stacks/platform/prod.json"),
        Request("s3:PutObject", f"{STATE}/history/platform/prod/1"),
    ]
    assert len(refused(own, document)) == (0 if writes else len(own))
    others = [
        Request("s3:PutObject", f"{STATE}/stacks/platform/dev.json"),
        Request("s3:DeleteObject", f"{STATE}/stacks/platform/prod.json"),
        Request("s3:DeleteObject", f"{STATE}/history/platform/prod/1"),
    ]
    assert len(refused(others, document)) == len(others)


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_every_document_is_whole(stack: str, deployed: Record) -> None:
    for one in deployed(stack).of_type(POLICY):
        document = json_of(one, "policy")
        assert list(nulls(document)) == [], one.name
        assert by_sid(document)


def test_the_accounts_stack_is_delivered_by_nobody(deployed: Record) -> None:
    assert subjects(deployed, OF_THE_ACCOUNT) == {}
