"""Asks Pulumi's CLI what differs between its state and AWS; nothing is changed, neither there nor in the state."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ops.failures import EngineFailedError, WrongInputError
from ops.live.pulumi_cli import NO_LINK
from ops.live.redaction import redacted

WITHIN_SECONDS: Final = 1800.0
"""A refresh reads every resource once; a stack of some hundred takes minutes."""
MASKED: Final = "[secret]"
"""How the CLI writes a secret in a resource's outputs. In inputs it may stand in clear: they are never read."""
ERRORS_SHOWN: Final = 3


@dataclass(frozen=True)
class Step:
    """One resource that is not as the state has it."""

    urn: str
    type: str
    name: str
    operation: str
    """`update`, or `delete` for what is gone from AWS."""
    before: Mapping[str, Any]
    """Outputs in the state."""
    after: Mapping[str, Any]
    """Outputs on AWS; empty for what is gone."""
    changed: Sequence[str]
    """Names of the properties that differ."""


Refresh = Callable[[Sequence[str], Path], tuple[int, str, str]]
"""Runs a command in a folder; its exit code, stdout and stderr."""


def refresh(command: Sequence[str], folder: Path) -> tuple[int, str, str]:
    """Run the CLI and wait for it; Ctrl-C reaches it too, and a preview leaves nothing behind."""
    try:
        ended = subprocess.run(
            list(command), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=WITHIN_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise EngineFailedError(f"Pulumi did not end within {WITHIN_SECONDS / 60:.0f} min; try again.") from None
    return ended.returncode, ended.stdout, ended.stderr


def refuse_without_pulumi() -> None:
    """Raise WrongInputError where the Pulumi CLI is not installed."""
    if shutil.which("pulumi") is None:
        raise WrongInputError("The Pulumi CLI is not on PATH; install it (https://www.pulumi.com/docs/install/).")


def command(stack: str, config_file: Path | None) -> list[str]:
    """The preview of a refresh: what `up` would change is not in it, so an undeployed stack file is no drift."""
    file = ["--config-file", str(config_file.resolve())] if config_file else []
    options = ["--preview-only", "--json", "--non-interactive", "--stack", stack]
    return ["pulumi", "refresh", NO_LINK, *options, *file]


def steps(code: int, stdout: str, stderr: str) -> list[Step]:
    """What the CLI found; raises EngineFailedError with its own words where it failed."""
    try:
        document = json.loads(stdout) if stdout.strip() else {}
    except ValueError:
        raise EngineFailedError("Pulumi's answer is not JSON; does `pulumi version` say 3.260 or later?") from None
    if code != 0 or "steps" not in document:
        raise EngineFailedError(f"Pulumi could not compare the state with AWS: {_reason(document, stderr)}.")
    return [_step(one) for one in document["steps"]]


def _step(found: Mapping[str, Any]) -> Step:
    urn = str(found["urn"])
    before, after = _outputs(found, "oldState"), _outputs(found, "newState")
    return Step(
        urn=urn,
        type=urn.split("::")[-2].rpartition("$")[2],
        name=urn.rpartition("::")[2],
        operation=str(found["op"]),
        before=before,
        after=after,
        changed=tuple(found.get("diffReasons") or ()),
    )


def _outputs(found: Mapping[str, Any], state: str) -> Mapping[str, Any]:
    outputs: Mapping[str, Any] = (found.get(state) or {}).get("outputs") or {}
    return outputs


def _reason(document: Mapping[str, Any], stderr: str) -> str:
    """The first errors, in one line, without what looks like a secret."""
    said = [str(one["message"]) for one in document.get("diagnostics") or [] if one.get("severity") == "error"]
    lines = [line.strip() for text in said or [stderr] for line in text.splitlines() if line.strip()]
    told = "; ".join(lines[:ERRORS_SHOWN]).removeprefix("error: ").rstrip(".")
    return redacted(told) or "it said nothing of why"
