"""Days, times of day and time zones, as people write them in a stack file."""

from typing import Annotated, Literal, get_args
from zoneinfo import available_timezones

from pydantic import AfterValidator

from components._settings import matching

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = get_args(Day)
"""As Python numbers them."""
Hour = Annotated[str, matching(r"([01]\d|2[0-3]):[0-5]\d", "a time of day in quotes, from 00:00 to 23:59")]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone; take one such as Asia/Seoul or UTC")
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]
"""An IANA name, such as Asia/Seoul."""
