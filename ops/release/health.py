"""The last question of a release: does the service answer those who use it? (standard G-25, A-02)."""

import http.client
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.failures import WrongInputError
from ops.live.environment import Service
from ops.live.waiting import Clock

Ask = Callable[["Check"], int | str]
"""Asks once: the HTTP status, or why there was none."""
SUBJECT: Final = re.compile(r"(\d{3})(?:-(\d{3}))?")


@dataclass(frozen=True)
class Check:
    """What is asked, how often, and which answers are good; times in seconds."""

    host: str
    path: str
    matcher: str
    """HTTP codes, such as 200 or 200-299,301."""
    timeout: int
    settle: int
    tries: int
    interval: int

    @property
    def url(self) -> str:
        """What is asked for, for people."""
        return f"https://{self.host}{self.path}"

    @property
    def longest(self) -> float:
        """Seconds that it may take at most."""
        return self.settle + self.tries * (self.interval + self.timeout)

    def is_good(self, status: int | str) -> bool:
        """Whether this status is one of the good ones."""
        ranges = [match.groups() for match in map(SUBJECT.fullmatch, self.matcher.split(",")) if match]
        return isinstance(status, int) and any(int(low) <= status <= int(high or low) for low, high in ranges)


@dataclass(frozen=True)
class Health:
    """What came of asking."""

    url: str
    good: bool
    tried: int
    answer: int | str
    """The last HTTP status, or why there was none."""

    def __str__(self) -> str:
        """Say it to people."""
        answered = f"answered {self.answer}" if isinstance(self.answer, int) else str(self.answer)
        return f"{self.url} {answered} ({self.tried} {'try' if self.tried == 1 else 'tries'})"


def check_of(service: Service) -> Check | None:
    """What its stack file says to ask; None for a worker, which nobody can ask.

    Raises WrongInputError where the stack file names no host that can be asked.
    """
    route: Mapping[str, Any] | None = service.settings.get("route")
    if not route:
        return None
    verify: Mapping[str, Any] = service.settings["verify"]
    host = verify["host"] or next((one for one in service.hosts if not one.startswith("*")), None)
    if host is None:
        raise WrongInputError(
            f"{service.role} has no host of its own that could be asked whether it serves; "
            f"name one in services.{service.role}.verify.host."
        )
    return Check(
        host=host,
        path=verify["path"] or service.health_path,
        matcher=route["health_check"]["matcher"],
        timeout=int(route["health_check"]["timeout"]),
        settle=verify["settle"],
        tries=verify["tries"],
        interval=verify["interval"],
    )


def is_served(check: Check, ask: Ask, clock: Clock) -> Health:
    """Ask until the answer is good, or the tries are used up."""
    clock.sleep(check.settle)
    answer: int | str = "was not asked"
    for tried in range(1, check.tries + 1):
        answer = ask(check)
        if check.is_good(answer):
            return Health(url=check.url, good=True, tried=tried, answer=answer)
        if tried < check.tries:
            clock.sleep(check.interval)
    return Health(url=check.url, good=False, tried=check.tries, answer=answer)


def ask_over_https(check: Check) -> int | str:
    """Ask once, as a client outside would; a redirect is an answer and is not followed."""
    connection = http.client.HTTPSConnection(check.host, timeout=check.timeout, context=ssl.create_default_context())
    try:
        connection.request("GET", check.path, headers={"User-Agent": "platform-ops-verify"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"gave no answer: {type(error).__name__}: {error}"
    finally:
        connection.close()
