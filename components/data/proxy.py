"""RDS Proxy: a pool of connections between services and database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import document, service_trust, statement
from components.data.database_settings import ProxySettings
from components.wiring import LogTarget, Placement
from naming import Names

PROXY_PORT = 5432
"""Where a proxy for PostgreSQL listens, whatever the database's own port."""


@dataclass(frozen=True)
class ProxyArgs:
    """What the proxy is made from."""

    settings: ProxySettings
    names: Names
    network: Placement
    proxy: str
    """Its name."""
    instance: Output[str]
    """The name of the database's instance."""
    database_group_id: Output[str]
    database_port: int
    secret_arn: Input[str]
    logs: LogTarget
    key_arn: Input[str] | None


@dataclass(frozen=True)
class Proxy:
    """The proxy, and what must exist before it lets anyone through."""

    host: Output[str]
    security_group_id: Output[str]
    ready: Sequence[pulumi.Resource]


def proxy(name: str, args: ProxyArgs, parent: pulumi.Resource) -> Proxy:
    """Make a proxy that takes TLS alone, knows one secret and reaches one database."""
    below = ResourceOptions(parent=parent)
    group = aws.ec2.SecurityGroup(name, description=f"Proxy of {args.proxy}", vpc_id=args.network.vpc_id, opts=below)
    ways = _ways(name, args, group.id, below)
    role = aws.iam.Role(
        name,
        description=f"Reads the secret of {args.proxy}",
        assume_role_policy=Output.json_dumps(
            service_trust(
                "rds.amazonaws.com", account=args.names.account, source_arn=args.names.arn("rds", "db-proxy:*")
            )
        ),
        opts=below,
    )
    may_read = aws.iam.RolePolicy(
        name,
        role=role.name,
        policy=Output.json_dumps(proxy_policy(args.secret_arn, args.key_arn, args.names)),
        opts=below,
    )
    made = aws.rds.Proxy(
        name,
        name=args.proxy,
        engine_family="POSTGRESQL",
        require_tls=True,
        role_arn=role.arn,
        auths=[{"auth_scheme": "SECRETS", "iam_auth": "DISABLED", "secret_arn": args.secret_arn}],
        idle_client_timeout=args.settings.idle_client_timeout,
        vpc_subnet_ids=args.network.isolated_subnet_ids,
        vpc_security_group_ids=[group.id],
        opts=ResourceOptions(parent=parent, depends_on=[may_read, *ways, args.logs.resource]),
    )
    pool = aws.rds.ProxyDefaultTargetGroup(
        name,
        db_proxy_name=made.name,
        connection_pool_config={"max_connections_percent": args.settings.max_connections_percent},
        opts=below,
    )
    target = aws.rds.ProxyTarget(
        name,
        db_proxy_name=made.name,
        target_group_name=pool.name,
        db_instance_identifier=args.instance,
        opts=below,
    )
    return Proxy(host=made.endpoint, security_group_id=group.id, ready=[target])


def _ways(name: str, args: ProxyArgs, group_id: Output[str], below: ResourceOptions) -> Sequence[pulumi.Resource]:
    return [
        aws.vpc.SecurityGroupEgressRule(
            f"{name}-to-database",
            security_group_id=group_id,
            referenced_security_group_id=args.database_group_id,
            description="To the database",
            ip_protocol="tcp",
            from_port=args.database_port,
            to_port=args.database_port,
            opts=below,
        ),
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-into-database",
            security_group_id=args.database_group_id,
            referenced_security_group_id=group_id,
            description="From the proxy",
            ip_protocol="tcp",
            from_port=args.database_port,
            to_port=args.database_port,
            opts=below,
        ),
    ]


def proxy_policy(secret_arn: Input[str], key_arn: Input[str] | None, names: Names) -> dict[str, Any]:
    """Read one secret.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-iam-setup.html
    """
    statements = [statement("ReadSecret", actions=["secretsmanager:GetSecretValue"], resources=[secret_arn])]
    if key_arn is not None:
        statements.append(
            statement(
                "DecryptSecret",
                actions=["kms:Decrypt"],
                resources=[key_arn],
                condition={"StringEquals": {"kms:ViaService": f"secretsmanager.{names.region}.amazonaws.com"}},
            )
        )
    return document(*statements)
