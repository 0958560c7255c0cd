"""Which migrations ran, with which image and command: one SSM parameter for each run, numbered from 1.

A run begins by creating the parameter of the next number. Parameter Store lets one of two who try do that, so there is
no lock that could be left behind: whether an unfinished run still goes on is asked of its task.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from ops.failures import RefusedError
from ops.live.aws import Aws, aws_failures, code_of
from ops.live.environment import Environment

State = Literal["started", "succeeded", "failed", "unknown"]
KEPT: Final = 50
"""Runs of a service; older ones are deleted. An account has 10,000 standard parameters in a Region.

https://docs.aws.amazon.com/general/latest/gr/ssm.html
"""
MAX_REASON: Final = 400
TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Run:
    """One run of a migration's command."""

    number: int
    image: str
    """The digest."""
    command: Sequence[str]
    surroundings: str
    """A digest of the variables and secrets' references it ran with: another database is another run."""
    who: str
    """ARN of the caller."""
    at: str
    """UTC, such as 2026-11-21T08:00:00Z."""
    until: str
    """When whoever began it has started its task at the latest, or starts none."""
    state: State = "started"
    reason: str = ""
    task: str = ""
    """The task's ARN, once there is one."""

    def does_the_same_as(self, other: "Run") -> bool:
        """Whether it ran the same command of the same image against the same database."""
        return (self.image, list(self.command), self.surroundings) == (
            other.image,
            list(other.command),
            other.surroundings,
        )

    def may_start_at(self, now: datetime) -> bool:
        """Whether its task may still be started."""
        return now.strftime(TIME) <= self.until

    def ended(self, state: State, reason: str) -> "Run":
        """The run with its end."""
        return replace(self, state=state, reason=reason[:MAX_REASON])


def times(now: datetime, within: timedelta) -> tuple[str, str]:
    """`at` and `until` of a run that begins now and starts its task within this time."""
    return now.strftime(TIME), (now + within).strftime(TIME)


def path(environment: Environment, role: str) -> str:
    """Where a service's runs stand, such as /shop/production/migrations/api."""
    return f"/{environment.system}/{environment.long}/migrations/{role}"


def runs(aws: Aws, environment: Environment, role: str) -> Sequence[Run]:
    """A service's runs, the newest first."""
    with aws_failures(f"read the migrations of {role}"):
        pages = aws.client("ssm").get_paginator("get_parameters_by_path").paginate(Path=path(environment, role))
        found = [Run(**json.loads(one["Value"])) for page in pages for one in page["Parameters"]]
    return sorted(found, key=lambda run: -run.number)


def begin(aws: Aws, environment: Environment, role: str, run: Run) -> None:
    """Create the run; raises RefusedError where somebody else did so just before."""
    client: Any = aws.client("ssm")
    with aws_failures(f"record the migration of {role}"):
        try:
            client.put_parameter(**_parameter(environment, role, run), Overwrite=False)
        except client.exceptions.ClientError as error:
            if code_of(error) != "ParameterAlreadyExists":
                raise
            raise RefusedError(
                f"Another migration of {role} began just now, so this one did not; "
                "see `python -m ops migrate --status`."
            ) from None


def record(aws: Aws, environment: Environment, role: str, run: Run) -> None:
    """Write what became of a run."""
    with aws_failures(f"record the migration of {role}"):
        aws.client("ssm").put_parameter(**_parameter(environment, role, run), Overwrite=True)


def forget(aws: Aws, environment: Environment, role: str, known: Sequence[Run]) -> None:
    """Delete the oldest runs, ten at a time as Parameter Store does."""
    names = [_name(environment, role, run.number) for run in known[KEPT:]]
    with aws_failures(f"delete old records of {role}"):
        for first in range(0, len(names), 10):
            aws.client("ssm").delete_parameters(Names=names[first : first + 10])


def _name(environment: Environment, role: str, number: int) -> str:
    return f"{path(environment, role)}/{number:06}"


def _parameter(environment: Environment, role: str, run: Run) -> dict[str, str]:
    return {
        "Name": _name(environment, role, run.number),
        "Description": f"Migration of {role} in {environment.system} {environment.long}",
        "Value": json.dumps(asdict(run), sort_keys=True),
        "Type": "String",
    }
