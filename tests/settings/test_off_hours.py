"""Off-hours that AWS could not keep are refused in one sentence."""

from typing import Any

import pytest

from settings.off_hours_rules import REPLICATED
from tests.harness import load
from tests.settings.stackfile import STACK, Edits, Refusals, each, edited, refusal

OFF = f"{STACK}/off_hours"
HOURS = {"start": "08:00", "stop": "20:00", "timezone": "Asia/Seoul"}
AT_NOON = {"backup_window": "03:00-04:00", "maintenance_window": "mon:05:00-mon:06:00"}


def resting(database: dict[str, Any] | None = None, **hours: Any) -> Edits:
    return {OFF: HOURS | hours, f"{STACK}/databases": {"db": AT_NOON | (database or {})}}


def asleep(field: str, window: str, hours: str = "08:00 and 20:00 in Asia/Seoul") -> str:
    return (
        f"platform:stack.databases.db.{field} {window} (UTC) lies in platform:stack.off_hours, when the database is "
        f"stopped and RDS does nothing to it; take one between {hours}, on mon, tue, wed, thu, fri."
    )


REFUSED: Refusals = {
    "a database with replicas": (
        resting({"replicas": {"reports": {}}}),
        (
            "platform:stack.databases.db.replicas makes it part of a replication, which RDS does not stop, beside "
            "platform:stack.off_hours; leave one of them out."
        ),
    ),
    "a backup at night": (
        resting({"backup_window": "18:00-19:00"}),
        asleep("backup_window", "18:00-19:00"),
    ),
    "a backup that ends after the stop": (
        resting({"backup_window": "10:30-11:30"}),
        asleep("backup_window", "10:30-11:30"),
    ),
    "maintenance on a day off": (
        resting({"maintenance_window": "sun:06:00-sun:07:00"}),
        asleep("maintenance_window", "sun:06:00-sun:07:00"),
    ),
    "maintenance that is Saturday's there": (
        resting({"maintenance_window": "fri:19:00-fri:20:00"}),
        asleep("maintenance_window", "fri:19:00-fri:20:00"),
    ),
    "a backup that summer time moves into the night": (
        resting(
            {"backup_window": "18:00-19:00", "maintenance_window": "mon:08:00-mon:09:00"}, timezone="Europe/Berlin"
        ),
        asleep("backup_window", "18:00-19:00", "08:00 and 20:00 in Europe/Berlin"),
    ),
    "a service with schedules of its own": (
        {
            **resting(),
            f"{STACK}/services/api/scaling": {
                "max": 4,
                "schedules": {"evening": {"max": 2, "schedule": "rate(1 day)"}},
            },
        },
        (
            "platform:stack.services.api.scaling.schedules would set limits in the night that platform:stack.off_hours "
            "gives the service; leave one of them out."
        ),
    ),
    "hours that end before they begin": (
        {OFF: HOURS | {"stop": "07:00"}},
        ("platform:stack.off_hours.stop 07:00 is not two hours after `start` 08:00, on the same day; make it later."),
    ),
    "an hour without quotes": (
        {OFF: HOURS | {"stop": 1200}},
        "platform:stack.off_hours.stop is 1200, which is not text; write it in quotes.",
    ),
    "a day that is none": (
        {OFF: HOURS | {"days": ["monday"]}},
        ("platform:stack.off_hours.days[0] is 'monday'; take one of 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'."),
    ),
    "no time zone": (
        {OFF: {"start": "08:00", "stop": "20:00"}},
        "platform:stack.off_hours.timezone is missing; add it.",
    ),
    "a zone that is none": (
        {OFF: HOURS | {"timezone": "KST"}},
        "platform:stack.off_hours.timezone: 'KST' is no time zone; take one such as Asia/Seoul or UTC.",
    ),
}


@each(REFUSED)
def test_this_is_refused_with_exactly_these_words(edits: Edits, said: str) -> None:
    assert refusal(edited(edits)) == said


ACCEPTED: dict[str, Edits] = {
    "windows at work": resting(),
    "no backups, whenever their window is": resting({"backup_window": "18:00-19:00", "backup_retention_days": 0}),
    "maintenance that is Monday's there": resting({"maintenance_window": "sun:23:30-mon:00:30"}),
    "a window as long as the day": resting(
        {"backup_window": "23:00-05:00", "maintenance_window": "fri:06:00-fri:11:00"}
    ),
    "two standby copies, which RDS stops too": resting({"multi_az": True}),
    "scaling by load": {**resting(), f"{STACK}/services/api/scaling": {"max": 4}},
}


@pytest.mark.parametrize("edits", ACCEPTED.values(), ids=list(ACCEPTED))
def test_this_is_accepted(edits: Edits) -> None:
    assert list(load(edited(edits)).stack.calendars) == ["off-hours"]


def test_without_off_hours_any_window_will_do() -> None:
    assert load(edited({f"{STACK}/databases": {"db": {}}})).stack.calendars == {}


@pytest.mark.parametrize("field", REPLICATED)
def test_what_makes_a_replication_is_a_setting_of_databases(field: str) -> None:
    stack = load(edited({f"{STACK}/databases": {"db": {}}})).stack
    assert not getattr(stack.databases["db"], field)
