"""`ops rollback`: the stack file first, so that the next `pulumi up` agrees, then the deployment, then the verdict."""

from pathlib import Path

from ops.failures import RefusedError
from ops.live import ledger
from ops.live.console import Console
from ops.live.images import write_image
from ops.release import guard, registry
from ops.release.conclude import conclude
from ops.release.deploy import by_pipeline, by_pulumi, refuse_without_pulumi
from ops.release.steps import Steps
from ops.release.target import Target, target
from ops.release.verdict import Expected, State, judge
from ops.release.verify import expect
from ops.release.watch import CATCHING_UP
from ops.release.way_back import WayBack, resolve
from ops.release.words import short_digests


def rollback(
    root: Path,
    stack: str | None,
    role: str,
    to: str,
    *,
    config_file: Path | None,
    console: Console,
) -> bool:
    """Go back to what `to` names, with every service that runs the same image; whether that is what runs now.

    Raises WrongInputError for what is not there, and RefusedError where there is nothing to go back to or another
    deployment goes on; nothing is changed then.
    """
    found = target(root, stack, role, config_file=config_file, console=console)
    if not found.image_is_pipelines:
        refuse_without_pulumi()
    entries = guard.entries_of(found)
    way = resolve(found, to, entries)
    seen = found.observer(found.service)()
    guard.refuse_while_deploying(found, seen)
    asked_for = found.environment.images.get(found.service.image_role)
    revision = way.revision if found.image_is_pipelines else None
    wanted = expect(found, found.service, way.image.digest, revision)
    if asked_for == way.image.digest and judge(seen, wanted).state is State.GOOD:
        raise RefusedError(f"{role} runs {short_digests(way.image.digest)} already; there is nothing to roll back.")
    steps = _steps(found)
    console.plan(_plan(found, way, asked_for))
    console.confirm(f"Roll {role} back in {found.place}?", needed=found.environment.is_production)
    with steps.told():
        begun = guard.entry(
            found, digest=way.image.digest, tag=way.image.tag, kind="rollback", outcome="started", revision=revision
        )
        ledger.begin(found.aws, found.environment, entries, begun)
        steps.done("recorded as started")
        registry.mark_released(found.aws, found.service, way.image, found.outside.clock.utc())
        write_image(found.stack_file, found.service.image_role, way.image.digest)
        steps.done("platform:images written")
        failed, expected = _deploy(found, way)
        steps.done("deployed")
        return conclude(found, "rollback", expected, steps, catching_up=CATCHING_UP, engine_failed=failed)


def _deploy(found: Target, way: WayBack) -> tuple[str, dict[str, Expected]]:
    """How the engine failed, if it did, and what is to be expected of each service."""
    digest = way.image.digest
    if found.image_is_pipelines:
        own = {found.service.role: way.revision}
        revisions = {one.role: by_pipeline(found, one, digest, own.get(one.role)) for one in found.sharing}
        return "", {one.role: expect(found, one, digest, revisions[one.role]) for one in found.sharing}
    ended = by_pulumi(found, found.sharing)
    failed = "" if ended == 0 else f"`pulumi up` ended with {ended}" if ended else "`pulumi up` did not end in time"
    return failed, {one.role: expect(found, one, digest, None) for one in found.sharing}


def _plan(found: Target, way: WayBack, asked_for: str | None) -> list[str]:
    roles = ", ".join(one.role for one in found.sharing)
    image = f"{short_digests(way.image.digest)} {way.image.tag}".rstrip()
    by = "ECS's API" if found.image_is_pipelines else "`pulumi up`, for these alone"
    return [
        f"Record in the ledger: {found.service.image_role} from {short_digests(asked_for or 'nothing')} to {image}",
        f"Write it under platform:images in {found.stack_file}",
        f"Deploy by {by}: {roles}",
        "Verify it. The database's migrations stay: see `python -m ops migrate`",
    ]


def _steps(found: Target) -> Steps:
    up = f" or deploy it by `{found.up}`" if not found.image_is_pipelines else ""
    return Steps(
        planned=["recorded as started", "platform:images written", "deployed", "verified"],
        way_out=f"The same command again goes on from there{up}.",
    )
