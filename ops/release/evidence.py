"""Why a release failed, as far as AWS kept it: tasks that stopped, and the last lines of their log (standard A-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.live.aws import Aws, aws_failures, code_of
from ops.live.environment import Service
from ops.live.redaction import redacted
from ops.release.observation import Observation
from ops.release.observer import Observer, short

TASKS: Final = 3
LINES: Final = 50
SCALED_IN: Final = "Scaling activity initiated by"
"""How ECS explains a task that it no longer needs, which is no failure."""


@dataclass(frozen=True)
class Stopped:
    """A task that ended."""

    id: str
    revision: str
    why: str


@dataclass(frozen=True)
class Evidence:
    """What helps to find the cause."""

    stopped: Sequence[Stopped]
    log_of: str
    """The task whose log this is; empty where there is none."""
    log: Sequence[str]


def gather(aws: Aws, service: Service, observer: Observer, seen: Observation) -> Evidence:
    """Read which tasks stopped lately and the log of the newest of them; of a running one where none stopped."""
    with aws_failures(f"read why tasks of {service.name} stopped"):
        found = sorted(observer.described("STOPPED"), key=lambda one: str(one.get("stoppedAt", "")), reverse=True)
        failed = [one for one in found if not str(one.get("stoppedReason", "")).startswith(SCALED_IN)]
        stopped = [_stopped(one, service) for one in failed[:TASKS]]
    tasks = [one.id for one in stopped] or [one.id for one in seen.tasks[:1]]
    for task in tasks:
        lines = last_lines(aws, service, task)
        if lines:
            return Evidence(stopped=stopped, log_of=task, log=lines)
    return Evidence(stopped=stopped, log_of="", log=())


def last_lines(aws: Aws, service: Service, task: str) -> Sequence[str]:
    """The last lines that a task wrote, without what looks like a secret; none where it never started."""
    logs: Any = aws.client("logs")
    with aws_failures(f"read the log of task {task}"):
        try:
            events = logs.get_log_events(
                logGroupName=service.log_group,
                logStreamName=f"{service.container}/{service.container}/{task}",
                limit=LINES,
                startFromHead=False,
            )["events"]
        except logs.exceptions.ClientError as error:
            if code_of(error) == "ResourceNotFoundException":
                return ()
            raise
    return tuple(redacted(str(one["message"]).rstrip()) for one in events)


def _stopped(found: Mapping[str, Any], service: Service) -> Stopped:
    container: Mapping[str, Any] = next((one for one in found["containers"] if one["name"] == service.container), {})
    said = [str(container.get("reason", "")), str(found.get("stoppedReason", ""))]
    exit_code = container.get("exitCode")
    if "OutOfMemory" in said[0]:
        said.insert(0, f"killed for using more than its {service.settings['memory']} MiB of memory")
    elif exit_code is not None:
        said.insert(0, f"exit code {exit_code}")
    return Stopped(
        id=short(found["taskArn"]), revision=short(found["taskDefinitionArn"]), why="; ".join(filter(None, said))
    )
