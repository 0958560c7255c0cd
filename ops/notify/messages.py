"""What is announced, and what Slack and Datadog are sent for it. No secret is part of a message."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from ops.failures import WrongInputError
from ops.live.http import Request

Outcome = Literal["started", "succeeded", "failed"]
SLACK: Final = re.compile(r"https://hooks\.slack(-gov)?\.com/(services|workflows|triggers)/\S+")
"""https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks"""
SITES: Final = (
    "datadoghq.com",
    "us3.datadoghq.com",
    "us5.datadoghq.com",
    "datadoghq.eu",
    "ap1.datadoghq.com",
    "ap2.datadoghq.com",
    "ddog-gov.com",
    "us2.ddog-gov.com",
)
"""https://docs.datadoghq.com/api/latest/events/post-an-event/"""
METRIC: Final = "deployment.count"
"""As guide AUT names it."""
COUNT: Final = 1
"""The type of a metric that is added up (https://docs.datadoghq.com/api/latest/metrics/#submit-metrics)."""
INTERVAL_SECONDS: Final = 60
SIGNS: Final[Mapping[Outcome, tuple[str, str, str]]] = {
    "started": (":rocket:", "began", "info"),
    "succeeded": (":white_check_mark:", "succeeded", "success"),
    "failed": (":x:", "failed", "error"),
}
"""By outcome: Slack's sign, the verb, Datadog's alert type."""


@dataclass(frozen=True)
class Announcement:
    """One deployment, and how it went."""

    system: str
    environment: str
    """Its long name."""
    what: str
    """The service or website that was deployed."""
    version: str
    outcome: Outcome
    url: str = ""
    """Where to read more, such as the pipeline's run."""

    @property
    def sentence(self) -> str:
        """It in one line."""
        version = f" {self.version}" if self.version else ""
        return f"{self.system} {self.environment}: deployment of {self.what}{version} {SIGNS[self.outcome][1]}"

    @property
    def tags(self) -> list[str]:
        """By what it is found and counted."""
        tags = {"env": self.environment, "system": self.system, "service": self.what, "status": self.outcome}
        return [f"{key}:{value}" for key, value in (tags | ({"version": self.version} if self.version else {})).items()]


def slack(announcement: Announcement, webhook: str) -> Request:
    """A message for Slack; raises WrongInputError for what is no webhook, without repeating it."""
    if not SLACK.fullmatch(webhook):
        raise WrongInputError("The Slack webhook is no address that begins with https://hooks.slack.com/services/.")
    link = f" <{_plain(announcement.url)}|Details>" if announcement.url else ""
    text = f"{SIGNS[announcement.outcome][0]} {_plain(announcement.sentence)}{link}"
    return _posted(webhook, {}, {"text": text})


def datadog(announcement: Announcement, key: str, site: str, at: datetime) -> tuple[Request, Request]:
    """The event, and the counter's one; raises WrongInputError for a site that Datadog does not have."""
    if site not in SITES:
        raise WrongInputError(f"{site!r} is no site of Datadog; DD_SITE is one of {', '.join(SITES)}.")
    headers = {"DD-API-KEY": key}
    event = {
        "title": announcement.sentence,
        "text": announcement.url or announcement.sentence,
        "alert_type": SIGNS[announcement.outcome][2],
        "aggregation_key": f"{announcement.system}-{announcement.environment}-{announcement.what}"[:100],
        "date_happened": int(at.timestamp()),
        "tags": announcement.tags,
    }
    series = {
        "metric": METRIC,
        "type": COUNT,
        "interval": INTERVAL_SECONDS,
        "points": [{"timestamp": int(at.timestamp()), "value": 1}],
        # A count by version would be a time series for each commit, which Datadog charges.
        "tags": [tag for tag in announcement.tags if not tag.startswith("version:")],
    }
    return (
        _posted(f"https://api.{site}/api/v1/events", headers, event),
        _posted(f"https://api.{site}/api/v2/series", headers, {"series": [series]}),
    )


def _posted(url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> Request:
    return Request("POST", url, {"Content-Type": "application/json", **headers}, json.dumps(body).encode())


def _plain(text: str) -> str:
    """Text without what Slack reads as markup: links, and mentions of everybody.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
