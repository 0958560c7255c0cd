"""What was seen of a service at one moment: plain values, as AWS said them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Deployment:
    """A deployment as DescribeServices has it."""

    revision: str
    """The task definition, `family:revision`."""
    primary: bool
    rollout: str
    """IN_PROGRESS, COMPLETED or FAILED; empty where ECS does not say: it says so of rolling deployments alone."""
    reason: str
    desired: int
    running: int
    failed: int
    """Tasks that did not start, or stopped, since the deployment began."""


@dataclass(frozen=True)
class ServiceDeployment:
    """The newest entry of the service's history of deployments, which alone tells of a rollback.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
    """

    arn: str
    status: str
    """Such as IN_PROGRESS, SUCCESSFUL or ROLLBACK_SUCCESSFUL."""
    reason: str
    revision: str
    """What it was to deploy, as `family:revision`; empty where ECS no longer knows."""
    source_revision: str
    """What served before it, as `family:revision`; empty for a first deployment."""
    stage: str
    """Its lifecycle stage, such as BAKE_TIME; empty for a rolling deployment."""
    hook: str
    """The id of the PAUSE hook at which it waits for a person; empty where it does not."""
    hook_ends: str
    """When that wait ends by itself and how, such as `2026-11-21 08:00 UTC with ROLLBACK`."""
    began: str
    """UTC."""


@dataclass(frozen=True)
class Task:
    """A task of the service that was not asked to stop."""

    id: str
    revision: str
    digest: str
    """Of the service's container; empty while the image is being pulled."""
    address: str
    """Its private address, by which the load balancer knows it; empty until it has one."""
    running: bool
    healthy: bool | None
    """None where the container has no health check, or has not been judged."""


@dataclass(frozen=True)
class Target:
    """A target of the target groups that get the service's requests."""

    address: str
    state: str
    """initial, healthy, unhealthy, draining, unused or unavailable."""
    reason: str


@dataclass(frozen=True)
class Observation:
    """Everything that was seen of a service at one moment."""

    status: str
    """ACTIVE, DRAINING or INACTIVE; empty where there is no such service."""
    deployments: Sequence[Deployment]
    newest: ServiceDeployment | None
    """None where ECS has no history of the service."""
    tasks: Sequence[Task]
    targets: Sequence[Target]
    routed: bool
    """Whether a load balancer is to send it requests."""
    digests: Mapping[str, str]
    """The digest by task definition (`family:revision`) of everything above; empty where it names a tag."""
    events: Sequence[str] = ()
    """What ECS says of the service, the newest first."""

    @property
    def primary(self) -> Deployment | None:
        """The one deployment that ECS works towards; None where there is none, or more than one."""
        found = [one for one in self.deployments if one.primary]
        return found[0] if len(found) == 1 else None

    @property
    def under_way(self) -> bool:
        """Whether ECS is deploying something, or taking it back."""
        primary = self.primary
        return (self.newest is not None and self.newest.status in UNDER_WAY) or (
            primary is not None and primary.rollout == "IN_PROGRESS"
        )


UNDER_WAY = frozenset({"PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"})
"""States of a service deployment that ECS will leave by itself."""
