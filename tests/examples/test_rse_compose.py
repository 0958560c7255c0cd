"""RSE's compose file: what runs on its host, with what rights, and in how much memory."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.components.host.files.machine import plugin, run_tool
from tests.harness import ROOT

FILE = ROOT / "examples/rse/compose.yaml"
VARIABLES = {
    "BACKEND_IMAGE": "backend@sha256:1",
    "FRONTEND_IMAGE": "frontend@sha256:1",
    "DB_PASSWORD": "p$a`ss",
    "DJANGO_SECRET_KEY": "key",
    "AWS_REGION": "ap-northeast-2",
    "LOG_GROUP": "/host/rse",
}
OURS = {
    "backend": "BACKEND_IMAGE",
    "celery": "BACKEND_IMAGE",
    "celery-beat": "BACKEND_IMAGE",
    "frontend": "FRONTEND_IMAGE",
}
ONCE = {"migrate", "static"}
ANSWERS_NOBODY = {"celery-beat"}
MIB = 1024 * 1024
MEMORY = 2048 * MIB
"""A t4g.small: https://aws.amazon.com/ec2/instance-types/t4/"""
OF_THE_SYSTEM = 200 * MIB
"""Amazon Linux, docker and the SSM agent."""


def config(variables: Mapping[str, str]) -> Any:
    """What compose itself makes of the file: the release that hosts run."""
    words = ("--file", FILE, "--profile", "migration", "config", "--format", "json")
    return run_tool(str(plugin()), *words, variables=variables)


@pytest.fixture(scope="module")
def document() -> Any:
    said = config(VARIABLES)
    assert said.returncode == 0, said.stderr
    assert said.stderr == ""
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def services(document: Any) -> dict[str, Any]:
    return dict(document["services"])


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_that_is_missing_is_named_and_nothing_is_guessed(name: str) -> None:
    said = config({key: value for key, value in VARIABLES.items() if key != name})
    assert said.returncode != 0
    assert f"required variable {name} is missing a value" in said.stderr


def test_it_runs_what_the_guide_runs(services: dict[str, Any]) -> None:
    assert set(services) == {"nginx", "postgres", "redis", *OURS, *ONCE}
    assert {name: services[name]["image"] for name in OURS} == {name: VARIABLES[role] for name, role in OURS.items()}
    assert services["postgres"]["image"].endswith("/postgres:15")
    assert services["redis"]["image"].endswith("/redis:7-alpine")


def test_nothing_can_gain_a_right_that_it_does_not_have(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged"), name
    assert {name for name, service in services.items() if service.get("cap_add")} == {"postgres", "redis"}


def test_images_that_permit_it_do_not_run_as_root(services: dict[str, Any]) -> None:
    """postgres and redis become their own user in their entrypoints; ours say theirs in the image (M-02)."""
    assert services["nginx"]["user"] == "101:101"
    assert {name for name, service in services.items() if service.get("user", "").startswith("0")} == {"static"}


def test_every_line_goes_to_the_log_group_and_no_container_waits_for_it(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["logging"]["driver"] == "awslogs", name
        options = service["logging"]["options"]
        assert (options["awslogs-group"], options["awslogs-region"]) == ("/host/rse", "ap-northeast-2"), name
        assert options["mode"] == "non-blocking", name


def test_what_serves_is_asked_whether_it_is_healthy_and_started_again(services: dict[str, Any]) -> None:
    serving = set(services) - ONCE
    assert {name for name in serving if "healthcheck" in services[name]} == serving - ANSWERS_NOBODY
    assert {services[name]["restart"] for name in serving} == {"unless-stopped"}
    assert {services[name]["restart"] for name in ONCE} == {"no"}


def test_all_of_it_fits_into_the_memory_also_while_a_service_is_there_twice(services: dict[str, Any]) -> None:
    limits = {name: int(service["mem_limit"]) for name, service in services.items()}
    twice = [limits[name] for name, one in services.items() if one.get("labels", {}).get("platform.update")]
    running = sum(limit for name, limit in limits.items() if name not in ONCE)
    assert running + max(twice) <= MEMORY - OF_THE_SYSTEM


def test_only_the_front_door_is_open_and_only_ours_reach_the_data(services: dict[str, Any], document: Any) -> None:
    published = {
        name: [one["published"] for one in service["ports"]] for name, service in services.items() if "ports" in service
    }
    assert published == {"nginx": ["80", "443"]}
    assert document["networks"]["data"]["internal"] is True
    on = {
        network: {name for name, one in services.items() if network in one["networks"]} for network in ("web", "data")
    }
    backends = {name for name, role in OURS.items() if role == "BACKEND_IMAGE"} | ONCE
    assert on == {"web": {"nginx", "frontend"} | backends, "data": {"postgres", "redis"} | backends}


def test_what_must_outlive_the_host_is_on_its_volume(services: dict[str, Any]) -> None:
    sources = {
        name: {one["source"] for one in service["volumes"] if not one.get("read_only")}
        for name, service in services.items()
        if "volumes" in service
    }
    assert sources == {
        "postgres": {"/data/postgres"},
        "redis": {"/data/redis"},
        "static": {"/data/static"},
        "nginx": set(),
    }
    assert "--appendonly yes" in " ".join(services["redis"]["command"])


def test_there_is_one_scheduler_and_never_a_second_beside_it(services: dict[str, Any]) -> None:
    beats = [name for name, service in services.items() if "beat" in (service.get("command") or ())]
    assert beats == ["celery-beat"]
    assert {name for name, one in services.items() if one.get("labels")} == {"backend", "frontend"}
    assert {one.get("deploy", {}).get("replicas", 1) for one in services.values()} == {1}


def test_a_certificate_that_is_not_there_is_no_directory_made_in_its_place(services: dict[str, Any]) -> None:
    mounts = [one for one in services["nginx"]["volumes"] if one["source"].startswith("/run/")]
    assert [one["target"] for one in mounts] == ["/run/origin.pem", "/run/origin.key"]
    assert [one.get("bind", {}).get("create_host_path", False) for one in mounts] == [False, False]


def test_no_secret_is_on_a_command_line(services: dict[str, Any]) -> None:
    secret = {VARIABLES["DB_PASSWORD"].replace("$", "$$"), VARIABLES["DB_PASSWORD"], VARIABLES["DJANGO_SECRET_KEY"]}
    for name, service in services.items():
        words = [*(service.get("command") or ()), *service.get("healthcheck", {}).get("test", ())]
        assert not [word for word in words if word in secret], name
