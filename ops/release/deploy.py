"""Deploys an image: by `pulumi up`, or by ECS's API where the application's pipeline owns the task definition."""

import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.live.aws import aws_failures
from ops.live.environment import SERVICE, TASK_DEFINITION, Service
from ops.release.observer import short
from ops.release.target import Target
from ops.release.watch import allowed

REGISTERED_BY_AWS: Final = frozenset(
    {
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
        "deregisteredAt",
        "deleteRequestedAt",
    }
)
"""What DescribeTaskDefinition gives and RegisterTaskDefinition does not take."""
AROUND_THE_DEPLOYMENT: Final = 900.0
"""Seconds that `pulumi up` may take besides the deployment: the preview, the policies, the state."""
STDERR: Final = 2
"""The file of standard error: stdout is kept for the result."""
TO_CANCEL: Final = 120.0
"""Seconds in which a cancelled `pulumi up` may write its state before it is killed."""


def refuse_without_pulumi() -> None:
    """Raise WrongInputError where the Pulumi CLI is not installed."""
    if shutil.which("pulumi") is None:
        raise WrongInputError(
            "The Pulumi CLI is not on PATH, and this service is deployed by it; "
            "install it (https://www.pulumi.com/docs/install/). Nothing was changed."
        )


def by_pulumi(target: Target, services: Sequence[Service]) -> int | None:
    """Run `pulumi up` for these services alone, its output on stderr; its exit code, None where it did not end in time.

    It runs in a session of its own, so that Ctrl-C reaches it once, as a wish to cancel, and its state is written.
    """
    command = target.pulumi_up("--yes", "--target-dependents", *_targets(target, services))
    limit = max(allowed(target.environment, one) for one in services) + AROUND_THE_DEPLOYMENT
    return run(command, target.root, limit)


def run(command: Sequence[str], folder: Path, limit: float) -> int | None:
    """Run a program whose output goes to stderr; its exit code, None where it did not end within `limit` seconds."""
    child = subprocess.Popen(list(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=STDERR, start_new_session=True)
    try:
        return child.wait(timeout=limit)
    except subprocess.TimeoutExpired:
        _cancel(child)
        return None
    except KeyboardInterrupt:
        _cancel(child)
        raise


def by_pipeline(target: Target, service: Service, digest: str, revision: str | None = None) -> str:
    """Point the service at a revision with this image, a new one unless one is named; `family:revision`.

    The new one is the revision that the service has now with another image, so settings stay as they are.
    """
    ecs: Any = target.aws.client("ecs")
    with aws_failures(f"deploy {service.name}"):
        [running] = ecs.describe_services(cluster=target.environment.cluster, services=[service.name])["services"]
        revision = revision or _register(ecs, service, str(running["taskDefinition"]), digest)
        none_yet = {} if running["desiredCount"] else {"desiredCount": service.limits[0]}
        ecs.update_service(
            cluster=target.environment.cluster, service=service.name, taskDefinition=revision, **none_yet
        )
    return revision


def _register(ecs: Any, service: Service, current: str, digest: str) -> str:
    described = ecs.describe_task_definition(taskDefinition=current, include=["TAGS"])
    definition = {key: value for key, value in described["taskDefinition"].items() if key not in REGISTERED_BY_AWS}
    for container in definition["containerDefinitions"]:
        if container["name"] == service.container:
            repository = container["image"].partition("@")[0]
            container["image"] = f"{_without_tag(repository)}@{digest}"
    tags = {"tags": described["tags"]} if described.get("tags") else {}
    return short(ecs.register_task_definition(**definition, **tags)["taskDefinition"]["taskDefinitionArn"])


def _without_tag(image: str) -> str:
    host, slash, rest = image.partition("/")
    return f"{host}{slash}{rest.partition(':')[0]}"


def _targets(target: Target, services: Sequence[Service]) -> list[str]:
    recording = target.environment.recording
    urns = [recording.one(kind, one.role).urn for one in services for kind in (TASK_DEFINITION, SERVICE)]
    return [word for urn in urns for word in ("--target", urn)]


def _cancel(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGINT)
    try:
        child.wait(timeout=TO_CANCEL)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
