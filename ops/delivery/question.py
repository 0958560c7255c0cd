"""What happened on GitHub, as a workflow tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Event(StrEnum):
    """Events that deploy, or ask what would be deployed."""

    PUSH = "push"
    PULL_REQUEST = "pull_request"
    BY_HAND = "workflow_dispatch"
    CLOCK = "schedule"


@dataclass(frozen=True)
class Question:
    """Which stacks is this about?"""

    event: Event
    ref: str
    """As GitHub writes it, such as refs/heads/main."""
    changed: Sequence[str] | None = None
    """Files, from the repository's top; None is not known, so anything."""
    environment: str | None = None
    """A stack, or an environment by its long name."""
