"""The hours in which AWS may work on a database or cache, in UTC."""

import re
from typing import Annotated

from pydantic import AfterValidator

from components._settings import matching

MIN_MINUTES = 30
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_DAY = f"({'|'.join(DAYS)})"


def _minutes(window: str, *, period: int) -> tuple[int, int]:
    """When the window starts, in minutes from the start of the day or week, and how long it is."""
    starts, ends = (
        (DAYS.index(day[:-1]) * DAY if day else 0) + int(hour) * HOUR + int(minute)
        for day, hour, minute in re.findall(r"([a-z]{3}:)?(\d\d):(\d\d)", window)
    )
    return starts, (ends - starts) % period


def _long_enough(period: int) -> AfterValidator:
    def check(window: str) -> str:
        if _minutes(window, period=period)[1] < MIN_MINUTES:
            raise ValueError(f"{window!r} is shorter than the {MIN_MINUTES} minutes that AWS asks for; make it longer")
        return window

    return AfterValidator(check)


BackupWindow = Annotated[
    str, matching(f"{_TIME}-{_TIME}", "a window; write one in UTC such as 18:00-19:00"), _long_enough(DAY)
]
"""Each day, `hh:mm-hh:mm`."""
MaintenanceWindow = Annotated[
    str,
    matching(f"{_DAY}:{_TIME}-{_DAY}:{_TIME}", "a window; write one in UTC such as sun:19:30-sun:20:30"),
    _long_enough(WEEK),
]
"""Each week, `ddd:hh:mm-ddd:hh:mm`."""


def begins(window: str) -> int:
    """The minute of the day or week in which a window begins."""
    return _minutes(window, period=WEEK if window[0].isalpha() else DAY)[0]


def minutes(window: str) -> int:
    """How long a daily or weekly window is."""
    return _minutes(window, period=WEEK if window[0].isalpha() else DAY)[1]


def overlap(backup: str, maintenance: str) -> bool:
    """Whether the daily window meets the weekly one, on whatever day and across midnight; ends may touch."""
    daily, daily_length = _minutes(backup, period=DAY)
    weekly, weekly_length = _minutes(maintenance, period=WEEK)
    between = (weekly - daily) % DAY
    return between < daily_length or between + weekly_length > DAY
