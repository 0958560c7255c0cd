"""What Pulumi's state has of a stack already: half of an environment may have been adopted before."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ops.adopt.finding import Found
from ops.failures import EngineFailedError
from ops.live.environment import Environment
from ops.live.redaction import redacted
from ops.offline.recording import Recorded
from ops.offline.stackfile import StackFile
from ops.report.sources_state import read_state

NO_STACK: Final = "no stack named"
"""What the CLI says where the backend has no such stack."""
WITHIN_SECONDS: Final = 300.0


def exported_state(root: Path, stack_file: StackFile) -> tuple[Recorded, ...]:
    """What `pulumi stack export` prints; nothing where the stack is not there yet. Values of secrets stay encrypted.

    Raises EngineFailedError where the CLI is there and cannot tell.
    """
    if shutil.which("pulumi") is None:
        return ()
    command = ["pulumi", "stack", "export", "--non-interactive", "--stack", stack_file.stack]
    try:
        ended = subprocess.run(
            command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=WITHIN_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise EngineFailedError("`pulumi stack export` did not end within 5 min; try again.") from None
    if ended.returncode and NO_STACK in ended.stderr:
        return ()
    if ended.returncode:
        told = " ".join(ended.stderr.split()).removeprefix("error: ").rstrip(".")
        raise EngineFailedError(f"Pulumi cannot tell what its state has: {redacted(told)}. Give it as --state FILE.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.json"
        file.write_text(ended.stdout, "utf-8")
        return state_of(file, stack_file)


def state_of(file: Path, stack_file: StackFile) -> tuple[Recorded, ...]:
    """The resources of an exported state; raises WrongInputError for what is none of this stack."""
    try:
        deployment = json.loads(file.read_text("utf-8")).get("deployment")
        if isinstance(deployment, dict) and not deployment.get("resources"):
            return ()
    except (OSError, ValueError, AttributeError):
        pass  # read_state says what is wrong with it
    return read_state(file, stack_file).resources


def managed_of(environment: Environment, state: tuple[Recorded, ...]) -> Mapping[str, Found]:
    """Declared resources that the state has, with what it knows of them."""
    has = {resource.urn: resource for resource in state}
    return {
        recorded.urn: Found(
            recorded=recorded,
            import_id=has[recorded.urn].id,
            region=str(recorded.inputs.get("region") or environment.region),
            attributes={**has[recorded.urn].outputs, "id": has[recorded.urn].id},
            live=has[recorded.urn].outputs,
            managed=True,
        )
        for recorded in environment.recording.resources
        if recorded.urn in has and recorded.custom
    }
