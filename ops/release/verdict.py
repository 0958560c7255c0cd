"""Whether a release is what runs: a pure function of what AWS was seen to say.

AWS calls a service stable when its circuit breaker has put the old version back. So nothing is called good here that
was not seen to run: the expected image in every task, in the one deployment there is, behind healthy targets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ops.release.observation import Deployment, Observation, ServiceDeployment


class State(StrEnum):
    """What can be said of a release."""

    WAITING = "waiting"
    PAUSED = "paused"
    """It waits for a person: `ops continue` or `ops abort`."""
    GOOD = "good"
    FAILED = "failed"


@dataclass(frozen=True)
class Verdict:
    """A state, and why."""

    state: State
    reason: str


@dataclass(frozen=True)
class Expected:
    """What was asked for."""

    digest: str
    revision: str | None = None
    """`family:revision`; None where any revision with this image is right."""
    manifests: frozenset[str] = frozenset()
    """Where the digest is an index's, those of its images for each platform: ECS may report either."""

    def is_run_by(self, digest: str) -> bool:
        """Whether a container with this digest runs what was asked for."""
        return digest == self.digest or digest in self.manifests


ENDED_BADLY: Final = frozenset(
    {
        "STOPPED",
        "ROLLBACK_SUCCESSFUL",
        "ROLLBACK_FAILED",
    }
)
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html"""
GOING_BACK: Final = frozenset({"STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"})
"""It has failed, and is waited for so that what is told is how it ended."""
DRAINING: Final = "draining"


def judge(seen: Observation, expected: Expected) -> Verdict:
    """What can be said now. FAILED is final; WAITING and PAUSED may become anything."""
    primary = seen.primary
    if seen.status != "ACTIVE":
        return Verdict(State.FAILED, f"the service is {seen.status or 'not there'}")
    if primary is None:
        return Verdict(State.WAITING, "ECS does not say which deployment it works towards")
    return next(_verdicts(seen, primary, expected))


def timed_out(last: Verdict, seconds: float) -> Verdict:
    """What is left of a release that was not seen to be good in time."""
    return Verdict(State.FAILED, f"not good after {seconds:.0f} s: {last.reason}")


def _verdicts(seen: Observation, primary: Deployment, expected: Expected) -> Iterator[Verdict]:
    """Everything there is to say, what weighs most first."""
    newest = seen.newest
    if newest is not None and newest.status in GOING_BACK and _is_of(newest, seen, expected):
        yield Verdict(State.WAITING, f"ECS takes the deployment back: {newest.reason or 'it gives no reason'}")
    yield from (Verdict(State.FAILED, found) for found in _failures(seen, primary, expected))
    if newest is not None and newest.hook:
        yield Verdict(State.PAUSED, _paused(newest))
    yield from (Verdict(State.WAITING, missing) for missing in _missing(seen, primary, expected))
    yield Verdict(State.GOOD, f"{len(seen.tasks)} of {primary.desired} tasks run {expected.digest}")


def _failures(seen: Observation, primary: Deployment, expected: Expected) -> Iterator[str]:
    newest = seen.newest
    if newest is not None and newest.status in ENDED_BADLY and _is_of(newest, seen, expected):
        yield f"the deployment ended as {newest.status}: {newest.reason or 'ECS gives no reason'}"
    if primary.rollout == "FAILED":
        yield f"the deployment of {primary.revision} failed: {primary.reason or 'ECS gives no reason'}"
    if not _is_expected(primary.revision, seen, expected):
        verb = "is being deployed" if seen.under_way else "runs"
        yield f"{primary.revision} ({seen.digests.get(primary.revision) or 'an image by tag'}) {verb} instead"
    if primary.desired == 0:
        yield "the service wants no task, so nothing runs"


def _missing(seen: Observation, primary: Deployment, expected: Expected) -> Iterator[str]:
    newest = seen.newest
    if seen.under_way:
        failed = f", {primary.failed} failed" if primary.failed else ""
        stage = f" (stage {newest.stage})" if newest is not None and newest.stage else ""
        yield f"{primary.running} of {primary.desired} tasks run{failed}{stage}"
    if newest is None and primary.rollout != "COMPLETED":
        yield "ECS does not say yet how the deployment goes"
    if newest is not None and not _is_concluded(newest, primary, seen, expected):
        yield f"the newest deployment is of {newest.revision or 'something unknown'}: {newest.status}"
    others = [one for one in seen.deployments if not one.primary]
    if others:
        yield f"{others[0].revision} still has {others[0].running} tasks"
    yield from _tasks_missing(seen, primary, expected)
    yield from _targets_missing(seen, primary)


def _tasks_missing(seen: Observation, primary: Deployment, expected: Expected) -> Iterator[str]:
    right = [one for one in seen.tasks if one.running and expected.is_run_by(one.digest)]
    if any(one.revision != primary.revision for one in seen.tasks):
        yield "tasks of another revision still run"
    if len(right) != len(seen.tasks) or len(right) != primary.desired or primary.running != primary.desired:
        yield f"{len(right)} of {primary.desired} tasks run the expected image"
    if any(one.healthy is False for one in seen.tasks):
        yield "a container is not healthy"


def _targets_missing(seen: Observation, primary: Deployment) -> Iterator[str]:
    if not seen.routed:
        return
    targets = [one for one in seen.targets if one.state != DRAINING]
    healthy = [one for one in targets if one.state == "healthy"]
    reached = {one.address for one in healthy}
    served = [one for one in seen.tasks if one.address in reached]
    if len(served) < primary.desired:
        bad = [f"; {one.address} is {one.state} {one.reason}".rstrip() for one in targets if one.state != "healthy"]
        yield f"{len(served)} of {primary.desired} tasks get requests{''.join(bad)}"


def _is_expected(revision: str, seen: Observation, expected: Expected) -> bool:
    if expected.revision is not None and revision != expected.revision:
        return False
    return seen.digests.get(revision) == expected.digest


def _is_of(newest: ServiceDeployment, seen: Observation, expected: Expected) -> bool:
    """Whether this is a deployment of what was asked for; one of which nothing is known counts as such.

    Where a failed release was taken back, the release before it runs and is good, although the newest deployment
    ended badly: it was of something else.
    """
    if expected.revision is not None and newest.revision:
        return newest.revision == expected.revision
    digest = seen.digests.get(newest.revision, "")
    return not digest or digest == expected.digest


def _is_concluded(newest: ServiceDeployment, primary: Deployment, seen: Observation, expected: Expected) -> bool:
    if newest.status == "SUCCESSFUL":
        return not newest.revision or newest.revision == primary.revision
    return newest.status == "ROLLBACK_SUCCESSFUL" and not _is_of(newest, seen, expected)


def _paused(newest: ServiceDeployment) -> str:
    until = f" until {newest.hook_ends}" if newest.hook_ends else ""
    return f"the deployment waits for a person at {newest.stage or 'a hook'}{until}"
