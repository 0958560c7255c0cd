"""What a person may write about a database, and what cannot be built of it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from components._settings import Region, Role, Settings, matching
from components.data.database_alarms import DatabaseAlarms, unknown_sizes
from components.data.other_regions import EXCLUDED, problems_of_regions
from components.data.restore import Restore
from components.data.secrets import MAX_RECOVERY_DAYS, RecoveryWindow
from components.data.windows import BackupWindow, MaintenanceWindow, overlap

STANDARD_SUPPORT: Mapping[int, str] = {
    14: "2027-02-28",
    15: "2028-02-29",
    16: "2029-02-28",
    17: "2030-02-28",
    18: "2031-02-28",
}
"""PostgreSQL's major versions that RDS sells in standard support, and the last day of each. A major that is past its
day leaves this table: RDS runs it on, but charges for extended support by core and hour.

https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
"""
MIN_GROWTH_PERCENT = 110
"""What storage autoscaling's limit must be of the storage.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
"""
RESERVED_USERS = frozenset({"admin", "public", "rdsadmin", "rdsrepladmin", "rdsproxyadmin", "user"})
RESERVED_DATABASES = frozenset({"rdsadmin", "template0", "template1"})
"""Names that RDS or PostgreSQL keeps for itself."""


def _sold(version: str) -> str:
    if int(version.partition(".")[0]) not in STANDARD_SUPPORT:
        sold = ", ".join(str(major) for major in STANDARD_SUPPORT)
        raise ValueError(f"{version!r} is not in RDS's standard support; take one of {sold}")
    return version


def _free(reserved: frozenset[str]) -> AfterValidator:
    def check(name: str) -> str:
        if name in reserved or name.startswith(("pg_", "rds_")):
            raise ValueError(f"{name!r} is reserved by RDS or PostgreSQL; take another name")
        return name

    return AfterValidator(check)


_identifier = matching(
    r"[a-z][a-z0-9_]{0,62}",
    "a name for PostgreSQL: lower-case letters, digits and underscores, a letter first, 63 at most",
)
InstanceClass = Annotated[str, matching(r"db\.[a-z0-9-]+\.[a-z0-9-]+", "an instance class, such as db.m7g.large")]
DatabaseUser = Annotated[str, _identifier, _free(RESERVED_USERS)]
ParameterName = Annotated[str, matching(r"[a-z][a-z0-9_.]*", "a parameter of PostgreSQL, such as work_mem")]


class Parameter(Settings):
    """A parameter of PostgreSQL, with the value that RDS is given."""

    value: str
    """As text."""
    apply: Literal["immediate", "pending-reboot"] = "immediate"
    """Static parameters take `pending-reboot` alone: RDS refuses them otherwise."""


class ReplicaSettings(Settings):
    """A read replica in the same Region, with the data of its source and nothing of its own."""

    instance_class: InstanceClass | None = None
    """None is the source's."""
    multi_az: bool = False
    """A standby of the replica in another Availability Zone."""
    deletion_protection: bool = True
    """RDS refuses to delete the replica."""


class ProxySettings(Settings):
    """A pool of connections between services and database."""

    idle_client_timeout: Annotated[int, Field(ge=1, le=28_800)] = 1800
    """Seconds after which a quiet client is disconnected."""
    max_connections_percent: Annotated[int, Field(ge=1, le=100)] = 90
    """The pool's share of the database's connections; the rest is for people and maintenance."""


class DatabaseSettings(Settings):
    """PostgreSQL on RDS. Sizes are GiB, windows and times UTC."""

    name: (
        Annotated[
            str,
            matching(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "an instance's name: lower-case letters, digits, single dashes"),
        ]
        | None
    ) = None
    """The instance's name in place of the standard's."""
    prefix: Annotated[str, matching(r"[A-Z][A-Z0-9_]*", "a prefix of variables, such as DB")] | None = None
    """How the variables that services get begin, where it is not the role: a restored database goes on as `DB`."""
    engine_version: Annotated[
        str, matching(r"\d+(\.\d+)?", "a version of PostgreSQL, such as '17' or '17.5'"), AfterValidator(_sold)
    ] = "17"
    """A major version, whose newest minor one RDS takes; or a minor one, kept up by hand."""
    instance_class: InstanceClass = "db.m7g.large"
    """The size of the instance."""
    storage: Annotated[int, Field(ge=20, le=65_536)] = 50
    """GiB of gp3 to begin with."""
    max_storage: Annotated[int, Field(ge=22, le=65_536)] = 500
    """GiB up to which the storage grows by itself; it never shrinks."""
    username: DatabaseUser = "platform_admin"
    """The user that RDS makes, which owns the database."""
    database: Annotated[str, _identifier, _free(RESERVED_DATABASES)] = "app"
    """The database that RDS makes."""
    port: Annotated[int, Field(ge=1150, le=65_535)] = 5432
    """Where PostgreSQL listens."""
    password: Literal["own", "managed"] = "own"  # noqa: S105 - where the password comes from
    """`own` is made once and kept, encrypted, in Pulumi's state and in Secrets Manager. `managed` is RDS's: nobody else
    knows it, it changes every seven days, and services are redeployed when it does. The connection document
    stays, without the password."""
    password_version: Annotated[int, Field(ge=1)] = 1
    """Raise it to make another `own` password; services that use the database are redeployed with it."""
    iam_authentication: bool = True
    """Lets database users to whom `rds_iam` was granted connect with a token of IAM."""
    iam_user: DatabaseUser | None = None
    """The database user as which services may connect with such a token."""
    sslmode: Literal["require", "verify-full"] = "verify-full"
    """What services are told; RDS refuses unencrypted connections either way. `verify-full` needs RDS's certificates in
    the image: https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"""
    multi_az: bool = True
    """A standby in another Availability Zone, which takes over by itself."""
    backup_retention_days: Annotated[int, Field(ge=0, le=35)] = 14
    """Days back to which the database can be restored, to the second; 0 gives up backups."""
    backup_window: BackupWindow = "18:00-19:00"
    """Daily; 03:00 in Seoul."""
    maintenance_window: MaintenanceWindow = "sun:19:30-sun:20:30"
    """Weekly, for minor versions and all that needs a restart; Monday 04:30 in Seoul."""
    auto_minor_version_upgrade: bool = True
    """RDS installs minor versions by itself, in the maintenance window."""
    allow_major_version_upgrade: bool = False
    """To be set for the deployment that raises `engine_version` to another major."""
    apply_immediately: bool = False
    """Applies changes at once instead of in the maintenance window; some of them restart the database."""
    blue_green_update: bool = False
    """Makes changes on a copy and switches over; the old instance is deleted afterwards. Another major version needs
    `rds.logical_replication`, which takes effect with the first restart after this was turned on."""
    ca_certificate: Literal["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"] = "rds-ca-rsa2048-g1"
    """The authority that signs the instance's certificate."""
    slow_query: Annotated[int, Field(ge=-1)] = 1000
    """Milliseconds from which a statement is logged; 0 logs all, -1 none."""
    parameters: dict[ParameterName, Parameter] = Field(default_factory=dict)
    """Besides those that the platform sets."""
    monitoring_interval: Literal[0, 1, 5, 10, 15, 30, 60] = 60
    """Seconds between two samples of the operating system's metrics; 0 gives them up."""
    insights: Literal["standard", "advanced"] = "standard"
    """Database Insights: `advanced` keeps 465 days of queries instead of 7, and is charged by vCPU."""
    alarms: DatabaseAlarms = DatabaseAlarms()
    replicas: dict[Role, ReplicaSettings] = Field(default_factory=dict)
    """Read replicas in the same Region; services get the host of each."""
    replicate_to: tuple[Region, ...] = ()
    """Other Regions, in which the environment's stacks have this database as `replica_of` this Region: they learn there
    how to connect."""
    replica_of: Region | None = None
    """The Region of the database of this name that this one follows, and that takes all that is written; `username`,
    `database` and `port` say the same as there. Taken away, it is promoted to a database of its own, for good, and the
    services are given another password."""
    proxy: ProxySettings | None = None
    restore: Restore | None = None
    """Starts the database with another one's data: a new role, to which `uses` moves once it stands."""
    secret_recovery_window_in_days: RecoveryWindow = MAX_RECOVERY_DAYS
    """Days in which its deleted secret can be restored: 7 to 30, or 0, which deletes at once."""
    deletion_protection: bool = True
    """RDS refuses to delete the instance."""
    skip_final_snapshot: bool = False
    """Gives up the last snapshot, and the backups, of an instance that is deleted."""
    protect: bool = True
    """Pulumi refuses to delete or replace the instance."""

    @model_validator(mode="after")
    def _can_be_built(self) -> Self:
        least = -(-self.storage * MIN_GROWTH_PERCENT // 100)
        if self.max_storage < least:
            raise ValueError(
                f"`max_storage` {self.max_storage} leaves no room to grow from `storage` {self.storage}; "
                f"RDS wants a tenth more: raise it to {least} at least"
            )
        if overlap(self.backup_window, self.maintenance_window):
            raise ValueError(
                f"`backup_window` {self.backup_window} overlaps `maintenance_window` {self.maintenance_window}; "
                "move one of them"
            )
        kept = sorted(set(self.parameters) & set(self._own_parameters()))
        if kept:
            raise ValueError(
                f"`parameters` sets {', '.join(kept)}, which the platform sets itself; leave it out, "
                "and set `slow_query` for log_min_duration_statement"
            )
        self._parts_fit()
        return self

    def _parts_fit(self) -> None:
        if "." in self.engine_version and self.auto_minor_version_upgrade:
            raise ValueError(
                f"`engine_version` {self.engine_version} is a minor version, which `auto_minor_version_upgrade` would "
                f"leave behind; take '{self.major}', or turn that off"
            )
        used = [part for part in EXCLUDED if getattr(self, part)]
        for problem in problems_of_regions(self.replica_of, self.replicate_to, self.password, used):
            raise ValueError(problem)
        copied = [part for part in ("replicas", "replicate_to", "blue_green_update") if getattr(self, part)]
        if self.password == "managed" and copied:  # noqa: S105 - where the password comes from
            raise ValueError(
                f"`password` is 'managed', which RDS does not offer together with {' and '.join(copied)}; "
                "take 'own', or leave that out"
            )
        if self.blue_green_update and len(copied) > 1:
            raise ValueError(
                f"`blue_green_update` cannot be used with `{copied[0]}`, which it would not bring along; leave one out"
            )
        if copied and not self.backup_retention_days:
            raise ValueError(f"`backup_retention_days` is 0 and `{copied[0]}` needs backups; keep 1 day at least")
        if self.iam_user and not self.iam_authentication:
            raise ValueError("`iam_user` needs `iam_authentication`; turn it on, or leave the user out")
        if self.iam_user and self.proxy:
            raise ValueError("`iam_user` cannot connect through `proxy`, which takes the password; leave one out")
        for problem in unknown_sizes(self.alarms, self.instance_classes, self.plain_parameters):
            raise ValueError(problem)

    @property
    def major(self) -> int:
        """PostgreSQL's major version."""
        return int(self.engine_version.partition(".")[0])

    @property
    def all_parameters(self) -> Mapping[str, Parameter]:
        """What the platform sets, and `parameters` on top, by name."""
        return dict(sorted((self._own_parameters() | self.parameters).items()))

    @property
    def plain_parameters(self) -> Mapping[str, str]:
        """The values of `parameters` by name."""
        return {name: parameter.value for name, parameter in self.parameters.items()}

    @property
    def instance_classes(self) -> Sequence[str]:
        """Of the instance, and of those replicas that have their own."""
        own = (replica.instance_class for replica in self.replicas.values())
        return [self.instance_class, *(one for one in own if one is not None)]

    def prefix_for(self, role: str) -> str:
        """How the variables begin that services get for the database of this role."""
        return self.prefix or role.upper().replace("-", "_")

    def _own_parameters(self) -> dict[str, Parameter]:
        own = {
            "rds.force_ssl": "1",
            "log_connections": "1",
            "log_disconnections": "1",
            "log_statement": "ddl",
            "log_min_duration_statement": str(self.slow_query),
        }
        made = {name: Parameter(value=value) for name, value in own.items()}
        if self.blue_green_update:
            made["rds.logical_replication"] = Parameter(value="1", apply="pending-reboot")
        return made
