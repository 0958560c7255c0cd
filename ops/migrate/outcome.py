"""How a task that has stopped went: a pure function of what ECS says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

STOPPED_BY_ECS: Final = frozenset({137, 143})
"""Exit codes of containers that ECS stopped, by SIGKILL or SIGTERM, because the one that migrates had ended."""
OUT_OF_MEMORY: Final = "OutOfMemoryError"


@dataclass(frozen=True)
class Outcome:
    """How it went, why, and the exit code of every container (None: it never ran)."""

    state: Literal["succeeded", "failed", "unknown"]
    """`unknown` where ECS forgot the task before it was seen to end."""
    reason: str
    exit_codes: Mapping[str, int | None]


def outcome(task: Mapping[str, Any], container: str) -> Outcome:
    """Judge a stopped task: the container that migrates exited 0, and no other one failed by itself."""
    containers = {str(one["name"]): one for one in task.get("containers", [])}
    codes = {name: one.get("exitCode") for name, one in containers.items()}
    if codes.get(container) != 0:
        return Outcome("failed", _why(task, container, containers.get(container, {})), codes)
    for name, code in codes.items():
        if name != container and code not in STOPPED_BY_ECS | {0}:
            return Outcome("failed", _why(task, name, containers[name]), codes)
    return Outcome("succeeded", "exited 0", codes)


def _why(task: Mapping[str, Any], name: str, container: Mapping[str, Any]) -> str:
    code, said = container.get("exitCode"), str(container.get("reason") or "")
    if said.startswith(OUT_OF_MEMORY):
        return f"{name} was killed because it used more memory than the task has; give the service more `memory`"
    if code is not None:
        return f"{name} exited {code}" + (f" ({said})" if said else "")
    stopped = said or str(task.get("stoppedReason") or task.get("stopCode") or "ECS gives no reason")
    return f"{name} never ran: {stopped}"
