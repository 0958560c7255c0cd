"""A database built between stand-ins for what it is wired to, as its tests look at it."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import pulumi
from pulumi import ResourceOptions

from components.data.database import Database, DatabaseArgs
from components.data.database_names import database_log_groups
from components.data.database_settings import DatabaseSettings
from components.wiring import Store
from ops.offline.recording import Recording
from tests.harness import NAMES, PLACEMENT, build, log_target

INSTANCE: Final = "aws:rds/instance:Instance"
SUBNETS: Final = "aws:rds/subnetGroup:SubnetGroup"
PARAMETERS: Final = "aws:rds/parameterGroup:ParameterGroup"
PROXY: Final = "aws:rds/proxy:Proxy"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
SECURITY_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ROLE: Final = "aws:iam/role:Role"
ROLE_POLICY: Final = "aws:iam/rolePolicy:RolePolicy"
SECRET_TYPE: Final = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type token
SECRET_POLICY: Final = "aws:secretsmanager/secretPolicy:SecretPolicy"  # noqa: S105 - a type token
VALUE: Final = "aws:secretsmanager/secretVersion:SecretVersion"
PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type token
KEY: Final = "arn:aws:kms:ap-northeast-2:123456789012:key/mrk-1"


def built(
    *,
    role: str = "db",
    allow: tuple[str, ...] = (),
    key: str | None = KEY,
    first: bool = False,
    peers: Mapping[str, str] | None = None,
    **given: Any,
) -> Recording:
    """The database with these settings, letting these services in; it exports what a service would be told."""
    return _built(role, allow, key, first, json.dumps(given), tuple((peers or {}).items()))


@cache
def _built(  # noqa: PLR0917 - the parts of a key of the cache
    role: str,
    allow: tuple[str, ...],
    key: str | None,
    first: bool,  # noqa: FBT001 - a key of the cache
    given: str,
    peers: tuple[tuple[str, str], ...],
) -> Recording:
    settings = DatabaseSettings.model_validate_json(given)

    def program(opts: ResourceOptions) -> None:
        logs = {name: log_target(name, group) for name, group in database_log_groups(role, settings, NAMES).items()}
        made = Database(
            role,
            DatabaseArgs(
                settings=settings,
                names=NAMES,
                network=PLACEMENT,
                logs=logs,
                key_arn=key,
                instances={"db": "gli-prod-db"},
                keys_abroad={region: key_abroad(region) for region in settings.replicate_to},
                peers=dict(peers),
            ),
            opts,
        )
        for service in allow:
            made.allow_from(service, security_group_id=f"sg-{service}")
        made.redeploy_on_rotation(
            cluster="production-gli-cluster", services={service: f"production-{service}-service" for service in allow}
        )
        store: Store = made
        pulumi.export("port", store.port)
        pulumi.export("variables", dict(store.variables))
        pulumi.export("secrets", dict(store.secrets))
        pulumi.export("readable", list(store.secret_arns))
        pulumi.export("reading", list(store.secret_statements))
        pulumi.export("permissions", list(store.task_statements))

    return build(program, first=first)


def key_abroad(region: str) -> str:
    """The key of copies in another Region."""
    return f"arn:aws:kms:{region}:123456789012:key/mrk-1"


def instance(*, role: str = "db", **given: Any) -> dict[str, Any]:
    """The inputs of the instance."""
    return dict(built(role=role, **given).one(INSTANCE, role).inputs)


def told(output: str, **given: Any) -> dict[str, Any]:
    """What a service would be told under this name of the Protocol."""
    value = built(**given).outputs[output]
    assert isinstance(value, dict)
    return value
