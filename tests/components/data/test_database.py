"""The database: nobody reaches it until allowed, nothing of it is in clear, and it is not lost by accident."""

import json

import pulumi
import pytest
from pulumi import ResourceOptions

from components.data.connection import connection_document
from components.data.database_settings import DatabaseSettings
from ops.offline.values import SECRET, UNKNOWN
from tests.components.data.databases import (
    EGRESS,
    INGRESS,
    INSTANCE,
    KEY,
    LOG_GROUP,
    PARAMETERS,
    PASSWORD,
    ROLE,
    ROLE_POLICY,
    SECRET_POLICY,
    SECRET_TYPE,
    SECURITY_GROUP,
    SUBNETS,
    VALUE,
    built,
    instance,
    told,
)
from tests.components.iam_documents import by_sid, unknown_actions, wide_resources
from tests.conftest import Record
from tests.harness import ACCOUNT, PLACEMENT, STACKS, build, json_of, listed


def test_it_has_the_standards_name_unless_another_is_given() -> None:
    assert instance()["identifier"] == "gli-prod-db"
    assert instance(name="gli-legacy")["identifier"] == "gli-legacy"


def test_it_stands_in_the_isolated_subnets_without_a_public_address() -> None:
    made = built()
    assert made.one(SUBNETS, "db-subnets").inputs["subnetIds"] == PLACEMENT.isolated_subnet_ids
    assert made.one(INSTANCE, "db").inputs["publiclyAccessible"] is False


def test_its_storage_backups_and_query_statistics_are_encrypted_with_the_environments_key() -> None:
    made = instance()
    assert made["storageEncrypted"] is True
    assert {made["kmsKeyId"], made["performanceInsightsKmsKeyId"]} == {KEY}


def test_without_a_key_of_ours_awss_own_encrypts_it() -> None:
    made = instance(key=None)
    assert made["storageEncrypted"] is True
    assert not {"kmsKeyId", "performanceInsightsKmsKeyId"} & set(made)


def test_it_refuses_connections_without_tls_and_logs_who_connects_and_what_is_slow() -> None:
    group = built().one(PARAMETERS, "db-parameters")
    assert group.inputs["family"] == "postgres17"
    assert {row["name"]: row["value"] for row in listed(group, "parameters")} == {
        "log_connections": "1",
        "log_disconnections": "1",
        "log_min_duration_statement": "1000",
        "log_statement": "ddl",
        "rds.force_ssl": "1",
    }


def test_parameters_come_on_top_of_those_of_the_platform() -> None:
    group = built(slow_query=250, parameters={"max_connections": {"value": "500", "apply": "pending-reboot"}})
    rows = {
        row["name"]: (row["value"], row["applyMethod"])
        for row in listed(group.one(PARAMETERS, "db-parameters"), "parameters")
    }
    assert rows["max_connections"] == ("500", "pending-reboot")
    assert rows["log_min_duration_statement"] == ("250", "immediate")
    assert rows["rds.force_ssl"] == ("1", "immediate")


def test_the_parameter_group_has_no_fixed_name_so_that_another_majors_can_stand_beside_it() -> None:
    first, second = (built(engine_version=version).one(PARAMETERS, "db-parameters") for version in ("16", "18"))
    assert (first.inputs["family"], second.inputs["family"]) == ("postgres16", "postgres18")
    assert str(first.inputs["name"]).endswith("*")
    assert first.options.delete_before_replace is None


def test_what_nobody_says_is_productions() -> None:
    made = instance()
    expected = {
        "multiAz": True,
        "backupRetentionPeriod": 14,
        "backupWindow": "18:00-19:00",
        "maintenanceWindow": "sun:19:30-sun:20:30",
        "copyTagsToSnapshot": True,
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "gli-prod-db-final",
        "deleteAutomatedBackups": False,
        "autoMinorVersionUpgrade": True,
        "allowMajorVersionUpgrade": False,
        "applyImmediately": False,
        "iamDatabaseAuthenticationEnabled": True,
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "storageType": "gp3",
        "monitoringInterval": 60,
    }
    assert {key: made[key] for key in expected} == expected
    assert made["maxAllocatedStorage"] > made["allocatedStorage"]


def test_pulumi_refuses_to_delete_it_unless_told_otherwise() -> None:
    assert built().one(INSTANCE, "db").options.protect
    assert not built(protect=False).one(INSTANCE, "db").options.protect


def test_what_may_be_lost_leaves_neither_snapshot_nor_backups() -> None:
    made = instance(skip_final_snapshot=True)
    assert "finalSnapshotIdentifier" not in made
    assert made["deleteAutomatedBackups"] is True


def test_its_log_groups_stand_before_it_under_the_names_that_rds_writes_to() -> None:
    made = built()
    groups = {group.inputs["name"]: group.urn for group in made.of_type(LOG_GROUP)}
    assert set(groups) == {f"/aws/rds/instance/gli-prod-db/{log}" for log in ("postgresql", "upgrade")}
    database = made.one(INSTANCE, "db")
    assert set(groups.values()) <= set(database.dependencies)
    assert database.inputs["enabledCloudwatchLogsExports"] == ["postgresql", "upgrade"]


def test_enhanced_monitoring_may_write_to_its_one_group_for_this_instance_alone() -> None:
    made = built()
    trust = json_of(made.one(ROLE, "db-monitoring"), "assumeRolePolicy")["Statement"][0]
    assert trust["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": [f"arn:aws:rds:ap-northeast-2:{ACCOUNT}:db:gli-prod-db"]},
    }
    document = json_of(made.one(ROLE_POLICY, "db-monitoring"), "policy")
    assert [*unknown_actions(document), *wide_resources(document)] == []
    assert all(":log-group:RDSOSMetrics" in arn for row in document["Statement"] for arn in row["Resource"])
    assert made.one(ROLE_POLICY, "db-monitoring").urn in made.one(INSTANCE, "db").dependencies


def test_without_enhanced_monitoring_there_is_no_role_for_it() -> None:
    made = built(monitoring_interval=0)
    assert [role.name for role in made.of_type(ROLE)] == []
    assert "monitoringRoleArn" not in made.one(INSTANCE, "db").inputs


@pytest.mark.parametrize(("mode", "days"), [("standard", 7), ("advanced", 465)])
def test_database_insights_keeps_queries_as_long_as_its_mode_asks(mode: str, days: int) -> None:
    made = instance(insights=mode)
    assert made["performanceInsightsEnabled"] is True
    assert (made["databaseInsightsMode"], made["performanceInsightsRetentionPeriod"]) == (mode, days)


def test_its_security_group_lets_nobody_in_and_nothing_out() -> None:
    made = built()
    assert {"ingress", "egress"}.isdisjoint(made.one(SECURITY_GROUP, "db").inputs)
    assert [*made.of_type(INGRESS), *made.of_type(EGRESS)] == []


def test_a_service_that_is_let_in_reaches_its_port_once_there_is_a_password_to_read() -> None:
    made = built(allow=("api",), port=5433)
    rule = made.one(INGRESS, "db-from-api")
    assert rule.inputs["securityGroupId"] == made.one(SECURITY_GROUP, "db").id
    assert rule.inputs["referencedSecurityGroupId"] == "sg-api"
    assert (rule.inputs["fromPort"], rule.inputs["toPort"], rule.inputs["ipProtocol"]) == (5433, 5433, "tcp")
    assert made.one(VALUE, "db-secret-value").urn in rule.dependencies


def test_a_service_is_told_where_it_is_and_reads_the_password_by_reference() -> None:
    host = built().one(INSTANCE, "db").outputs["address"]
    assert told("variables") == {
        "DB_HOST": host,
        "DB_PORT": "5432",
        "DB_NAME": "app",
        "DB_USER": "platform_admin",
        "DB_SSLMODE": "verify-full",
        "DB_PASSWORD_VERSION": "1",
    }
    arn = built().one(SECRET_TYPE, "db-secret").outputs["arn"]
    assert told("secrets") == {"DB_PASSWORD": f"{arn}:password::"}
    assert built().outputs["readable"] == [arn]
    assert built().outputs["permissions"] == []


def test_the_variables_are_named_by_the_role_unless_a_prefix_is_given() -> None:
    assert all(name.startswith("DB_BACK_") for name in told("variables", role="db-back"))
    assert all(name.startswith("DB_") and "BACK" not in name for name in told("variables", role="db-back", prefix="DB"))
    assert list(told("secrets", role="db-back", prefix="DB")) == ["DB_PASSWORD"]


def test_a_service_may_connect_as_the_iam_user_and_as_nobody_else() -> None:
    made = built(iam_user="app_rw")
    assert told("variables", iam_user="app_rw")["DB_IAM_USER"] == "app_rw"
    permissions = made.outputs["permissions"]
    assert isinstance(permissions, list)
    resource = made.one(INSTANCE, "db").outputs["resourceId"]
    assert by_sid({"Statement": permissions}) == {
        "ConnectToDb": {
            "Sid": "ConnectToDb",
            "Effect": "Allow",
            "Action": ["rds-db:connect"],
            "Resource": [f"arn:aws:rds-db:ap-northeast-2:{ACCOUNT}:dbuser:{resource}/app_rw"],
        }
    }


def test_its_own_password_is_random_and_in_clear_nowhere() -> None:
    made = built(allow=("api",))
    generated = made.one(PASSWORD, "db-password")
    assert (generated.inputs["length"], generated.inputs["special"]) == (40, False)
    assert made.one(INSTANCE, "db").inputs["password"] == SECRET
    assert made.one(VALUE, "db-secret-value").inputs["secretString"] == SECRET
    assert generated.outputs["result"] == SECRET
    assert SECRET not in json.dumps(made.outputs)


def test_its_secret_holds_what_awss_own_tools_and_the_proxy_read() -> None:
    settings = DatabaseSettings(port=5433, database="shop", username="owner")

    def program(_opts: ResourceOptions) -> None:
        pulumi.export("document", connection_document(settings, "db.example", "the-password"))

    document = build(program).outputs["document"]
    assert isinstance(document, str)
    assert json.loads(document) == {
        "engine": "postgres",
        "host": "db.example",
        "port": 5433,
        "dbname": "shop",
        "username": "owner",
        "password": "the-password",
    }


def test_a_higher_password_version_makes_another_password_and_another_task_revision() -> None:
    first, second = (built(password_version=version).one(PASSWORD, "db-password") for version in (1, 2))
    assert first.inputs["keepers"] != second.inputs["keepers"]
    assert told("variables", password_version=2)["DB_PASSWORD_VERSION"] == "2"  # noqa: S105 - a number, no password


def test_its_secret_has_the_standards_name_and_opens_to_this_account_alone() -> None:
    made = built()
    kept = made.one(SECRET_TYPE, "db-secret").inputs
    assert (kept["name"], kept["kmsKeyId"], kept["recoveryWindowInDays"]) == ("gli/db/production", KEY, 30)
    policy = made.one(SECRET_POLICY, "db-secret-policy")
    assert policy.inputs["blockPublicPolicy"] is True
    (statement,) = json_of(policy, "policy")["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": ACCOUNT}


def test_before_the_first_deployment_only_what_aws_gives_is_unknown() -> None:
    variables = told("variables", first=True)
    assert {name for name, value in variables.items() if value == UNKNOWN} == {"DB_HOST"}


@pytest.mark.parametrize("stack", STACKS)
def test_in_every_environment_the_services_that_use_it_and_no_others_reach_it(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    own = recording.one(SECURITY_GROUP, "db").id
    groups = {made.id: made.name for made in recording.of_type(SECURITY_GROUP)}
    rules = [rule.inputs for rule in recording.of_type(INGRESS) if rule.inputs["securityGroupId"] == own]
    assert {(groups[str(rule["referencedSecurityGroupId"])], rule["fromPort"], rule["toPort"]) for rule in rules} == {
        ("api", 5432, 5432),
        ("websocket", 5432, 5432),
    }


@pytest.mark.parametrize(("stack", "days"), [("dev", 7), ("stg", 30), ("prod", 90)])
def test_in_every_environment_its_logs_are_kept_as_the_standard_asks(stack: str, days: int, deployed: Record) -> None:
    name = f"/aws/rds/instance/gli-{stack}-db/postgresql"
    (group,) = [group for group in deployed(stack).of_type(LOG_GROUP) if group.inputs["name"] == name]
    assert group.inputs["retentionInDays"] == days
    assert group.inputs["kmsKeyId"]


def test_development_can_be_destroyed_for_real_and_the_others_cannot(deployed: Record) -> None:
    databases = {stack: deployed(stack).one(INSTANCE, "db") for stack in STACKS}
    assert {stack: made.options.protect for stack, made in databases.items()} == {
        "dev": False,
        "stg": True,
        "prod": True,
    }
    assert {stack: made.inputs["deletionProtection"] for stack, made in databases.items()} == {
        "dev": False,
        "stg": True,
        "prod": True,
    }
    assert deployed("dev").one(SECRET_TYPE, "db-secret").inputs["recoveryWindowInDays"] == 0
