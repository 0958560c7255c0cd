"""A host built between stand-ins for what it is wired to, as its tests look at it."""

import json
from dataclasses import replace
from functools import cache
from typing import Any, Final

import pulumi
from pulumi import Output, ResourceOptions

from components._watched import Watched
from components.host.compose import HostFiles
from components.host.host import Host, HostArgs
from components.host.host_names import host_log_groups
from components.host.host_settings import HostSettings
from ops.offline.recording import Recorded, Recording
from tests.components.compute.stand_ins import DIGEST, StandInImages
from tests.harness import NAMES, PLACEMENT, build, log_target

GROUP: Final = "aws:autoscaling/group:Group"
TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
VOLUME: Final = "aws:ebs/volume:Volume"
SNAPSHOTS: Final = "aws:dlm/lifecyclePolicy:LifecyclePolicy"
ADDRESS: Final = "aws:ec2/eip:Eip"
PREFIX_LIST: Final = "aws:ec2/managedPrefixList:ManagedPrefixList"
SECURITY_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
PROFILE: Final = "aws:iam/instanceProfile:InstanceProfile"
ROLE: Final = "aws:iam/role:Role"
ROLE_POLICY: Final = "aws:iam/rolePolicy:RolePolicy"
PARAMETER: Final = "aws:ssm/parameter:Parameter"
PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type token
DOCUMENT: Final = "aws:ssm/document:Document"
KEY: Final = "arn:aws:kms:ap-northeast-2:123456789012:key/mrk-1"
ZONES: Final = ("ap-northeast-2a", "ap-northeast-2c")
TAGS: Final = {"System": "gli", "Environment": "production", "ManagedBy": "pulumi"}
COMPOSE: Final = "services: {app: {image: '${APP_IMAGE}'}}\n"
GIVEN: Final[dict[str, Any]] = {"zone": ZONES[1], "compose": "it/compose.yaml", "images": ["app"]}
FROM_STACK_FILE: Final = "the key, as Pulumi keeps it"


def built(
    *,
    key: str | None = None,
    digest: str | None = DIGEST,
    compose: str = COMPOSE,
    first: bool = False,
    **given: Any,
) -> Recording:
    """The host `web` with these settings beside the least that it needs; it exports what it exports."""
    return _built(key, digest, compose, first, json.dumps({**GIVEN, **given}))[0]


def watched(**given: Any) -> Watched:
    """What is watched of it."""
    return _built(None, DIGEST, COMPOSE, False, json.dumps({**GIVEN, **given}))[1]  # noqa: FBT003 - a key of the cache


@cache
def _built(key: str | None, digest: str | None, compose: str, first: bool, given: str) -> tuple[Recording, Watched]:  # noqa: FBT001 - a key of the cache
    settings = HostSettings.model_validate_json(given)
    found: list[Watched] = []

    def program(opts: ResourceOptions) -> None:
        made = Host(
            "web",
            HostArgs(
                settings=settings,
                names=NAMES,
                network=replace(PLACEMENT, zones=ZONES),
                files=HostFiles(compose, {}),
                images={"app": StandInImages()},
                digests={"app": digest} if digest else {},
                secrets={"origin-key": Output.secret(FROM_STACK_FILE)},
                logs={key: log_target(key, group) for key, group in host_log_groups("web", NAMES).items()},
                tags=TAGS,
                key_arn=key,
            ),
            opts,
        )
        found.append(made.watched)
        pulumi.export("host", dict(made.exported))

    return build(program, first=first), found[0]


def one(token: str, name: str = "web", **given: Any) -> Recorded:
    """One of its resources."""
    return built(**given).one(token, name)
