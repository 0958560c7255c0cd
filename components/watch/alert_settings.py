"""Who is told of what happens in an environment, and by what way."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from components._settings import Role, Settings, matching
from components._watched import Severity

SEVERITIES: Sequence[Severity] = ("critical", "warning")
Severities = Annotated[tuple[Severity, ...], Field(min_length=1)]
ChatRegion = Literal["ap-southeast-1", "eu-west-1", "us-east-2", "us-west-2"]
"""Where Amazon Q Developer in chat applications (AWS Chatbot) has an endpoint; Seoul is not among them. Wherever a
channel is configured, it gets what topics of any Region publish.

https://docs.aws.amazon.com/general/latest/gr/chatbot.html
"""


class EmailSettings(Settings):
    """A mailbox. SNS sends it a link first, and nothing else until somebody has followed it."""

    address: Annotated[str, matching(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}", "an e-mail address")]
    """Where it is."""
    severities: Severities = ("critical", "warning")
    """Which alarms and events it gets."""


class PagerDutySettings(Settings):
    """A service of PagerDuty with the integration "Amazon CloudWatch".

    It takes alarms and nothing else, so that nothing else is sent to it. Its integration key is the secret
    `pagerduty-<role>` of `platform:secrets`.
    """

    severities: Severities = ("critical",)
    """Which alarms it gets."""
    service_region: Literal["us", "eu"] = "us"
    """Where the account at PagerDuty is kept.

    https://support.pagerduty.com/main/docs/service-regions
    """


class SlackSettings(Settings):
    """A Slack channel. The workspace is authorised once by hand, in the console of Amazon Q Developer.

    An account has one configuration for a channel, so environments that share an account have channels of their own.
    """

    workspace: Annotated[str, matching(r"T[A-Z0-9]{6,20}", "a Slack workspace's id, such as T0123ABCD")]
    """Its id, from the address of Slack in a browser."""
    channel: Annotated[str, matching(r"[CG][A-Z0-9]{6,20}", "a Slack channel's id, such as C0123ABCD")]
    """Its id, from the channel's details."""
    severities: Severities = ("critical", "warning")
    """Which alarms and events it gets."""
    region: ChatRegion = "us-east-2"
    """Where AWS keeps the configuration; its console is in us-east-2."""


class AlertSettings(Settings):
    """The topics of an environment, and who receives what they get (standard G-22, G-23).

    An environment may tell nobody: what its tier must hold, the policy pack says. Topics are encrypted with the
    environment's key. Where `encryption.key` is `aws_managed` they are not: CloudWatch's alarms cannot use the key that
    AWS manages for SNS, and would reach nobody (https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns).
    """

    name: str | None = None
    """The topic's name instead of the standard's for other environments: production's is `<system>-alerts` (G-22)."""
    email: dict[Role, EmailSettings] = Field(default_factory=dict)
    pagerduty: dict[Role, PagerDutySettings] = Field(default_factory=dict)
    slack: dict[Role, SlackSettings] = Field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets that the receivers need of `platform:secrets`."""
        return tuple(map(pagerduty_secret, self.pagerduty))

    @model_validator(mode="after")
    def _each_is_told_once(self) -> Self:
        for field, places in (
            ("email", (mailbox.address for mailbox in self.email.values())),
            ("slack", (slack.channel for slack in self.slack.values())),
        ):
            for place in _twice(places):
                raise ValueError(f"`{field}` has {place} twice; AWS keeps one of it, so write it once")
        return self


def pagerduty_secret(role: str) -> str:
    """The name under `platform:secrets` of a PagerDuty service's integration key."""
    return f"pagerduty-{role}"


def _twice(places: Iterable[str]) -> list[str]:
    return [place for place, times in Counter(places).items() if times > 1]
