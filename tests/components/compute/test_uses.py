"""What a service `uses` and names: the way, the variables and the secrets of exactly these, and of nothing else."""

from typing import Any

import pytest

from tests.components.compute.stand_ins import DATABASE_ARN, DATABASE_USER, FLAGS_ARN, Built, secret_of, service
from tests.components.iam_documents import by_sid
from tests.harness import inputs_by_name, json_of

EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
BOTH: dict[str, Any] = {"uses": ["db", "redis"]}


def ways(built: Built) -> set[tuple[str, int]]:
    """Groups that the service may connect to, with the port."""
    rules = inputs_by_name(built.recording, EGRESS).values()
    return {(r["referencedSecurityGroupId"], r["fromPort"]) for r in rules if "referencedSecurityGroupId" in r}


def plain(built: Built) -> dict[str, str]:
    return {variable["name"]: variable["value"] for variable in built.container["environment"]}


def secret(built: Built) -> dict[str, str]:
    return {variable["name"]: variable["valueFrom"] for variable in built.container["secrets"]}


def readable(built: Built) -> list[str]:
    statements = by_sid(json_of(built.one(ROLE_POLICY, "api-execution"), "policy"))
    found = statements.get("ReadOwnSecrets", {"Resource": []})["Resource"]
    assert isinstance(found, list)
    return found


def test_a_service_that_uses_nothing_reaches_no_store_and_reads_no_secret() -> None:
    built = service()
    assert {role: store.allowed for role, store in built.stores.items()} == {"db": [], "redis": []}
    assert (ways(built), plain(built), secret(built), readable(built)) == (set(), {}, {}, [])


def test_a_service_reaches_each_store_that_it_uses_at_both_ends() -> None:
    built = service(**BOTH)
    assert ways(built) == {("sg-db", 5432), ("sg-redis", 6379)}
    assert {role: store.allowed for role, store in built.stores.items()} == {"db": ["api"], "redis": ["api"]}


def test_a_service_reaches_no_store_that_another_uses() -> None:
    built = service(uses=["redis"])
    assert ways(built) == {("sg-redis", 6379)}
    assert (built.stores["db"].allowed, plain(built)) == ([], {"REDIS_HOST": "redis.internal"})
    assert readable(built) == [secret_of("redis")]


def test_a_service_is_told_of_its_stores_and_reads_their_passwords_by_reference() -> None:
    built = service(**BOTH)
    assert plain(built) == {"DB_HOST": "db.internal", "REDIS_HOST": "redis.internal"}
    assert secret(built) == {
        "DB_PASSWORD": f"{secret_of('db')}:password::",
        "REDIS_PASSWORD": f"{secret_of('redis')}:password::",
    }
    assert readable(built) == [secret_of("db"), secret_of("redis")]


def test_what_a_service_says_itself_goes_before_what_a_store_says() -> None:
    built = service(**BOTH, environment={"DB_HOST": "localhost"}, secrets={"REDIS_PASSWORD": FLAGS_ARN})
    assert plain(built)["DB_HOST"] == "localhost"
    assert secret(built)["REDIS_PASSWORD"] == FLAGS_ARN


def test_a_variable_is_plain_or_secret_and_never_both() -> None:
    built = service(**BOTH, environment={"DB_PASSWORD": "for a test"}, secrets={"REDIS_HOST": FLAGS_ARN})
    assert plain(built) == {"DB_HOST": "db.internal", "DB_PASSWORD": "for a test"}
    assert secret(built) == {"REDIS_HOST": FLAGS_ARN, "REDIS_PASSWORD": f"{secret_of('redis')}:password::"}


def test_a_service_reads_the_secrets_of_its_stack_that_it_names_whole_or_by_key() -> None:
    built = service(secrets={"MAIL": "mail", "MAIL_USER": "mail:user", "URL": f"{DATABASE_ARN}:url::"})
    assert secret(built) == {
        "MAIL": secret_of("mail"),
        "MAIL_USER": f"{secret_of('mail')}:user::",
        "URL": f"{DATABASE_ARN}:url::",
    }
    assert readable(built) == [secret_of("mail"), DATABASE_ARN]


def test_a_services_code_may_do_what_its_stores_ask_for() -> None:
    statements = by_sid(json_of(service(**BOTH).one(ROLE_POLICY, "api-task"), "policy"))
    assert {sid: (s["Action"], s["Resource"]) for sid, s in statements.items()} == {
        "ConnectDb": (["rds-db:connect"], [DATABASE_USER])
    }


def test_no_task_starts_before_its_stores_let_it_in() -> None:
    built = service(**BOTH)
    rules = {r.urn for token in (INGRESS, EGRESS) for r in built.recording.of_type(token) if r.name != "api-to-https"}
    assert len(rules) == 4
    assert rules <= set(built.service.dependencies)


@pytest.mark.parametrize("uses", [["db", "redis"], ["redis", "db"]])
def test_the_order_of_uses_makes_no_new_revision(uses: list[str]) -> None:
    assert service(uses=uses).container == service(**BOTH).container
