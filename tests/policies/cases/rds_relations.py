"""RDS among other resources."""

from collections.abc import Sequence
from typing import Any

from guardrails.tokens import (
    DATABASE,
    DATABASE_CLUSTER,
    DATABASE_CLUSTER_INSTANCE,
    DATABASE_PARAMETERS,
    DATABASE_PROXY,
    DATABASE_SNAPSHOT_COPIES,
    DATABASE_SUBNETS,
    INGRESS_RULE,
    KEY,
    LOG_GROUP,
    ROUTE,
    SECURITY_GROUP,
)

from tests.policies.cases.data_stores import KEY_ARN, closed_cases, route_cases
from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

REPLICA = {"replicateSourceDb": "gli-prod-db"}
ELSEWHERE = {"replicateSourceDb": "arn:aws:rds:ap-northeast-1:917891822317:db:gli-prod-db"}
INSIGHTS = {"performanceInsightsEnabled": True}
PASSWORD = Given("random:index/randomPassword:RandomPassword", "password")
LOGS = {"identifier": "gli-prod-db", "enabledCloudwatchLogsExports": ["postgresql"]}


def _keyed(kind: str, key: str, **props: Any) -> Sequence[Given]:
    return [Given(kind, "db", {key: UNKNOWN, **props}, {key: ["key"]}), Given(KEY, "key")]


def _cluster(**props: Any) -> Sequence[Given]:
    return [Given(DATABASE_CLUSTER, props=props)]


def _parameters(*parameters: tuple[str, str]) -> Sequence[Given]:
    written = [{"name": name, "value": value} for name, value in parameters]
    return [
        Given(DATABASE, "db", {"engine": "postgres", "parameterGroupName": UNKNOWN}, {"parameterGroupName": ["group"]}),
        Given(DATABASE_PARAMETERS, "group", {"parameters": written}),
    ]


def _logging(props: dict[str, Any], *names: str) -> Sequence[Given]:
    groups = (Given(LOG_GROUP, f"group-{number}", {"name": name}) for number, name in enumerate(names))
    return [Given(DATABASE, "db", props), *groups]


def _generated(kind: str, key: str) -> Sequence[Given]:
    return [Given(kind, "db", {key: UNKNOWN}, {key: ["password"]}), PASSWORD]


def _from_peer(cidr: str, way: dict[str, Any]) -> Sequence[Given]:
    """A database that lets a range in, and a route to 10.42.0.0/16."""
    return [
        Given(DATABASE, "store", {"vpcSecurityGroupIds": UNKNOWN}, {"vpcSecurityGroupIds": ["group"]}),
        Given(SECURITY_GROUP, "group"),
        Given(INGRESS_RULE, "rule", {"cidrIpv4": cidr}, {"securityGroupId": ["group"]}),
        Given(ROUTE, "route", {"destinationCidrBlock": "10.42.0.0/16", **way}),
    ]


CLOSED = closed_cases(DATABASE, "vpcSecurityGroupIds")


def _with_instances(number: int) -> Sequence[Given]:
    deps = {"clusterIdentifier": ["cluster"]}
    instances = [Given(DATABASE_CLUSTER_INSTANCE, f"instance-{one}", deps=deps) for one in range(number)]
    return [Given(DATABASE_CLUSTER, "cluster"), *instances]


CASES: Table = {
    "rds-own-key": Cases(
        compliant=[
            _keyed(DATABASE, "kmsKeyId"),
            _keyed(DATABASE_CLUSTER, "kmsKeyId"),
            _keyed(DATABASE_SNAPSHOT_COPIES[0], "kmsKeyId"),
            {"kmsKeyId": KEY_ARN},
        ],
        violation=[{}, {"kmsKeyId": "alias/aws/rds"}, _cluster(), [Given(DATABASE_SNAPSHOT_COPIES[0])], ELSEWHERE],
        unknown=[{"kmsKeyId": UNKNOWN}],
        not_applicable=[REPLICA],
    ),
    "rds-insights-own-key": Cases(
        compliant=[
            _keyed(DATABASE, "performanceInsightsKmsKeyId", **INSIGHTS),
            {"performanceInsightsKmsKeyId": KEY_ARN, **INSIGHTS},
        ],
        violation=[INSIGHTS],
        unknown=[{"performanceInsightsKmsKeyId": UNKNOWN, **INSIGHTS}, {"performanceInsightsEnabled": UNKNOWN}],
        not_applicable=[{}],
    ),
    "rds-subnet-group": Cases(
        compliant=[
            [
                Given(DATABASE, "db", {"dbSubnetGroupName": UNKNOWN}, {"dbSubnetGroupName": ["group"]}),
                Given(DATABASE_SUBNETS, "group"),
            ],
            {"dbSubnetGroupName": "isolated"},
        ],
        violation=[{}, {"dbSubnetGroupName": "default"}, _cluster(), ELSEWHERE],
        unknown=[{"dbSubnetGroupName": UNKNOWN}],
        not_applicable=[REPLICA],
    ),
    "rds-no-internet-route": route_cases(
        Given(DATABASE, "store", {"dbSubnetGroupName": UNKNOWN}, {"dbSubnetGroupName": ["group"]}),
        DATABASE_SUBNETS,
        unknown=[
            [Given(DATABASE, "store", {"dbSubnetGroupName": "isolated"})],
            [Given(DATABASE, "store", {**ELSEWHERE, "dbSubnetGroupName": "isolated"})],
        ],
        not_applicable=[[Given(DATABASE, "store", REPLICA)]],
    ),
    "rds-closed": Cases(
        compliant=[*CLOSED.compliant, _from_peer("10.42.0.0/16", {"vpcPeeringConnectionId": UNKNOWN})],
        violation=[
            *CLOSED.violation,
            [Given(DATABASE_PROXY)],
            [Given(DATABASE_CLUSTER)],
            _from_peer("10.42.0.0/15", {"vpcPeeringConnectionId": UNKNOWN}),
            _from_peer("10.42.0.0/16", {"natGatewayId": UNKNOWN}),
        ],
        unknown=CLOSED.unknown,
    ),
    "rds-forces-tls": Cases(
        compliant=[_parameters(("log_statement", "ddl"), ("rds.force_ssl", "1"))],
        violation=[
            {"engine": "postgres"},
            {"engine": "postgres", "parameterGroupName": "default.postgres17"},
            _parameters(),
            _parameters(("rds.force_ssl", "0")),
        ],
        unknown=[
            {"parameterGroupName": UNKNOWN},
            {"parameterGroupName": "of-another-stack"},
            _parameters(("rds.force_ssl", UNKNOWN)),
            _parameters((UNKNOWN, "1")),
        ],
        not_applicable=[{"engine": "mysql"}],
    ),
    "rds-logs-queries": Cases(
        compliant=[
            _parameters(("log_statement", "ddl"), ("log_min_duration_statement", "1000")),
            _parameters(("log_statement", "all"), ("log_min_duration_statement", "0")),
        ],
        violation=[
            {},
            _parameters(("log_statement", "none"), ("log_min_duration_statement", "1000")),
            _parameters(("log_statement", "ddl"), ("log_min_duration_statement", "-1")),
            _parameters(("log_statement", "ddl")),
        ],
        unknown=[
            {"parameterGroupName": UNKNOWN},
            _parameters(("log_statement", "ddl"), ("log_min_duration_statement", UNKNOWN)),
        ],
        not_applicable=[{"engine": "mysql"}],
    ),
    "rds-log-groups": Cases(
        compliant=[_logging(LOGS, UNKNOWN, "/aws/rds/instance/gli-prod-db/postgresql")],
        violation=[_logging(LOGS), _logging(LOGS, "/aws/rds/instance/gli-prod-db/upgrade")],
        unknown=[
            _logging(LOGS, UNKNOWN),
            _logging({**LOGS, "identifier": UNKNOWN}),
            {"enabledCloudwatchLogsExports": ["postgresql"]},
            {"enabledCloudwatchLogsExports": UNKNOWN},
        ],
        not_applicable=[{}],
    ),
    "rds-generated-password": Cases(
        compliant=[
            _generated(DATABASE, "password"),
            _generated(DATABASE, "passwordWo"),
            _generated(DATABASE_CLUSTER, "masterPassword"),
            {"manageMasterUserPassword": True},
        ],
        violation=[{}, {"password": "hunter2"}, {"snapshotIdentifier": "s", "password": "hunter2"}, _cluster()],
        unknown=[{"password": UNKNOWN}, {"manageMasterUserPassword": UNKNOWN}],
        not_applicable=[
            REPLICA,
            {"snapshotIdentifier": "gli-prod-db-final"},
            {"restoreToPointInTime": {"sourceDbInstanceIdentifier": "gli-prod-db"}},
        ],
    ),
    "rds-cluster-two-instances": Cases(
        compliant=[_with_instances(2), {"dbClusterInstanceClass": "db.m6gd.large"}],
        violation=[{}, _with_instances(1)],
        unknown=[{"dbClusterInstanceClass": UNKNOWN}],
    ),
}
