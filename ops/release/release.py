"""`ops release`: asks for an image, records who did and when, and deploys it where no `pulumi up` does."""

from pathlib import Path

from ops.failures import RefusedError, WrongInputError
from ops.live import ledger
from ops.live.console import Console
from ops.live.images import write_image
from ops.release import guard, registry
from ops.release.conclude import conclude
from ops.release.deploy import by_pipeline
from ops.release.steps import Steps
from ops.release.target import Target, is_digest, target
from ops.release.verify import expect
from ops.release.watch import CATCHING_UP
from ops.release.words import short_digests


def release(
    root: Path,
    stack: str | None,
    role: str,
    digest: str,
    *,
    config_file: Path | None,
    console: Console,
) -> bool:
    """Ask for this image in this service; whether nothing is wrong with it so far.

    Raises WrongInputError for what is no image of the service's repository, RefusedError while another release goes on.
    """
    if not is_digest(digest):
        raise WrongInputError(f"{digest!r} is no image digest; write sha256: and 64 hexadecimal digits.")
    found = target(root, stack, role, config_file=config_file, console=console)
    if found.service.image_role != role:
        raise WrongInputError(f"{role} runs the image of {found.service.image_role}; release that one.")
    image = registry.find(found.aws, found.service, digest=digest)
    entries = guard.entries_of(found)
    seen = found.observer(found.service)()
    if found.image_is_pipelines and seen.primary is None:
        raise RefusedError(f"The service {found.service.name} is not there yet; deploy the stack first.")
    guard.refuse_while_deploying(found, seen)
    guard.refuse_an_open_release(found, entries, digest)
    steps = _steps(found)
    console.plan(_plan(found, image))
    console.confirm(f"Release {short_digests(digest)} to {found.place}?", needed=found.environment.is_production)
    with steps.told():
        begun = guard.entry(found, digest=digest, tag=image.tag, kind="release", outcome="started")
        ledger.begin(found.aws, found.environment, entries, begun)
        steps.done("recorded as started")
        tag = registry.mark_released(found.aws, found.service, image, found.outside.clock.utc())
        steps.done("tagged in ECR")
        before = write_image(found.stack_file, role, digest)
        steps.done("platform:images written")
        if found.image_is_pipelines:
            expected = {one.role: expect(found, one, digest, by_pipeline(found, one, digest)) for one in found.sharing}
            steps.done("deployed")
            return conclude(found, "release", expected, steps, catching_up=CATCHING_UP)
    _tell(found, image, tag, before)
    return True


def _plan(found: Target, image: registry.Image) -> list[str]:
    roles = ", ".join(one.role for one in found.sharing)
    deploy = (
        [f"Register a task definition with it and deploy: {roles}", "Verify it"]
        if found.image_is_pipelines
        else [f"Leave the deployment to `pulumi up`: {roles}"]
    )
    return [
        f"Record in the ledger: {found.service.role} {short_digests(image.digest)} {image.tag}".rstrip(),
        f"Tag it {registry.RELEASED}… in {found.service.repository}, so that ECR keeps it",
        f"Write it under platform:images in {found.stack_file}",
        *deploy,
    ]


def _steps(found: Target) -> Steps:
    deployed = ["deployed", "verified"] if found.image_is_pipelines else []
    return Steps(
        planned=["recorded as started", "tagged in ECR", "platform:images written", *deployed],
        way_out="The same command again goes on from there.",
    )


def _tell(found: Target, image: registry.Image, tag: str, before: str | None) -> None:
    verify = found.command("verify", "--service", found.service.role)
    text = (
        f"{found.service.role} in {found.place}: asked for\n  {short_digests(image.digest)} "
        f"in place of {short_digests(before or 'nothing')}\n\nNext:\n  {found.up}\n  {verify}"
    )
    found.console.result(
        text,
        {
            "stack": found.environment.stack,
            "service": found.service.role,
            "digest": image.digest,
            "tag": image.tag,
            "released_tag": tag,
            "before": before,
            "who": found.aws.caller,
            "next": [found.up, verify],
        },
    )
