"""Looks at AWS that may fail: what could not be seen is written down, and never taken for a good sign."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from ops.failures import OpsError
from ops.live.aws import aws_failures

T = TypeVar("T")


@dataclass
class Looks:
    """What was looked at, and what could not be."""

    seen: list[str] = field(default_factory=list)
    blind: list[str] = field(default_factory=list)
    """Sentences of why not."""

    def at(self, what: str, ask: Callable[..., T], *about: object) -> T | None:
        """Ask about these, and note `what` was looked at; None where AWS did not say."""
        try:
            with aws_failures(f"look at {what}"):
                answer = ask(*about)
        except OpsError as error:
            if str(error) not in self.blind:
                self.blind.append(str(error))
            return None
        self.seen.append(what)
        return answer
