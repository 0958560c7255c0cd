"""What a person may write about a service, and what cannot be built of it."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from components._cidr import Cidr
from components._settings import Port, Role, Settings, matching
from components.compute.app_metrics_settings import RESERVED, AppMetric, MetricKey
from components.compute.deployment_settings import DeploymentSettings
from components.compute.fargate import MEMORY_BY_CPU, refuse_unsold
from components.compute.migration_settings import MigrationSettings
from components.compute.route_settings import AbsolutePath, Route
from components.compute.scaling_settings import Scaling
from components.compute.service_alarms import ServiceAlarms
from components.compute.verify_settings import VerifySettings

SPOT_NOTICE_SECONDS = 120
"""Warning before Fargate Spot takes a task back.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
"""
MAX_METRICS = 80
"""A log group takes 100 filters, of which one is the platform's, and a mute rule 100 alarms, of which 15 are.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MuteTargets.html
"""
EXEC_VOLUMES = {"exec-state": "/var/lib/amazon", "exec-logs": "/var/log/amazon"}
"""Where ECS Exec's agent writes, in a container whose root file system is read-only.

https://github.com/aws/containers-roadmap/issues/1359
"""

EnvironmentName = Annotated[
    str, matching(r"[A-Za-z_][A-Za-z0-9_]*", "a variable's name: letters, digits and underscores, no digit first")
]
SecretReference = Annotated[
    str,
    matching(
        r"arn:aws:(secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+|ssm:[a-z0-9-]+:\d{12}:parameter/\S+)|[a-z][a-z0-9-]+(:\w+)?",
        "a secret of this stack, or the ARN of a Secrets Manager secret or an SSM parameter; "
        "store the value there and name it here",
    ),
]


def _not_root(user: str) -> str:
    if re.fullmatch(r"root|0+", user.partition(":")[0]):
        raise ValueError(f"{user!r} is root; name a user without privileges, such as '1000:1000'")
    return user


class HealthCheck(Settings):
    """What ECS runs in the container to ask whether it is healthy; times in seconds."""

    command: Annotated[tuple[str, ...], Field(min_length=1)]
    """The program and its arguments, run without a shell; exit 0 is healthy."""
    interval: Annotated[int, Field(ge=5, le=300)] = 15
    """Between two runs."""
    timeout: Annotated[int, Field(ge=2, le=120)] = 5
    """After which a run has failed."""
    retries: Annotated[int, Field(ge=1, le=10)] = 3
    """Failures in a row that make the container unhealthy; ECS then replaces the task."""
    start_period: Annotated[int, Field(ge=0, le=300)] = 60
    """Time to start, during which failures do not count (standard A-02)."""


class CapacityProvider(Settings):
    """A provider's share of the tasks."""

    base: Annotated[int, Field(ge=0, le=100_000)] = 0
    """Tasks that it runs before shares count."""
    weight: Annotated[int, Field(ge=0, le=1000)] = 1
    """Its share of the tasks beyond `base`, beside the other provider's."""


CapacityProviderName = Literal["FARGATE", "FARGATE_SPOT"]
_FARGATE_ALONE: Mapping[CapacityProviderName, CapacityProvider] = {"FARGATE": CapacityProvider()}


class Egress(Settings):
    """Where tasks may connect to."""

    cidr: Cidr
    """The addresses."""
    port: Port
    """TCP."""


class ServiceSettings(Settings):
    """Containers that ECS keeps running on Fargate; without a `route` it is a worker."""

    container: Role | None = None
    """The stem of the service's, the family's and the container's name, where it is not the role."""
    short: Role | None = None
    """The stem of the target group's name, where it is not the role. Changing it later sends requests to a new target
    group before its first task is there: answers are 503 until then."""
    name: str | None = None
    """The ECS service's name in place of the standard's."""
    image_of: Role | None = None
    """Runs the image of another service instead of one of its own: workers and schedulers do."""
    cpu: Annotated[int, Field(json_schema_extra={"enum": list(MEMORY_BY_CPU)})] = 512
    """CPU units, of which 1,024 are one vCPU."""
    memory: int = 1024
    """MiB; Fargate sells it in pairs with `cpu`."""
    architecture: Literal["ARM64", "X86_64"] = "ARM64"
    """Of the processors, and so of the image."""
    ephemeral_storage_gib: Annotated[int, Field(ge=21, le=200)] | None = None
    """None is Fargate's own 20 GiB."""
    port: Port | None = None
    """Where the container listens."""
    command: tuple[str, ...] = ()
    """In place of the image's CMD, without a shell."""
    entry_point: tuple[str, ...] = ()
    """In place of the image's ENTRYPOINT."""
    environment: dict[EnvironmentName, str] = Field(default_factory=dict)
    """Plain values: everyone who may read the task definition reads them."""
    secrets: dict[EnvironmentName, SecretReference] = Field(default_factory=dict)
    """By variable: a role of the stack's `secrets` (`role:key` picks a JSON key), or the ARN of a Secrets Manager
    secret (`arn…:key::`) or an SSM parameter that something else owns. ECS reads them at start.
    """
    uses: tuple[Role, ...] = ()
    """Databases and caches that the service may reach; it gets their variables, secrets and permissions, no others'."""
    user: Annotated[
        str,
        matching(r"([a-z_][a-z0-9_-]*|\d+)(:([a-z_][a-z0-9_-]*|\d+))?", "a user, or `user:group`, such as '1000:1000'"),
        AfterValidator(_not_root),
    ] = "1000:1000"
    """Who runs in the container; never root (standard M-02)."""
    volumes: dict[Role, AbsolutePath] = Field(default_factory=dict)
    """Writable directories by name; all else is read-only. They belong to root unless the image declares the path as
    a `VOLUME` that its own user owns.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
    """
    health_check: HealthCheck | None = None
    stop_timeout: Annotated[int, Field(ge=2, le=120)] = 30
    """Seconds between SIGTERM and SIGKILL; Fargate's limit is 120."""
    health_check_grace_period: Annotated[int, Field(ge=0, le=7200)] = 120
    """Seconds after its start in which a task is not stopped for failing health checks."""
    tasks: Annotated[int, Field(ge=0, le=5000)] = 2
    """How many run, where there is no `scaling` (standard A-03: two where zero downtime is promised)."""
    scaling: Scaling | None = None
    singleton: bool = False
    """Exactly one, never two: the old task stops before the new one starts (standard R-03)."""
    capacity_providers: Annotated[dict[CapacityProviderName, CapacityProvider], Field(min_length=1)] = Field(
        default_factory=lambda: dict(_FARGATE_ALONE)
    )
    """Where tasks run, and in which shares: AWS takes those of FARGATE_SPOT back with two minutes' notice."""
    execute_command: bool = False
    """ECS Exec: an audited shell in a running container."""
    egress: dict[Role, Egress] = Field(
        default_factory=lambda: {"https": Egress.model_validate({"cidr": "0.0.0.0/0", "port": 443})}
    )
    """Where tasks may connect to besides what the service uses; AWS's APIs are HTTPS."""
    route: Route | None = None
    deployment: DeploymentSettings = DeploymentSettings()
    image_updates: Literal["pulumi", "pipeline"] = "pulumi"
    """Who registers task definitions and hands them to ECS: `pulumi up`, or the application's pipeline. With `pipeline`
    the first revision is Pulumi's and what a task is made of changes by releases alone; to take such a change from the
    stack file, write the image that serves under `platform:images` and deploy once with `pulumi` (docs/releases.md).
    """
    verify: VerifySettings = VerifySettings()
    migration: MigrationSettings | None = None
    """None where no database changes with the image."""
    alarms: ServiceAlarms = ServiceAlarms()
    metrics: Annotated[dict[MetricKey, AppMetric], Field(max_length=MAX_METRICS)] = Field(default_factory=dict)
    """Numbers of the application's own, from its log."""

    @model_validator(mode="after")
    def _can_be_built(self) -> Self:
        refuse_unsold(self.cpu, self.memory)
        both = sorted(set(self.environment) & set(self.secrets))
        if both:
            raise ValueError(f"`environment` and `secrets` both set {', '.join(both)}; keep the one in `secrets`")
        if self.route and self.port is None:
            raise ValueError("`port` is missing; a service with a `route` says where its container listens")
        if self.singleton and (self.scaling or ("tasks" in self.model_fields_set and self.tasks > 1)):
            raise ValueError("`singleton` runs exactly one task; leave out `scaling` and `tasks`")
        if self.scaling and "tasks" in self.model_fields_set:
            raise ValueError("`tasks` and `scaling` both say how many tasks run; keep one of them")
        if self.scaling and self.scaling.requests_per_target and not self.route:
            raise ValueError(
                "`scaling.requests_per_target` counts a load balancer's requests; give the service a `route`"
            )
        taken = sorted(set(self.volumes) & set(EXEC_VOLUMES)) if self.execute_command else []
        if taken:
            raise ValueError(f"`volumes` has {', '.join(taken)}, which ECS Exec needs for itself; choose another name")
        counts_requests = self.scaling is not None and self.scaling.requests_per_target is not None
        self.deployment.refuse_what_does_not_fit(self.route, singleton=self.singleton, counts_requests=counts_requests)
        for key in sorted(RESERVED.intersection(self.metrics)):
            raise ValueError(f"`metrics.{key}` is what the platform counts in each log itself; take another name")
        self._shares_tasks_out()
        self._waits_long_enough()
        self.alarms.refuse_what_is_not_there(routed=self.route is not None)
        return self

    @property
    def own_secrets(self) -> Mapping[str, tuple[str, str]]:
        """Variables that come from a secret of this stack: its role, and the JSON key or nothing."""
        own = {key: value for key, value in self.secrets.items() if not value.startswith("arn:")}
        return {key: (value.partition(":")[0], value.partition(":")[2]) for key, value in own.items()}

    @property
    def foreign_secrets(self) -> Mapping[str, str]:
        """Variables that come from a secret or parameter that something else owns, by ARN."""
        return {key: value for key, value in self.secrets.items() if value.startswith("arn:")}

    def _shares_tasks_out(self) -> None:
        """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html"""
        with_base = [provider for provider, share in self.capacity_providers.items() if share.base]
        if len(with_base) > 1:
            raise ValueError(
                f"`capacity_providers` gives {' and '.join(with_base)} a `base` and ECS takes one; keep one of them"
            )
        if not any(share.weight for share in self.capacity_providers.values()):
            raise ValueError("`capacity_providers` has no `weight` above 0, so ECS would place no task; give one")

    def _waits_long_enough(self) -> None:
        grace = self.health_check_grace_period
        if self.health_check and grace < self.health_check.start_period:
            raise ValueError(
                f"`health_check_grace_period` {grace} is below the {self.health_check.start_period} s that "
                "`health_check.start_period` gives the container to start; raise it"
            )
        draining = self.route.deregistration_delay if self.route else 0
        if "FARGATE_SPOT" in self.capacity_providers and draining > SPOT_NOTICE_SECONDS:
            raise ValueError(
                f"`route.deregistration_delay` {draining} is above the {SPOT_NOTICE_SECONDS} s of notice that "
                "FARGATE_SPOT gives; lower it or run on FARGATE alone"
            )
