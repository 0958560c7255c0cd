"""The stack file owns how many tasks run; AWS is told the same at once, so that no deployment takes it back."""

from pathlib import Path
from typing import Any

import pytest

from ops.failures import AwsFailedError, OpsError, WrongInputError
from ops.live.environment import read_environment
from ops.scale.command import Options, scale_service
from tests.ops.moto_aws import (
    ACCOUNT,
    DIGEST,
    ROOT,
    Ops,
    Wire,
    as_json,
    client,
    ops,
    server,
    stack_file,
    wire,
)

__all__ = ["ops", "server", "wire"]

CLUSTER = "production-gli-cluster"
API, WEBSOCKET = "production-django-api-service", "production-websocket-service"
TARGET = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}


def released(config: dict[str, Any]) -> None:
    config["platform:images"] = {"api": DIGEST, "websocket": DIGEST}
    websocket = config["platform:stack"]["services"]["websocket"]
    del websocket["scaling"]
    websocket["tasks"] = 2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return stack_file(tmp_path, "prod", released)


@pytest.fixture
def deployed(wire: Wire) -> Wire:
    """Both services, and the limits of the one that autoscaling serves."""
    ecs = client("ecs")
    ecs.create_cluster(clusterName=CLUSTER)
    definition = ecs.register_task_definition(
        family="api", containerDefinitions=[{"name": "api", "image": "api", "memory": 512}]
    )["taskDefinition"]["taskDefinitionArn"]
    for name in (API, WEBSOCKET):
        ecs.create_service(cluster=CLUSTER, serviceName=name, taskDefinition=definition, desiredCount=2)
    client("application-autoscaling").register_scalable_target(
        ResourceId=f"service/{CLUSTER}/{API}", MinCapacity=2, MaxCapacity=10, **TARGET
    )
    return wire


def limits() -> tuple[int, int]:
    [found] = client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    return found["MinCapacity"], found["MaxCapacity"]


def scaled(file: Path, service: str = "api", **asked: Any) -> None:
    common: dict[str, Any] = {"stack": "prod", "service": service, "config_file": file, "yes": True}
    scale_service(ROOT, Options(**(common | asked)))


def settings(file: Path, role: str) -> Any:
    return read_environment(ROOT, "prod", file).service(role).settings


@pytest.mark.usefixtures("deployed")
def test_limits_are_written_to_the_file_and_aws_has_them_at_once(tmp_path: Path) -> None:
    file = stack_file(tmp_path, "prod")
    file.write_text(file.read_text("utf-8").replace("images: {}", f"images: {{api: {DIGEST}}}"), "utf-8")
    before = file.read_text("utf-8")
    scaled(file, least=4, most=20)
    assert limits() == (4, 20)
    changed = set(file.read_text("utf-8").splitlines()) ^ set(before.splitlines())
    assert {line.strip() for line in changed} == {
        "scaling: {max: 10, requests_per_target: 1000}",
        "scaling: {max: 20, requests_per_target: 1000, min: 4}",
    }


@pytest.mark.usefixtures("deployed")
def test_one_limit_leaves_the_other(file: Path) -> None:
    scaled(file, most=20)
    assert limits() == (2, 20)


@pytest.mark.usefixtures("deployed")
def test_a_service_without_autoscaling_gets_its_number(file: Path) -> None:
    scaled(file, "websocket", desired=5)
    [found] = client("ecs").describe_services(cluster=CLUSTER, services=[WEBSOCKET])["services"]
    assert found["desiredCount"] == 5
    assert settings(file, "websocket")["tasks"] == 5
    assert limits() == (2, 10)


@pytest.mark.usefixtures("deployed")
def test_a_service_to_which_off_hours_gave_limits_gets_its_number_by_them(file: Path) -> None:
    resource = f"service/{CLUSTER}/{WEBSOCKET}"
    client("application-autoscaling").register_scalable_target(
        ResourceId=resource, MinCapacity=2, MaxCapacity=2, **TARGET
    )
    scaled(file, "websocket", desired=5)
    [found] = client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="ecs", ResourceIds=[resource]
    )["ScalableTargets"]
    assert (found["MinCapacity"], found["MaxCapacity"]) == (5, 5)
    assert settings(file, "websocket")["tasks"] == 5


@pytest.mark.parametrize(
    ("service", "asked", "sentence"),
    [
        ("api", {"desired": 4}, "Autoscaling chooses how many tasks of api run"),
        ("api", {}, "say between which numbers: --min, --max"),
        ("websocket", {"least": 4}, "has no `scaling`; say how many tasks run: --desired"),
        ("api", {"least": 30}, r"`min` 30 is above `max` 10|scaling\.min 30 is above"),
        ("web", {"desired": 1}, "is no service of the stack prod"),
    ],
)
def test_numbers_that_cannot_be_leave_file_and_aws_as_they_are(
    deployed: Wire, file: Path, service: str, asked: dict[str, int], sentence: str
) -> None:
    before = file.read_text("utf-8")
    with pytest.raises(WrongInputError, match=sentence):
        scaled(file, service, **asked)
    assert file.read_text("utf-8") == before
    assert limits() == (2, 10)
    assert deployed.calls("application-auto-scaling.RegisterScalableTarget") == []


@pytest.mark.usefixtures("deployed")
def test_what_was_changed_outside_is_said(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client("application-autoscaling").register_scalable_target(
        ResourceId=f"service/{CLUSTER}/{API}", MinCapacity=1, MaxCapacity=3, **TARGET
    )
    scaled(file, least=4)
    said = capsys.readouterr().err
    assert "it has 1 to 3 now, changed outside the stack file from 2 to 10" in said
    assert limits() == (4, 10)


@pytest.mark.usefixtures("deployed")
def test_schedules_that_will_set_other_numbers_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def scheduled(config: dict[str, Any]) -> None:
        released(config)
        night = {"schedule": "cron(0 22 * * ? *)", "min": 1, "max": 2}
        config["platform:stack"]["services"]["api"]["scaling"]["schedules"] = {"night": night}

    scaled(stack_file(tmp_path, "prod", scheduled), least=4)
    assert "Mind the schedule night: cron(0 22 * * ? *) sets 1 to 2" in capsys.readouterr().err


def test_before_the_first_release_the_file_alone_is_written(
    deployed: Wire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = stack_file(tmp_path, "prod")
    scaled(file, least=4, as_json=True)
    assert as_json(capsys.readouterr().out)["applied"] is False
    assert settings(file, "api")["scaling"]["min"] == 4
    assert deployed.calls("application-auto-scaling.RegisterScalableTarget") == []


def test_a_service_that_is_not_deployed_keeps_its_file(wire: Wire, file: Path) -> None:
    client("ecs").create_cluster(clusterName=CLUSTER)
    before = file.read_text("utf-8")
    with pytest.raises(WrongInputError, match="is not deployed as the stack file has it; run `pulumi up --stack prod`"):
        scaled(file, least=4)
    assert file.read_text("utf-8") == before
    assert wire.calls("application-auto-scaling.RegisterScalableTarget") == []


@pytest.mark.parametrize("failure", ["ThrottlingException", "AccessDeniedException", KeyboardInterrupt])
def test_what_fails_half_way_says_that_the_file_is_ahead(deployed: Wire, file: Path, failure: Any) -> None:
    deployed.says("application-auto-scaling.RegisterScalableTarget", failure)
    with pytest.raises(OpsError, match="has the new numbers and AWS may not: repeat the command, or run") as failed:
        scaled(file, least=4)
    assert failed.value.exit_code == 3
    deployed.says("application-auto-scaling.RegisterScalableTarget")
    scaled(file, least=4)
    assert limits() == (4, 10)


def test_expired_credentials_change_nothing(deployed: Wire, file: Path) -> None:
    before = file.read_text("utf-8")
    deployed.says("ecs.DescribeServices", "ExpiredTokenException")
    with pytest.raises(AwsFailedError, match="have expired"):
        scaled(file, least=4)
    assert file.read_text("utf-8") == before


def test_production_asks_and_another_account_is_refused(
    deployed: Wire, file: Path, ops: Ops, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("scale", "--stack", "prod", "--service", "api", "--min", "4", "--config-file", str(file))
    assert ops(*arguments) == 2
    assert "Nobody can be asked here; add --yes." in capsys.readouterr().err
    file.write_text(file.read_text("utf-8").replace(ACCOUNT, "917891822317"), "utf-8")
    assert ops(*arguments, "--yes") == 2
    assert "The credentials are of account 123456789012" in capsys.readouterr().err
    assert deployed.calls("application-auto-scaling.RegisterScalableTarget") == []
