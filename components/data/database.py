"""PostgreSQL on RDS: the instance, its secret, and who may connect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random
from pulumi import Input, Output, ResourceOptions

from components._iam import Statement
from components._watched import Watched
from components.data.access import let_in
from components.data.connection import (
    Endpoint,
    connection_document,
    connection_secrets,
    connection_statements,
    connection_variables,
    managed_secret_arn,
)
from components.data.database_names import instance_name, log_keys, proxy_key, proxy_name, replica_names
from components.data.database_settings import DatabaseSettings
from components.data.database_watch import watched_database
from components.data.monitoring import Monitoring, MonitoringArgs, monitoring
from components.data.private_secret import PrivateSecret, PrivateSecretArgs, private_secret
from components.data.proxy import PROXY_PORT, Proxy, ProxyArgs, proxy
from components.data.replicas import ReplicasArgs, replicas
from components.data.restore import point_in_time
from components.data.rotation import RedeployArgs, redeploy_on_rotation
from components.wiring import LogTarget, Placement
from naming import Names

PASSWORD_LENGTH = 40
"""Letters and digits: RDS refuses some signs, URLs and shells others, and 40 of these are 238 bits."""
TIMEOUTS = pulumi.CustomTimeouts(create="2h", update="3h", delete="1h")
"""A restore takes as long as its data is large, and a blue/green update copies all of it."""


@dataclass(frozen=True)
class DatabaseArgs:
    """What the database is made from."""

    settings: DatabaseSettings
    names: Names
    network: Placement
    logs: Mapping[str, LogTarget]
    """The stack's log groups by key, with those of `database_log_groups` among them."""
    key_arn: Input[str] | None
    instances: Mapping[str, str]
    """The names of all databases' instances by role: one of them is what `restore.of` means."""


class Database(pulumi.ComponentResource):
    """Encrypted, TLS alone, in subnets without a way out, and closed until `allow_from`; it is a `Store`.

    Services get `<prefix>_HOST`, `_PORT`, `_NAME`, `_USER`, `_SSLMODE`, `_PASSWORD_VERSION` and, from the secret,
    `_PASSWORD`; each replica adds `<prefix>_<replica>_HOST`. With `proxy` the host is the proxy's, and only the proxy
    reaches the instance. Connecting by password needs no permission; `iam_user` adds `_IAM_USER` and the right to
    connect as that user.

    Its logs go to groups that stand before it; enhanced monitoring's group, RDSOSMetrics, is the account's and no
    stack's of an environment. Create-only settings (`username`, `database`, the key) would replace it, which `protect`
    refuses.
    """

    port: int
    security_group_id: Output[str]
    """Of what services connect to: the instance, or its proxy."""
    variables: Mapping[str, Input[str]]
    secrets: Mapping[str, Input[str]]
    secret_arns: Sequence[Input[str]]
    task_statements: Sequence[Statement]
    identifier: str
    """The instance's name."""
    parameter_group: Output[str]
    """Its name, which Pulumi makes."""
    watched: Watched

    def __init__(self, name: str, args: DatabaseArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:data:Database", name, args.settings.props(), opts)
        self._name, self._args, self._below = name, args, ResourceOptions(parent=self)
        settings, names = args.settings, args.names
        self.identifier = instance_name(name, settings, names)
        self._replicas = replica_names(name, settings, names)
        group = aws.ec2.SecurityGroup(
            name, description=f"Database {self.identifier}", vpc_id=args.network.vpc_id, opts=self._below
        )
        self.parameter_group = self._parameters()
        watch = monitoring(
            name,
            MonitoringArgs(
                settings=settings,
                names=names,
                instances=[self.identifier, *self._replicas.values()],
                key_arn=args.key_arn,
            ),
            self,
        )
        password = self._password()
        instance = self._instance(group.id, watch, password)
        secret = self._secret(instance, password)
        replica_hosts = self._make_replicas(instance, group.id, watch)
        pool = self._proxy(instance, group.id, secret)
        self.port = PROXY_PORT if pool else settings.port
        self.security_group_id = pool.security_group_id if pool else group.id
        self._ready = [secret.ready, *(pool.ready if pool else [])]
        endpoint = Endpoint(
            instance=instance,
            host=pool.host if pool else instance.address,
            port=self.port,
            replica_hosts=replica_hosts,
            secret_arn=secret.arn,
        )
        self.variables = connection_variables(name, settings, endpoint)
        self.secrets = connection_secrets(name, settings, endpoint)
        self.secret_arns = [secret.arn]
        self.task_statements = connection_statements(name, settings, endpoint, names)
        self.watched = watched_database(name, settings, names)
        self.register_outputs({"identifier": self.identifier})

    def allow_from(self, role: str, *, security_group_id: Input[str]) -> pulumi.Resource:
        """Open the way from the tasks of this role; returns what must exist before they can connect."""
        return let_in(
            self._name,
            role,
            group_id=self.security_group_id,
            source_group_id=security_group_id,
            port=self.port,
            ready=self._ready,
            parent=self,
        )

    def redeploy_on_rotation(self, *, cluster: str, services: Mapping[str, Input[str]]) -> None:
        """Where RDS changes the password, redeploy these services (ECS names by role) each time it did."""
        if self._args.settings.password == "managed" and services:  # noqa: S105 - where the password comes from
            redeploy_on_rotation(
                f"{self._name}-redeploy",
                RedeployArgs(
                    names=self._args.names,
                    role=self._name,
                    secret_arn=self.secret_arns[0],
                    cluster=cluster,
                    services=services,
                ),
                self,
            )

    def _parameters(self) -> Output[str]:
        """Named by Pulumi, so that another major's group can stand beside this one until the instance has moved."""
        settings = self._args.settings
        return aws.rds.ParameterGroup(
            f"{self._name}-parameters",
            family=f"postgres{settings.major}",
            description=f"Parameters of {self.identifier}",
            parameters=[
                {"name": name, "value": parameter.value, "apply_method": parameter.apply}
                for name, parameter in settings.all_parameters.items()
            ],
            opts=self._below,
        ).name

    def _password(self) -> Output[str] | None:
        settings = self._args.settings
        if settings.password == "managed":  # noqa: S105 - where the password comes from
            return None
        return random.RandomPassword(
            f"{self._name}-password",
            length=PASSWORD_LENGTH,
            special=False,
            keepers={"version": str(settings.password_version)},
            opts=self._below,
        ).result

    def _instance(self, group_id: Output[str], watch: Monitoring, password: Output[str] | None) -> aws.rds.Instance:
        args, settings = self._args, self._args.settings
        managed, restored = password is None, settings.restore is not None
        subnets = aws.rds.SubnetGroup(
            f"{self._name}-subnets",
            description=f"Isolated subnets, for {self.identifier}",
            subnet_ids=args.network.isolated_subnet_ids,
            opts=self._below,
        )
        return aws.rds.Instance(
            self._name,
            identifier=self.identifier,
            engine="postgres",
            engine_version=settings.engine_version,
            instance_class=settings.instance_class,
            storage_type="gp3",
            allocated_storage=settings.storage,
            max_allocated_storage=settings.max_storage,
            storage_encrypted=True,
            kms_key_id=args.key_arn,
            db_name=None if restored else settings.database,
            username=None if restored else settings.username,
            password=password,
            manage_master_user_password=True if managed else None,
            master_user_secret_kms_key_id=args.key_arn if managed else None,
            port=settings.port,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[group_id],
            publicly_accessible=False,
            multi_az=settings.multi_az,
            parameter_group_name=self.parameter_group,
            ca_cert_identifier=settings.ca_certificate,
            backup_retention_period=settings.backup_retention_days,
            backup_window=settings.backup_window,
            copy_tags_to_snapshot=True,
            delete_automated_backups=settings.skip_final_snapshot,
            maintenance_window=settings.maintenance_window,
            auto_minor_version_upgrade=settings.auto_minor_version_upgrade,
            allow_major_version_upgrade=settings.allow_major_version_upgrade,
            apply_immediately=settings.apply_immediately,
            blue_green_update={"enabled": True} if settings.blue_green_update else None,
            iam_database_authentication_enabled=settings.iam_authentication,
            deletion_protection=settings.deletion_protection,
            skip_final_snapshot=settings.skip_final_snapshot,
            final_snapshot_identifier=None if settings.skip_final_snapshot else self._final_snapshot(),
            snapshot_identifier=settings.restore.snapshot if settings.restore else None,
            restore_to_point_in_time=point_in_time(settings.restore, args.instances),
            opts=ResourceOptions(
                parent=self,
                protect=settings.protect,
                depends_on=[*watch.ready, *self._log_groups()],
                ignore_changes=["snapshotIdentifier", "restoreToPointInTime"],
                custom_timeouts=TIMEOUTS,
            ),
            **watch.watched,
        )

    def _final_snapshot(self) -> str:
        return self._args.names.fill("database_snapshot", instance=self.identifier)

    def _log_groups(self, replica: str | None = None) -> Sequence[pulumi.Resource]:
        return [self._args.logs[key].resource for key in log_keys(self._name, replica)]

    def _secret(self, instance: aws.rds.Instance, password: Output[str] | None) -> PrivateSecret:
        args, settings = self._args, self._args.settings
        connection = private_secret(
            f"{self._name}-secret",
            PrivateSecretArgs(
                secret=args.names.fill("secret", role=self._name),
                description=f"How to connect to database {self.identifier}",
                names=args.names,
                key_arn=args.key_arn,
                recovery_window_in_days=settings.secret_recovery_window_in_days,
                value=connection_document(settings, instance.address, password),
                protect=settings.protect,
            ),
            self,
        )
        if password is None:
            return PrivateSecret(arn=managed_secret_arn(instance, self.identifier, args.names), ready=instance)
        return connection

    def _make_replicas(
        self, instance: aws.rds.Instance, group_id: Output[str], watch: Monitoring
    ) -> Mapping[str, Output[str]]:
        return replicas(
            self._name,
            ReplicasArgs(
                settings=self._args.settings,
                source=instance,
                names=self._replicas,
                parameter_group=self.parameter_group,
                security_group_id=group_id,
                monitoring=watch,
                logs={role: self._log_groups(role) for role in self._replicas},
            ),
            self,
        )

    def _proxy(self, instance: aws.rds.Instance, group_id: Output[str], secret: PrivateSecret) -> Proxy | None:
        args, settings = self._args, self._args.settings
        if settings.proxy is None:
            return None
        return proxy(
            f"{self._name}-proxy",
            ProxyArgs(
                settings=settings.proxy,
                names=args.names,
                network=args.network,
                proxy=proxy_name(self._name, args.names),
                instance=instance.identifier,
                database_group_id=group_id,
                database_port=settings.port,
                secret_arn=secret.arn,
                logs=args.logs[proxy_key(self._name)],
                key_arn=args.key_arn,
            ),
            self,
        )
