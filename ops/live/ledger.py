"""What was released, when and by whom: the guide's `deployment.log` (standard G-25), kept in SSM Parameter Store.

One parameter for each service, one version for each event: Parameter Store numbers them, says who wrote them and keeps
the last hundred. Nothing is overwritten by a second writer without being seen, since versions only grow.

https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from ops.failures import RefusedError, WrongInputError
from ops.live.aws import Aws, aws_failures, code_of
from ops.live.environment import Environment

Outcome = Literal["started", "succeeded", "failed"]
Kind = Literal["release", "rollback"]
PAGE: Final = 50
TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Release:
    """One event of a service's releases."""

    service: str
    """Its role."""
    digest: str
    tag: str
    """The tag under which the image was pushed, the commit's sha as a rule; empty where it has none."""
    revision: int
    """Of the task definition; 0 where it is not known yet."""
    outcome: Outcome
    kind: Kind
    who: str
    """ARN of the caller."""
    at: str
    """UTC, such as 2026-11-21T08:00:00Z."""


@dataclass(frozen=True)
class Entry:
    """An event as the ledger keeps it."""

    version: int
    release: Release


def parameter(environment: Environment, role: str) -> str:
    """The name of a service's ledger, such as /shop/production/releases/api."""
    return f"/{environment.system}/{environment.long}/releases/{role}"


def record(aws: Aws, environment: Environment, release: Release) -> int:
    """Add an event to a service's ledger; its version, which is one more than the newest that a reader saw.

    Where it is not, somebody else wrote in between.
    """
    with aws_failures(f"record the release of {release.service}"):
        answer = aws.client("ssm").put_parameter(
            Name=parameter(environment, release.service),
            Description=f"Releases of {release.service} in {environment.system} {environment.long}",
            Value=json.dumps(asdict(release), sort_keys=True),
            Type="String",
            Overwrite=True,
        )
    return int(answer["Version"])


def begin(aws: Aws, environment: Environment, known: Sequence[Entry], release: Release) -> None:
    """Record that a release begins; raises RefusedError where somebody else began after `known` was read.

    Parameter Store numbers the entries, so of two that write at once exactly one gets the number after the last.
    """
    version = record(aws, environment, release)
    expected = known[0].version + 1 if known else 1
    if version != expected:
        record(aws, environment, replace(release, outcome="failed"))
        raise RefusedError(
            f"Somebody else began a release of {release.service} at the same moment, so this one ends here."
        )


def unfinished(entries: Sequence[Entry]) -> Release | None:
    """The newest release that was begun and has no outcome."""
    ended: set[str] = set()
    for release in (entry.release for entry in entries):
        if release.outcome != "started":
            ended.add(release.digest)
        elif release.digest not in ended:
            return release
    return None


def in_the_way(
    entries: Sequence[Entry], digest: str, *, now: datetime, seconds: float
) -> tuple[Release, datetime] | None:
    """Another image's release that has no outcome yet, and when it counts as given up: `seconds` after it began."""
    other = unfinished(entries)
    if other is None or other.digest == digest:
        return None
    until = read(other.at) + timedelta(seconds=seconds)
    return (other, until) if now < until else None


def history(aws: Aws, environment: Environment, role: str) -> Sequence[Entry]:
    """Every event of a service that is still kept, the newest first; none where nothing was released yet."""
    client: Any = aws.client("ssm")
    with aws_failures(f"read the releases of {role}"):
        try:
            pages = client.get_paginator("get_parameter_history").paginate(
                Name=parameter(environment, role), PaginationConfig={"PageSize": PAGE}
            )
            versions = [version for page in pages for version in page["Parameters"]]
        except client.exceptions.ClientError as error:
            if code_of(error) == "ParameterNotFound":
                return []
            raise
    return [_entry(one, environment, role) for one in sorted(versions, key=lambda one: -one["Version"])]


def _entry(version: Mapping[str, Any], environment: Environment, role: str) -> Entry:
    try:
        return Entry(version=int(version["Version"]), release=Release(**json.loads(version["Value"])))
    except (TypeError, ValueError):
        raise WrongInputError(
            f"Version {version['Version']} of the parameter {parameter(environment, role)} is no release; "
            "somebody wrote it by hand: delete the parameter to begin anew."
        ) from None


def written(time: datetime) -> str:
    """A time as ledgers have it."""
    return time.astimezone(UTC).strftime(TIME)


def read(at: str) -> datetime:
    """The time that a ledger has; raises ValueError for what is none."""
    return datetime.strptime(at, TIME).replace(tzinfo=UTC)
