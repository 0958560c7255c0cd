"""`python -m ops deploy-host`: images reach a host, and the stack file says what serves there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ops.failures import AwsFailedError, RefusedError, WrongInputError
from ops.host.host import Built, Host, asked_for, host_of
from ops.host.remote import Ended, Remote
from ops.host.verdict import Verdict, verdict
from ops.live import ledger
from ops.live.aws import Aws, connect
from ops.live.console import Console
from ops.live.environment import Environment, read_environment
from ops.live.images import DIGEST, write_image
from ops.live.ledger import Entry, Kind, Outcome, Release
from ops.live.stack_file import stack_path
from ops.live.waiting import Clock
from ops.release.registry import RELEASED, Image, find, mark_released
from ops.release.steps import Steps
from ops.release.way_back import PREVIOUS, previous
from ops.release.words import short_digests

STEPS: Final = ("recorded as started", "tagged in ECR", "sent to the host", "deployed", "platform:images written")


@dataclass(frozen=True)
class Options:
    """What was asked for: images, or the way back."""

    stack: str
    host: str
    images: Sequence[str] = ()
    """Each `role=digest`."""
    to: str | None = None
    """`previous`, in place of images."""
    config_file: Path | None = None
    yes: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Work:
    """A deployment, and the hands for it."""

    environment: Environment
    host: Host
    aws: Aws
    console: Console
    clock: Clock
    file: Path
    kind: Kind
    images: Mapping[str, Image]
    """What is deployed, by role."""
    known: Mapping[str, Sequence[Entry]]
    """The ledger of each of these roles."""

    def entry(self, role: str, outcome: Outcome) -> Release:
        """An event of now; those of one deployment have one time."""
        return Release(
            service=role,
            digest=self.images[role].digest,
            tag=self.images[role].tag,
            revision=0,
            outcome=outcome,
            kind=self.kind,
            who=self.aws.caller,
            at=ledger.written(self.clock.utc()),
        )


def deploy_host(root: Path, options: Options, clock: Clock | None = None) -> None:
    """Deploy to a host and wait for its verdict.

    Raises WrongInputError for what it does not run, RefusedError where the images do not serve or something else goes
    on, and AwsFailedError where AWS failed or the outcome is not known.
    """
    work = _prepared(root, options, clock or Clock())
    remote = Remote(work.aws, work.host, work.console, work.clock)
    _refuse_another(work)
    instance = remote.instance()
    work.console.plan(_plan(work, instance))
    place = f"{work.environment.system} {work.environment.long}"
    work.console.confirm(f"Deploy to {work.host.name} in {place}?", needed=work.environment.is_production)
    steps = Steps(planned=STEPS, way_out="The same command again goes on from there.")
    with steps.told():
        _begin(work)
        steps.done(STEPS[0])
        for role, image in work.images.items():
            mark_released(work.aws, work.host.images[role], image, work.clock.utc())
        steps.done(STEPS[1])
        command = remote.send(instance, _sent(work))
        steps.done(STEPS[2])
        steps.way_out = (
            f"The host brings command {command} to its end by itself; the same command again tells what serves."
        )
        ended = remote.wait(command, instance)
        judged = verdict(ended)
        if judged.is_good:
            steps.done(STEPS[3])
            before = {role: write_image(work.file, role, image.digest) for role, image in work.images.items()}
            steps.done(STEPS[4])
    _conclude(work, ended, judged)
    if judged.is_good:
        _tell(work, command, ended, before)


def _prepared(root: Path, options: Options, clock: Clock) -> Work:
    if bool(options.images) == (options.to is not None):
        raise WrongInputError("Say what is deployed: --image for each that changes, or --to previous.")
    if options.to not in {None, PREVIOUS}:
        raise WrongInputError(f"--to {options.to!r} is no way back of a host; write --to previous, or name --image.")
    environment = read_environment(root, options.stack, options.config_file)
    host = host_of(environment, options.host)
    digests = asked_for(host, options.images)
    for digest in digests.values():
        if not DIGEST.fullmatch(digest):
            raise WrongInputError(f"{digest!r} is no image digest; write sha256: and 64 hexadecimal digits.")
    aws = connect(environment)
    known = {role: ledger.history(aws, environment, role) for role in digests or host.images}
    digests = digests or _before(environment, host, known)
    return Work(
        environment=environment,
        host=host,
        aws=aws,
        console=Console(as_json=options.as_json, yes=options.yes),
        clock=clock,
        file=stack_path(root, options.stack, options.config_file),
        kind="rollback" if options.to else "release",
        images={role: find(aws, host.images[role], digest=digest) for role, digest in digests.items()},
        known={role: known[role] for role in digests},
    )


def _before(environment: Environment, host: Host, known: Mapping[str, Sequence[Entry]]) -> dict[str, str]:
    """What the last deployment changed, as it was before it; those of one deployment have one time in the ledger."""
    last = {
        role: next((one.release.at for one in entries if one.release.outcome == "succeeded"), "")
        for role, entries in known.items()
    }
    newest = max(last.values(), default="")
    changed = [role for role, at in last.items() if at == newest and at]
    found = {role: previous(known[role], environment.images.get(role)) for role in changed}
    missing = [role for role, digest in found.items() if digest is None]
    if missing or not changed:
        of = f" of {', '.join(missing)}" if missing else ""
        raise RefusedError(
            f"There is nothing to go back to on {host.role}: no earlier release{of} got into service. "
            "Name one: --image ROLE=DIGEST."
        )
    return {role: digest for role, digest in found.items() if digest is not None}


def _refuse_another(work: Work) -> None:
    for role, entries in work.known.items():
        found = ledger.in_the_way(entries, work.images[role].digest, now=work.clock.utc(), seconds=work.host.seconds)
        if found is not None:
            other, until = found
            raise RefusedError(
                f"{other.who} began a {other.kind} of {role} {short_digests(other.digest)} at {other.at}, and how it "
                f"ended is not known yet. It counts as given up at {ledger.written(until)}."
            )


def _begin(work: Work) -> None:
    """Record each image as started; where one cannot be, those before it are given up."""
    begun: list[Release] = []
    for role, entries in work.known.items():
        release = work.entry(role, "started")
        try:
            ledger.begin(work.aws, work.environment, entries, release)
        except (RefusedError, AwsFailedError):
            for one in begun:
                ledger.record(work.aws, work.environment, replace(one, outcome="failed"))
            raise
        begun.append(release)


def _sent(work: Work) -> str:
    """The images as the host's script takes them."""
    built: Mapping[str, Built] = work.host.images
    return " ".join(f"{role}={built[role].uri}@{image.digest}" for role, image in work.images.items())


def _conclude(work: Work, ended: Ended, judged: Verdict) -> None:
    """Write the outcome into the ledger, and raise it where it is none."""
    events = [work.entry(role, "succeeded" if judged.is_good else "failed") for role in work.images]
    try:
        for event in events:
            ledger.record(work.aws, work.environment, replace(event, at=events[0].at))
    except AwsFailedError as error:
        work.console.say(f"The ledger does not have this outcome: {error}")
    for line in ended.lines:
        work.console.say(f"  | {line}")
    if judged.is_good:
        return
    if work.console.as_json:
        work.console.result("", _facts(work, ended))
    raise judged.raises(f"Not deployed to {work.host.name}: {judged.reason}. {work.file.name} is as it was.")


def _plan(work: Work, instance: str) -> list[str]:
    images = [f"{role} {short_digests(image.digest)} {image.tag}".rstrip() for role, image in work.images.items()]
    return [
        f"Record in the ledger: {', '.join(images)}",
        f"Tag what has no tag {RELEASED}… yet, so that ECR keeps it",
        f"Send it to {work.host.name} ({instance}), which replaces one container after another, or goes back by itself",
        f"Write it under platform:images in {work.file} when it serves",
    ]


def _tell(work: Work, command: str, ended: Ended, before: Mapping[str, str | None]) -> None:
    lines = [
        f"  {role}: {short_digests(image.digest)} in place of {short_digests(before[role] or 'nothing')}"
        for role, image in work.images.items()
    ]
    text = "\n".join([f"{work.host.name} serves:", *lines, f"Commit {work.file.name}: it says what serves."])
    work.console.result(text, {**_facts(work, ended), "command": command, "before": dict(before)})


def _facts(work: Work, ended: Ended) -> dict[str, Any]:
    return {
        "stack": work.environment.stack,
        "host": work.host.role,
        "kind": work.kind,
        "images": {role: image.digest for role, image in work.images.items()},
        "status": ended.status,
        "exit_code": ended.code,
        "log": list(ended.lines),
        "who": work.aws.caller,
    }
