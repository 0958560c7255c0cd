"""How long an environment stays awake: times of Seoul, in the week of Monday 2026-11-16."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components._calendar import DAYS
from components._off_hours import OffHoursSettings
from ops.failures import WrongInputError
from ops.wake.calendar import night

SEOUL = ZoneInfo("Asia/Seoul")
HOURS = OffHoursSettings(start="08:00", stop="20:00", timezone="Asia/Seoul")


def at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day} {clock}").replace(tzinfo=SEOUL)


EVENING = {
    "after the stop": (at(18, "21:10"), "23:00", at(18, "23:00")),
    "before the stop, beyond it": (at(18, "19:00"), "23:00", at(18, "23:00")),
    "over midnight": (at(18, "21:10"), "01:00", at(19, "01:00")),
    "on a day off": (at(21, "14:00"), "18:00", at(21, "18:00")),
    "on a day off, over its midnight": (at(21, "14:00"), "10:00", at(22, "10:00")),
    "without a time three hours": (at(18, "21:10"), None, at(19, "00:10")),
    "just after the calendar's stop": (at(18, "19:00"), "20:10", at(18, "20:10")),
    "an hour and a minute before the next start": (at(19, "05:00"), "06:59", at(19, "06:59")),
}


@pytest.mark.parametrize(("now", "until", "ends"), EVENING.values(), ids=list(EVENING))
def test_outside_working_hours_it_ends_by_a_stop_of_its_own_and_the_calendar_waits_for_it(
    now: datetime, until: str | None, ends: datetime
) -> None:
    found = night(HOURS, now, until)
    assert (found.until, found.by_calendar, found.held_until) == (ends, False, ends)
    assert (found.databases_until - ends).total_seconds() == 15 * 60
    assert found.databases_held_until == found.databases_until


MORNING = {
    "into working hours": (at(19, "06:30"), "09:00", at(19, "20:00"), at(19, "08:00")),
    "until the start": (at(19, "06:30"), "08:00", at(19, "20:00"), at(19, "08:00")),
    "until shortly before it": (at(19, "06:30"), "07:30", at(19, "20:00"), at(19, "08:00")),
    "through the night": (at(18, "21:00"), "09:00", at(19, "20:00"), at(19, "08:00")),
    "at work": (at(18, "10:00"), "12:00", at(18, "20:00"), at(18, "08:00")),
    "until the calendar's own stop": (at(18, "10:00"), "20:00", at(18, "20:00"), at(18, "08:00")),
    "from a day off into Monday": (at(22, "23:00"), "08:30", at(23, "20:00"), at(23, "08:00")),
}


@pytest.mark.parametrize(("now", "until", "ends", "held"), MORNING.values(), ids=list(MORNING))
def test_what_leads_into_working_hours_ends_with_them_and_no_start_is_made_twice(
    now: datetime, until: str, ends: datetime, held: datetime
) -> None:
    found = night(HOURS, now, until)
    assert (found.until, found.by_calendar, found.held_until) == (ends, True, held)
    assert found.databases_held_until == held


@pytest.mark.parametrize("until", ["25:00", "tonight", "", "9"])
def test_what_is_no_time_of_day_is_refused(until: str) -> None:
    with pytest.raises(WrongInputError, match="is no time of day; write one such as 23:00"):
        night(HOURS, at(18, "21:00"), until)


@settings(deadline=None)
@given(
    days=st.sets(st.sampled_from(DAYS), min_size=1),
    now=st.datetimes(datetime(2026, 11, 16), datetime(2026, 11, 30)),  # noqa: DTZ001 - the zone is given below
    until=st.times().map(lambda clock: f"{clock:%H:%M}"),
)
def test_it_always_ends_and_never_while_the_calendar_is_held(days: set[str], now: datetime, until: str) -> None:
    calendar = OffHoursSettings.model_validate({**HOURS.model_dump(), "days": tuple(sorted(days))})
    found = night(calendar, now.replace(tzinfo=SEOUL), until)
    assert now.replace(tzinfo=SEOUL) < found.until
    assert (found.until - now.replace(tzinfo=SEOUL)).total_seconds() <= 48 * 3600
    assert found.held_until <= found.until
    assert found.by_calendar or found.databases_held_until == found.databases_until
