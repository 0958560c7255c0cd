"""Alarms that take a release back: the standard's by default, others by name, and switched off for sure."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.compute.service_settings import ServiceSettings
from tests.components.compute.stand_ins import WEB, service, settings_of

OFF = {"alarmNames": ["gli-prod-api-down"], "enable": False, "rollback": False}


def taken_back_by(**given: Any) -> Any:
    return service(**given).service.inputs["alarms"]


def on(*names: str) -> dict[str, Any]:
    return {"alarmNames": list(names), "enable": True, "rollback": True}


def test_the_standards_alarm_takes_a_release_back() -> None:
    assert taken_back_by(**WEB) == on("gli-prod-api-high-error-rate")


def test_a_release_that_never_works_still_goes_back_without_alarms() -> None:
    assert service(**WEB).service.inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}


def test_others_can_and_the_names_are_those_of_alarms_that_are_made() -> None:
    built = service(alarms={"rollback": ["response-time", "task-memory"]}, **WEB)
    assert built.service.inputs["alarms"] == on("gli-prod-api-response-time", "gli-prod-api-task-memory")
    assert {"response-time", "task-memory"} <= {alarm.key for alarm in built.component.watched.alarms}


@pytest.mark.parametrize(
    "given",
    [{}, {"alarms": {"rollback": []}, **WEB}, {"alarms": {"high_error_rate": None}, **WEB}],
    ids=["a worker", "none chosen", "the standard's alarm left out"],
)
def test_where_none_does_it_is_said_with_a_name_because_the_provider_would_otherwise_say_nothing(
    given: dict[str, Any],
) -> None:
    assert taken_back_by(**given) == OFF


def test_a_singleton_is_a_rolling_deployment_too() -> None:
    assert taken_back_by(singleton=True, **WEB) == on("gli-prod-api-high-error-rate")


def test_the_alarms_are_names_that_nothing_waits_for() -> None:
    assert service(first=True, **WEB).service.inputs["alarms"] == on("gli-prod-api-high-error-rate")


def refused(**given: Any) -> str:
    with pytest.raises(ValidationError) as error:
        settings_of(**given)
    (only,) = error.value.errors()
    return str(only["msg"])


OF_A_WORKER = "task-cpu, task-memory, stopped-tasks, missing-tasks, pending-tasks"


@pytest.mark.parametrize(
    ("alarms", "name"),
    [
        ({"rollback": ["high-eror-rate"]}, "high-eror-rate"),
        ({"rollback": ["high-error-rate"]}, "high-error-rate"),
        ({"rollback": ["task-cpu", "task-network"]}, "task-network"),
        ({"rollback": ["down"]}, "down"),
    ],
    ids=["misspelt", "of a route that is not there", "left out by default", "about other alarms"],
)
def test_an_alarm_that_is_not_there_is_refused_with_those_that_are(alarms: dict[str, Any], name: str) -> None:
    assert f"`alarms.rollback` has {name!r}, and the service has no such alarm; take of {OF_A_WORKER}" in refused(
        alarms=alarms
    )


def test_an_alarm_that_is_switched_off_takes_nothing_back() -> None:
    said = refused(alarms={"rollback": ["error-rate"], "error_rate": None}, **WEB)
    assert "`alarms.rollback` has 'error-rate', and the service has no such alarm" in said


def test_a_threshold_for_requests_that_never_come_is_refused() -> None:
    assert "`alarms.response_time` is measured by a load balancer; give the service a `route`" in refused(
        alarms={"response_time": 2}
    )
    assert isinstance(settings_of(alarms={"response_time": None}), ServiceSettings)
