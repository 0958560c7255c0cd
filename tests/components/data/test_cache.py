"""The cache: nobody reaches it until allowed, over TLS alone, as one user whose password only the secret has."""

import pytest

from components.data.cache_settings import ENGINES
from ops.offline.values import SECRET
from tests.components.data.caches import (
    EGRESS,
    GROUP,
    INGRESS,
    KEY,
    LIMITS,
    LOG_GROUP,
    PARAMETERS,
    PASSWORD,
    SECRET_TYPE,
    SECURITY_GROUP,
    SERVERLESS,
    SUBNETS,
    USER,
    USERS,
    VALUE,
    built,
    group,
    told,
)
from tests.conftest import Record
from tests.harness import PLACEMENT, STACKS, inputs_by_name, listed


def test_it_has_the_standards_name_unless_another_is_given() -> None:
    assert group()["replicationGroupId"] == "gli-prod-redis"
    assert group(name="gli-legacy")["replicationGroupId"] == "gli-legacy"


def test_it_is_the_newest_valkey_with_a_replica_in_another_zone() -> None:
    made = group()
    assert (made["engine"], made["engineVersion"]) == ("valkey", next(iter(ENGINES["valkey"])))
    assert (made["numCacheClusters"], made["automaticFailoverEnabled"], made["multiAzEnabled"]) == (2, True, True)


def test_an_environment_can_give_the_replica_up() -> None:
    made = group(nodes=1, automatic_failover=False, multi_az=False)
    assert (made["numCacheClusters"], made["automaticFailoverEnabled"], made["multiAzEnabled"]) == (1, False, False)


def test_it_stands_in_isolated_subnets() -> None:
    recording = built()
    subnets = recording.one(SUBNETS, "redis-subnets")
    assert subnets.inputs["subnetIds"] == PLACEMENT.isolated_subnet_ids
    assert group()["subnetGroupName"] == subnets.outputs["name"]


def test_connections_without_tls_are_refused() -> None:
    made = group()
    assert (made["transitEncryptionEnabled"], made["transitEncryptionMode"]) == (True, "required")


def test_data_and_snapshots_are_encrypted_with_the_environments_key() -> None:
    assert (group()["atRestEncryptionEnabled"], group()["kmsKeyId"]) == (True, KEY)
    assert group(key=None)["atRestEncryptionEnabled"] is True
    assert "kmsKeyId" not in group(key=None)


def test_nobody_reaches_it_and_it_reaches_nobody_until_allowed() -> None:
    recording = built()
    assert recording.of_type(INGRESS) == recording.of_type(EGRESS) == ()
    own = recording.one(SECURITY_GROUP, "redis")
    assert {"ingress", "egress"}.isdisjoint(own.inputs)
    assert own.inputs["vpcId"] == PLACEMENT.vpc_id
    assert group()["securityGroupIds"] == [own.id]


def test_each_service_that_is_allowed_gets_one_port_for_its_own_group() -> None:
    recording = built(allow=("api", "websocket"))
    own = recording.one(SECURITY_GROUP, "redis").id
    assert inputs_by_name(recording, INGRESS) == {
        f"redis-from-{service}": {
            "description": f"From {service}",
            "securityGroupId": own,
            "referencedSecurityGroupId": f"sg-{service}",
            "ipProtocol": "tcp",
            "fromPort": 6379,
            "toPort": 6379,
        }
        for service in ("api", "websocket")
    }
    assert recording.of_type(EGRESS) == ()


def test_who_waits_for_the_way_in_waits_for_the_password_too() -> None:
    recording = built(allow=("api",))
    value = recording.one(VALUE, "redis-secret-value")
    assert value.urn in recording.one(INGRESS, "redis-from-api").dependencies


def test_a_service_is_told_where_how_and_as_whom_to_connect() -> None:
    host = built().one(GROUP, "redis").outputs["primaryEndpointAddress"]
    assert told("variables") == {
        "REDIS_HOST": host,
        "REDIS_PORT": "6379",
        "REDIS_USERNAME": "gli-prod-redis",
        "REDIS_TLS": "true",
        "REDIS_PASSWORD_VERSION": "1",
    }


def test_the_password_reaches_a_service_by_reference_alone() -> None:
    recording = built()
    arn = recording.one(SECRET_TYPE, "redis-secret").outputs["arn"]
    assert told("secrets") == {"REDIS_PASSWORD": f"{arn}:password::"}
    assert told("readable") == [arn]
    assert told("permissions") == []


def test_variables_are_named_by_the_role() -> None:
    assert told("secrets", role="user-sessions").keys() == {"USER_SESSIONS_PASSWORD"}


def test_there_is_one_user_whose_commands_cannot_change_the_server_or_see_other_clients() -> None:
    recording = built()
    user = recording.one(USER, "redis-user").inputs
    assert user["userId"] == user["userName"] == "gli-prod-redis"
    rights = str(user["accessString"]).split()
    assert rights[0] == "on"
    assert rights.index("-@dangerous") > rights.index("+@all")
    assert rights[rights.index("-@dangerous") + 1 :] == ["+info", "+flushdb"]
    assert "noPasswordRequired" not in user
    assert recording.one(USERS, "redis-users").inputs["userIds"] == ["gli-prod-redis"]
    assert group()["userGroupIds"] == [recording.one(USERS, "redis-users").inputs["userGroupId"]]


def test_valkey_knows_no_other_user() -> None:
    recording = built()
    assert [user.name for user in recording.of_type(USER)] == ["redis-user"]
    assert recording.one(USERS, "redis-users").inputs["engine"] == "valkey"


def test_redis_wants_a_default_user_which_may_do_nothing_and_whose_password_nobody_knows() -> None:
    recording = built(engine="redis")
    default = recording.one(USER, "redis-default")
    assert (default.inputs["userName"], default.inputs["accessString"]) == ("default", "off -@all")
    assert default.inputs["passwords"] == SECRET
    assert recording.one(USERS, "redis-users").inputs["userIds"] == ["gli-prod-redis", "gli-prod-redis-default"]
    kept = recording.one(VALUE, "redis-secret-value")
    assert recording.one(PASSWORD, "redis-default").urn not in kept.dependencies


def test_the_password_is_long_and_made_once_for_each_version() -> None:
    first, second = (built(password_version=n).one(PASSWORD, "redis-password").inputs for n in (1, 2))
    assert (first["length"], first["special"]) == (64, False)
    assert first["keepers"] != second["keepers"]


def test_the_same_password_is_the_users_and_the_secrets() -> None:
    recording = built()
    password = recording.one(PASSWORD, "redis-password").urn
    assert password in recording.one(USER, "redis-user").property_dependencies["passwords"]
    assert password in recording.one(VALUE, "redis-secret-value").property_dependencies["secretString"]


@pytest.mark.parametrize("engine", ["valkey", "redis"])
def test_no_password_stands_in_clear_in_anything_that_is_registered(engine: str) -> None:
    recording = built(engine=engine, allow=("api",))
    result = recording.one(PASSWORD, "redis-password").outputs["result"]
    assert result == SECRET
    assert {user.inputs["passwords"] for user in recording.of_type(USER)} == {SECRET}
    assert recording.one(VALUE, "redis-secret-value").inputs["secretString"] == SECRET


def test_the_secret_has_the_standards_name_and_the_environments_key() -> None:
    secret = built().one(SECRET_TYPE, "redis-secret").inputs
    assert (secret["name"], secret["kmsKeyId"], secret["recoveryWindowInDays"]) == ("gli/redis/production", KEY, 30)
    given_up = built(secret_recovery_window_in_days=0).one(SECRET_TYPE, "redis-secret")
    assert given_up.inputs["recoveryWindowInDays"] == 0


def test_slow_and_engine_logs_go_as_json_to_groups_that_stand_before_the_cache() -> None:
    recording = built()
    made = recording.one(GROUP, "redis")
    assert listed(made, "logDeliveryConfigurations") == [
        {
            "logType": log,
            "logFormat": "json",
            "destinationType": "cloudwatch-logs",
            "destination": f"/aws/elasticache/gli-prod-redis/{log}",
        }
        for log in ("slow-log", "engine-log")
    ]
    assert {log.urn for log in recording.of_type(LOG_GROUP)} <= set(made.dependencies)
    assert len(recording.of_type(LOG_GROUP)) == 2


def test_snapshots_maintenance_and_upgrades_follow_the_settings() -> None:
    made = group(snapshot_retention_days=3, snapshot_window="01:00-02:00", maintenance_window="tue:03:00-tue:04:00")
    assert (made["snapshotRetentionLimit"], made["snapshotWindow"]) == (3, "01:00-02:00")
    assert made["maintenanceWindow"] == "tue:03:00-tue:04:00"
    assert made["autoMinorVersionUpgrade"] is True
    assert (group()["applyImmediately"], group(apply_immediately=True)["applyImmediately"]) == (False, True)


def test_a_deleted_cache_leaves_a_snapshot_unless_the_environment_gives_that_up() -> None:
    assert group()["finalSnapshotIdentifier"] == "gli-prod-redis-final"
    assert "finalSnapshotIdentifier" not in group(skip_final_snapshot=True)


@pytest.mark.parametrize(
    ("engine", "version"), [(engine, version) for engine, sold in ENGINES.items() for version in sold]
)
def test_each_version_has_parameters_of_its_own_family(engine: str, version: str) -> None:
    made = built(engine=engine, version=version, eviction="noeviction", parameters={"timeout": "300"})
    parameters = made.one(PARAMETERS, "redis-parameters")
    assert parameters.inputs["family"] == f"{engine}{version.partition('.')[0]}"
    assert listed(parameters, "parameters") == [
        {"name": "maxmemory-policy", "value": "noeviction"},
        {"name": "timeout", "value": "300"},
    ]
    assert made.one(GROUP, "redis").inputs["engineVersion"] == version
    assert made.one(GROUP, "redis").inputs["parameterGroupName"] == parameters.outputs["name"]


def test_the_cache_and_its_secret_are_protected_unless_the_environment_gives_that_up() -> None:
    secret = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
    assert {made.type for made in built().resources if made.options.protect} == {GROUP, secret}
    assert {made.type for made in built(serverless=LIMITS).resources if made.options.protect} == {SERVERLESS, secret}
    assert not any(made.options.protect for made in built(protect=False).resources)


def test_all_but_endpoint_and_ids_is_known_on_a_first_preview() -> None:
    later, first = group(), group(first=True)
    unknown = {"subnetGroupName", "parameterGroupName", "securityGroupIds"}
    assert {key: first[key] for key in later if key not in unknown} == {
        key: value for key, value in later.items() if key not in unknown
    }


def test_reviewers_read_the_settings_on_the_component() -> None:
    inputs = built(nodes=3).one("platform:data:Cache", "redis").inputs
    assert (inputs["nodes"], inputs["engine"], inputs["protect"]) == (3, "valkey", True)


@pytest.mark.parametrize("stack", STACKS)
def test_in_every_environment_the_services_that_use_it_and_no_others_reach_it(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    own = recording.one(SECURITY_GROUP, "redis").id
    groups = {made.id: made.name for made in recording.of_type(SECURITY_GROUP)}
    rules = [rule.inputs for rule in recording.of_type(INGRESS) if rule.inputs["securityGroupId"] == own]
    assert {(groups[str(rule["referencedSecurityGroupId"])], rule["fromPort"], rule["toPort"]) for rule in rules} == {
        ("api", 6379, 6379),
        ("websocket", 6379, 6379),
    }
