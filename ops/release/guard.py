"""Two at once: a release or a rollback begins only where no other is under way, and one of two that race wins."""

from collections.abc import Sequence

from ops.failures import RefusedError
from ops.live.ledger import Entry, Kind, Outcome, Release, history, in_the_way, written
from ops.release.observation import Observation
from ops.release.target import Target
from ops.release.watch import allowed


def entries_of(target: Target) -> Sequence[Entry]:
    """The ledger of the image that the service runs, the newest entry first."""
    return history(target.aws, target.environment, target.service.image_role)


def refuse_while_deploying(target: Target, seen: Observation) -> None:
    """Raise RefusedError while ECS deploys something, or takes it back."""
    if seen.under_way:
        what = seen.newest.revision if seen.newest is not None and seen.newest.revision else "something"
        since = f" since {seen.newest.began}" if seen.newest is not None else ""
        raise RefusedError(
            f"ECS has been deploying {what} to {target.service.name}{since}. Wait until it ends, or "
            f"`{target.command('abort', '--service', target.service.role)}`."
        )


def refuse_an_open_release(target: Target, entries: Sequence[Entry], digest: str) -> None:
    """Raise RefusedError where another image's release was begun lately and nobody has verified it."""
    seconds = allowed(target.environment, target.service)
    found = in_the_way(entries, digest, now=target.outside.clock.utc(), seconds=seconds)
    if found is not None:
        other, until = found
        raise RefusedError(
            f"{other.who} began a {other.kind} of {other.digest} at {other.at} and has not verified it. "
            f"`{target.command('verify', '--service', target.service.image_role)}` ends it; otherwise it counts as "
            f"given up at {written(until)}."
        )


def entry(
    target: Target, *, digest: str, tag: str, kind: Kind, outcome: Outcome, revision: str | None = None
) -> Release:
    """An event of now."""
    return Release(
        service=target.service.image_role,
        digest=digest,
        tag=tag,
        revision=int(revision.rpartition(":")[2]) if revision else 0,
        outcome=outcome,
        kind=kind,
        who=target.aws.caller,
        at=written(target.outside.clock.utc()),
    )
