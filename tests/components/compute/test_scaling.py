"""How the number of tasks follows load and the time of day; without an image nothing may start."""

from typing import Any

import pytest

from tests.components.compute.stand_ins import WEB, Built, service
from tests.harness import inputs_by_name

TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
SCHEDULE = "aws:appautoscaling/scheduledAction:ScheduledAction"
NIGHT = {"night": {"schedule": "cron(0 22 * * ? *)", "timezone": "Asia/Seoul", "min": 1, "max": 2}}


def scaled(digest: str | None = "sha256:0", **scaling: Any) -> Built:
    return service(digest=digest, scaling={"max": 6} | scaling, **WEB)


def measures(built: Built) -> dict[str, tuple[Any, ...]]:
    """Metric, aim and label of each policy."""
    configurations = {
        name: inputs["targetTrackingScalingPolicyConfiguration"]
        for name, inputs in inputs_by_name(built.recording, POLICY).items()
    }
    return {
        name: (
            configuration["predefinedMetricSpecification"]["predefinedMetricType"],
            configuration["targetValue"],
            configuration["predefinedMetricSpecification"].get("resourceLabel"),
        )
        for name, configuration in configurations.items()
    }


def test_without_scaling_nothing_scales() -> None:
    assert [r for r in service(**WEB).recording.resources if "appautoscaling" in r.type] == []


def test_the_target_is_this_services_desired_count_between_its_limits() -> None:
    target = scaled(min=3).one(TARGET).inputs
    assert target == {
        "resourceId": "service/production-gli-cluster/production-api-service",
        "minCapacity": 3,
        "maxCapacity": 6,
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
    }


def test_cpu_and_memory_are_aimed_at_unless_given_up() -> None:
    assert measures(scaled()) == {
        "api-cpu": ("ECSServiceAverageCPUUtilization", 60, None),
        "api-memory": ("ECSServiceAverageMemoryUtilization", 75, None),
    }
    assert measures(scaled(cpu=None, memory=None)) == {}


def test_requests_are_counted_at_this_services_target_group_alone() -> None:
    built = scaled(cpu=None, memory=None, requests_per_target=500)
    group = built.one("aws:lb/targetGroup:TargetGroup").outputs["arnSuffix"]
    assert measures(built) == {
        "api-requests": ("ALBRequestCountPerTarget", 500, f"app/gli-production-alb/1/{group}"),
    }


def test_capacity_comes_fast_and_leaves_slowly() -> None:
    for inputs in inputs_by_name(scaled().recording, POLICY).values():
        configuration = inputs["targetTrackingScalingPolicyConfiguration"]
        assert (configuration["scaleOutCooldown"], configuration["scaleInCooldown"]) == (60, 300)
        assert inputs["policyType"] == "TargetTrackingScaling"


def test_policies_and_schedules_are_of_the_same_target() -> None:
    recording = scaled(schedules=NIGHT).recording
    target = recording.one(TARGET, "api").inputs
    for inputs in (*inputs_by_name(recording, POLICY).values(), *inputs_by_name(recording, SCHEDULE).values()):
        shared = ("resourceId", "scalableDimension", "serviceNamespace")
        assert [inputs[key] for key in shared] == [target[key] for key in shared]


def test_a_schedule_sets_other_limits_in_its_own_time_zone() -> None:
    action = scaled(schedules=NIGHT).one(SCHEDULE, "api-night").inputs
    assert (action["schedule"], action["timezone"]) == ("cron(0 22 * * ? *)", "Asia/Seoul")
    assert action["scalableTargetAction"] == {"minCapacity": 1, "maxCapacity": 2}


def test_without_an_image_the_limits_are_zero_and_no_schedule_can_raise_them() -> None:
    empty = scaled(None, min=3, schedules=NIGHT)
    target = empty.one(TARGET).inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (0, 0)
    assert empty.recording.of_type(SCHEDULE) == ()
    assert empty.service.inputs["desiredCount"] == 0


def test_what_scaling_chose_is_never_reset_by_a_deployment() -> None:
    assert scaled().service.options.ignore_changes == ("desiredCount",)
    assert service(**WEB).service.options.ignore_changes == ()


@pytest.mark.parametrize("least", [0, 2, 5])
def test_a_scaled_service_starts_with_its_least(least: int) -> None:
    assert scaled(min=least).service.inputs["desiredCount"] == least
