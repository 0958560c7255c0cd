"""`ops continue` and `ops abort`: what a person says to a deployment that waits, or that should not go on.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContinueServiceDeployment.html
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html
"""

from pathlib import Path
from typing import Any

from ops.failures import RefusedError
from ops.live.aws import aws_failures
from ops.live.console import Console
from ops.live.images import write_image
from ops.live.ledger import record
from ops.live.waiting import attempts
from ops.release.conclude import conclude
from ops.release.guard import entry
from ops.release.observation import Observation, ServiceDeployment
from ops.release.steps import Steps
from ops.release.target import Target, target
from ops.release.verdict import GOING_BACK
from ops.release.verify import expect
from ops.release.watch import EVERY, allowed


def continue_(
    root: Path,
    stack: str | None,
    role: str,
    *,
    config_file: Path | None,
    console: Console,
) -> bool:
    """Let a paused deployment go on; raises RefusedError where none is paused."""
    found = target(root, stack, role, config_file=config_file, console=console)
    newest = found.observer(found.service)().newest
    if newest is None or not newest.hook:
        status = f"; the newest is {newest.status}" if newest else ""
        raise RefusedError(f"No deployment of {role} waits for a person{status}.")
    console.plan([f"Let the deployment of {newest.revision} go on from {newest.stage or 'its hook'}"])
    console.confirm(f"Continue in {found.place}?", needed=found.environment.is_production)
    with aws_failures(f"continue the deployment of {newest.revision}"):
        _ecs(found).continue_service_deployment(serviceDeploymentArn=newest.arn, hookId=newest.hook, action="CONTINUE")
    verify = found.command("verify", "--service", role)
    console.result(
        f"The deployment of {newest.revision} goes on. Next:\n  {verify}",
        {"stack": found.environment.stack, "service": role, "continued": newest.revision, "next": [verify]},
    )
    return True


def abort(
    root: Path,
    stack: str | None,
    role: str,
    *,
    config_file: Path | None,
    console: Console,
) -> bool:
    """Take a deployment that is under way back to what served before; whether that is what runs now.

    Raises RefusedError where none is under way, or nothing served before.
    """
    found = target(root, stack, role, config_file=config_file, console=console)
    seen = found.observer(found.service)()
    newest = _under_way(found, seen)
    before = seen.digests.get(newest.source_revision, "")
    steps = _steps(found, before)
    console.plan(
        [
            f"Take the deployment of {newest.revision} back to {newest.source_revision}",
            *([f"Write its image under platform:images in {found.stack_file}"] if _owns_image(found, before) else []),
            "Verify it",
        ]
    )
    console.confirm(f"Abort in {found.place}?", needed=found.environment.is_production)
    with steps.told():
        if newest.status not in GOING_BACK:
            _stop(found, newest)
        steps.done("asked ECS to go back")
        if _owns_image(found, before):
            write_image(found.stack_file, role, before)
            steps.done("platform:images written")
        _until_back(found, newest)
        steps.done("went back")
        _note(found, seen, newest)
        return conclude(found, "rollback", {role: expect(found, found.service, before, newest.source_revision)}, steps)


def _under_way(found: Target, seen: Observation) -> ServiceDeployment:
    newest, role = seen.newest, found.service.role
    if newest is None or not seen.under_way:
        status = f"; the newest is {newest.status}" if newest else ""
        raise RefusedError(f"No deployment of {role} is under way{status}. To go back: `ops rollback`.")
    if not newest.source_revision:
        raise RefusedError(
            f"The deployment of {newest.revision} is the first of {role}: there is nothing to go back to."
        )
    return newest


def _owns_image(found: Target, digest: str) -> bool:
    """Whether `platform:images` is this service's to change, and the image known; others run another one's image."""
    return bool(digest) and found.service.image_role == found.service.role


def _stop(found: Target, newest: ServiceDeployment) -> None:
    with aws_failures(f"stop the deployment of {newest.revision}"):
        if newest.hook:
            _ecs(found).continue_service_deployment(
                serviceDeploymentArn=newest.arn, hookId=newest.hook, action="ROLLBACK"
            )
        else:
            _ecs(found).stop_service_deployment(serviceDeploymentArn=newest.arn, stopType="ROLLBACK")


def _until_back(found: Target, aborted: ServiceDeployment) -> None:
    """Wait until ECS has gone back; raises RefusedError where it has not."""
    look, status = found.observer(found.service), ""
    within = allowed(found.environment, found.service)
    for passed in attempts(found.outside.clock, every=EVERY, within=within):
        newest = look().newest
        now = newest.status if newest is not None and newest.arn == aborted.arn else "not listed"
        if now != status:
            found.console.say(f"{passed:5.0f} s  {now}")
        status = now
        if status == "ROLLBACK_SUCCESSFUL":
            return
        if status in {"SUCCESSFUL", "ROLLBACK_FAILED", "STOPPED"}:
            break
    raise RefusedError(
        f"The deployment of {aborted.revision} was not taken back: it is {status}. "
        f"`{found.command('verify', '--service', found.service.role)}` says what runs."
    )


def _note(found: Target, seen: Observation, aborted: ServiceDeployment) -> None:
    digest = seen.digests.get(aborted.revision, "")
    if digest and found.service.role == found.service.image_role:
        event = entry(found, digest=digest, tag="", kind="release", outcome="failed", revision=aborted.revision)
        record(found.aws, found.environment, event)


def _steps(found: Target, digest: str) -> Steps:
    written = ["platform:images written"] if _owns_image(found, digest) else []
    return Steps(
        planned=["asked ECS to go back", *written, "went back", "verified"],
        way_out=f"`{found.command('verify', '--service', found.service.role)}` says what runs.",
    )


def _ecs(found: Target) -> Any:
    return found.aws.client("ecs")
