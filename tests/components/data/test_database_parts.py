"""What a database can have besides its instance: replicas, a proxy, a managed password, another one's data."""

import json
from typing import Any

import pytest

from ops.offline.recording import Recorded, Recording
from tests.components.data.databases import (
    EGRESS,
    INGRESS,
    INSTANCE,
    KEY,
    LOG_GROUP,
    PARAMETERS,
    PASSWORD,
    PROXY,
    ROLE,
    ROLE_POLICY,
    SECRET_TYPE,
    SECURITY_GROUP,
    VALUE,
    built,
    instance,
    told,
)
from tests.components.iam_documents import by_sid, unknown_actions, wide_resources
from tests.harness import ACCOUNT, json_of

TARGET = "aws:rds/proxyTarget:ProxyTarget"
DOCUMENT = "aws:ssm/document:Document"
RULE = "aws:cloudwatch/eventRule:EventRule"
RULE_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
BOOK = f"arn:aws:ssm:ap-northeast-2:{ACCOUNT}:automation-definition/gli-prod-db-redeploy"


def policy_of(made: Recording, name: str) -> Any:
    return json_of(made.one(ROLE_POLICY, name), "policy")


def readable(made: Recording) -> list[str]:
    """The secrets that ECS reads for a service."""
    arns = made.outputs["readable"]
    assert isinstance(arns, list)
    return arns


def replica(**given: Any) -> Recorded:
    return built(replicas={"reports": given}).one(INSTANCE, "db-reports")


def test_a_replica_follows_its_source_and_has_its_data_encrypted_too() -> None:
    made = replica()
    source = built(replicas={"reports": {}}).one(INSTANCE, "db")
    assert (made.inputs["identifier"], made.inputs["replicateSourceDb"]) == ("gli-prod-db-reports", "gli-prod-db")
    assert source.urn in made.dependencies
    assert made.inputs["storageEncrypted"] is True
    shared = [
        "vpcSecurityGroupIds",
        "parameterGroupName",
        "monitoringRoleArn",
        "databaseInsightsMode",
        "caCertIdentifier",
    ]
    assert {key: made.inputs[key] for key in shared} == {key: source.inputs[key] for key in shared}


def test_a_replica_has_neither_password_nor_version_nor_backups_of_its_own() -> None:
    own = {"password", "username", "dbName", "engineVersion", "backupRetentionPeriod", "finalSnapshotIdentifier"}
    assert own.isdisjoint(replica().inputs)
    assert replica().inputs["skipFinalSnapshot"] is True


def test_a_replica_takes_its_sources_class_unless_it_has_one() -> None:
    assert replica().inputs["instanceClass"] == instance()["instanceClass"]
    assert replica(instance_class="db.t4g.medium").inputs["instanceClass"] == "db.t4g.medium"


def test_a_replica_can_be_deleted_by_pulumi_but_not_by_accident_at_rds() -> None:
    assert not replica().options.protect
    assert replica().inputs["deletionProtection"] is True


def test_a_replicas_log_groups_stand_before_it() -> None:
    made = built(replicas={"reports": {}})
    own = [group for group in made.of_type(LOG_GROUP) if "/gli-prod-db-reports/" in str(group.inputs["name"])]
    assert {group.inputs["name"] for group in own} == {
        "/aws/rds/instance/gli-prod-db-reports/postgresql",
        "/aws/rds/instance/gli-prod-db-reports/upgrade",
    }
    assert {group.urn for group in own} <= set(replica().dependencies)


def test_a_replica_is_watched_under_the_databases_role() -> None:
    trust = json_of(built(replicas={"reports": {}}).one(ROLE, "db-monitoring"), "assumeRolePolicy")["Statement"][0]
    assert trust["Condition"]["ArnLike"]["aws:SourceArn"] == [
        f"arn:aws:rds:ap-northeast-2:{ACCOUNT}:db:gli-prod-db",
        f"arn:aws:rds:ap-northeast-2:{ACCOUNT}:db:gli-prod-db-reports",
    ]


def test_a_service_is_told_where_each_replica_is() -> None:
    assert told("variables", replicas={"reports": {}})["DB_REPORTS_HOST"] == replica().outputs["address"]


def test_with_a_proxy_services_reach_the_proxy_and_only_the_proxy_reaches_the_instance() -> None:
    made = built(proxy={}, allow=("api",), port=5433)
    groups = {group.id: group.name for group in made.of_type(SECURITY_GROUP)}
    ways = {
        (groups[str(rule["securityGroupId"])], str(rule["referencedSecurityGroupId"]), rule["fromPort"])
        for rule in (rule.inputs for rule in made.of_type(INGRESS))
    }
    proxy_id = made.one(SECURITY_GROUP, "db-proxy").id
    assert ways == {("db-proxy", "sg-api", 5432), ("db", proxy_id, 5433)}
    (out,) = made.of_type(EGRESS)
    assert groups[str(out.inputs["securityGroupId"])] == "db-proxy"
    assert groups[str(out.inputs["referencedSecurityGroupId"])] == "db"
    assert made.one(TARGET, "db-proxy").urn in made.one(INGRESS, "db-from-api").dependencies


def test_with_a_proxy_its_host_and_port_are_what_services_are_told() -> None:
    made = built(proxy={}, port=5433)
    variables = told("variables", proxy={}, port=5433)
    assert variables["DB_HOST"] == made.one(PROXY, "db-proxy").outputs["endpoint"]
    assert (variables["DB_PORT"], made.outputs["port"]) == ("5432", 5432)


def test_the_proxy_takes_tls_alone_and_reads_the_databases_secret_alone() -> None:
    made = built(proxy={})
    pool = made.one(PROXY, "db-proxy").inputs
    arn = made.one(SECRET_TYPE, "db-secret").outputs["arn"]
    assert pool["requireTls"] is True
    assert pool["auths"] == [{"authScheme": "SECRETS", "iamAuth": "DISABLED", "secretArn": arn}]
    statements = by_sid(policy_of(made, "db-proxy"))
    assert statements["ReadSecret"]["Resource"] == [arn]
    assert statements["DecryptSecret"]["Resource"] == [KEY]
    assert list(unknown_actions(policy_of(made, "db-proxy"))) == []


def test_the_proxys_log_group_stands_before_it() -> None:
    made = built(proxy={})
    (group,) = [group for group in made.of_type(LOG_GROUP) if "proxy" in str(group.inputs["name"])]
    assert group.inputs["name"] == "/aws/rds/proxy/gli-prod-db"
    assert group.urn in made.one(PROXY, "db-proxy").dependencies


def test_a_managed_password_is_rdss_and_pulumi_knows_none() -> None:
    made = built(password="managed", allow=("api",))  # noqa: S106 - where the password comes from
    database = made.one(INSTANCE, "db")
    assert database.inputs["manageMasterUserPassword"] is True
    assert database.inputs["masterUserSecretKmsKeyId"] == KEY
    assert "password" not in database.inputs
    assert made.of_type(PASSWORD) == ()
    (arn,) = readable(made)
    assert arn.startswith(f"arn:aws:secretsmanager:ap-northeast-2:{ACCOUNT}:secret:rds!")
    assert told("secrets", password="managed") == {"DB_PASSWORD": f"{arn}:password::"}  # noqa: S106 - where it comes from
    assert database.urn in made.one(INGRESS, "db-from-api").dependencies


def test_the_connection_document_stays_without_the_password_that_rds_keeps() -> None:
    made = built(password="managed")  # noqa: S106 - where the password comes from
    assert made.one(SECRET_TYPE, "db-secret").options.protect
    value = made.one(VALUE, "db-secret-value")
    assert value.property_dependencies["secretString"] == (made.one(INSTANCE, "db").urn,)


def test_when_a_managed_password_has_changed_the_services_that_use_it_are_redeployed() -> None:
    made = built(password="managed", allow=("api", "ws"))  # noqa: S106 - where the password comes from
    event = json_of(made.one(RULE, "db-redeploy"), "eventPattern")
    assert event["detail"]["eventName"] == ["RotationSucceeded"]
    assert event["detail"]["additionalEventData"] == {"SecretId": readable(made)}
    target = made.one(RULE_TARGET, "db-redeploy")
    assert target.inputs["arn"] == f"{BOOK}:$DEFAULT"
    assert target.inputs["roleArn"] == made.one(ROLE, "db-redeploy-start").outputs["arn"]
    document = made.one(DOCUMENT, "db-redeploy")
    assert (document.inputs["name"], document.inputs["documentType"]) == ("gli-prod-db-redeploy", "Automation")
    steps = json_of(document, "content")["mainSteps"]
    assert [step["inputs"]["service"] for step in steps] == ["production-api-service", "production-ws-service"]
    assert all(step["inputs"]["forceNewDeployment"] is True and step["onFailure"] == "Continue" for step in steps)


def test_the_redeploying_roles_may_do_that_and_nothing_else() -> None:
    made = built(password="managed", allow=("api", "ws"))  # noqa: S106 - where the password comes from
    cluster = f"arn:aws:ecs:ap-northeast-2:{ACCOUNT}:service/production-gli-cluster"
    assert by_sid(policy_of(made, "db-redeploy"))["Redeploy"]["Resource"] == [
        f"{cluster}/production-api-service",
        f"{cluster}/production-ws-service",
    ]
    start = by_sid(policy_of(made, "db-redeploy-start"))
    assert start["Start"]["Resource"] == [f"{BOOK}:*"]
    assert start["PassRole"]["Resource"] == [made.one(ROLE, "db-redeploy").outputs["arn"]]
    assert start["PassRole"]["Condition"] == {"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}}
    for name in ("db-redeploy", "db-redeploy-start"):
        assert [*unknown_actions(policy_of(made, name)), *wide_resources(policy_of(made, name))] == []


def test_with_a_password_of_its_own_or_without_users_nothing_is_redeployed() -> None:
    assert not built(allow=("api",)).of_type(RULE)
    assert not built(password="managed").of_type(RULE)  # noqa: S106 - where the password comes from


@pytest.mark.parametrize(
    ("restore", "inputs"),
    [
        ({"snapshot": "gli-prod-db-final"}, {"snapshotIdentifier": "gli-prod-db-final"}),
        (
            {"of": "db", "time": "latest"},
            {
                "restoreToPointInTime": {
                    "sourceDbInstanceIdentifier": "gli-prod-db",
                    "useLatestRestorableTime": True,
                }
            },
        ),
        (
            {"of": "db", "time": "2026-11-20T03:00:00Z"},
            {
                "restoreToPointInTime": {
                    "sourceDbInstanceIdentifier": "gli-prod-db",
                    "restoreTime": "2026-11-20T03:00:00Z",
                }
            },
        ),
    ],
    ids=["from a snapshot", "from the latest moment", "from a moment"],
)
def test_a_restored_database_is_another_one_that_starts_with_the_others_data(
    restore: dict[str, str], inputs: dict[str, Any]
) -> None:
    made = instance(role="db-back", restore=restore)
    assert made["identifier"] == "gli-prod-db-back"
    assert {
        key: value for key, value in made.items() if key in ("snapshotIdentifier", "restoreToPointInTime")
    } == inputs
    assert {"dbName", "username"}.isdisjoint(made)


def test_what_a_database_was_restored_from_is_ignored_once_it_stands() -> None:
    for made in (built(), built(restore={"snapshot": "rds:gli-prod-db-2026"})):
        assert set(made.one(INSTANCE, "db").options.ignore_changes) == {"snapshotIdentifier", "restoreToPointInTime"}


def test_a_blue_green_update_finds_the_replication_that_another_major_needs() -> None:
    made = built(blue_green_update=True)
    assert made.one(INSTANCE, "db").inputs["blueGreenUpdate"] == {"enabled": True}
    assert {"name": "rds.logical_replication", "value": "1", "applyMethod": "pending-reboot"} in json.loads(
        json.dumps(made.one(PARAMETERS, "db-parameters").inputs["parameters"])
    )
    assert "blueGreenUpdate" not in instance()
