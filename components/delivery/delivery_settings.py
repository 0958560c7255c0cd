"""What a person may write under `platform:stack.delivery`: who deploys the environment, when, and by whose leave."""

from datetime import time
from typing import Annotated, Self

from pydantic import Field, model_validator

from components._calendar import Day, Hour, TimeZone
from components._settings import Role, Settings, matching

Repository = Annotated[
    str, matching(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}/[A-Za-z0-9._-]{1,100}", "a GitHub repository, owner/name")
]
Ref = Annotated[
    str,
    matching(r"[A-Za-z0-9_][A-Za-z0-9._/-]*\*?", "the name of a branch or tag, which may end in * as `release/*` does"),
]
Principal = Annotated[
    str,
    matching(
        r"arn:aws:iam::\d{12}:(root|(user|role)/[\w+=,.@/-]+)", "the ARN of an IAM role or user, or of an account"
    ),
]
MAX_RELEASED = 3
"""What fits into the 10,240 characters that IAM allows a role; an application with more is two, each with its role.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""
MAX_OPERATOR_HOURS = 12
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"""


class DeploysSettings(Settings):
    """What starts a deployment of this stack. A person can start one by hand whatever stands here (standard M-07)."""

    branches: tuple[Ref, ...] = ()
    """A push to one of them deploys the stack."""
    tags: tuple[Ref, ...] = ()
    """A push of one of them deploys the stack."""
    manual: bool = False
    """Whether a person's hand is the only thing that does."""

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        pushed = bool(self.branches or self.tags)
        if pushed == self.manual:
            raise ValueError(
                "`manual` is true beside branches or tags; leave it out, or leave them out"
                if pushed
                else "`branches` is empty, and so is tags; name a branch, such as [main], or say manual: true"
            )
        return self


class WindowSettings(Settings):
    """When a deployment may begin (standard T-05); outside it one is refused unless somebody says `--now`."""

    days: Annotated[tuple[Day, ...], Field(min_length=1)]
    """On which one may begin."""
    begins: Annotated[Hour, Field(alias="from")]
    """The time of day from which one may."""
    until: Hour
    """The time of day from which none may."""
    timezone: TimeZone
    """An IANA name, such as Asia/Seoul."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if time.fromisoformat(self.until) <= time.fromisoformat(self.begins):
            raise ValueError(f"`until` {self.until} is not after {self.begins}; a window ends on the day it begins")
        return self


class NotifySettings(Settings):
    """Who is told of a deployment (standards G-25, T-04): roles of `secrets`, whose values are addresses or keys."""

    slack: Role | None = None
    """The secret that holds the webhook's address."""
    datadog: Role | None = None
    """The secret that holds the API key."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that a deployment reads."""
        return tuple(role for role in (self.slack, self.datadog) if role is not None)


class ApplicationSettings(Settings):
    """An application's repository: what its workflows may release, and nothing else."""

    repository: Repository
    """On GitHub."""
    services: Annotated[tuple[Role, ...], Field(max_length=MAX_RELEASED)] = ()
    """Which it may release."""
    websites: Annotated[tuple[Role, ...], Field(max_length=MAX_RELEASED)] = ()
    """Which it may publish."""

    @model_validator(mode="after")
    def _releases_something(self) -> Self:
        if not self.services and not self.websites:
            raise ValueError("`services` is empty, and so is websites; name what the repository releases, or remove it")
        return self


class OperatorSettings(Settings):
    """People who look into what runs: a shell, logs, secrets' values; MFA always (standard M-05)."""

    principals: tuple[Principal, ...] = ()
    """Who may try; none is whoever IAM of this account allows to."""
    hours: Annotated[int, Field(ge=1, le=MAX_OPERATOR_HOURS)] = 1
    """How long a session may last, and how old the second factor may be."""


class DeliverySettings(Settings):
    """How changes reach the environment. GitHub's environment, in each repository, has the stack's name."""

    repository: Repository
    """Of this project."""
    default_branch: Annotated[str, matching(r"[A-Za-z0-9_][A-Za-z0-9._/-]*", "the name of a branch")] = "main"
    """Whose nightly workflow looks for drift."""
    deploys: DeploysSettings
    approval: bool | None = None
    """Whether somebody approves each deployment, in GitHub's environment; None is yes for production, else no."""
    window: WindowSettings | None = None
    order: Annotated[int, Field(ge=0, le=1000)] = 10
    """The stacks of one environment are deployed in this order, each once the one before is healthy (standard T-01)."""
    notify: NotifySettings = NotifySettings()
    applications: dict[Role, ApplicationSettings] = Field(default_factory=dict)
    operators: OperatorSettings | None = OperatorSettings()
