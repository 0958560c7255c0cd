"""Sequences of AWS's answers to a release of NEW where OLD served: what becomes of it, moment by moment."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tests.ops.release.answers import (
    BEGAN,
    GROUP,
    NEW,
    OLD,
    OTHER_GROUP,
    THIRD,
    Frame,
    deployment,
    ended,
    history,
    target,
    task,
)

MEDIA_TYPE: Final = "application/vnd.docker.distribution.manifest.v2+json"
MANIFESTS: Final = {
    revision: json.dumps({"schemaVersion": 2, "mediaType": MEDIA_TYPE, "config": {"digest": f"sha256:{revision:064d}"}})
    for revision in (OLD, NEW, THIRD)
}
"""What was pushed for each revision."""
DIGESTS: Final = {
    revision: f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}" for revision, manifest in MANIFESTS.items()
}
BREAKER: Final = "Service deployment rolled back because the circuit breaker threshold was exceeded."
Frames = Sequence[Frame]


def serving(revision: int, names: str = "ab") -> Frame:
    """A revision serves, and its deployment is long complete."""
    return Frame(
        deployments=[deployment(revision)],
        newest=history(revision, "SUCCESSFUL", source=None, number=1),
        tasks=[task(name, revision, DIGESTS[revision]) for name in names],
    )


def coming(running: int = 0, failed: int = 0, tasks: str = "") -> Frame:
    """NEW is being deployed and OLD still serves."""
    return Frame(
        deployments=[
            deployment(NEW, "IN_PROGRESS", runningCount=running, failedTasks=failed),
            deployment(OLD, status="ACTIVE"),
        ],
        newest=history(NEW, "IN_PROGRESS"),
        tasks=[*serving(OLD).tasks, *[task(name, NEW, DIGESTS[NEW]) for name in tasks]],
    )


def going_back(reason: str, status: str = "ROLLBACK_IN_PROGRESS") -> Frame:
    """ECS puts OLD back."""
    return Frame(
        deployments=[
            deployment(OLD, "IN_PROGRESS"),
            deployment(NEW, "FAILED", status="ACTIVE", desiredCount=0, runningCount=0, failedTasks=3),
        ],
        newest=history(NEW, status, statusReason=reason),
        tasks=serving(OLD).tasks,
    )


def put_back(reason: str) -> Frame:
    """OLD serves again; DescribeServices alone looks like a success."""
    return replace(serving(OLD), newest=history(NEW, "ROLLBACK_SUCCESSFUL", statusReason=reason))


DONE: Final = replace(serving(NEW, "cd"), newest=history(NEW, "SUCCESSFUL"))
PULL: Final = ended(
    "e1",
    NEW,
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref: not found",
)
CRASH: Final = ended("e2", NEW, "Essential container in task exited", exitCode=1)
MEMORY: Final = ended(
    "e3",
    NEW,
    "Essential container in task exited",
    exitCode=137,
    reason="OutOfMemoryError: Container killed due to memory usage",
)
UNABLE: Final = "(service development-django-api-service) was unable to consistently start tasks successfully."
WELL: Final = target("c")
SICK: Final = target("d", "unhealthy", "Health checks failed with these codes: [503]")
SHIFTING: Final = Frame(
    deployments=[deployment(NEW, None), deployment(OLD, None, status="ACTIVE")],
    newest=history(NEW, "IN_PROGRESS", lifecycleStage="BAKE_TIME"),
    tasks=[*serving(OLD).tasks, *serving(NEW, "cd").tasks],
    shifted=True,
)
WAITS: Final = {
    "hookId": "hook-1",
    "targetType": "PAUSE",
    "status": "AWAITING_ACTION",
    "expiresAt": BEGAN + 3600,
    "timeoutAction": "ROLLBACK",
}
PAUSED: Final = replace(
    SHIFTING,
    newest=history(NEW, "IN_PROGRESS", lifecycleStage="POST_TEST_TRAFFIC_SHIFT", lifecycleHookDetails=[WAITS]),
)
SHIFTED: Final = replace(DONE, deployments=[deployment(NEW, None)], shifted=True)

SUCCEEDED: Final[dict[str, Frames]] = {
    "rolling": [coming(), coming(1, tasks="c"), coming(2, tasks="cd"), DONE],
    "blue_green": [SHIFTING, SHIFTED],
    "slow_start": [*[coming()] * 20, DONE],
}
"""Releases that are good in the end."""

FAILED: Final[dict[str, Frames]] = {
    "the circuit breaker went back": [
        coming(),
        coming(failed=2),
        going_back(BREAKER, "ROLLBACK_REQUESTED"),
        going_back(BREAKER),
        replace(put_back(BREAKER), events=[UNABLE]),
    ],
    "an alarm went back after all tasks ran": [
        coming(2, tasks="cd"),
        going_back("Service deployment rolled back because of alarm."),
        put_back("Service deployment rolled back because of alarm."),
    ],
    "the breaker stopped it and put nothing back": [
        coming(failed=2),
        replace(
            coming(failed=3),
            deployments=[deployment(NEW, "FAILED", rolloutStateReason="ECS deployment circuit breaker: tasks failed.")],
            newest=history(NEW, "STOPPED"),
        ),
    ],
    "a task never starts": [replace(coming(failed=number), stopped=[PULL]) for number in (0, 1, 2)],
    "a task exits with 1": [replace(coming(failed=number), stopped=[CRASH]) for number in (0, 1, 1)],
    "a task is killed for memory": [replace(coming(1, failed=1, tasks="c"), stopped=[MEMORY])],
    "a task vanishes": [
        coming(2, tasks="cd"),
        replace(DONE, deployments=[deployment(NEW, runningCount=1)], tasks=DONE.tasks[:1], targets=(WELL,)),
    ],
    "a task is still pulling": [replace(DONE, tasks=[*DONE.tasks[:1], task("d", NEW, "", "PENDING", "UNKNOWN")])],
    "a target stays unhealthy": [coming(), replace(DONE, targets=(WELL, SICK))],
    "no target is registered": [replace(DONE, targets=())],
    "a container is not healthy": [
        replace(DONE, tasks=[*DONE.tasks[:1], task("d", NEW, DIGESTS[NEW], health="UNHEALTHY")])
    ],
    "a task runs the old image": [replace(DONE, tasks=[*DONE.tasks[:1], task("d", NEW, DIGESTS[OLD])])],
    "a task of the old revision stays": [replace(DONE, tasks=[*DONE.tasks[:1], task("d", OLD, DIGESTS[NEW])])],
    "it is deployed again and does not end": [replace(DONE, deployments=[deployment(NEW, "IN_PROGRESS")])],
    "the old tasks stay": [replace(DONE, deployments=[deployment(NEW), deployment(OLD, status="ACTIVE")])],
    "nobody deployed it": [serving(OLD)],
    "somebody else deployed": [coming(), replace(serving(OLD), newest=history(OLD, "SUCCESSFUL", number=3))],
    "the requests go to the other colour": [
        SHIFTING,
        replace(SHIFTED, weights={GROUP: 0, OTHER_GROUP: 100}),
    ],
    "it bakes for ever": [SHIFTING],
    "blue and green went back": [
        SHIFTING,
        replace(put_back(BREAKER), deployments=[deployment(OLD, None)], shifted=True),
    ],
    "only an older deployment is known": [
        replace(DONE, deployments=[deployment(NEW, None)], newest=serving(OLD).newest, shifted=True)
    ],
    "nothing is wanted": [
        replace(DONE, deployments=[deployment(NEW, desiredCount=0, runningCount=0)], tasks=[], targets=())
    ],
    "nothing is known of the deployment": [replace(DONE, deployments=[deployment(NEW, None)], newest=None)],
    "the service is being deleted": [replace(DONE, status="DRAINING")],
    "there is no service": [Frame(deployments=[], newest=None, tasks=[], status="")],
}
"""Releases that are never good, at no moment."""
