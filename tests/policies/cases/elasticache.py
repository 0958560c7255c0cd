"""ElastiCache, by its own properties."""

from typing import Any

from guardrails.tokens import CACHE_SERVERLESS

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given


def _logs(*types: str) -> dict[str, Any]:
    return {"logDeliveryConfigurations": [{"logType": log_type} for log_type in types]}


def _tls(mode: str) -> dict[str, Any]:
    return {"transitEncryptionEnabled": True, "transitEncryptionMode": mode}


def _access(*strings: str) -> list[dict[str, Any]]:
    return [{"accessString": string} for string in strings]


CASES: Table = {
    "elasticache-replication-group": Cases(
        compliant=[{"replicationGroupId": "gli-prod-redis"}],
        violation=[{}, {"engine": "redis"}],
        unknown=[{"replicationGroupId": UNKNOWN}],
    ),
    "elasticache-at-rest": Cases(
        compliant=[{"atRestEncryptionEnabled": True}],
        violation=[{}, {"atRestEncryptionEnabled": False}],
        unknown=[{"atRestEncryptionEnabled": UNKNOWN}],
    ),
    "elasticache-in-transit": Cases(
        compliant=[_tls("required")],
        violation=[{}, {"transitEncryptionEnabled": True}, _tls("preferred")],
        unknown=[{"transitEncryptionEnabled": UNKNOWN}, _tls(UNKNOWN)],
    ),
    "elasticache-failover": Cases(
        compliant=[{"automaticFailoverEnabled": True, "multiAzEnabled": True}],
        violation=[{}, {"automaticFailoverEnabled": True}, {"multiAzEnabled": True}],
        unknown=[{"automaticFailoverEnabled": True, "multiAzEnabled": UNKNOWN}],
    ),
    "elasticache-snapshots": Cases(
        compliant=[{"snapshotRetentionLimit": 1}, [Given(CACHE_SERVERLESS, props={"snapshotRetentionLimit": 7})]],
        violation=[{}, {"snapshotRetentionLimit": 0}, [Given(CACHE_SERVERLESS)]],
        unknown=[{"snapshotRetentionLimit": UNKNOWN}],
    ),
    "elasticache-final-snapshot": Cases(
        compliant=[{"finalSnapshotIdentifier": "gli-prod-redis-final"}],
        violation=[{}],
        unknown=[{"finalSnapshotIdentifier": UNKNOWN}],
    ),
    "elasticache-minor-upgrades": Cases(
        compliant=[{}, {"autoMinorVersionUpgrade": True}],
        violation=[{"autoMinorVersionUpgrade": False}],
        unknown=[{"autoMinorVersionUpgrade": UNKNOWN}],
    ),
    "elasticache-logs": Cases(
        compliant=[_logs("slow-log", "engine-log")],
        violation=[{}, _logs("slow-log")],
        unknown=[{"logDeliveryConfigurations": UNKNOWN}, _logs("slow-log", UNKNOWN)],
    ),
    "elasticache-user-password": Cases(
        compliant=[{}, {"passwords": [UNKNOWN]}, {"authenticationMode": {"type": "iam"}}],
        violation=[{"noPasswordRequired": True}, {"authenticationMode": {"type": "no-password-required"}}],
        unknown=[{"noPasswordRequired": UNKNOWN}, {"authenticationMode": {"type": UNKNOWN}}],
    ),
    "elasticache-user-restricted": Cases(
        compliant=_access(
            "on ~* &* +@all -@dangerous +info", "on ~app:* +@read", "on ~* allcommands -flushall", "on ~*"
        ),
        violation=_access("on ~* +@all", "ON ~* +@ALL", "on ~* allcommands", "on ~* -@dangerous +@all"),
        unknown=_access(UNKNOWN),
        not_applicable=_access("off +@all", ""),
    ),
    "elasticache-default-user": Cases(
        compliant=[{"userName": "default", "accessString": "off -@all"}],
        violation=[{"userName": "default", "accessString": "on ~* +@read"}],
        unknown=[{"userName": UNKNOWN}, {"userName": "default", "accessString": UNKNOWN}],
        not_applicable=[{"userName": "gli-prod-redis", "accessString": "on ~* +@read"}],
    ),
}
