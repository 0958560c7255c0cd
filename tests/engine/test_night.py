"""At night an environment with off-hours is off, and a deployment leaves it so; nothing of the calendar is drift."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.engine.conftest import Deployed
from tests.engine.deployment import Deployment, Run
from tests.engine.test_releases import FIRST, SECOND, SERVICE, TASK, one

ACTION, TARGET = "aws:appautoscaling/scheduledAction:ScheduledAction", "aws:appautoscaling/target:Target"
SCHEDULE = "aws:scheduler/schedule:Schedule"


@dataclass(frozen=True)
class Night:
    """An environment whose services run by day, and what its first release did."""

    deployment: Deployment
    release: Run

    def falls(self) -> None:
        """The calendar sets the limits of the service to zero, and somebody has held it for an evening before."""
        account = self.deployment.account
        for target in account.of_type(TARGET):
            target.inputs |= {"minCapacity": 0, "maxCapacity": 0}
        one(self.deployment, SERVICE, "django-api").inputs["desiredCount"] = 0
        for schedule in account.of_type(SCHEDULE):
            schedule.inputs["startDate"] = "2026-11-22T14:15:00Z"
        for action in account.of_type(ACTION):
            action.inputs["startTime"] = "2026-11-22T14:00:00Z"

    @property
    def limits(self) -> set[tuple[object, object]]:
        """What autoscaling may choose from."""
        return {
            (one.inputs["minCapacity"], one.inputs["maxCapacity"]) for one in self.deployment.account.of_type(TARGET)
        }


@pytest.fixture(scope="module")
def day(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Night:
    deployment = deployed("dev")[0].copy(tmp_path_factory.mktemp("day") / "dev")
    deployment.write({"platform:images.api": FIRST})
    return Night(deployment, deployment.up())


@pytest.fixture
def night(day: Night, copy_of: Callable[[str], Deployment], tmp_path_factory: pytest.TempPathFactory) -> Night:  # noqa: ARG001 - skipped with the others
    copied = Night(day.deployment.copy(tmp_path_factory.mktemp("night") / "dev"), day.release)
    copied.falls()
    return copied


def test_the_first_release_gives_the_service_its_limits_and_its_calendar(day: Night) -> None:
    assert day.release.error == ""
    assert day.release.touched == {
        f"{TASK}::api",
        f"{SERVICE}::api",
        f"{TARGET}::api",
        f"{ACTION}::api-off-hours-start",
        f"{ACTION}::api-off-hours-stop",
    }
    assert day.limits == {(1, 1)}


def test_a_deployment_of_the_night_changes_nothing(night: Night) -> None:
    run = night.deployment.up()

    assert (run.error, run.touched) == ("", set())
    assert night.limits == {(0, 0)}


def test_nor_does_one_that_looks_at_aws_before(night: Night) -> None:
    read, run = night.deployment.refresh(), night.deployment.up()

    assert read.error == run.error == ""
    assert run.touched == set()
    assert night.limits == {(0, 0)}
    assert {one.inputs["startDate"] for one in night.deployment.account.of_type(SCHEDULE)} == {"2026-11-22T14:15:00Z"}


def test_a_release_of_the_night_waits_for_the_morning(night: Night) -> None:
    night.deployment.write({"platform:images.api": SECOND})

    run = night.deployment.up()

    assert run.touched == {f"{TASK}::api", f"{SERVICE}::api"}
    assert night.limits == {(0, 0)}
    assert one(night.deployment, SERVICE, "django-api").inputs["desiredCount"] == 0


def test_other_numbers_reach_the_calendar_and_wait_for_the_morning(night: Night) -> None:
    night.deployment.write({"platform:stack.services.api.tasks": 2})

    run = night.deployment.up()

    assert run.touched == {f"{ACTION}::api-off-hours-start"}
    assert night.limits == {(0, 0)}


def test_other_hours_change_schedules_in_place_and_no_database(night: Night) -> None:
    night.deployment.write({"platform:stack.off_hours.stop": "21:30"})

    run = night.deployment.up()

    assert run.error == ""
    assert run.replaced == set()
    assert {name.partition("::")[0] for name in run.touched} == {
        ACTION,
        SCHEDULE,
        "aws:cloudwatch/alarmMuteRule:AlarmMuteRule",
    }
    assert night.limits == {(0, 0)}
