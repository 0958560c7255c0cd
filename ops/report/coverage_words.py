"""What may be said of a framework's control, by what its rules found; the worst of them speaks."""

from typing import Final

from ops.report.model import ControlCoverage

STANDINGS: Final = {
    "error": "rule failed",
    "violation": "violated",
    "unknown": "not known yet",
    "exempted": "exempted",
    "compliant": "compliant",
    "decided": "decided differently",
    "nothing": "nothing judged",
}
"""What may be said of a control, the worst first."""


def standing(control: ControlCoverage) -> str:
    """Give the key of `STANDINGS` for a control."""
    there = {**control.counts.as_json(), "decided": bool(control.decision), "nothing": True}
    return next(state for state in STANDINGS if there[state])
