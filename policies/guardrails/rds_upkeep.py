"""RDS: that it goes on, is kept up to date, and can be looked into."""

from collections.abc import Iterator

from guardrails.rds import only_postgres, only_sources
from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, ResourceRule, rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import DATABASE, DATABASE_CLUSTER, DATABASE_CLUSTER_INSTANCE

LOGS = ("postgresql", "upgrade")
"""What RDS for PostgreSQL can write to CloudWatch Logs."""
DEFAULT_BACKUP_DAYS = {DATABASE: 0, DATABASE_CLUSTER: 1}
OLDEST_MAINTAINED = 15
"""PostgreSQL's oldest major that its own project maintains, until 2027-11-11; that of 14 ended on 2026-11-12.

https://www.postgresql.org/support/versioning/
"""


@rule(
    id="rds-multi-az",
    on=(DATABASE,),
    severity=Severity.HIGH,
    title="Production databases go on in another Availability Zone.",
    why="Otherwise the failure of an instance or a zone stops everything until it is restored.",
    fix="Set multi_az=True.",
    standard=["A-03"],
    controls={
        "FSBP": ["RDS.5"],
        "Checkov": ["CKV_AWS_157"],
        "cdk-nag": ["AwsSolutions-RDS3"],
        "awsguard": ["rds-instance-multi-az-enabled"],
    },
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-5",
)
def multi_az(database: Resource) -> Iterator[str]:
    """A database in one zone."""
    only_sources(database)
    if not database.flag("multiAz"):
        yield "multiAz is not true"


def _backups(tier: Tier, days: int) -> ResourceRule:
    @rule(
        id=f"rds-backups-{tier}",
        on=(DATABASE, DATABASE_CLUSTER),
        severity=Severity.HIGH,
        title=f"Databases of {tier} environments can go back {days} day{'s' if days > 1 else ''} or more.",
        why="A wrong migration or deletion is noticed late, and what is not in a backup is lost.",
        fix=f"Set backup_retention_period={days} or more.",
        standard=["M-03"],
        controls={
            "FSBP": ["RDS.11"],
            "SecurityHub": ["RDS.50"],
            "Checkov": ["CKV_AWS_133"],
            "cdk-nag": ["AwsSolutions-RDS13"],
            "awsguard": ["rds-instance-backup-enabled"],
            "compliance-policies": [
                "aws-rds-instance-enable-backup-retention",
                "aws-rds-instance-configure-backup-retention",
                "aws-rds-cluster-enable-backup-retention",
                "aws-rds-cluster-configure-backup-retention",
            ],
        },
        tiers=(tier,),
        url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-11",
    )
    def backups(database: Resource) -> Iterator[str]:
        only_sources(database)
        kept = database.number("backupRetentionPeriod", default=DEFAULT_BACKUP_DAYS[database.type])
        if kept < days:
            yield f"backupRetentionPeriod is {kept:g}"

    return backups


backups_in_production = _backups(Tier.PRODUCTION, 7)
backups_in_staging = _backups(Tier.STAGING, 1)
backups_in_development = _backups(Tier.DEVELOPMENT, 1)


@rule(
    id="rds-snapshot-tags",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.LOW,
    title="Snapshots carry the tags of their database.",
    why="A snapshot of which nobody knows the environment is never deleted, or restored to the wrong place.",
    fix="Set copy_tags_to_snapshot=True.",
    standard=["G-12"],
    controls={
        "FSBP": ["RDS.16", "RDS.17", "RDS.47"],
        "Checkov": ["CKV2_AWS_60", "CKV_AWS_313"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-16",
)
def snapshot_tags(database: Resource) -> Iterator[str]:
    """A database with untagged snapshots."""
    if not database.flag("copyTagsToSnapshot"):
        yield "copyTagsToSnapshot is not true"


@rule(
    id="rds-minor-upgrades",
    on=(DATABASE, DATABASE_CLUSTER_INSTANCE),
    severity=Severity.MEDIUM,
    title="Databases take minor versions by themselves.",
    why="Minor versions close holes; what waits for a person stays open.",
    fix="Leave auto_minor_version_upgrade out, or set it to True.",
    standard=["M-01"],
    controls={
        "FSBP": ["RDS.13", "RDS.35"],
        "CIS-3.0": ["2.3.2"],
        "Checkov": ["CKV_AWS_226"],
        "cdk-nag": ["RDSAutomaticMinorVersionUpgradeEnabled"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-13",
)
def minor_upgrades(database: Resource) -> Iterator[str]:
    """A database that stays at its minor version."""
    if not database.flag("autoMinorVersionUpgrade", default=True):
        yield "autoMinorVersionUpgrade is false"


@rule(
    id="rds-maintained-version",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.LOW,
    title="PostgreSQL is of a major version that its own project maintains.",
    why="RDS repairs an older one for some months more, and charges for extended support from then on.",
    fix=f'Set engine_version to "{OLDEST_MAINTAINED}" or later, with allow_major_version_upgrade=True that once.',
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html",
)
def maintained_version(database: Resource) -> Iterator[str]:
    """PostgreSQL past its community's support."""
    only_postgres(database)
    major = database.text("engineVersion").partition(".")[0]
    if not (major.isascii() and major.isdigit()):
        raise NotApplicableError("its major version is not said")
    if int(major) < OLDEST_MAINTAINED:
        yield f"the PostgreSQL project has ended its support of {major}"


@rule(
    id="rds-storage-grows",
    on=(DATABASE,),
    severity=Severity.MEDIUM,
    title="Storage grows by itself, up to a bound.",
    why="A full disk stops the database; without a bound one mistake could be paid for without end.",
    fix="Set max_allocated_storage to a tenth more than allocated_storage at least.",
    standard=["A-03"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html",
)
def storage_grows(database: Resource) -> Iterator[str]:
    """Storage that stays as it is."""
    bound = database.number("maxAllocatedStorage")
    if bound == 0:
        yield "maxAllocatedStorage is not set"
    elif bound <= database.number("allocatedStorage"):
        yield "maxAllocatedStorage is not above allocatedStorage"


@rule(
    id="rds-log-exports",
    on=(DATABASE,),
    severity=Severity.MEDIUM,
    title="PostgreSQL writes its logs, and those of upgrades, to CloudWatch.",
    why="On the instance they are gone after days, and with the instance.",
    fix='Set enabled_cloudwatch_logs_exports=["postgresql", "upgrade"].',
    standard=["M-04", "G-20"],
    controls={
        "FSBP": ["RDS.9", "RDS.36", "RDS.37"],
        "Checkov": ["CKV_AWS_129", "CKV_AWS_324"],
        "cdk-nag": ["RDSLoggingEnabled"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-9",
)
def log_exports(database: Resource) -> Iterator[str]:
    """A database whose logs stay with it."""
    only_postgres(database)
    exported = frozenset(database.texts("enabledCloudwatchLogsExports"))
    for log in LOGS:
        if log not in exported:
            yield f"enabledCloudwatchLogsExports does not name {log}"


@rule(
    id="rds-enhanced-monitoring",
    on=(DATABASE, DATABASE_CLUSTER_INSTANCE),
    severity=Severity.LOW,
    title="The operating system under a database is measured.",
    why="Which process takes memory or waits for the disk shows nowhere else.",
    fix="Set monitoring_interval to 60 or less, and monitoring_role_arn.",
    standard=["M-04"],
    controls={
        "FSBP": ["RDS.6"],
        "Checkov": ["CKV_AWS_118"],
        "cdk-nag": ["RDSEnhancedMonitoringEnabled"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-6",
)
def enhanced_monitoring(database: Resource) -> Iterator[str]:
    """A database without enhanced monitoring."""
    if database.number("monitoringInterval") == 0:
        yield "monitoringInterval is 0"


@rule(
    id="rds-performance-insights",
    on=(DATABASE, DATABASE_CLUSTER_INSTANCE),
    severity=Severity.LOW,
    title="Databases record what their queries wait for.",
    why="A slow query cannot be found afterwards.",
    fix="Set performance_insights_enabled=True.",
    standard=["M-04"],
    controls={
        "Checkov": ["CKV_AWS_353"],
        "compliance-policies": ["aws-rds-instance-enable-performance-insights"],
    },
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.html",
)
def performance_insights(database: Resource) -> Iterator[str]:
    """A database without Performance Insights."""
    if not database.flag("performanceInsightsEnabled"):
        yield "performanceInsightsEnabled is not true"
