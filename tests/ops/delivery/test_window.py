from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.delivery.delivery_settings import WindowSettings
from ops.delivery.command import keep_window
from ops.delivery.window import DAYS, closed, is_open, opens
from ops.failures import RefusedError
from ops.live.waiting import Clock
from tests.ops.delivery.conftest import QA, REPOSITORY, write
from tests.settings.stackfile import STACK

WEEKDAYS = WindowSettings.model_validate_json(
    '{"days": ["mon", "tue", "wed", "thu"], "from": "10:00", "until": "17:00", "timezone": "Asia/Seoul"}'
)
HOURS = st.integers(0, 23).flatmap(lambda first: st.tuples(st.just(first), st.integers(first + 1, 24)))


@st.composite
def windows(draw: st.DrawFn) -> WindowSettings:
    first, last = draw(HOURS)
    return WindowSettings.model_validate(
        {
            "days": tuple(draw(st.sets(st.sampled_from(DAYS), min_size=1))),
            "from": f"{first:02}:00",
            "until": f"{last:02}:00" if last < 24 else "23:59",
            "timezone": draw(st.sampled_from(["Asia/Seoul", "UTC", "Europe/Berlin", "Australia/Sydney"])),
        }
    )


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-11-19T00:59:59Z", False),  # Thursday, 09:59:59 in Seoul
        ("2026-11-19T01:00:00Z", True),
        ("2026-11-19T07:59:59Z", True),
        ("2026-11-19T08:00:00Z", False),  # 17:00
        ("2026-11-20T03:00:00Z", False),  # Friday
        ("2026-11-22T23:30:00Z", False),  # still Sunday in UTC, Monday 08:30 in Seoul
        ("2026-11-23T01:30:00Z", True),
    ],
)
def test_a_deployment_begins_within_the_window_of_its_own_time_zone(at: str, *, open_: bool) -> None:
    assert is_open(WEEKDAYS, datetime.fromisoformat(at)) is open_
    assert (closed(WEEKDAYS, datetime.fromisoformat(at)) == "") is open_


def test_who_comes_too_late_hears_when_it_opens() -> None:
    assert closed(WEEKDAYS, datetime(2026, 11, 19, 9, 20, tzinfo=UTC)) == (
        "it is Thu 18:20 in Asia/Seoul, and deployments begin mon, tue, wed, thu from 10:00 until 17:00; "
        "the next window opens Mon 2026-11-23 10:00"
    )


def test_without_a_window_it_is_always_open() -> None:
    assert closed(None, datetime(2026, 11, 21, 3, tzinfo=UTC)) == ""


@pytest.fixture
def windowed(project: Path) -> Path:
    window = {"days": ["mon"], "from": "10:00", "until": "17:00", "timezone": "UTC"}
    delivery = {"repository": REPOSITORY, "deploys": {"branches": ["qa"]}, "window": window}
    write(project, "qa", "ap-northeast-2", {f"{STACK}/environment": QA, f"{STACK}/delivery": delivery})
    return project


SATURDAY = Clock(utc=lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
MONDAY = Clock(utc=lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def test_a_pipeline_is_refused_outside_of_the_window_and_told_how_to_go_on(windowed: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        keep_window(windowed, "qa", "", SATURDAY)

    assert str(refusal.value).startswith("qa is not deployed: it is Sat 12:00 in UTC")
    assert str(refusal.value).endswith("In an emergency give the reason by --now.")


@pytest.mark.parametrize(
    ("clock", "now", "said"),
    [(MONDAY, "", "qa may be deployed now."), (SATURDAY, "logins fail", "; all the same: logins fail")],
)
def test_within_it_or_with_a_reason_a_pipeline_goes_on(
    windowed: Path, capsys: pytest.CaptureFixture[str], clock: Clock, now: str, said: str
) -> None:
    keep_window(windowed, "qa", now, clock)

    assert said in capsys.readouterr().err


@given(windows(), MOMENTS)
def test_it_is_open_when_it_is_said_to_open_and_not_before(window: WindowSettings, now: datetime) -> None:
    said = opens(window, now)

    assert said > now
    assert is_open(window, said)
    assert not is_open(window, said - timedelta(seconds=1))


@given(windows(), MOMENTS)
def test_no_opening_is_passed_over(window: WindowSettings, now: datetime) -> None:
    hours = int((opens(window, now) - now).total_seconds() // 3600)

    states = [is_open(window, now + timedelta(hours=hour)) for hour in range(hours)]

    assert states == sorted(states, reverse=True)
