"""A threshold that could never be passed, or that nothing measures, is refused in one sentence."""

import pytest

from components.compute.service_alarms import ServiceAlarms
from tests.harness import load
from tests.settings.stackfile import GOOD, STACK, Edits, Refusals, each, edited, refusal

ALARMS = f"{STACK}/services/api/alarms"
HERE = "platform:stack.services.api.alarms"
INSIGHTS = f"{STACK}/cluster/container_insights"
CERTIFICATE = {"arn": "arn:aws:acm:us-east-1:123456789012:certificate/8a143395-150a-40cf-b9e7-aacbbd3d2caf"}
SITE = {"hosts": ["glibiz.com"], "certificate": CERTIFICATE | {"names": ["glibiz.com"]}}

REFUSED: Refusals = {
    "more CPU than there is": (
        {f"{ALARMS}/task_cpu": 100},
        f"{HERE}.task_cpu is 100; it must be below 100.",
    ),
    "a share of nothing": (
        {f"{ALARMS}/error_rate": 0},
        f"{HERE}.error_rate is 0; it must be above 0.",
    ),
    "fewer than no errors": (
        {f"{ALARMS}/high_error_rate": -1},
        f"{HERE}.high_error_rate is -1; the least is 0.",
    ),
    "a number that is text": (
        {f"{ALARMS}/high_error_rate": "50"},
        f"{HERE}.high_error_rate is '50', which is not a number; write it without quotes.",
    ),
    "a number without end": (
        {f"{ALARMS}/high_error_rate": float("inf")},
        f"{HERE}.high_error_rate is inf, which is not a finite number.",
    ),
    "a response that no load balancer waits for": (
        {f"{ALARMS}/response_time": 60},
        f"{HERE}.response_time is 60; it must be below 60.",
    ),
    "a band without width": (
        {f"{ALARMS}/task_cpu": {"anomaly": 0}},
        f"{HERE}.task_cpu.anomaly is 0; it must be above 0.",
    ),
    "a misspelt band": (
        {f"{ALARMS}/task_cpu": {"anomaly": 2, "anomly": 2}},
        f"{HERE}.task_cpu.anomly is not a setting; did you mean `anomaly`?",
    ),
    "neither a number nor a band": (
        {f"{ALARMS}/task_cpu": [85]},
        f"{HERE}.task_cpu is a list, which is not a number.",
    ),
    "a rollback on an alarm that is not there": (
        {f"{ALARMS}/rollback": ["down"]},
        (
            f"{HERE}.rollback has 'down', and the service has no such alarm; take of task-cpu, task-memory, "
            "stopped-tasks, missing-tasks, pending-tasks, high-error-rate, error-rate, client-errors, response-time, "
            "unhealthy-targets."
        ),
    ),
    "requests of a worker": (
        {f"{STACK}/services/worker/alarms": {"error_rate": 5}},
        (
            "platform:stack.services.worker.alarms.error_rate is measured by a load balancer; "
            "give the service a `route`."
        ),
    ),
    "a threshold that needs container insights": (
        {INSIGHTS: "disabled", f"{ALARMS}/missing_tasks": 1},
        (
            f"{HERE}.missing_tasks is measured by container insights, and "
            "platform:stack.cluster.container_insights is 'disabled'; leave it out or take 'enabled'."
        ),
    ),
    "a rollback that needs container insights": (
        {INSIGHTS: "disabled", f"{ALARMS}/rollback": ["high-error-rate", "pending-tasks"]},
        (
            f"{HERE}.rollback has 'pending-tasks', which is measured by container insights, and "
            "platform:stack.cluster.container_insights is 'disabled'; leave it out or take 'enabled'."
        ),
    ),
    "a latency that nobody measures": (
        {f"{STACK}/websites": {"web": SITE | {"additional_metrics": False, "alarms": {"origin_latency": 500}}}},
        (
            "platform:stack.websites.web.alarms.origin_latency is about an additional metric; "
            "leave it out or take `additional_metrics`."
        ),
    ),
    "a certificate that always runs out": (
        {f"{STACK}/load_balancers/main/alarms": {"certificate_expiry": 90}},
        "platform:stack.load_balancers.main.alarms.certificate_expiry is 90; the most is 60.",
    ),
}


@each(REFUSED)
def test_what_cannot_be_raised_is_refused(edits: Edits, said: str) -> None:
    assert said in refusal(edited(edits)).splitlines()


@pytest.mark.parametrize("field", sorted(set(ServiceAlarms.model_fields) - {"down", "rollback"}))
def test_null_and_a_band_are_taken_for_every_threshold(field: str) -> None:
    for value in (None, {"anomaly": 2}):
        assert load(edited({f"{ALARMS}/{field}": value}, GOOD))


def test_without_container_insights_their_alarms_are_simply_not_there() -> None:
    assert load(edited({INSIGHTS: "disabled"}))
