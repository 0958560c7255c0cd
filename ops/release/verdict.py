"""Whether a release is what runs: a pure function of what AWS was seen to say.

AWS calls a service stable when its circuit breaker has put the old version back. So nothing is called good here that
was not seen to run: the expected image in every task, in the one deployment there is, behind healthy targets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """What can be said of a release."""

    WAITING = "waiting"
    GOOD = "good"
    FAILED = "failed"


@dataclass(frozen=True)
class Verdict:
    """A state, and why."""

    state: State
    reason: str


@dataclass(frozen=True)
class Deployment:
    """A deployment as DescribeServices has it."""

    revision: str
    """The task definition, `family:revision`."""
    primary: bool
    rollout: str
    """IN_PROGRESS, COMPLETED or FAILED; empty where ECS does not say."""
    reason: str
    desired: int
    running: int
    failed: int
    """Tasks that did not start, or stopped, since the deployment began."""


@dataclass(frozen=True)
class Task:
    """A task of the service that was not asked to stop."""

    id: str
    revision: str
    digest: str
    """Of the service's container; empty while the image is being pulled."""
    running: bool
    healthy: bool | None
    """None where the container has no health check, or has not been judged."""


@dataclass(frozen=True)
class Target:
    """A target of the load balancer."""

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
    service_deployment: str
    """State of the newest service deployment, such as SUCCESSFUL or ROLLBACK_SUCCESSFUL; empty where ECS has none."""
    service_deployment_reason: str
    tasks: Sequence[Task]
    targets: Sequence[Target]
    routed: bool
    """Whether a load balancer sends it requests."""
    digests: dict[str, str]
    """The digest by task definition (`family:revision`) of every deployment; empty where it names a tag."""


@dataclass(frozen=True)
class Expected:
    """What was asked for."""

    digest: str
    revision: str | None = None
    """`family:revision`; None where any revision with this image is right."""


ENDED_BADLY: Final = frozenset(
    {
        "STOPPED",
        "STOP_REQUESTED",
        "ROLLBACK_REQUESTED",
        "ROLLBACK_IN_PROGRESS",
        "ROLLBACK_SUCCESSFUL",
        "ROLLBACK_FAILED",
    }
)
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html"""
UNDER_WAY: Final = frozenset({"PENDING", "IN_PROGRESS"})
DRAINING: Final = "draining"


def judge(seen: Observation, expected: Expected) -> Verdict:
    """What can be said now. FAILED is final; WAITING may become either."""
    for found in _failures(seen, expected):
        return Verdict(State.FAILED, found)
    for missing in _missing(seen, expected):
        return Verdict(State.WAITING, missing)
    return Verdict(State.GOOD, f"{len(seen.tasks)} of {_primary(seen).desired} tasks run {expected.digest}")


def timed_out(last: Verdict, seconds: float) -> Verdict:
    """What is left of a release that was not seen to be good in time."""
    return Verdict(State.FAILED, f"not good after {seconds:.0f} s: {last.reason}")


def _failures(seen: Observation, expected: Expected) -> Iterator[str]:
    if seen.status != "ACTIVE":
        yield f"the service is {seen.status or 'not there'}"
        return
    primaries = [one for one in seen.deployments if one.primary]
    if len(primaries) != 1:
        yield f"the service has {len(primaries)} primary deployments"
        return
    [primary] = primaries
    if seen.service_deployment in ENDED_BADLY:
        reason = seen.service_deployment_reason or "no reason given"
        yield f"the deployment ended as {seen.service_deployment}: {reason}"
    if primary.rollout == "FAILED":
        yield f"the deployment of {primary.revision} failed: {primary.reason or 'no reason given'}"
    if not _is_expected(primary, seen, expected):
        under_way = primary.rollout == "IN_PROGRESS" or seen.service_deployment in UNDER_WAY
        verb = "is being deployed" if under_way else "runs"
        yield f"{primary.revision} ({seen.digests.get(primary.revision) or 'an image by tag'}) {verb} instead"
    if primary.desired == 0:
        yield "the service wants no task, so nothing runs"


def _missing(seen: Observation, expected: Expected) -> Iterator[str]:
    primary = _primary(seen)
    if seen.service_deployment in UNDER_WAY or primary.rollout == "IN_PROGRESS":
        failed = f", {primary.failed} failed" if primary.failed else ""
        yield f"{primary.running} of {primary.desired} tasks run{failed}"
    if seen.service_deployment not in {"", "SUCCESSFUL"}:
        yield f"the service deployment is {seen.service_deployment}"
    if primary.rollout not in {"", "COMPLETED"}:
        yield f"the rollout is {primary.rollout}"
    if not primary.rollout and not seen.service_deployment:
        yield "ECS does not say yet how the deployment goes"
    others = [one for one in seen.deployments if not one.primary]
    if others:
        yield f"{others[0].revision} still has {others[0].running} tasks"
    yield from _tasks_missing(seen, primary, expected)
    yield from _targets_missing(seen, primary)


def _tasks_missing(seen: Observation, primary: Deployment, expected: Expected) -> Iterator[str]:
    right = [one for one in seen.tasks if one.running and one.digest == expected.digest]
    if any(one.digest not in {"", expected.digest} for one in seen.tasks):
        yield "tasks with another image still run"
    if len(right) != len(seen.tasks) or len(right) != primary.desired:
        yield f"{len(right)} of {primary.desired} tasks run the expected image"
    if any(one.healthy is False for one in seen.tasks):
        yield "a container is not healthy"


def _targets_missing(seen: Observation, primary: Deployment) -> Iterator[str]:
    if not seen.routed:
        return
    targets = [one for one in seen.targets if one.state != DRAINING]
    healthy = [one for one in targets if one.state == "healthy"]
    bad = next((one for one in targets if one.state != "healthy"), None)
    if bad is not None:
        yield f"target {bad.address} is {bad.state}{f' ({bad.reason})' if bad.reason else ''}"
    if len(healthy) < primary.desired:
        yield f"{len(healthy)} of {primary.desired} targets are healthy"


def _primary(seen: Observation) -> Deployment:
    return next(one for one in seen.deployments if one.primary)


def _is_expected(deployment: Deployment, seen: Observation, expected: Expected) -> bool:
    if expected.revision is not None and deployment.revision != expected.revision:
        return False
    return seen.digests.get(deployment.revision) == expected.digest
