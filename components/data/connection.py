"""What a service is told about a database, and what its secret holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output

from components._iam import Statement, statement
from components.data.database_settings import DatabaseSettings
from naming import Names


@dataclass(frozen=True)
class Endpoint:
    """Where a database is reached."""

    instance: aws.rds.Instance
    host: Output[str]
    port: int
    replica_hosts: Mapping[str, Output[str]]
    secret_arn: Input[str]
    primary_is_reached: bool = False
    """Whether it is a replica from whose network there is a way to the instance that it follows."""


@dataclass(frozen=True)
class Credentials:
    """The secret with which services connect."""

    arn: Input[str]
    """As ECS is told of it."""
    readable: Input[str]
    """As IAM is."""
    ready: pulumi.Resource
    """What must exist before it can be read."""
    statements: Sequence[Statement] = ()
    """What ECS may do besides, to read it."""


def connection_variables(role: str, settings: DatabaseSettings, endpoint: Endpoint) -> Mapping[str, Input[str]]:
    """Plain variables, named by the database's prefix.

    `_PASSWORD_VERSION` is there so that another password makes another revision of the service's task.
    """
    prefix = settings.prefix_for(role)
    plain: dict[str, Input[str]] = {
        f"{prefix}_HOST": endpoint.host,
        f"{prefix}_PORT": str(endpoint.port),
        f"{prefix}_NAME": settings.database,
        f"{prefix}_USER": settings.username,
        f"{prefix}_SSLMODE": settings.sslmode,
    }
    for replica, host in endpoint.replica_hosts.items():
        plain[f"{prefix}_{replica.upper().replace('-', '_')}_HOST"] = host
    if settings.iam_user is not None:
        plain[f"{prefix}_IAM_USER"] = settings.iam_user
    if settings.password == "own":  # noqa: S105 - where the password comes from
        plain[f"{prefix}_PASSWORD_VERSION"] = str(settings.password_version)
    return plain


def connection_secrets(role: str, settings: DatabaseSettings, endpoint: Endpoint) -> Mapping[str, Input[str]]:
    """Variables that ECS fills from the database's secret.

    A primary's host name has a part that AWS chooses, so that its secret alone tells it in other Regions.
    """
    prefix = settings.prefix_for(role)
    keys = {"PASSWORD": "password"} | ({"PRIMARY_HOST": "host"} if endpoint.primary_is_reached else {})
    return {f"{prefix}_{name}": Output.format(f"{{0}}:{key}::", endpoint.secret_arn) for name, key in keys.items()}


def connection_statements(
    role: str, settings: DatabaseSettings, endpoint: Endpoint, names: Names
) -> Sequence[Statement]:
    """Connecting with a password asks for no permission; connecting as `iam_user` does.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
    """
    if settings.iam_user is None:
        return []
    user = Output.format("{0}:{1}/{2}", names.arn("rds-db", "dbuser"), endpoint.instance.resource_id, settings.iam_user)
    sid = f"ConnectTo{role.title().replace('-', '')}"
    return [statement(sid, actions=["rds-db:connect"], resources=[user])]


def connection_document(settings: DatabaseSettings, host: Input[str], password: Input[str] | None) -> Output[str]:
    """The secret's value, in the form that AWS's own tools and RDS Proxy read; no password where RDS keeps its own.

    The document stays under its name whoever keeps the password: changing that deletes nothing.
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
    """
    return Output.json_dumps(
        {
            "engine": "postgres",
            "host": host,
            "port": settings.port,
            "dbname": settings.database,
            "username": settings.username,
            **({} if password is None else {"password": password}),
        }
    )


def managed_secret_arn(instance: aws.rds.Instance, identifier: str, names: Names) -> Output[str]:
    """The ARN of the secret that RDS keeps for the instance.

    The preview of the deployment that turns `managed` on has none to show, and gets a stand-in.
    """
    stand_in = names.arn("secretsmanager", f"secret:rds!{identifier}")
    return instance.master_user_secrets.apply(lambda kept: (kept[0].secret_arn if kept else None) or stand_in)
