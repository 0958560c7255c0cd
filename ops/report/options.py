"""What may be chosen for a report; the command line reads these without loading what makes one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from ops.failures import WrongInputError

TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


class Format(StrEnum):
    """How a report is written."""

    HTML = "html"
    JSON = "json"
    CSV = "csv"
    SARIF = "sarif"
    MARKDOWN = "markdown"


class Severity(StrEnum):
    """How bad it is to break a rule, from the least to the worst."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Options:
    """What a person asked for."""

    stack: str
    config_file: Path | None
    state: Path | None
    events: Path | None
    unknown_outputs: bool
    format: Format
    output: Path | None
    at: date
    made: datetime
    policy_pack_config: Path | None
    compare: Path | None
    fail_on: Severity | None

    def __post_init__(self) -> None:
        if self.state and self.events:
            raise WrongInputError("--state and --events are two sources; a report has one, so name one of them.")
        if self.unknown_outputs and (self.state or self.events):
            raise WrongInputError("--unknown-outputs is for the preview; leave it out with --state and --events.")
        if self.output and not self.output.absolute().parent.is_dir():
            raise WrongInputError(f"--output {self.output}: there is no directory {self.output.parent}.")


def made_at(text: str | None) -> datetime:
    """Read the time of a report, UTC to the second; now where none is given."""
    if text is None:
        return datetime.now(tz=UTC).replace(microsecond=0)
    try:
        return datetime.strptime(text, TIME).replace(tzinfo=UTC)
    except ValueError:
        raise WrongInputError(f"--made {text!r} is no time; write it in UTC as 2027-01-31T08:00:00Z.") from None
