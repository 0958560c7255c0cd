"""The task definition: what ECS's own API takes, known before anything exists, and never more than it needs."""

import json
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from tests.components.compute.stand_ins import DATABASE_ARN, DIGEST, FLAGS_ARN, LOG_GROUP, WEB, service
from tests.harness import listed

API = botocore.session.get_session().get_service_model("ecs").operation_model("RegisterTaskDefinition").input_shape
VOLUMES = {"tmp": "/scratch", "cache": "/var/cache"}
FULL: dict[str, Any] = WEB | {
    "container": "django-api",
    "cpu": 1024,
    "memory": 4096,
    "ephemeral_storage_gib": 40,
    "command": ["serve"],
    "entry_point": ["/bin/tini", "--"],
    "environment": {"ZONE": "b", "COLOUR": "blue"},
    "secrets": {"URL": DATABASE_ARN, "FLAGS": FLAGS_ARN},
    "volumes": VOLUMES,
    "health_check": {"command": ["check", "--all"], "interval": 20, "timeout": 4, "retries": 2, "start_period": 90},
    "stop_timeout": 45,
    "execute_command": True,
}
SHAPES = {
    "a worker": {},
    "a web service": WEB,
    "everything": FULL,
    "a singleton": {"singleton": True},
    "exec alone": {"execute_command": True},
}


@pytest.mark.parametrize("given", SHAPES.values(), ids=list(SHAPES))
def test_ecs_takes_the_container_as_it_is_written(given: dict[str, Any]) -> None:
    request = {"family": "f", "containerDefinitions": [service(**given).container]}
    assert ParamValidator().validate(request, API).generate_report() == ""


def test_the_check_above_sees_a_wrong_type_and_a_wrong_name() -> None:
    wrong = service().container | {"essential": "yes", "colour": "red"}
    report = ParamValidator().validate({"family": "f", "containerDefinitions": [wrong]}, API).generate_report()
    assert "essential" in report
    assert "colour" in report


def test_the_family_and_the_container_have_the_standards_names() -> None:
    assert service(container="django-api").task.inputs["family"] == "production-gli-django-api"
    assert service(container="django-api").container["name"] == "django-api"
    assert service().task.inputs["family"] == "production-gli-api"


def test_it_runs_on_fargate_at_the_size_and_on_the_processor_that_are_chosen() -> None:
    made = service(cpu=1024, memory=4096, architecture="X86_64").task.inputs
    assert (made["requiresCompatibilities"], made["networkMode"]) == (["FARGATE"], "awsvpc")
    assert (made["cpu"], made["memory"]) == ("1024", "4096")
    assert made["runtimePlatform"] == {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"}
    assert service().task.inputs["runtimePlatform"] == {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"}


def test_storage_is_fargates_own_unless_more_is_asked_for() -> None:
    assert "ephemeralStorage" not in service().task.inputs
    assert service(ephemeral_storage_gib=40).task.inputs["ephemeralStorage"] == {"sizeInGib": 40}


def test_earlier_revisions_are_kept_so_that_a_rollback_has_somewhere_to_go() -> None:
    assert service().task.inputs["skipDestroy"] is True


def test_the_image_is_pinned_by_its_digest() -> None:
    repository = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/gli-api-production"
    assert service().container["image"] == f"{repository}@{DIGEST}"
    assert service(digest=None).container["image"] == f"{repository}:latest"


def test_the_container_runs_without_privileges_on_a_file_system_that_it_cannot_write() -> None:
    container = service().container
    assert (container["user"], container["privileged"]) == ("1000:1000", False)
    assert container["readonlyRootFilesystem"] is True
    assert container["linuxParameters"] == {"initProcessEnabled": True}
    assert service(user="app").container["user"] == "app"


def test_only_named_volumes_can_be_written() -> None:
    made = service(volumes=VOLUMES)
    assert listed(made.task, "volumes") == [{"name": "cache"}, {"name": "tmp"}]
    assert made.container["mountPoints"] == [
        {"sourceVolume": "cache", "containerPath": "/var/cache", "readOnly": False},
        {"sourceVolume": "tmp", "containerPath": VOLUMES["tmp"], "readOnly": False},
    ]
    assert service().container["mountPoints"] == []
    assert service().task.inputs["volumes"] == []


def test_exec_gets_the_directories_that_its_agent_writes() -> None:
    paths = [mount["containerPath"] for mount in service(execute_command=True).container["mountPoints"]]
    assert paths == ["/var/log/amazon", "/var/lib/amazon"]


def test_plain_and_secret_values_reach_the_container_apart() -> None:
    container = service(environment={"B": "2", "A": "1"}, secrets={"URL": f"{DATABASE_ARN}:url::"}).container
    assert container["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert container["secrets"] == [{"name": "URL", "valueFrom": f"{DATABASE_ARN}:url::"}]


def test_the_order_of_a_stack_file_makes_no_new_revision() -> None:
    forwards: dict[str, Any] = {"environment": {"A": "1", "B": "2"}, "volumes": {"x1": "/x", "y1": "/y"}}
    backwards: dict[str, Any] = {"environment": {"B": "2", "A": "1"}, "volumes": {"y1": "/y", "x1": "/x"}}
    assert service(**forwards).task.inputs == service(**backwards).task.inputs


def test_lines_are_logged_without_ever_stopping_the_service() -> None:
    assert service().container["logConfiguration"] == {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": LOG_GROUP,
            "awslogs-region": "ap-northeast-2",
            "awslogs-stream-prefix": "api",
            "mode": "non-blocking",
            "max-buffer-size": "25m",
        },
    }


def test_only_a_service_with_a_port_maps_one() -> None:
    assert service().container["portMappings"] == []
    assert service(**WEB).container["portMappings"] == [{"name": "api", "containerPort": 8000, "protocol": "tcp"}]


def test_command_entry_point_and_health_check_are_the_images_own_unless_given() -> None:
    assert {"command", "entryPoint", "healthCheck"}.isdisjoint(service().container)
    full = service(**FULL).container
    assert (full["command"], full["entryPoint"]) == (["serve"], ["/bin/tini", "--"])
    assert full["healthCheck"] == {
        "command": ["CMD", "check", "--all"],
        "interval": 20,
        "timeout": 4,
        "retries": 2,
        "startPeriod": 90,
    }


def test_a_task_has_time_to_stop() -> None:
    assert service().container["stopTimeout"] == 30
    assert service(stop_timeout=120).container["stopTimeout"] == 120


def test_the_container_is_known_on_a_first_preview() -> None:
    before, after = service(first=True, **FULL), service(**FULL)
    assert before.task.inputs["containerDefinitions"] == after.task.inputs["containerDefinitions"]
    assert json.loads(str(before.task.inputs["containerDefinitions"]))
