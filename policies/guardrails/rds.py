"""RDS: who gets in, and what is lost."""

from collections.abc import Iterator

from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import (
    DATABASE,
    DATABASE_CLUSTER,
    DATABASE_CLUSTER_INSTANCE,
    DATABASE_PROXY,
    DATABASE_SNAPSHOTS,
)

POSTGRES = frozenset({"postgres", "aurora-postgresql"})
OLDEST_MAJOR = 14
"""PostgreSQL's oldest major in RDS's standard support, until 2027-02-28; log_fdw's hole is in older ones alone.

https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
"""
MODERN_CAS = frozenset({"rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"})
DEFAULT_USERS = frozenset({"admin", "administrator", "awsuser", "postgres", "root"})
ADMIN_USER = {DATABASE: "username", DATABASE_CLUSTER: "masterUsername"}


def only_sources(database: Resource) -> None:
    """Leave replicas out, which have from their source what the rule asks for."""
    if database.type == DATABASE and database.text("replicateSourceDb"):
        raise NotApplicableError("it is a replica, whose source decides")


def only_with_a_place(database: Resource) -> None:
    """Leave replicas out that have key and subnets of their source; one that names its source by ARN has its own.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
    """
    if database.type == DATABASE and not database.text("replicateSourceDb").startswith("arn:"):
        only_sources(database)


def only_postgres(database: Resource) -> None:
    """Leave other engines out; a replica names none, and is taken for PostgreSQL."""
    if database.text("engine") not in {"", *POSTGRES}:
        raise NotApplicableError("it is no PostgreSQL")


@rule(
    id="rds-storage-encrypted",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.CRITICAL,
    title="Databases are encrypted on disk.",
    why="Disks, backups and snapshots would be readable, and an instance cannot be encrypted later.",
    fix="Set storage_encrypted=True before it is created.",
    standard=["M-01"],
    controls={
        "FSBP": ["RDS.3", "RDS.27"],
        "CIS-3.0": ["2.3.1"],
        "Checkov": ["CKV_AWS_16", "CKV_AWS_96"],
        "cdk-nag": ["AwsSolutions-RDS2"],
        "awsguard": ["rds-storage-encrypted"],
        "compliance-policies": [
            "aws-rds-instance-disallow-unencrypted-storage",
            "aws-rds-cluster-disallow-unencrypted-storage",
        ],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-3",
)
def storage_encrypted(database: Resource) -> Iterator[str]:
    """A database in clear."""
    if not database.flag("storageEncrypted"):
        yield "storageEncrypted is not true"


@rule(
    id="rds-not-public",
    on=(DATABASE, DATABASE_CLUSTER, DATABASE_CLUSTER_INSTANCE),
    severity=Severity.CRITICAL,
    title="No database has a public address.",
    why="One wrong security group and the internet tries its passwords.",
    fix="Set publicly_accessible=False.",
    standard=["M-01", "G-10"],
    controls={
        "FSBP": ["RDS.2"],
        "CIS-3.0": ["2.3.3"],
        "Checkov": ["CKV_AWS_17"],
        "cdk-nag": ["RDSInstancePublicAccess"],
        "awsguard": ["rds-instance-public-access"],
        "compliance-policies": [
            "aws-rds-instance-disallow-public-access",
            "aws-rds-clusterinstance-disallow-public-access",
        ],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-2",
)
def not_public(database: Resource) -> Iterator[str]:
    """A database with a public address."""
    if database.flag("publiclyAccessible"):
        yield "publiclyAccessible is true"


@rule(
    id="rds-iam-authentication",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.MEDIUM,
    title="People can sign in to databases by IAM.",
    why="Otherwise they share a password, and nobody can say who did what.",
    fix="Set iam_database_authentication_enabled=True.",
    standard=["M-05"],
    controls={
        "FSBP": ["RDS.10", "RDS.12"],
        "Checkov": ["CKV_AWS_161", "CKV_AWS_162"],
        "cdk-nag": ["AwsSolutions-RDS6"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-10",
)
def iam_authentication(database: Resource) -> Iterator[str]:
    """A database with passwords alone."""
    if not database.flag("iamDatabaseAuthenticationEnabled"):
        yield "iamDatabaseAuthenticationEnabled is not true"


@rule(
    id="rds-modern-ca",
    on=(DATABASE, DATABASE_CLUSTER_INSTANCE),
    severity=Severity.MEDIUM,
    title="Databases show certificates of an authority that is valid for long.",
    why="With an old authority's, clients that check certificates stop connecting when it expires.",
    fix='Set ca_cert_identifier="rds-ca-rsa2048-g1", or leave it out.',
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_211"]},
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html",
)
def modern_ca(database: Resource) -> Iterator[str]:
    """A certificate of an authority that is retired."""
    authority = database.text("caCertIdentifier")
    if authority and authority not in MODERN_CAS:
        yield f"caCertIdentifier is {authority}"


@rule(
    id="rds-admin-user",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.LOW,
    title="The administrator has a name that nobody guesses first.",
    why="Half of what an attacker needs would be known.",
    fix="Set username (of a cluster: master_username) to a name of your own; it cannot be changed later.",
    standard=["M-01"],
    controls={"FSBP": ["RDS.24", "RDS.25"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-24",
)
def admin_user(database: Resource) -> Iterator[str]:
    """An administrator of every database's default name."""
    user = database.text(ADMIN_USER[database.type])
    if not user:
        raise NotApplicableError("its administrator is that of what it was made from")
    if user.lower() in DEFAULT_USERS:
        yield f"{ADMIN_USER[database.type]} is {user}"


@rule(
    id="rds-engine-version",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.HIGH,
    title="PostgreSQL is of a major version in RDS's standard support.",
    why="Older ones have known holes (log_fdw among them), or are paid for by core and hour.",
    fix=f'Set engine_version to "{OLDEST_MAJOR}" or later; the platform takes "17".',
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_250", "CKV_AWS_388"]},
    url="https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html",
)
def engine_version(database: Resource) -> Iterator[str]:
    """PostgreSQL of a retired version."""
    only_postgres(database)
    version = database.text("engineVersion")
    if not version:
        raise NotApplicableError("RDS takes its own default version, or the source's")
    major = version.partition(".")[0]
    if not (major.isascii() and major.isdigit()) or int(major) < OLDEST_MAJOR:
        yield f"engineVersion is {version}"


@rule(
    id="rds-proxy-tls",
    on=(DATABASE_PROXY,),
    severity=Severity.HIGH,
    title="Proxies of databases take TLS alone.",
    why="Passwords and rows would cross the network in clear.",
    fix="Set require_tls=True.",
    standard=["M-01"],
    controls={"FSBP": ["RDS.43"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-43",
)
def proxy_tls(proxy: Resource) -> Iterator[str]:
    """A proxy that takes plain connections."""
    if not proxy.flag("requireTls"):
        yield "requireTls is not true"


@rule(
    id="rds-snapshot-not-public",
    on=DATABASE_SNAPSHOTS,
    severity=Severity.CRITICAL,
    title="No snapshot of a database is shared with everybody.",
    why="Anyone could restore it and read all of it.",
    fix='Take "all" out of shared_accounts.',
    standard=["M-01"],
    controls={"FSBP": ["RDS.1"], "Checkov": ["CKV_AWS_302"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-1",
)
def snapshot_not_public(snapshot: Resource) -> Iterator[str]:
    """A public snapshot."""
    if "all" in snapshot.texts("sharedAccounts"):
        yield "sharedAccounts names all"


@rule(
    id="rds-deletion-protection",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.HIGH,
    title="RDS refuses to delete databases of production and staging.",
    why="One click in the console, or one command, would end it.",
    fix="Set deletion_protection=True.",
    standard=["M-03"],
    controls={
        "FSBP": ["RDS.7", "RDS.8"],
        "Checkov": ["CKV_AWS_293", "CKV_AWS_139"],
        "cdk-nag": ["AwsSolutions-RDS10"],
    },
    tiers=(Tier.PRODUCTION, Tier.STAGING),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-7",
)
def deletion_protection(database: Resource) -> Iterator[str]:
    """A database that can be deleted at once."""
    if not database.flag("deletionProtection"):
        yield "deletionProtection is not true"


@rule(
    id="rds-final-snapshot",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.HIGH,
    title="A database of production or staging that is deleted leaves a snapshot.",
    why="What was deleted by mistake would be gone for good.",
    fix="Leave skip_final_snapshot out and set final_snapshot_identifier.",
    standard=["M-03"],
    controls={},
    tiers=(Tier.PRODUCTION, Tier.STAGING),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
)
def final_snapshot(database: Resource) -> Iterator[str]:
    """A database that leaves nothing, or that cannot be deleted for want of a snapshot's name."""
    only_sources(database)
    if database.flag("skipFinalSnapshot"):
        yield "skipFinalSnapshot is true"
    elif not database.text("finalSnapshotIdentifier"):
        yield "finalSnapshotIdentifier is not set"
