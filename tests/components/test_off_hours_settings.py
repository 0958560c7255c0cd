"""What follows from the hours in which an environment is on."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components._calendar import DAYS
from components._off_hours import DAY_MINUTES, WEEK_MINUTES, OffHoursSettings, Weekly
from components.data.windows import DAYS as DAYS_OF_WINDOWS

HOURS = OffHoursSettings(start="08:00", stop="20:00", timezone="Asia/Seoul")
clocks = st.integers(0, DAY_MINUTES - 1).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


def hours(**given: object) -> OffHoursSettings:
    return OffHoursSettings.model_validate({**HOURS.model_dump(), **given})


def moments(weekly: Weekly) -> set[int]:
    """The minutes of the week."""
    return {day * DAY_MINUTES + weekly.minute for day in weekly.days}


def test_databases_start_before_the_services_and_stop_after_them() -> None:
    assert HOURS.databases_start.schedule() == "cron(40 7 ? * MON,TUE,WED,THU,FRI *)"
    assert HOURS.services_start.schedule() == "cron(0 8 ? * MON,TUE,WED,THU,FRI *)"
    assert HOURS.services_stop.schedule() == "cron(0 20 ? * MON,TUE,WED,THU,FRI *)"
    assert HOURS.databases_stop.schedule() == "cron(15 20 ? * MON,TUE,WED,THU,FRI *)"


def test_over_midnight_they_move_to_the_day_before_or_after() -> None:
    late = hours(start="00:10", stop="21:50", days=("mon", "sun"))
    assert late.databases_start.schedule() == "cron(50 23 ? * SAT,SUN *)"
    assert hours(start="02:00", stop="23:50", days=("sat", "sun")).databases_stop.schedule() == (
        "cron(5 0 ? * MON,SUN *)"
    )


def test_alarms_are_silent_from_the_stop_until_half_an_hour_after_the_next_start() -> None:
    silences = {name: (one.begins.window(), one.duration) for name, one in HOURS.silences.items()}
    assert silences == {
        "night": ("cron(0 20 * * MON,TUE,WED,THU,FRI)", "PT12H30M"),
        "day-off": ("cron(0 8 * * SAT,SUN)", "PT24H30M"),
    }
    assert list(hours(days=DAYS).silences) == ["night"]


@given(days=st.sets(st.sampled_from(DAYS), min_size=1), start=clocks, stop=clocks)
def test_alarms_are_silent_while_it_is_off_and_hear_while_it_is_on(days: set[str], start: str, stop: str) -> None:
    try:
        calendar = hours(days=tuple(days), start=start, stop=stop)
    except ValidationError:
        return
    silent = {
        (moment + minute) % WEEK_MINUTES
        for silence in calendar.silences.values()
        for moment in moments(silence.begins)
        for minute in range(silence.minutes)
    }
    on = {
        moment + minute
        for moment in moments(calendar.services_start)
        for minute in range(30, calendar.services_stop.minute - calendar.services_start.minute)
    }
    assert silent.isdisjoint(on)
    assert silent | on == set(range(WEEK_MINUTES))


@given(days=st.sets(st.sampled_from(DAYS), min_size=1), start=clocks, stop=clocks)
def test_databases_start_after_each_stop_before_aws_would_start_them_after_seven_days(
    days: set[str], start: str, stop: str
) -> None:
    try:
        calendar = hours(days=tuple(days), start=start, stop=stop)
    except ValidationError:
        return
    order = [
        *((moment, "start") for moment in moments(calendar.databases_start)),
        *((moment, "stop") for moment in moments(calendar.databases_stop)),
    ]
    turns = sorted(order)
    around = [*turns, (turns[0][0] + WEEK_MINUTES, turns[0][1])]
    for (before, one), (after, other) in pairwise(around):
        assert one != other
        assert 60 <= after - before < WEEK_MINUTES


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"start": "20:00", "stop": "08:00"}, "`stop` 08:00 is not two hours after `start` 20:00, on the same day"),
        ({"start": "08:00", "stop": "09:59"}, "`stop` 09:59 is not two hours after `start` 08:00, on the same day"),
        ({"start": "01:00", "stop": "23:01"}, "`stop` 23:01 leaves less than two hours until `start` 01:00"),
        ({"timezone": "Asia/Soul"}, "'Asia/Soul' is no time zone"),
        ({"start": "8:00"}, "'8:00' is not a time of day in quotes"),
        ({"days": ()}, "at least 1"),
    ],
)
def test_hours_that_cannot_be_are_refused(given_: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        hours(**given_)


def test_two_hours_are_enough() -> None:
    assert hours(start="01:00", stop="23:00").stop == "23:00"
    assert hours(start="08:00", stop="10:00").stop == "10:00"


@pytest.mark.parametrize(
    ("begins", "length", "is_on"),
    [
        (8 * 60, 720, True),
        (8 * 60 - 1, 60, False),
        (19 * 60 + 1, 60, False),
        (DAY_MINUTES * 5 + 600, 60, False),
        (WEEK_MINUTES + 600, 60, True),
        (-DAY_MINUTES * 3 + 600, 60, True),
    ],
)
def test_a_window_of_the_week_is_awake_when_all_of_it_is_in_working_hours(
    begins: int, length: int, *, is_on: bool
) -> None:
    assert HOURS.awake_weekly(begins, length) is is_on


def test_windows_of_databases_count_days_alike() -> None:
    assert DAYS_OF_WINDOWS == DAYS
