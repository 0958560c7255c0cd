"""A cache built between stand-ins for what it is wired to, as its tests look at it."""

import json
from functools import cache
from typing import Any, Final

import pulumi
from pulumi import ResourceOptions

from components.data.cache import Cache, CacheArgs
from components.data.cache_names import cache_log_groups
from components.data.cache_settings import CacheSettings
from components.wiring import Store
from ops.offline.recording import Recording
from tests.harness import NAMES, PLACEMENT, build, log_target

GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVERLESS: Final = "aws:elasticache/serverlessCache:ServerlessCache"
USER: Final = "aws:elasticache/user:User"
USERS: Final = "aws:elasticache/userGroup:UserGroup"
PARAMETERS: Final = "aws:elasticache/parameterGroup:ParameterGroup"
SUBNETS: Final = "aws:elasticache/subnetGroup:SubnetGroup"
SECURITY_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
SECRET_TYPE: Final = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type token
VALUE: Final = "aws:secretsmanager/secretVersion:SecretVersion"
PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type token
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
KEY: Final = "arn:aws:kms:ap-northeast-2:123456789012:key/mrk-1"
LIMITS: Final = {"max_storage": 10, "max_ecpu": 5000}


def built(
    *, role: str = "redis", allow: tuple[str, ...] = (), key: str | None = KEY, first: bool = False, **given: Any
) -> Recording:
    """The cache with these settings, letting these services in; it exports what a service would be told."""
    return _built(role, allow, key, first, json.dumps(given))


@cache
def _built(role: str, allow: tuple[str, ...], key: str | None, first: bool, given: str) -> Recording:  # noqa: FBT001 - a key of the cache
    settings = CacheSettings.model_validate_json(given)

    def program(opts: ResourceOptions) -> None:
        logs = {key: log_target(key, group) for key, group in cache_log_groups(role, settings, NAMES).items()}
        made = Cache(role, CacheArgs(settings=settings, names=NAMES, network=PLACEMENT, key_arn=key, logs=logs), opts)
        for service in allow:
            made.allow_from(service, security_group_id=f"sg-{service}")
        store: Store = made
        pulumi.export("variables", dict(store.variables))
        pulumi.export("secrets", dict(store.secrets))
        pulumi.export("readable", list(store.secret_arns))
        pulumi.export("permissions", list(store.task_statements))

    return build(program, first=first)


def group(**given: Any) -> dict[str, Any]:
    return dict(built(**given).one(GROUP, "redis").inputs)


def told(key: str, **given: Any) -> Any:
    """What a service is told: `variables`, `secrets`, `readable` or `permissions`."""
    return built(**given).outputs[key]
