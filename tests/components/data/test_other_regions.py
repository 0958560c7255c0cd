"""A database that is followed in other Regions, and one that follows: what each says, and who may reach it."""

import json
from typing import Any

from components.data.database_settings import DatabaseSettings
from components.data.database_watch import watched_database
from ops.offline.recording import Recording
from ops.offline.values import SECRET
from tests.components.data.databases import (
    EGRESS,
    INGRESS,
    INSTANCE,
    KEY,
    PARAMETERS,
    PASSWORD,
    SECRET_POLICY,
    SECRET_TYPE,
    SUBNETS,
    VALUE,
    built,
    instance,
    key_abroad,
    told,
)
from tests.components.iam_documents import unknown_actions
from tests.harness import ACCOUNT, NAMES, inputs_by_name

TOKYO, FRANKFURT, SYDNEY = "ap-northeast-1", "eu-central-1", "ap-southeast-2"
NAME = "gli/db/production/regions"
COPY = f"arn:aws:secretsmanager:ap-northeast-2:{ACCOUNT}:secret:{NAME}"
PEER = {"tokyo": "10.41.0.0/16"}
FOLLOWS: dict[str, Any] = {"replica_of": TOKYO}


def primary(**given: Any) -> Recording:
    return built(replicate_to=[FRANKFURT, SYDNEY], **given)


def watched_alarms(**given: Any) -> set[str]:
    watched = watched_database("db", DatabaseSettings.model_validate_json(json.dumps(given)), NAMES)
    assert any(widget.title == "Replica lag" for widget in watched.widgets) == bool(given)
    return {alarm.key for alarm in watched.alarms}


def test_a_replica_follows_the_instance_of_its_own_name_in_the_other_region() -> None:
    assert instance(**FOLLOWS)["identifier"] == "gli-prod-db"
    assert instance(**FOLLOWS)["replicateSourceDb"] == f"arn:aws:rds:{TOKYO}:{ACCOUNT}:db:gli-prod-db"
    renamed = instance(name="legacy", **FOLLOWS)
    assert renamed["replicateSourceDb"] == f"arn:aws:rds:{TOKYO}:{ACCOUNT}:db:legacy"


def test_a_replica_says_nothing_that_is_its_sources() -> None:
    sources = {
        "allocatedStorage", "backupRetentionPeriod", "backupWindow", "dbName", "engine", "engineVersion",
        "finalSnapshotIdentifier", "password", "username",
    }  # fmt: skip
    assert sources.isdisjoint(instance(**FOLLOWS))
    assert instance(**FOLLOWS)["skipFinalSnapshot"] is True
    assert sources - {"finalSnapshotIdentifier"} < instance().keys()


def test_a_replica_has_key_network_and_parameters_of_its_own_region() -> None:
    made = built(**FOLLOWS)
    replica = made.one(INSTANCE, "db")
    assert (replica.inputs["storageEncrypted"], replica.inputs["kmsKeyId"]) == (True, KEY)
    assert replica.inputs["publiclyAccessible"] is False
    assert replica.property_dependencies["dbSubnetGroupName"] == (made.one(SUBNETS, "db-subnets").urn,)
    assert replica.property_dependencies["parameterGroupName"] == (made.one(PARAMETERS, "db-parameters").urn,)
    assert replica.options.protect


def test_a_replica_makes_neither_password_nor_secret() -> None:
    for token in (PASSWORD, SECRET_TYPE, SECRET_POLICY, VALUE):
        assert built(**FOLLOWS).of_type(token) == ()
        assert built().of_type(token) != ()


def test_its_services_read_at_the_replica_with_the_primarys_password() -> None:
    host = built(**FOLLOWS).one(INSTANCE, "db").outputs["address"]
    assert told("variables", **FOLLOWS)["DB_HOST"] == host
    assert told("secrets", **FOLLOWS) == {"DB_PASSWORD": f"{COPY}:password::"}
    assert built(**FOLLOWS).outputs["readable"] == [f"{COPY}-??????"]


def test_where_the_primarys_network_is_peered_they_are_told_where_to_write() -> None:
    assert told("secrets", peers=PEER, **FOLLOWS) == {
        "DB_PASSWORD": f"{COPY}:password::",
        "DB_PRIMARY_HOST": f"{COPY}:host::",
    }
    assert "DB_PRIMARY_HOST" not in told("secrets", peers=PEER, replicate_to=[FRANKFURT])


def test_ecs_decrypts_the_copy_by_the_alias_of_the_primarys_key_and_nothing_else() -> None:
    reading: Any = built(**FOLLOWS).outputs["reading"]
    [statement] = reading
    assert statement == {
        "Sid": "DecryptSecretOfDb",
        "Effect": "Allow",
        "Action": ["kms:Decrypt"],
        "Resource": [f"arn:aws:kms:ap-northeast-2:{ACCOUNT}:key/mrk-*"],
        "Condition": {
            "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/gli-production-{TOKYO}"},
            "StringEquals": {"kms:ViaService": "secretsmanager.ap-northeast-2.amazonaws.com"},
        },
    }
    assert list(unknown_actions({"Statement": [statement]})) == []
    assert built().outputs["reading"] == []


def test_the_primary_shares_its_connection_with_each_region_under_a_key_of_that_region() -> None:
    shared = primary().one(SECRET_TYPE, "db-shared")
    assert shared.inputs["name"] == NAME
    assert shared.inputs["replicas"] == [
        {"region": region, "kmsKeyId": key_abroad(region)} for region in (FRANKFURT, SYDNEY)
    ]
    assert "replicas" not in primary().one(SECRET_TYPE, "db-secret").inputs
    assert shared.options.protect


def test_what_it_shares_is_its_own_connection_and_never_in_clear() -> None:
    own, shared = (primary().one(VALUE, f"db-{name}-value") for name in ("secret", "shared"))
    assert shared.inputs["secretString"] == own.inputs["secretString"] == SECRET
    made_of = {primary().one(INSTANCE, "db").urn, primary().one(PASSWORD, "db-password").urn}
    assert set(shared.property_dependencies["secretString"]) == made_of


def test_its_own_services_keep_reading_its_own_secret() -> None:
    assert primary().outputs["secrets"] == built().outputs["secrets"]
    assert primary().outputs["readable"] == built().outputs["readable"]


def test_a_database_that_nobody_follows_shares_nothing() -> None:
    assert [one.name for one in built().of_type(SECRET_TYPE)] == ["db-secret"]


def test_the_networks_of_its_replicas_reach_the_primary_on_its_port_alone() -> None:
    made = primary(peers={"frankfurt": "10.42.0.0/16", "sydney": "10.43.0.0/16"}, port=5433)
    rules = inputs_by_name(made, INGRESS)
    assert rules.keys() == {"db-from-peer-frankfurt", "db-from-peer-sydney"}
    assert rules["db-from-peer-sydney"]["cidrIpv4"] == "10.43.0.0/16"
    assert {(rule["fromPort"], rule["toPort"]) for rule in rules.values()} == {(5433, 5433)}
    assert primary().of_type(INGRESS) == ()


def test_a_service_is_let_out_to_the_primary_only_where_it_uses_the_replica() -> None:
    made = built(peers=PEER, allow=("api",), **FOLLOWS)
    [rule] = made.of_type(EGRESS)
    assert rule.name == "db-to-peer-tokyo-from-api"
    assert (rule.inputs["securityGroupId"], rule.inputs["cidrIpv4"]) == ("sg-api", PEER["tokyo"])
    assert (rule.inputs["fromPort"], rule.inputs["toPort"]) == (5432, 5432)
    assert built(allow=("api",), **FOLLOWS).of_type(EGRESS) == ()
    assert built(peers=PEER, allow=("api",), replicate_to=[FRANKFURT]).of_type(EGRESS) == ()


def test_nobody_reaches_a_replica_from_another_network() -> None:
    assert [one.name for one in built(peers=PEER, allow=("api",), **FOLLOWS).of_type(INGRESS)] == ["db-from-api"]


def test_it_is_watched_for_being_behind_and_not_for_what_its_source_alone_can_do() -> None:
    follower, source = watched_alarms(**FOLLOWS), watched_alarms()
    assert follower - source == {"replica-lag"}
    assert source - follower == {"transaction-ids"}


def test_promoted_it_keeps_its_address_and_gets_what_a_database_of_its_own_has() -> None:
    before, after = instance(**FOLLOWS), instance()
    stays = before.keys() & after.keys() - {"skipFinalSnapshot"}
    assert {key: after[key] for key in stays} == {key: before[key] for key in stays}
    assert before.keys() - after.keys() == {"replicateSourceDb"}
    assert told("variables", **FOLLOWS) == told("variables")
