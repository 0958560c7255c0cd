"""What was released, when and by whom: the guide's `deployment.log` (standard G-25), kept in SSM Parameter Store.

One parameter for each service, one version for each event: Parameter Store numbers them, says who wrote them and keeps
the last hundred. Nothing is overwritten by a second writer without being seen, since versions only grow.

https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from ops.live.aws import Aws, aws_failures, code_of
from ops.live.environment import Environment

Outcome = Literal["started", "succeeded", "failed"]
PAGE: Final = 50


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
    kind: Literal["release", "rollback"]
    who: str
    """ARN of the caller."""
    at: str
    """UTC, such as 2026-11-21T08:00:00Z."""


def parameter(environment: Environment, role: str) -> str:
    """The name of a service's ledger, such as /gli/production/releases/api."""
    return f"/{environment.system}/{environment.long}/releases/{role}"


def record(aws: Aws, environment: Environment, release: Release) -> None:
    """Add an event to a service's ledger."""
    with aws_failures(f"record the release of {release.service}"):
        aws.client("ssm").put_parameter(
            Name=parameter(environment, release.service),
            Description=f"Releases of {release.service} in {environment.system} {environment.long}",
            Value=json.dumps(asdict(release), sort_keys=True),
            Type="String",
            Overwrite=True,
        )


def history(aws: Aws, environment: Environment, role: str) -> Sequence[Release]:
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
    return [Release(**json.loads(one["Value"])) for one in sorted(versions, key=lambda one: -one["Version"])]


def now() -> str:
    """The time as ledgers have it."""
    return datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
