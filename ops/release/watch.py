"""Waits for a release until it can be called good or failed, and never longer than it may take."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ops.live.environment import SERVICE, Environment, Service
from ops.live.waiting import Clock, attempts
from ops.release.health import Ask, Check, Health, is_served
from ops.release.observation import Observation
from ops.release.verdict import Expected, State, Verdict, judge, timed_out
from ops.release.words import short_digests

EVERY: Final = 10.0
"""Seconds between two looks at a deployment."""
CATCHING_UP: Final = 15.0
"""Seconds after a change in which ECS may still show what was before: nothing is called failed in them."""
UNITS: Final = {"h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True)
class Ending:
    """How the wait ended."""

    verdict: Verdict
    seen: Observation
    health: Health | None
    """None where nobody was asked: the deployment is not complete, or the service is a worker."""


@dataclass(frozen=True)
class Watch:
    """Everything that a wait needs, time and the outside world included."""

    look: Callable[[], Observation]
    ask: Ask
    clock: Clock
    say: Callable[[str], None]
    check: Check | None
    within: float
    """Seconds that the deployment may take."""

    @property
    def longest(self) -> float:
        """Seconds in which the verdict is there, but for the time that AWS takes to answer."""
        asked = self.check.longest if self.check else 0
        return self.within + asked

    def until_judged(self, expected: Expected, *, catching_up: float = 0) -> Ending:
        """Look until the release is good, failed or paused; time that runs out is a failure.

        Good is said only where the deployment was complete, the service then answered, and the deployment was still
        complete afterwards.
        """
        last: Ending | None = None
        for passed, ending in self._looks(expected):
            told = ending.verdict.reason
            if ending.verdict.state is State.WAITING and (last is None or told != last.verdict.reason):
                self.say(f"{passed:5.0f} s  {short_digests(told)}")
            last = ending
            if ending.verdict.state in {State.GOOD, State.PAUSED}:
                return ending
            if ending.verdict.state is State.FAILED and passed >= catching_up:
                return ending
        if last is None:  # pragma: no cover - attempts() yields at least once
            raise AssertionError
        return Ending(verdict=timed_out(last.verdict, self.within), seen=last.seen, health=last.health)

    def _looks(self, expected: Expected) -> Iterator[tuple[float, Ending]]:
        for passed in attempts(self.clock, every=EVERY, within=self.within):
            seen = self.look()
            verdict, health = judge(seen, expected), None
            if verdict.state is State.GOOD and self.check is not None:
                self.say(f"{passed:5.0f} s  asking {self.check.url}")
                health = is_served(self.check, self.ask, self.clock)
                verdict = Verdict(State.FAILED, f"it does not serve: {health}")
                if health.good:
                    seen = self.look()
                    verdict = judge(seen, expected)
            yield passed, Ending(verdict=verdict, seen=seen, health=health)


def allowed(environment: Environment, service: Service) -> float:
    """Seconds that a deployment of the service may take: what the program gives Pulumi for it."""
    resource = environment.recording.one(SERVICE, service.role)
    return seconds(resource.options.custom_timeouts["update"])


def seconds(duration: str) -> float:
    """The length of a duration as Pulumi writes it, such as 1h30m."""
    return float(sum(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)([hms])", duration)))
