"""A checklist: what was checked, what could not be, and what only a person can check."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How an item stands."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    """It could not be looked at, or there is no value to judge by."""
    PERSON = "person"
    """No machine can check it; it is never ticked."""


@dataclass(frozen=True)
class Item:
    """One line of a checklist."""

    title: str
    state: State
    seen: str = ""
    """What was seen, or why nothing was."""
    way_out: str = ""
    """What to do where it is not good."""


def of_persons(titles: Sequence[str]) -> list[Item]:
    """Items that a person checks."""
    return [Item(title, State.PERSON) for title in titles]


def unseen(title: str, blind: Sequence[str]) -> Item:
    """An item that could not be looked at."""
    return Item(title, State.UNKNOWN, " ".join(blind) or "AWS did not say.")
