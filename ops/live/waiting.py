"""Waiting with an end: every wait has a deadline, and time is handed in so that tests need none."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Clock:
    """The time, and how it passes."""

    now: Callable[[], float] = time.monotonic
    """Seconds since any moment."""
    sleep: Callable[[float], None] = time.sleep
    utc: Callable[[], datetime] = lambda: datetime.now(tz=UTC)
    """The time of day that is written down."""


def attempts(clock: Clock, *, every: float, within: float) -> Iterator[float]:
    """Yield the seconds that have passed, at once and then every `every` seconds, for at most `within` seconds.

    The last attempt is at the end of that time; whoever iterates stops earlier by leaving the loop.
    """
    started = clock.now()
    while True:
        passed = clock.now() - started
        yield passed
        left = within - (clock.now() - started)
        if left <= 0:
            return
        clock.sleep(min(every, left))
