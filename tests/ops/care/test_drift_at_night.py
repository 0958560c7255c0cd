"""What the calendar and `ops wake` change of an environment that rests is no drift; the rest is."""

from typing import Any

import pytest

from ops.care.drift.engine import Step
from ops.care.drift.left import Surroundings, why_left
from ops.live.environment import SERVICE, Environment, read_environment
from tests.ops.moto_aws import DIGEST, ROOT, stack_file

TARGET, ACTION = "aws:appautoscaling/target:Target", "aws:appautoscaling/scheduledAction:ScheduledAction"
SCHEDULE = "aws:scheduler/schedule:Schedule"
HELD = "`ops wake` held it for a night"


@pytest.fixture(scope="module")
def resting(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    def released(config: dict[str, Any]) -> None:
        config["platform:images"] = {"api": DIGEST}

    return read_environment(ROOT, "dev", stack_file(tmp_path_factory.mktemp("night"), "dev", released))


@pytest.fixture(scope="module")
def waking(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    def always(config: dict[str, Any]) -> None:
        del config["platform:stack"]["off_hours"]
        config["platform:stack"]["services"]["api"]["scaling"] = {"min": 1, "max": 1}
        del config["platform:stack"]["services"]["api"]["tasks"]
        config["platform:images"] = {"api": DIGEST}

    return read_environment(ROOT, "dev", stack_file(tmp_path_factory.mktemp("day"), "dev", always))


def why(environment: Environment, kind: str, name: str, key: str, **after: Any) -> str:
    found = environment.recording.one(kind, name)
    step = Step(found.urn, kind, name, "update", {}, after, (key,))
    return why_left(step, key, Surroundings(environment, {}))


def test_limits_of_the_night_are_the_calendars(resting: Environment) -> None:
    night = {"minCapacity": 0, "maxCapacity": 0}
    for key in night:
        assert why(resting, TARGET, "api", key, **night) == "a schedule set it"
    assert why(resting, SERVICE, "api", "desiredCount", desiredCount=0) == "autoscaling chose it"


def test_other_limits_were_set_by_hand(resting: Environment) -> None:
    assert why(resting, TARGET, "api", "maxCapacity", minCapacity=0, maxCapacity=9) == ""
    assert why(resting, SERVICE, "api", "desiredCount", desiredCount=9) == ""


def test_where_nothing_rests_no_task_is_drift(waking: Environment) -> None:
    assert why(waking, TARGET, "api", "maxCapacity", minCapacity=0, maxCapacity=0) == ""
    assert why(waking, SERVICE, "api", "desiredCount", desiredCount=0) == ""


@pytest.mark.parametrize("name", ["off-hours-db-start", "off-hours-db-stop"])
def test_a_calendar_that_waits_was_held(resting: Environment, name: str) -> None:
    assert why(resting, SCHEDULE, name, "startDate", startDate="2026-11-22T06:15:00Z") == HELD
    assert why(resting, SCHEDULE, name, "scheduleExpression", scheduleExpression="cron(0 9 ? * * *)") == ""
    assert why(resting, SCHEDULE, name, "state", state="DISABLED") == ""


def test_so_was_that_of_a_service(resting: Environment) -> None:
    assert why(resting, ACTION, "api-off-hours-stop", "startTime", startTime="2026-11-22T06:00:00Z") == HELD
    assert why(resting, ACTION, "api-off-hours-stop", "schedule", schedule="cron(0 9 ? * * *)") == ""
