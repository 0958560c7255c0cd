"""Where a rollback goes: `previous`, a task definition's revision, a digest or a tag (standard G-27)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.failures import RefusedError, WrongInputError
from ops.live.aws import aws_failures, code_of
from ops.live.ledger import Entry
from ops.release.observer import digest_of
from ops.release.registry import Image, find
from ops.release.target import Target, is_digest

PREVIOUS: Final = "previous"
REVISION: Final = re.compile(r"(?:(?P<family>[A-Za-z0-9_-]+):)?(?P<number>[1-9]\d{0,8})")


@dataclass(frozen=True)
class WayBack:
    """What a rollback goes to."""

    image: Image
    revision: str | None
    """`family:revision`, where a revision was named."""


def resolve(target: Target, to: str, entries: Sequence[Entry]) -> WayBack:
    """Find what `--to` names; raises WrongInputError where it is not there, RefusedError where there is no way back."""
    if to == PREVIOUS:
        digest = previous(entries, target.environment.images.get(target.service.image_role))
        if digest is None:
            raise RefusedError(
                f"There is nothing to roll {target.service.role} back to: no earlier release of it was verified. "
                "Name one: --to DIGEST, TAG or REVISION."
            )
        return WayBack(find(target.aws, target.service, digest=digest), None)
    if is_digest(to):
        return WayBack(find(target.aws, target.service, digest=to), None)
    named = REVISION.fullmatch(to)
    if named:
        revision = f"{named['family'] or target.service.family}:{named['number']}"
        return WayBack(find(target.aws, target.service, digest=_digest(target, revision)), revision)
    return WayBack(find(target.aws, target.service, tag=to), None)


def previous(entries: Sequence[Entry], current: str | None) -> str | None:
    """The digest that served before the current one, from a ledger whose newest entry is first.

    A release that somebody rolled back from is no way back, so what was above the goal of a rollback is forgotten.
    """
    served: list[str] = []
    for release in (entry.release for entry in reversed(entries)):
        if release.outcome != "succeeded":
            continue
        if release.digest in served and release.kind == "rollback":
            del served[served.index(release.digest) :]
        served = [one for one in served if one != release.digest] + [release.digest]
    earlier = served[: served.index(current)] if current in served else served
    return earlier[-1] if earlier else None


def _digest(target: Target, revision: str) -> str:
    if not revision.startswith(f"{target.service.family}:"):
        raise WrongInputError(
            f"{revision} is no revision of {target.service.family}, which {target.service.role} runs."
        )
    ecs: Any = target.aws.client("ecs")
    with aws_failures(f"find the revision {revision}"):
        try:
            definition = ecs.describe_task_definition(taskDefinition=revision)["taskDefinition"]
        except ecs.exceptions.ClientException as error:
            if code_of(error) == "ClientException":
                raise WrongInputError(f"ECS has no revision {revision}; name one that is there.") from None
            raise
    digest = digest_of(definition, target.service.container)
    if not digest:
        raise WrongInputError(f"The revision {revision} names its image by a tag that may have moved; name a digest.")
    if target.image_is_pipelines and definition["status"] != "ACTIVE":
        raise WrongInputError(
            f"The revision {revision} is {definition['status']}; go back by its image: --to {digest}."
        )
    return digest
