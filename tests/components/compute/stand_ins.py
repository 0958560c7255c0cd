"""A service built between stand-ins for what it is wired to: it must need nothing but their Protocols."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import Statement, statement
from components._off_hours import OffHoursSettings
from components.compute.service import Service, ServiceArgs
from components.compute.service_settings import ServiceSettings
from components.wiring import LogTarget
from ops.offline.recording import Recorded, Recording
from tests.components.watching import dimensions
from tests.harness import NAMES, PLACEMENT, build, log_target

DIGEST: Final = f"sha256:{'0123456789abcdef' * 4}"
KEY: Final = "arn:aws:kms:ap-northeast-2:123456789012:key/mrk-1"
DATABASE_ARN: Final = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:gli/db-AbCdEf"
FLAGS_ARN: Final = "arn:aws:ssm:ap-northeast-2:123456789012:parameter/gli/flags"
DATABASE_USER: Final = "arn:aws:rds-db:ap-northeast-2:123456789012:dbuser:db-AB12/app"
LOG_GROUP: Final = "/ecs/production-gli-api"
EXEC_LOGS: Final = "/ecs/production-gli-cluster/exec"
ROUTE: Final = {
    "load_balancer": "main",
    "priority": 100,
    "hosts": ["api.glibiz.com"],
    "health_check": {"path": "/health/"},
}
WEB: Final[dict[str, Any]] = {"port": 8000, "route": ROUTE}
"""What makes a service one that is reached."""


@dataclass
class StandInLoadBalancer:
    security_group_id: Output[str] = field(default_factory=lambda: Output.from_input("sg-balancer"))
    listener_arn: Output[str] = field(default_factory=lambda: Output.from_input("arn:aws:listener"))
    arn_suffix: Output[str] = field(default_factory=lambda: Output.from_input("app/gli-production-alb/1"))
    allowed: list[tuple[str, int]] = field(default_factory=list)

    def allow_to(self, role: str, *, security_group_id: Input[str], port: int) -> None:
        assert security_group_id is not None
        self.allowed.append((role, port))


@dataclass
class StandInImages:
    uri: str = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/gli-api-production"
    pulled_by: list[str] = field(default_factory=list)

    def allow_pull(self, role: str, *, role_name: Input[str]) -> pulumi.Resource:
        self.pulled_by.append(role)
        return aws.iam.RolePolicy(f"pull-{role}", role=role_name, policy="{}")


@dataclass
class StandInCluster:
    exec_logs: LogTarget
    name: str = "production-gli-cluster"
    has_insights: bool = True
    arn: Output[str] = field(default_factory=lambda: Output.from_input("arn:aws:ecs:cluster"))


@dataclass
class StandInStore:
    """A database or a cache: whom it let in, and what must exist before they can connect."""

    role: str
    port: int
    allowed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        prefix = self.role.upper()
        self.security_group_id = Output.from_input(f"sg-{self.role}")
        self.variables: Mapping[str, Input[str]] = {f"{prefix}_HOST": f"{self.role}.internal"}
        self.secrets: Mapping[str, Input[str]] = {f"{prefix}_PASSWORD": f"{secret_of(self.role)}:password::"}
        self.secret_arns: Sequence[Input[str]] = [secret_of(self.role)]
        self.secret_statements: Sequence[Statement] = []
        connect = statement(f"Connect{self.role.title()}", actions=["rds-db:connect"], resources=[DATABASE_USER])
        self.task_statements: Sequence[Statement] = [connect] if self.role == "db" else []

    def allow_from(self, role: str, *, security_group_id: Input[str]) -> pulumi.Resource:
        self.allowed.append(role)
        return aws.vpc.SecurityGroupIngressRule(
            f"{self.role}-from-{role}",
            security_group_id=self.security_group_id,
            referenced_security_group_id=security_group_id,
            ip_protocol="tcp",
            from_port=self.port,
            to_port=self.port,
        )


@dataclass
class StandInSecret:
    role: str

    def __post_init__(self) -> None:
        self.arn = Output.from_input(secret_of(self.role))


def secret_of(role: str) -> str:
    """The ARN of a secret of this stack."""
    return f"arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:gli/{role}/production-AbCdEf"


@dataclass(frozen=True)
class Built:
    """A service `api` and what it asked of its stand-ins."""

    recording: Recording
    component: Service
    balancer: StandInLoadBalancer
    images: StandInImages
    stores: Mapping[str, StandInStore]

    def one(self, token: str, name: str = "api") -> Recorded:
        return self.recording.one(token, name)

    @property
    def service(self) -> Recorded:
        return self.one("aws:ecs/service:Service")

    @property
    def task(self) -> Recorded:
        return self.one("aws:ecs/taskDefinition:TaskDefinition")

    def dimensions(self, alarm: str) -> Mapping[str, Mapping[str, str]]:
        """The dimensions of the metrics that an alarm watches, by their ids, as AWS gets them."""
        found = self.recording.outputs["dimensions"]
        assert isinstance(found, dict)
        return dict(found[alarm])

    @property
    def container(self) -> dict[str, Any]:
        (container,) = json.loads(str(self.task.inputs["containerDefinitions"]))
        assert isinstance(container, dict)
        return container


def settings_of(**given: Any) -> ServiceSettings:
    return ServiceSettings.model_validate_json(json.dumps(given))


def service(
    *,
    digest: str | None = DIGEST,
    key: str | None = KEY,
    first: bool = False,
    insights: bool = True,
    off_hours: OffHoursSettings | None = None,
    **given: Any,
) -> Built:
    """The service `api` with these settings; the same ones are built once."""
    return _built(_Around(digest, key, first, insights, off_hours), json.dumps(given, sort_keys=False))


@dataclass(frozen=True)
class _Around:
    """What a service is built with besides its settings."""

    digest: str | None
    key: str | None
    first: bool
    insights: bool
    off_hours: OffHoursSettings | None


@cache
def _built(around: _Around, given: str) -> Built:
    made: list[tuple[Service, StandInLoadBalancer, StandInImages, Mapping[str, StandInStore]]] = []

    def program(opts: ResourceOptions) -> None:
        balancer, images = StandInLoadBalancer(), StandInImages()
        stores = {"db": StandInStore("db", 5432), "redis": StandInStore("redis", 6379)}
        args = ServiceArgs(
            settings=ServiceSettings.model_validate_json(given),
            names=NAMES,
            network=PLACEMENT,
            cluster=StandInCluster(log_target("exec", EXEC_LOGS), has_insights=around.insights),
            images=images,
            digest=around.digest,
            logs=log_target("service-api", LOG_GROUP),
            load_balancers={"main": balancer},
            stores=stores,
            secrets={"mail": StandInSecret("mail"), "push": StandInSecret("push")},
            key_arn=around.key,
            off_hours=around.off_hours,
        )
        component = Service("api", args, opts)
        pulumi.export("dimensions", dimensions(component.watched))
        made.append((component, balancer, images, stores))

    recording = build(program, first=around.first)
    return Built(recording, *made[0])
