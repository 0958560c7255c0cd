"""`ops verify`: is what was asked for what is running?"""

from pathlib import Path

from ops.failures import AwsFailedError, StoppedError, WrongInputError
from ops.live.console import Console
from ops.live.environment import Service
from ops.live.ledger import record
from ops.release.evidence import gather
from ops.release.guard import entries_of, entry
from ops.release.observer import Observer
from ops.release.registry import manifests
from ops.release.report import Report
from ops.release.target import Target, released, target
from ops.release.verdict import Expected, State
from ops.release.watch import Ending


def verify(
    root: Path,
    stack: str | None,
    role: str,
    *,
    revision: str | None,
    config_file: Path | None,
    console: Console,
) -> bool:
    """Wait for the release of a service, say what became of it, and whether it is good.

    What is expected is the digest under `platform:images`, and a revision where one is named. Raises AwsFailedError
    where AWS does not say enough for a verdict.
    """
    found = target(root, stack, role, config_file=config_file, console=console)
    digest = released(found)
    expected = expect(found, found.service, digest, revision)
    observer = found.observer(found.service)
    watch = found.watch(found.service, observer)
    console.say(f"Looking at {found.service.name} for at most {watch.longest / 60:.0f} minutes.")
    try:
        ending = watch.until_judged(expected)
    except KeyboardInterrupt:
        raise StoppedError(
            "Stopped before there was a verdict. The deployment goes on without being watched."
        ) from None
    if found.service.role == found.service.image_role:
        note(found, digest, ending)
    report = report_of(found, found.service, observer, expected, ending)
    console.result(report.text(), report.facts())
    return report.is_good


def expect(found: Target, service: Service, digest: str, revision: str | None) -> Expected:
    """What must run; a revision may be named by its number alone."""
    if revision is not None and revision.isdecimal():
        revision = f"{service.family}:{revision}"
    if revision is not None and not revision.startswith(f"{service.family}:"):
        raise WrongInputError(f"{revision} is no revision of {service.family}, which {service.role} runs.")
    return Expected(digest=digest, revision=revision, manifests=manifests(found.aws, service, digest))


def note(found: Target, digest: str, ending: Ending) -> None:
    """Write the outcome of a release that was begun into the ledger; a verdict stands where that fails."""
    if ending.verdict.state is State.PAUSED:
        return
    outcome = "succeeded" if ending.verdict.state is State.GOOD else "failed"
    try:
        begun = next((one.release for one in entries_of(found) if one.release.digest == digest), None)
        if begun is None or begun.outcome not in {"started", "failed"} or begun.outcome == outcome:
            return
        primary = ending.seen.primary
        revision = primary.revision if primary and ending.verdict.state is State.GOOD else None
        record(
            found.aws,
            found.environment,
            entry(
                found,
                digest=digest,
                tag=begun.tag,
                kind=begun.kind,
                outcome="succeeded" if outcome == "succeeded" else "failed",
                revision=revision,
            ),
        )
    except AwsFailedError as error:
        found.console.say(f"The ledger does not have this outcome: {error}")


def report_of(found: Target, service: Service, observer: Observer, expected: Expected, ending: Ending) -> Report:
    """The verdict with what explains it; evidence that cannot be read leaves the verdict as it is."""
    evidence = None
    if ending.verdict.state is State.FAILED:
        try:
            evidence = gather(found.aws, service, observer, ending.seen)
        except AwsFailedError as error:
            found.console.say(f"Why it failed cannot be read: {error}")
    return Report(
        place=found.place,
        stack=found.environment.stack,
        service=service.role,
        expected=expected,
        ending=ending,
        evidence=evidence,
        next_step=_next(found, service, ending.verdict.state),
    )


def _next(found: Target, service: Service, state: State) -> str:
    if state is State.FAILED:
        return found.command("rollback", "--service", service.role, "--to", "previous")
    if state is State.PAUSED:
        return found.command("continue", "--service", service.role)
    return ""
