"""RDS: availability, upkeep and what is recorded."""

from typing import Any

from guardrails.tokens import DATABASE_CLUSTER, DATABASE_CLUSTER_INSTANCE

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

REPLICA = {"replicateSourceDb": "gli-prod-db"}


def _cluster(**props: Any) -> list[Given]:
    return [Given(DATABASE_CLUSTER, props=props)]


def _member(**props: Any) -> list[Given]:
    return [Given(DATABASE_CLUSTER_INSTANCE, props=props)]


def _logs(*logs: str, **more: Any) -> dict[str, Any]:
    return {"engine": "postgres", "enabledCloudwatchLogsExports": list(logs), **more}


BACKUPS = Cases(
    compliant=[
        {"backupRetentionPeriod": 1},
        {"backupRetentionPeriod": 14},
        _cluster(),
        _cluster(backupRetentionPeriod=7),
    ],
    violation=[{}, {"backupRetentionPeriod": 0}, _cluster(backupRetentionPeriod=0)],
    unknown=[{"backupRetentionPeriod": UNKNOWN}],
    not_applicable=[REPLICA],
)

CASES: Table = {
    "rds-multi-az": Cases(
        compliant=[{"multiAz": True}],
        violation=[{}, {"multiAz": False}],
        unknown=[{"multiAz": UNKNOWN}, {"replicateSourceDb": UNKNOWN}],
        not_applicable=[REPLICA],
    ),
    "rds-backups-production": Cases(
        compliant=[{"backupRetentionPeriod": 7}, _cluster(backupRetentionPeriod=35)],
        violation=[{}, {"backupRetentionPeriod": 6}, _cluster()],
        unknown=[{"backupRetentionPeriod": UNKNOWN}],
        not_applicable=[REPLICA],
    ),
    "rds-backups-staging": BACKUPS,
    "rds-backups-development": BACKUPS,
    "rds-snapshot-tags": Cases(
        compliant=[{"copyTagsToSnapshot": True}, _cluster(copyTagsToSnapshot=True)],
        violation=[{}, {"copyTagsToSnapshot": False}, _cluster()],
        unknown=[{"copyTagsToSnapshot": UNKNOWN}],
    ),
    "rds-minor-upgrades": Cases(
        compliant=[{}, {"autoMinorVersionUpgrade": True}, _member()],
        violation=[{"autoMinorVersionUpgrade": False}, _member(autoMinorVersionUpgrade=False)],
        unknown=[{"autoMinorVersionUpgrade": UNKNOWN}],
    ),
    "rds-maintained-version": Cases(
        compliant=[
            {"engine": "postgres", "engineVersion": "15"},
            {"engine": "postgres", "engineVersion": "17.5"},
            _cluster(engine="aurora-postgresql", engineVersion="16.4"),
        ],
        violation=[
            {"engine": "postgres", "engineVersion": "14"},
            {"engine": "postgres", "engineVersion": "13.22"},
            _cluster(engine="aurora-postgresql", engineVersion="14.9"),
        ],
        unknown=[{"engine": "postgres", "engineVersion": UNKNOWN}, {"engine": UNKNOWN}],
        not_applicable=[{"engine": "mysql", "engineVersion": "8.0"}, {"engine": "postgres"}, REPLICA],
    ),
    "rds-storage-grows": Cases(
        compliant=[{"allocatedStorage": 50, "maxAllocatedStorage": 500}],
        violation=[
            {"allocatedStorage": 50},
            {"allocatedStorage": 50, "maxAllocatedStorage": 0},
            {"allocatedStorage": 50, "maxAllocatedStorage": 50},
        ],
        unknown=[{"maxAllocatedStorage": UNKNOWN}, {"allocatedStorage": UNKNOWN, "maxAllocatedStorage": 50}],
    ),
    "rds-log-exports": Cases(
        compliant=[_logs("upgrade", "postgresql"), {**_logs("postgresql", "upgrade"), **REPLICA, "engine": None}],
        violation=[{"engine": "postgres"}, _logs("postgresql"), _logs("upgrade")],
        unknown=[
            {"engine": "postgres", "enabledCloudwatchLogsExports": UNKNOWN},
            _logs("postgresql", UNKNOWN),
            _logs("postgresql", "upgrade", engine=UNKNOWN),
        ],
        not_applicable=[{"engine": "mysql"}],
    ),
    "rds-enhanced-monitoring": Cases(
        compliant=[{"monitoringInterval": 60}, _member(monitoringInterval=1)],
        violation=[{}, {"monitoringInterval": 0}, _member()],
        unknown=[{"monitoringInterval": UNKNOWN}],
    ),
    "rds-performance-insights": Cases(
        compliant=[{"performanceInsightsEnabled": True}, _member(performanceInsightsEnabled=True)],
        violation=[{}, {"performanceInsightsEnabled": False}, _member()],
        unknown=[{"performanceInsightsEnabled": UNKNOWN}],
    ),
}
