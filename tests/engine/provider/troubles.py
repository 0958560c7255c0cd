"""What may befall operations in the account, beside the refusal of one by its name."""

import threading
from dataclasses import dataclass, field

from tests.engine.provider.account import RefusedError

REFUSAL = "InternalFailure: AWS could not do this now"
PATIENCE = 120
"""Seconds that an operation waits for a test that has failed and never lets it go."""


@dataclass
class Allowance:
    """So many operations succeed, and after them none."""

    left: int
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before(self, operation: str, token: str, urn: str) -> None:
        """Refuse it where nothing is left."""
        with self._lock:
            if self.left == 0:
                raise RefusedError(f"{REFUSAL}: {operation} {token} {urn.rsplit('::', 1)[-1]}")
            self.left -= 1

    def after(self, operation: str, token: str, urn: str) -> None:
        """Nothing."""


@dataclass
class FirstOfEachType:
    """The first operation of a kind on each type fails, and is possible later."""

    operation: str
    refused: set[str] = field(default_factory=set)
    """The types that have had their failure."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before(self, operation: str, token: str, urn: str) -> None:
        """Refuse it where it is the first."""
        with self._lock:
            if operation == self.operation and token not in self.refused:
                self.refused.add(token)
                raise RefusedError(f"{REFUSAL}: {operation} {token} {urn.rsplit('::', 1)[-1]}")

    def after(self, operation: str, token: str, urn: str) -> None:
        """Nothing."""


@dataclass
class Gate:
    """Holds one operation, so that a test can do something in the middle of it."""

    operation: str
    type: str
    name: str
    done: bool = False
    """Whether AWS has done it by then, and only its answer is missing."""
    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)
    broken: bool = False
    """Whether what waits is not done any more."""

    def before(self, operation: str, token: str, urn: str) -> None:
        """Hold it before it is done; refuse it where it waited in vain."""
        if not self.done and self._is(operation, token, urn):
            self._hold()
            if self.broken:
                raise RefusedError("nobody waits for this any more")

    def after(self, operation: str, token: str, urn: str) -> None:
        """Hold its answer."""
        if self.done and self._is(operation, token, urn):
            self._hold()

    def open(self, *, broken: bool = False) -> None:
        """Let the operation go on, or end."""
        self.broken = broken
        self.opened.set()

    def _is(self, operation: str, token: str, urn: str) -> bool:
        return (operation, token, urn.rsplit("::", 1)[-1]) == (self.operation, self.type, self.name)

    def _hold(self) -> None:
        self.reached.set()
        self.opened.wait(PATIENCE)
