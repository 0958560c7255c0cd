"""Where a framework describes its controls."""

from typing import Final

SECURITY_HUB: Final = frozenset({"FSBP", "SecurityHub"})
"""Frameworks whose controls are Security Hub's, each with an anchor on its service's page."""
SECURITY_HUB_PAGES: Final = "https://docs.aws.amazon.com/securityhub/latest/userguide"


def is_web(url: str) -> bool:
    """Say whether a link may be followed from a report."""
    return url.startswith("https://")


def control_url(framework: str, control: str) -> str:
    """Give the page of a control; empty where the framework has none for each."""
    service, dot, number = control.partition(".")
    if framework not in SECURITY_HUB or not dot or not (service.isalnum() and number.isdecimal()):
        return ""
    return f"{SECURITY_HUB_PAGES}/{service.lower()}-controls.html#{service.lower()}-{number}"
