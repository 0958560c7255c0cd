"""One thing that must stand before the first deployment: how it was found, and how it is put right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a part was found."""

    CORRECT = "correct"
    MISSING = "missing"
    """Nobody ever set it; it is made."""
    OPEN = "open"
    """Somebody could read or write what nobody should; it is closed."""
    DIFFERS = "differs"
    """Somebody set it otherwise; it is said and left as it is."""
    LATER = "later"
    """It comes with a deployment."""


@dataclass(frozen=True)
class Part:
    """A part as it was found. What is missing or open can be made; nothing else can."""

    name: str
    state: State
    found: str
    step: str = ""
    """What making it does, as an order."""
    make: Callable[[], object] | None = None


@dataclass(frozen=True)
class Setting:
    """A part that is looked at only where the thing that it belongs to exists."""

    name: str
    step: str
    look: Callable[[], tuple[State, str]]
    put: Callable[[], object]

    def part(self, *, exists: bool) -> Part:
        """The part as it is found now."""
        state, found = self.look() if exists else (State.MISSING, "not there")
        if state in {State.MISSING, State.OPEN}:
            return Part(self.name, state, found, self.step, self.put)
        return Part(self.name, state, found)


def tags_found(found: Mapping[str, str], wanted: Mapping[str, str]) -> tuple[State, str]:
    """How tags compare: those that are missing can be added, those with another value are somebody's."""
    missing = [key for key in wanted if key not in found]
    differing = [key for key in wanted if key in found and found[key] != wanted[key]]
    other = [f"{key} is {found[key]}, not {wanted[key]}" for key in differing]
    if missing:
        return State.MISSING, "; ".join([f"without {', '.join(missing)}", *other])
    return (State.DIFFERS, "; ".join(other)) if other else (State.CORRECT, "there")
