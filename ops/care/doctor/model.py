"""What a doctor says of one part of the machine."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands."""

    OK = "ok"
    WARNING = "warning"
    """Something will not work, or not for long; the rest does."""
    FAILED = "failed"


@dataclass(frozen=True)
class Check:
    """One line."""

    subject: str
    state: State
    seen: str
    way_out: str = ""


def ok(subject: str, seen: str) -> Check:
    """Everything is as it should be."""
    return Check(subject, State.OK, seen)


def warning(subject: str, seen: str, way_out: str) -> Check:
    """It works for now, or in part."""
    return Check(subject, State.WARNING, seen, way_out)


def failed(subject: str, seen: str, way_out: str) -> Check:
    """It does not work."""
    return Check(subject, State.FAILED, seen, way_out)
