"""Host names as people write them."""

from typing import Annotated

from components._settings import matching

_NAME = r"[a-z0-9-]+(\.[a-z0-9-]+)+"

HostName = Annotated[str, matching(_NAME, "a host name in lower case, such as api.example.com")]
"""One host."""
Host = Annotated[str, matching(rf"(\*\.)?{_NAME}", "a host name in lower case, such as api.example.com")]
"""One host, or with `*.` in front all that have one label more."""
HostedZoneId = Annotated[str, matching(r"Z[A-Z0-9]{8,31}", "the id of a Route 53 hosted zone, such as Z0419507IHNID")]


def in_zone(host: str, zone: str) -> bool:
    """Whether a record of this host can stand in this zone."""
    return host == zone or host.endswith(f".{zone}")
