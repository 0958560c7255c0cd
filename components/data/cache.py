"""The cache: ElastiCache that nobody reaches, over TLS alone, by one user with its password in Secrets Manager."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random
from pulumi import Input, Output, ResourceOptions

from components._fixed_texts import FIXED_TEXTS
from components._iam import Statement
from components._watched import Watched
from components.data.access import WayIn
from components.data.cache_names import cache_name, log_key
from components.data.cache_settings import EVICTION, CacheSettings, ServerlessSettings
from components.data.cache_watch import watched_cache
from components.data.private_secret import PrivateSecret, PrivateSecretArgs, private_secret
from components.wiring import LogTarget, Placement
from naming import Names

PORT = 6379
PASSWORD_LENGTH = 64
"""Letters and digits; ElastiCache takes 16 to 128 characters.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
"""
ACCESS = "on ~* &* +@all -@dangerous +info +flushdb"
"""Every key and channel of this cache, by every command but those that change the server, see other clients or stop
everybody. Two of these come back: monitors of queues read `info`, and Django's cache framework clears by `flushdb`.

https://valkey.io/topics/acl/
"""
NO_ACCESS = "off -@all"
"""For the user that clients are who do not name one: with Redis OSS it cannot be left out of the group, only disabled.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html#rbac-using
"""


@dataclass(frozen=True)
class CacheArgs:
    """What the cache is made from."""

    settings: CacheSettings
    names: Names
    network: Placement
    key_arn: Input[str] | None
    """Encrypts data, snapshots and password; None takes AWS's own keys."""
    logs: Mapping[str, LogTarget]
    """The stack's log groups by key, with those of `cache_names.cache_log_groups` among them."""


class Cache(pulumi.ComponentResource):
    """Valkey or Redis OSS in isolated subnets, encrypted on disk and on the way, closed until `allow_from`; a `Store`.

    Services get `<ROLE>_HOST`, `_PORT`, `_USERNAME`, `_TLS=true`, `_PASSWORD_VERSION`, so that another password makes
    another revision of their tasks, and from the secret `_PASSWORD`. Connecting needs no permission of IAM.
    """

    port: int
    """Where services connect."""
    security_group_id: Output[str]
    """Of what services connect to."""
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
    """Its name at AWS, with which those of its nodes begin."""
    host: Output[str]
    """The primary's name, which stays when another node takes its place."""
    watched: Watched
    """What is watched of it."""

    def __init__(self, name: str, args: CacheArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:data:Cache", name, args.settings.props(), opts)
        self._name, self._args, self._below = name, args, ResourceOptions(parent=self)
        settings, names = args.settings, args.names
        self.identifier = cache_name(name, settings, names)
        self.port = PORT
        self.security_group_id = aws.ec2.SecurityGroup(
            name,
            description=f"Cache {name}",
            vpc_id=args.network.vpc_id,
            opts=ResourceOptions(parent=self, ignore_changes=FIXED_TEXTS),
        ).id
        user, password = self._user()
        self._secret = self._keep(user, password)
        users = self._users(user)
        self.host = self._serverless(settings.serverless, users) if settings.serverless else self._nodes(users)
        prefix = name.upper().replace("-", "_")
        self.variables = {
            f"{prefix}_HOST": self.host,
            f"{prefix}_PORT": str(PORT),
            f"{prefix}_USERNAME": self.identifier,
            f"{prefix}_TLS": "true",
            f"{prefix}_PASSWORD_VERSION": str(settings.password_version),
        }
        self.secrets = {f"{prefix}_PASSWORD": Output.format("{0}:password::", self._secret.arn)}
        self.secret_arns = (self._secret.arn,)
        self.secret_statements = ()
        self.task_statements = ()
        self.watched = watched_cache(name, settings, names)
        self.register_outputs({"host": self.host})

    def allow_from(self, role: str, *, security_group_id: Input[str]) -> pulumi.Resource:
        """Open the way from the tasks of this role; returns what must exist before they can connect."""
        ready = [self._secret.ready]
        return WayIn(self._name, self.security_group_id, self.port, ready, self).open_to(role, security_group_id)

    def _password(self, part: str) -> Output[str]:
        return random.RandomPassword(
            f"{self._name}-{part}",
            length=PASSWORD_LENGTH,
            special=False,
            keepers={"version": str(self._args.settings.password_version)},
            opts=self._below,
        ).result

    def _user(self) -> tuple[aws.elasticache.User, Output[str]]:
        password = self._password("password")
        user = aws.elasticache.User(
            f"{self._name}-user",
            user_id=self._args.names.fill("cache_user", cache=self.identifier),
            user_name=self.identifier,
            engine=self._args.settings.engine,
            access_string=ACCESS,
            passwords=[password],
            opts=self._below,
        )
        return user, password

    def _keep(self, user: aws.elasticache.User, password: Output[str]) -> PrivateSecret:
        args = self._args
        return private_secret(
            f"{self._name}-secret",
            PrivateSecretArgs(
                secret=args.names.fill("secret", role=self._name),
                description=f"User and password of cache {self.identifier}",
                names=args.names,
                key_arn=args.key_arn,
                recovery_window_in_days=args.settings.secret_recovery_window_in_days,
                protect=args.settings.protect,
                # The keys that AWS's own function for rotation reads.
                value=Output.json_dumps({"username": user.user_name, "password": password, "user_arn": user.arn}),
            ),
            self,
        )

    def _users(self, user: aws.elasticache.User) -> aws.elasticache.UserGroup:
        members = [user]
        if self._args.settings.engine == "redis":
            members.append(self._disabled_default())
        return aws.elasticache.UserGroup(
            f"{self._name}-users",
            user_group_id=self._args.names.fill("cache_user_group", cache=self.identifier),
            engine=self._args.settings.engine,
            user_ids=[member.user_id for member in members],
            opts=self._below,
        )

    def _disabled_default(self) -> aws.elasticache.User:
        return aws.elasticache.User(
            f"{self._name}-default",
            user_id=self._args.names.fill("cache_default_user", cache=self.identifier),
            user_name="default",
            engine="redis",
            access_string=NO_ACCESS,
            passwords=[self._password("default")],
            opts=self._below,
        )

    def _nodes(self, users: aws.elasticache.UserGroup) -> Output[str]:
        args, settings = self._args, self._args.settings
        logs = {log: args.logs[log_key(self._name, log)] for log in settings.logs}
        subnets = aws.elasticache.SubnetGroup(
            f"{self._name}-subnets",
            description=f"Where cache {self.identifier} stands",
            subnet_ids=args.network.isolated_subnet_ids,
            opts=self._below,
        )
        parameters = aws.elasticache.ParameterGroup(
            f"{self._name}-parameters",
            description=f"Parameters of cache {self.identifier}",
            family=settings.family,
            parameters=[
                {"name": parameter, "value": value}
                for parameter, value in sorted({**settings.parameters, EVICTION: settings.eviction}.items())
            ],
            opts=ResourceOptions(parent=self, ignore_changes=FIXED_TEXTS),
        )
        last = None if settings.skip_final_snapshot else args.names.fill("cache_snapshot", cache=self.identifier)
        group = aws.elasticache.ReplicationGroup(
            self._name,
            replication_group_id=self.identifier,
            description=f"{self._name} of {args.names.system} {args.names.long}",
            engine=settings.engine,
            engine_version=settings.engine_version,
            node_type=settings.node_type,
            num_cache_clusters=settings.nodes,
            automatic_failover_enabled=settings.automatic_failover,
            multi_az_enabled=settings.multi_az,
            port=PORT,
            subnet_group_name=subnets.name,
            security_group_ids=[self.security_group_id],
            parameter_group_name=parameters.name,
            at_rest_encryption_enabled=True,
            kms_key_id=args.key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            user_group_ids=[users.user_group_id],
            auto_minor_version_upgrade=True,
            apply_immediately=settings.apply_immediately,
            maintenance_window=settings.maintenance_window,
            snapshot_retention_limit=settings.snapshot_retention_days,
            snapshot_window=settings.snapshot_window,
            final_snapshot_identifier=last,
            log_delivery_configurations=[
                {
                    "log_type": log,
                    "log_format": "json",
                    "destination_type": "cloudwatch-logs",
                    "destination": target.name,
                }
                for log, target in logs.items()
            ],
            opts=ResourceOptions(
                parent=self,
                protect=settings.protect,
                depends_on=[target.resource for target in logs.values()],
            ),
        )
        return group.primary_endpoint_address

    def _serverless(self, limits: ServerlessSettings, users: aws.elasticache.UserGroup) -> Output[str]:
        args, settings = self._args, self._args.settings
        cache = aws.elasticache.ServerlessCache(
            self._name,
            name=self.identifier,
            description=f"{self._name} of {args.names.system} {args.names.long}",
            engine=settings.engine,
            major_engine_version=settings.engine_version.partition(".")[0],
            cache_usage_limits={
                "data_storage": {"unit": "GB", "minimum": limits.min_storage, "maximum": limits.max_storage},
                "ecpu_per_seconds": [{"minimum": limits.min_ecpu, "maximum": limits.max_ecpu}],
            },
            subnet_ids=args.network.isolated_subnet_ids,
            security_group_ids=[self.security_group_id],
            kms_key_id=args.key_arn,
            user_group_id=users.user_group_id,
            snapshot_retention_limit=settings.snapshot_retention_days,
            daily_snapshot_time=settings.snapshot_window.partition("-")[0],
            opts=ResourceOptions(parent=self, protect=settings.protect),
        )
        return cache.endpoints[0].address
