"""PostgreSQL on RDS: the instance, its secret, and who may connect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pulumi
import pulumi_aws as aws
import pulumi_random as random
from pulumi import Input, Output, ResourceOptions

from components._fixed_texts import FIXED_TEXTS
from components._iam import Statement
from components._watched import Watched
from components.data.access import WayIn, let_in_peers, let_out_to_peers
from components.data.connection import (
    Credentials,
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
from components.data.instance import Common, InstanceArgs, instance, parameter_group
from components.data.monitoring import MonitoringArgs, monitoring
from components.data.private_secret import PrivateSecretArgs, private_secret
from components.data.proxy import PROXY_PORT, Proxy, ProxyArgs, proxy
from components.data.replicas import ReplicasArgs, replicas
from components.data.rotation import RedeployArgs, redeploy_on_rotation
from components.data.shared_secret import SharedSecretArgs, share_secret, shared_secret
from components.wiring import LogTarget, Placement
from naming import Names

PASSWORD_LENGTH = 40
"""Letters and digits: RDS refuses some signs, URLs and shells others, and 40 of these are 238 bits."""


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
    keys_abroad: Mapping[str, Input[str]] = field(default_factory=dict)
    """The keys of other Regions, those of `replicate_to` among them."""
    peers: Mapping[str, str] = field(default_factory=dict)
    """The ranges of the networks, by name, in which its replicas stand, or the instance that it follows."""


class Database(pulumi.ComponentResource):
    """Encrypted, TLS alone, in subnets without a way out, and closed until `allow_from`; it is a `Store`.

    Services get `<prefix>_HOST`, `_PORT`, `_NAME`, `_USER`, `_SSLMODE`, `_PASSWORD_VERSION` and, from the secret,
    `_PASSWORD`; each replica adds `<prefix>_<replica>_HOST`. With `proxy` the host is the proxy's, and only the proxy
    reaches the instance. Connecting by password needs no permission; `iam_user` adds `_IAM_USER` and the right to
    connect as that user. A replica of another Region's database is read at `_HOST`; where that Region's network is
    peered, `_PRIMARY_HOST` is where to write.

    Its logs go to groups that stand before it; enhanced monitoring's group, RDSOSMetrics, is the account's and no
    stack's of an environment. Create-only settings (`username`, `database`, the key) would replace it, which `protect`
    refuses.
    """

    port: int
    """Where services connect."""
    security_group_id: Output[str]
    """Of what services connect to: the instance, or its proxy."""
    variables: Mapping[str, Input[str]]
    """Plain environment variables by name."""
    secrets: Mapping[str, Input[str]]
    """Environment variables by name, each with the reference that ECS reads it from."""
    secret_arns: Sequence[Input[str]]
    """The secrets that ECS reads for a service that uses it."""
    secret_statements: Sequence[Statement]
    """What ECS may do besides, to read them."""
    task_statements: Sequence[Statement]
    """What the service's code may do with it besides connecting."""
    identifier: str
    """The instance's name."""
    parameter_group: Output[str]
    """Its name, which Pulumi makes."""
    watched: Watched
    """What is watched of it."""

    def __init__(self, name: str, args: DatabaseArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:data:Database", name, args.settings.props(), opts)
        self._name, self._args, self._below = name, args, ResourceOptions(parent=self)
        settings, names = args.settings, args.names
        self.identifier = instance_name(name, settings, names)
        self._replicas = replica_names(name, settings, names)
        group = aws.ec2.SecurityGroup(
            name,
            description=f"Database {self.identifier}",
            vpc_id=args.network.vpc_id,
            opts=ResourceOptions(parent=self, ignore_changes=FIXED_TEXTS),
        )
        self.parameter_group = parameter_group(name, self.identifier, settings, self)
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
        common = Common(security_group_id=group.id, parameter_group=self.parameter_group, monitoring=watch)
        instance = self._instance(common, password)
        credentials = self._credentials(instance, password)
        replica_hosts = self._make_replicas(instance, common)
        pool = self._proxy(instance, group.id, credentials)
        self.port = PROXY_PORT if pool else settings.port
        self.security_group_id = pool.security_group_id if pool else group.id
        self._ready = [credentials.ready, *(pool.ready if pool else [])]
        if settings.replica_of is None:
            let_in_peers(name, args.peers, group_id=group.id, port=settings.port, parent=self)
        endpoint = Endpoint(
            instance=instance,
            host=pool.host if pool else instance.address,
            port=self.port,
            replica_hosts=replica_hosts,
            secret_arn=credentials.arn,
            primary_is_reached=settings.replica_of is not None and bool(args.peers),
        )
        self.variables = connection_variables(name, settings, endpoint)
        self.secrets = connection_secrets(name, settings, endpoint)
        self.secret_arns = [credentials.readable]
        self.secret_statements = credentials.statements
        self.task_statements = connection_statements(name, settings, endpoint, names)
        self.watched = watched_database(name, settings, names)
        self.register_outputs({"identifier": self.identifier})

    def allow_from(self, role: str, *, security_group_id: Input[str]) -> pulumi.Resource:
        """Open the way from the tasks of this role; returns what must exist before they can connect.

        Where this is a replica, they are let out to the network in which they can write, too.
        """
        if self._args.settings.replica_of is not None:
            let_out_to_peers(
                self._name,
                role,
                self._args.peers,
                group_id=security_group_id,
                port=self._args.settings.port,
                parent=self,
            )
        return WayIn(self._name, self.security_group_id, self.port, self._ready, self).open_to(role, security_group_id)

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

    def _password(self) -> Output[str] | None:
        settings = self._args.settings
        if settings.password == "managed" or settings.replica_of:  # noqa: S105 - where the password comes from
            return None
        return random.RandomPassword(
            f"{self._name}-password",
            length=PASSWORD_LENGTH,
            special=False,
            keepers={"version": str(settings.password_version)},
            opts=self._below,
        ).result

    def _instance(self, common: Common, password: Output[str] | None) -> aws.rds.Instance:
        args, settings = self._args, self._args.settings
        source = settings.replica_of and replace(args.names, region=settings.replica_of)
        return instance(
            self._name,
            InstanceArgs(
                settings=settings,
                names=args.names,
                network=args.network,
                identifier=self.identifier,
                source_arn=source.arn("rds", f"db:{self.identifier}") if source else None,
                instances=args.instances,
                password=password,
                key_arn=args.key_arn,
                common=common,
                logs=self._log_groups(),
            ),
            self,
        )

    def _log_groups(self, replica: str | None = None) -> Sequence[pulumi.Resource]:
        return [self._args.logs[key].resource for key in log_keys(self._name, replica)]

    def _credentials(self, instance: aws.rds.Instance, password: Output[str] | None) -> Credentials:
        args, settings = self._args, self._args.settings
        if settings.replica_of is not None:
            copy = shared_secret(self._name, args.names, settings.replica_of)
            return Credentials(arn=copy.arn, readable=copy.readable, statements=[copy.statement], ready=instance)
        document = connection_document(settings, instance.address, password)
        connection = private_secret(
            f"{self._name}-secret",
            PrivateSecretArgs(
                secret=args.names.fill("secret", role=self._name),
                description=f"How to connect to database {self.identifier}",
                names=args.names,
                key_arn=args.key_arn,
                recovery_window_in_days=settings.secret_recovery_window_in_days,
                value=document,
                protect=settings.protect,
            ),
            self,
        )
        if settings.replicate_to:
            self._share(document)
        if password is None:
            managed = managed_secret_arn(instance, self.identifier, args.names)
            return Credentials(arn=managed, readable=managed, ready=instance)
        return Credentials(arn=connection.arn, readable=connection.arn, ready=connection.ready)

    def _share(self, value: Output[str]) -> None:
        args, settings = self._args, self._args.settings
        share_secret(
            f"{self._name}-shared",
            SharedSecretArgs(
                names=args.names,
                role=self._name,
                key_arn=args.key_arn,
                replica_keys={region: args.keys_abroad[region] for region in settings.replicate_to},
                recovery_window_in_days=settings.secret_recovery_window_in_days,
                value=value,
                protect=settings.protect,
            ),
            self,
        )

    def _make_replicas(self, instance: aws.rds.Instance, common: Common) -> Mapping[str, Output[str]]:
        return replicas(
            self._name,
            ReplicasArgs(
                settings=self._args.settings,
                source=instance,
                names=self._replicas,
                common=common,
                logs={role: self._log_groups(role) for role in self._replicas},
            ),
            self,
        )

    def _proxy(self, instance: aws.rds.Instance, group_id: Output[str], secret: Credentials) -> Proxy | None:
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
