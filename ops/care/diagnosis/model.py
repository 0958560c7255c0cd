"""What a diagnosis says: the failures that are known, and what was found of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ops.care.looking import Looks


class Failure(StrEnum):
    """The known failures, in the order in which they are walked (standard G-28)."""

    TASKS = "A task fails to start"
    TARGETS = "Targets fail the health check"
    MIGRATION = "A migration failed"
    CACHE = "CloudFront serves old files"
    REDIS = "Redis cannot be reached"
    FILES = "The website's files are missing"
    SLOW = "The API is slow"
    ALARMS = "Alarms that ring"
    """Besides the guides' failures: whatever else the stack watches."""


@dataclass(frozen=True)
class Finding:
    """One cause that evidence points to."""

    failure: Failure
    part: str
    """The service, store or website."""
    seen: Sequence[str]
    """The evidence."""
    cause: str
    remedy: Sequence[str]
    """What to do: commands as they can be pasted, or a sentence where no command does it."""


@dataclass
class Chapter:
    """One failure, walked."""

    failure: Failure
    looks: Looks = field(default_factory=Looks)
    findings: list[Finding] = field(default_factory=list)

    def found(self, part: str, seen: Sequence[str], cause: str, *remedy: str) -> None:
        """Write a finding down; the same cause of the same part is one finding with more evidence."""
        for number, one in enumerate(self.findings):
            if (one.part, one.cause) == (part, cause):
                more = [line for line in seen if line not in one.seen]
                self.findings[number] = Finding(self.failure, part, (*one.seen, *more), cause, one.remedy)
                return
        self.findings.append(Finding(self.failure, part, tuple(seen), cause, remedy))


Chapters = dict[Failure, Chapter]


def chapters() -> Chapters:
    """One empty chapter for each failure."""
    return {failure: Chapter(failure) for failure in Failure}
