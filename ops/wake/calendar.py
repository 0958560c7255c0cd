"""How long an environment stays awake against its calendar, as pure times."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from components._calendar import DAYS
from components._off_hours import DATABASE_LAG_MINUTES, DATABASE_LEAD_MINUTES, OffHoursSettings
from ops.failures import WrongInputError

USUAL: Final = timedelta(hours=3)
"""How long somebody works who does not say."""
LAG: Final = timedelta(minutes=DATABASE_LAG_MINUTES)
NO_REST: Final = timedelta(minutes=DATABASE_LEAD_MINUTES) + LAG + timedelta(minutes=25)
"""Between a stop and the next start, less is not worth it: databases would hardly have stopped."""
WEEK: Final = 7


@dataclass(frozen=True)
class Night:
    """What becomes of the calendar meanwhile."""

    until: datetime
    """When services come to zero, in the calendar's time zone."""
    by_calendar: bool
    """Whether the calendar stops them then; if not, a stop of its own is needed."""
    held_until: datetime
    """Before this the calendar neither stops nor starts anything."""

    @property
    def databases_until(self) -> datetime:
        """When databases stop."""
        return self.until + LAG

    @property
    def databases_held_until(self) -> datetime:
        """Before this the calendar neither stops nor starts a database."""
        return self.held_until if self.by_calendar else self.held_until + LAG


def night(calendar: OffHoursSettings, now: datetime, until: str | None) -> Night:
    """From now until a time of day such as 23:00, the next one that comes; three hours where nobody says.

    A time in working hours, or shortly before them, leads into them: the calendar's stop is the end then.
    """
    wanted = _wanted(now.astimezone(ZoneInfo(calendar.timezone)), until)
    for begins, ends in _days(calendar, wanted.date()):
        if begins - NO_REST <= wanted <= ends:
            return Night(until=ends, by_calendar=True, held_until=begins)
    return Night(until=wanted, by_calendar=False, held_until=wanted)


def _wanted(now: datetime, until: str | None) -> datetime:
    if until is None:
        return (now + USUAL).replace(second=0, microsecond=0)
    try:
        clock = time.fromisoformat(until)
    except ValueError:
        raise WrongInputError(f"--until {until!r} is no time of day; write one such as 23:00.") from None
    today = datetime.combine(now.date(), clock, now.tzinfo)
    return today if today > now else datetime.combine(now.date() + timedelta(days=1), clock, now.tzinfo)


def _days(calendar: OffHoursSettings, around: date) -> Iterator[tuple[datetime, datetime]]:
    """The working hours of the day and of the one after it."""
    zone = ZoneInfo(calendar.timezone)
    for day in (around, around + timedelta(days=1)):
        if DAYS[day.weekday()] in calendar.days:
            begins, ends = (
                datetime.combine(day, time.fromisoformat(clock), zone) for clock in (calendar.start, calendar.stop)
            )
            yield begins, ends
