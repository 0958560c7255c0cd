"""Services come to zero by the calendar and have their tasks again, and no deployment of the night wakes them."""

from typing import Any

import pytest

from components._off_hours import OffHoursSettings
from tests.components.compute.stand_ins import WEB, Built, service
from tests.components.compute.test_scaling import POLICY, SCHEDULE, TARGET
from tests.harness import inputs_by_name

HOURS = OffHoursSettings(start="08:00", stop="20:00", timezone="Asia/Seoul")


def resting(digest: str | None = "sha256:0", **given: Any) -> Built:
    return service(digest=digest, off_hours=HOURS, **given)


def actions(built: Built) -> dict[str, tuple[Any, ...]]:
    return {
        name: (one["name"], one["schedule"], one["timezone"], one["scalableTargetAction"])
        for name, one in inputs_by_name(built.recording, SCHEDULE).items()
    }


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        ({"tasks": 3}, 3, 3),
        ({"scaling": {"min": 2, "max": 6}, **WEB}, 2, 6),
        ({"singleton": True}, 1, 1),
    ],
    ids=["a number", "limits", "a singleton"],
)
def test_every_service_has_limits_which_the_calendar_moves(given: dict[str, Any], least: int, most: int) -> None:
    built = resting(**given)
    target = built.one(TARGET).inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (least, most)
    days = "? * MON,TUE,WED,THU,FRI *"
    assert actions(built) == {
        "api-off-hours-start": (
            "off-hours-start", f"cron(0 8 {days})", "Asia/Seoul", {"minCapacity": least, "maxCapacity": most}
        ),
        "api-off-hours-stop": (
            "off-hours-stop", f"cron(0 20 {days})", "Asia/Seoul", {"minCapacity": 0, "maxCapacity": 0}
        ),
    }  # fmt: skip


def test_no_deployment_takes_back_what_the_calendar_or_wake_has_set() -> None:
    built = resting(tasks=2)
    assert built.one(TARGET).options.ignore_changes == ("minCapacity", "maxCapacity")
    assert built.service.options.ignore_changes == ("desiredCount",)
    assert {one.options.ignore_changes for one in built.recording.of_type(SCHEDULE)} == {("startTime",)}


def test_load_still_moves_the_tasks_of_a_service_that_scales_and_of_no_other() -> None:
    assert set(inputs_by_name(resting(scaling={"max": 6}, **WEB).recording, POLICY)) == {"api-cpu", "api-memory"}
    assert inputs_by_name(resting(tasks=2).recording, POLICY) == {}


@pytest.mark.parametrize("given", [{"tasks": 2}, {"scaling": {"max": 6}, **WEB}], ids=["a number", "limits"])
def test_before_its_first_release_a_service_has_no_limits_that_would_hold_it_at_zero(given: dict[str, Any]) -> None:
    built = resting(None, **given)
    assert [one.type for one in built.recording.resources if "appautoscaling" in one.type] == []
    assert built.service.inputs["desiredCount"] == 0


def test_a_service_that_runs_no_task_has_nothing_to_rest_from() -> None:
    assert resting(tasks=0).recording.of_type(TARGET) == ()


def test_without_off_hours_nothing_is_left_to_a_calendar() -> None:
    built = service(scaling={"max": 6}, **WEB)
    assert built.one(TARGET).options.ignore_changes == ()
    assert built.recording.of_type(SCHEDULE) == ()
    assert service(tasks=2).recording.of_type(TARGET) == ()
