"""How components meet: what one hands to another, so that none has to know another's class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pulumi import Input, Output, Resource

from components._iam import Statement


@dataclass(frozen=True)
class Placement:
    """Where in a network things can be put."""

    vpc_id: Input[str]
    cidr: str
    public_subnet_ids: Input[Sequence[str]]
    """Routed to the internet: load balancers and NAT gateways only."""
    private_subnet_ids: Input[Sequence[str]]
    """Reach the internet through NAT, if at all: tasks."""
    isolated_subnet_ids: Input[Sequence[str]]
    """Reach nothing outside the VPC: databases and caches."""
    zones: Sequence[str] = ()
    """The Availability Zones of the subnets, in their order; unknown where something else owns the VPC."""


@dataclass(frozen=True)
class AliasTarget:
    """Where the DNS records of a host point."""

    dns_name: Input[str]
    zone_id: Input[str]
    """The zone that AWS keeps for such targets."""
    dual_stack: bool
    """Whether it answers on IPv6, too."""
    regional: bool
    """Whether it stands in one Region, which may share a host with others and fail alone."""


@dataclass(frozen=True)
class LogTarget:
    """A log group to write to. Its name and ARN are known before it exists."""

    name: str
    arn: str
    resource: Resource


@dataclass(frozen=True)
class Topics:
    """The ARNs of the topics of one Region that people are told by."""

    critical: Input[str]
    """Wakes somebody up."""
    warning: Input[str]
    """Is read in working hours."""


class LoadBalancerPort(Protocol):
    """What a service needs of the load balancer that routes to it."""

    security_group_id: Output[str]
    listener_arn: Output[str]
    arn_suffix: Output[str]

    def allow_to(self, role: str, *, security_group_id: Input[str], port: int) -> None:
        """Open the way from the load balancer to the tasks of this role, on this port alone."""


class ImageSource(Protocol):
    """What a service needs of the registry that its image comes from."""

    uri: str

    def allow_pull(self, role: str, *, role_name: Input[str]) -> Resource:
        """Let this IAM role pull from this repository; returns what must exist before it can."""


class ClusterPort(Protocol):
    """What a service needs of the cluster it runs in."""

    name: str
    arn: Output[str]
    exec_logs: LogTarget
    has_insights: bool
    """Whether container insights count its tasks."""


class Store(Protocol):
    """What a service may use: it says what the service must know, and lets services in one by one."""

    port: int
    security_group_id: Output[str]
    variables: Mapping[str, Input[str]]
    """Plain environment variables by name."""
    secrets: Mapping[str, Input[str]]
    """Environment variables by name, each with the reference that ECS reads it from (`<secret's ARN>:<key>::`)."""
    secret_arns: Sequence[Input[str]]
    """The secrets that ECS reads for a service that uses the store."""
    secret_statements: Sequence[Statement]
    """What ECS may do besides, to read them."""
    task_statements: Sequence[Statement]
    """What the service's code may do with the store besides connecting."""

    def allow_from(self, role: str, *, security_group_id: Input[str]) -> Resource:
        """Open the way from the tasks of this role; returns what must exist before they can connect."""


class Secret(Protocol):
    """A secret that a service may name."""

    arn: Output[str]


@dataclass(frozen=True)
class Released:
    """A service by the names under which it is released; known before it exists, but for its roles."""

    service: str
    cluster: str
    family: str
    """Of its task definitions."""
    log_group: str
    repository: str
    stores: Sequence[str]
    """The roles of the databases and caches that it uses."""
    role_arns: Sequence[Output[str]]
    """The roles of its tasks, which whoever registers a task definition passes to ECS."""


class Releasable(Protocol):
    """A service that can be released."""

    released: Released


class Publishable(Protocol):
    """A website that can be published."""

    @property
    def bucket(self) -> str:
        """Where its files are."""

    @property
    def distribution_arn(self) -> Input[str]:
        """What is invalidated."""
