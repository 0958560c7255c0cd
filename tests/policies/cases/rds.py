"""RDS, by its own properties."""

from typing import Any

from guardrails.tokens import DATABASE_CLUSTER, DATABASE_CLUSTER_INSTANCE, DATABASE_SNAPSHOTS

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

REPLICA = {"replicateSourceDb": "gli-prod-db"}


def _cluster(**props: Any) -> list[Given]:
    return [Given(DATABASE_CLUSTER, props=props)]


def _member(**props: Any) -> list[Given]:
    return [Given(DATABASE_CLUSTER_INSTANCE, props=props)]


CASES: Table = {
    "rds-storage-encrypted": Cases(
        compliant=[{"storageEncrypted": True}, _cluster(storageEncrypted=True)],
        violation=[{}, {"storageEncrypted": False}, _cluster()],
        unknown=[{"storageEncrypted": UNKNOWN}],
    ),
    "rds-not-public": Cases(
        compliant=[{}, {"publiclyAccessible": False}, _member()],
        violation=[
            {"publiclyAccessible": True},
            _cluster(publiclyAccessible=True),
            _member(publiclyAccessible=True),
            {"publiclyAccessible": "yes"},
        ],
        unknown=[{"publiclyAccessible": UNKNOWN}],
    ),
    "rds-iam-authentication": Cases(
        compliant=[{"iamDatabaseAuthenticationEnabled": True}, _cluster(iamDatabaseAuthenticationEnabled=True)],
        violation=[{}, {"iamDatabaseAuthenticationEnabled": False}],
        unknown=[{"iamDatabaseAuthenticationEnabled": UNKNOWN}],
    ),
    "rds-modern-ca": Cases(
        compliant=[{}, {"caCertIdentifier": "rds-ca-ecc384-g1"}, _member(caCertIdentifier="rds-ca-rsa2048-g1")],
        violation=[{"caCertIdentifier": "rds-ca-2019"}, _member(caCertIdentifier="rds-ca-2019")],
        unknown=[{"caCertIdentifier": UNKNOWN}],
    ),
    "rds-admin-user": Cases(
        compliant=[{"username": "platform_admin"}, _cluster(masterUsername="platform_admin")],
        violation=[{"username": "postgres"}, {"username": "Admin"}, _cluster(masterUsername="root")],
        unknown=[{"username": UNKNOWN}],
        not_applicable=[REPLICA, {"snapshotIdentifier": "gli-prod-db-final"}],
    ),
    "rds-engine-version": Cases(
        compliant=[
            {"engine": "postgres", "engineVersion": "17"},
            {"engine": "postgres", "engineVersion": "14.9"},
            _cluster(engine="aurora-postgresql", engineVersion="16.4"),
        ],
        violation=[
            {"engine": "postgres", "engineVersion": "13.2"},
            {"engine": "postgres", "engineVersion": "9.6.21"},
            {"engine": "postgres", "engineVersion": "newest"},
            _cluster(engine="aurora-postgresql", engineVersion="11.9"),
        ],
        unknown=[{"engine": "postgres", "engineVersion": UNKNOWN}, {"engine": UNKNOWN}],
        not_applicable=[{"engine": "mysql", "engineVersion": "8.0"}, REPLICA],
    ),
    "rds-proxy-tls": Cases(
        compliant=[{"requireTls": True}],
        violation=[{}, {"requireTls": False}],
        unknown=[{"requireTls": UNKNOWN}],
    ),
    "rds-snapshot-not-public": Cases(
        compliant=[{}, {"sharedAccounts": ["917891822317"]}, [Given(DATABASE_SNAPSHOTS[1])]],
        violation=[
            {"sharedAccounts": ["all"]},
            {"sharedAccounts": [UNKNOWN, "all"]},
            [Given(DATABASE_SNAPSHOTS[2], props={"sharedAccounts": ["917891822317", "all"]})],
        ],
        unknown=[{"sharedAccounts": UNKNOWN}, {"sharedAccounts": [UNKNOWN]}],
    ),
    "rds-deletion-protection": Cases(
        compliant=[{"deletionProtection": True}, _cluster(deletionProtection=True)],
        violation=[{}, {"deletionProtection": False}, {**REPLICA, "deletionProtection": False}],
        unknown=[{"deletionProtection": UNKNOWN}],
    ),
    "rds-final-snapshot": Cases(
        compliant=[
            {"finalSnapshotIdentifier": "gli-prod-db-final"},
            _cluster(skipFinalSnapshot=False, finalSnapshotIdentifier="gli-prod-db-final"),
        ],
        violation=[{}, {"skipFinalSnapshot": True}, {"skipFinalSnapshot": False}],
        unknown=[{"skipFinalSnapshot": UNKNOWN}, {"finalSnapshotIdentifier": UNKNOWN}],
        not_applicable=[{**REPLICA, "skipFinalSnapshot": True}],
    ),
}
