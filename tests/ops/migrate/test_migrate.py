"""A migration runs once, in the service's own surroundings, and what becomes of it is told and recorded."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.failures import AwsFailedError, OpsError, RefusedError, WrongInputError
from ops.migrate.command import migrate
from tests.ops.migrate.conftest import (
    CLUSTER,
    FAMILY,
    LOG_GROUP,
    MIGRATION,
    SERVICE,
    URI,
    definition,
    options,
    task_says,
)
from tests.ops.moto_aws import DIGEST, OTHER_DIGEST, ROOT, Ops, Wire, as_json, client, fake_clock, stack_file

DESCRIBE = "ecs.DescribeTasks"


def run(file: Path, **asked: Any) -> None:
    migrate(ROOT, options(file, **asked), fake_clock())


def ledger() -> list[dict[str, Any]]:
    found = client("ssm").get_parameters_by_path(Path="/gli/development/migrations/api")["Parameters"]
    return [json.loads(one["Value"]) for one in sorted(found, key=lambda one: str(one["Name"]))]


def writes(count: int, task: str) -> None:
    logs, stream = client("logs"), f"django-api/django-api/{task}"
    logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName=stream)
    events = [{"timestamp": 1_795_000_000_000 + n, "message": f"line {n}\n"} for n in range(count)]
    logs.put_log_events(logGroupName=LOG_GROUP, logStreamName=stream, logEvents=events)


def test_it_runs_the_new_image_with_the_services_own_network_roles_and_secrets(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says())
    run(file)
    [made] = [one for one in client("ecs").list_task_definitions()["taskDefinitionArns"] if f"{FAMILY}-migrate" in one]
    described = client("ecs").describe_task_definition(taskDefinition=made, include=["TAGS"])
    registered, [container] = described["taskDefinition"], described["taskDefinition"]["containerDefinitions"]
    [before] = [one for one in client("ecs").list_task_definitions()["taskDefinitionArns"] if one != made]
    of_service = client("ecs").describe_task_definition(taskDefinition=before)["taskDefinition"]
    assert container["image"] == f"{URI}@{DIGEST}"
    for kept in ("executionRoleArn", "taskRoleArn", "cpu", "memory", "runtimePlatform", "volumes", "networkMode"):
        assert registered[kept] == of_service[kept], kept
    for kept in ("user", "readonlyRootFilesystem", "environment", "secrets", "logConfiguration"):
        assert container[kept] == of_service["containerDefinitions"][0][kept], kept
    assert not container.get("portMappings")
    assert not container.get("healthCheck")
    assert described["tags"] == [{"key": "System", "value": "gli"}]
    [asked] = deployed.calls("ecs.RunTask")
    [service] = client("ecs").describe_services(cluster=CLUSTER, services=[SERVICE])["services"]
    assert asked["networkConfiguration"] == service["networkConfiguration"]
    assert asked["launchType"] == "FARGATE"
    assert asked["overrides"] == {"containerOverrides": [{"name": "django-api", "command": MIGRATION["command"]}]}


def test_the_service_is_left_alone(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says(code=1))
    with pytest.raises(RefusedError, match="The service runs its version as before"):
        run(file)
    asked = {name for name, _ in deployed.asked if name.startswith("ecs.")}
    assert asked == {
        "ecs.DescribeServices",
        "ecs.DescribeTaskDefinition",
        "ecs.RegisterTaskDefinition",
        "ecs.RunTask",
        "ecs.DescribeTasks",
    }


def test_a_second_time_it_is_not_run_again_until_asked_for(
    deployed: Wire, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.says(DESCRIBE, task_says())
    run(file)
    run(file, as_json=True)
    assert as_json(capsys.readouterr().out.partition("\n")[2]) == {
        "state": "succeeded",
        "ran": False,
        "run": 1,
        "image": DIGEST,
    }
    assert len(deployed.calls("ecs.RunTask")) == 1
    run(file, again=True)
    assert len(deployed.calls("ecs.RunTask")) == 2


def test_another_image_or_another_database_is_another_migration(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says())
    run(file)
    run(file, image=OTHER_DIGEST)
    client("ecs").update_service(cluster=CLUSTER, service=SERVICE, taskDefinition=definition(host="db-restored"))
    run(file, image=OTHER_DIGEST)
    assert [one["number"] for one in ledger()] == [1, 2, 3]
    assert [one["image"] for one in ledger()] == [DIGEST, OTHER_DIGEST, OTHER_DIGEST]


def test_going_back_and_forward_again_runs_both(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says())
    run(file)
    run(file, down="-1")
    run(file)
    assert [one["command"][1:] for one in ledger()] == [["upgrade", "head"], ["downgrade", "-1"], ["upgrade", "head"]]


def test_a_failed_one_is_run_again(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says(code=1), task_says())
    with pytest.raises(RefusedError):
        run(file)
    run(file)
    assert [one["state"] for one in ledger()] == ["failed", "succeeded"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (task_says(code=1), "django-api exited 1."),
        (task_says(code=137, reason="OutOfMemoryError: Container killed"), "used more memory than the task has"),
        (
            task_says(code=None, reason="CannotPullContainerError: pull access denied"),
            "never ran: CannotPullContainerError",
        ),
        (task_says(code=None, stopped="ResourceInitializationError: no secret"), "never ran: ResourceInit"),
    ],
)
def test_a_failure_is_told_by_its_cause(
    deployed: Wire, file: Path, answer: dict[str, Any], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.says(DESCRIBE, task_says(status="PENDING"), answer)
    with pytest.raises(RefusedError, match=sentence):
        run(file)
    assert "Container django-api: " in capsys.readouterr().err
    [recorded] = ledger()
    assert recorded["state"] == "failed"


def test_a_failure_comes_with_the_exit_codes_of_all_containers_and_the_last_50_lines(
    deployed: Wire, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = task_says(code=1)
    ended["tasks"][0]["containers"].append({"name": "agent", "exitCode": 143})
    deployed.says(DESCRIBE, lambda: writes(60, deployed_task()), ended)
    with pytest.raises(RefusedError):
        run(file, as_json=True)
    said = capsys.readouterr()
    facts = as_json(said.out)
    assert facts["exit_codes"] == {"django-api": 1, "agent": 143}
    assert facts["log"] == [f"line {n}" for n in range(10, 60)]
    assert "Container agent: exit code 143" in said.err
    assert said.err.count("  | line ") == 50


def deployed_task() -> str:
    [arn] = client("ecs").list_tasks(cluster=CLUSTER, family=f"{FAMILY}-migrate")["taskArns"]
    return str(arn).rpartition("/")[2]


def test_a_container_that_ecs_stopped_afterwards_fails_nothing_and_one_that_failed_itself_does(
    deployed: Wire, file: Path
) -> None:
    ended = task_says()
    ended["tasks"][0]["containers"].append({"name": "agent", "exitCode": 143})
    deployed.says(DESCRIBE, ended)
    run(file)
    ended["tasks"][0]["containers"][1]["exitCode"] = 2
    with pytest.raises(RefusedError, match="agent exited 2"):
        run(file, again=True)


def test_what_is_not_done_in_time_is_stopped_and_has_failed(deployed: Wire, file: Path) -> None:
    passed: list[float] = []
    deployed.says(DESCRIBE, task_says(status="RUNNING"))
    deployed.says("ecs.StopTask", lambda: deployed.says(DESCRIBE, task_says(code=143)))
    with pytest.raises(RefusedError, match="not done after 2 min, so it was stopped"):
        migrate(ROOT, options(file, timeout_minutes=2), fake_clock(passed))
    assert sum(passed) == 120
    assert len(deployed.calls("ecs.StopTask")) == 1


def test_what_does_not_stop_is_not_called_ended(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says(status="RUNNING"))
    with pytest.raises(AwsFailedError, match="was told to stop after 1 min and has not yet") as failed:
        run(file, timeout_minutes=1)
    assert "runs on" in str(failed.value)
    assert ledger()[0]["state"] == "started"


def test_a_task_that_vanishes_is_not_called_good(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says(status="RUNNING"), {"tasks": [], "failures": [{"reason": "MISSING"}]})
    with pytest.raises(RefusedError, match="may have failed: ECS no longer knows task"):
        run(file)
    assert ledger()[0]["state"] == "unknown"


def test_fargate_without_capacity_is_said_and_keeps_nobody_waiting(deployed: Wire, file: Path) -> None:
    deployed.says("ecs.RunTask", {"tasks": [], "failures": [{"reason": "Capacity is unavailable at this time."}]})
    with pytest.raises(RefusedError, match=r"Capacity is unavailable at this time.* Nothing was migrated\."):
        run(file)
    assert ledger()[0]["state"] == "failed"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("AccessDeniedException", "does not allow these credentials to start a task of .*-migrate"),
        ("ThrottlingException", "AWS throttled RunTask"),
        ("ExpiredTokenException", "credentials have expired"),
    ],
)
def test_what_aws_refuses_is_one_sentence_and_the_next_one_can_begin(
    deployed: Wire, file: Path, code: str, sentence: str
) -> None:
    deployed.says("ecs.RunTask", code)
    with pytest.raises(OpsError, match=sentence) as refused:
        run(file)
    assert "\n" not in str(refused.value)
    deployed.says("ecs.RunTask")
    deployed.says(DESCRIBE, task_says())
    run(file)
    assert [one["state"] for one in ledger()] == ["failed", "succeeded"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"image": "latest"}, "is no image digest"),
        ({"image": f"sha256:{'c' * 64}"}, f"The repository gli-api-development has no image sha256:{'c' * 64}"),
        ({"down": "head; rm -rf /"}, "is no revision"),
        ({"service": "websocket"}, r"has no `migration` in the stack file; these have: api\."),
        ({"service": "web"}, "is no service of the stack dev"),
    ],
)
@pytest.mark.usefixtures("deployed")
def test_what_cannot_be_run_is_refused_before_anything_is_begun(
    file: Path, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(WrongInputError, match=sentence):
        migrate(ROOT, options(file, **asked) if "service" not in asked else _service(file, **asked), fake_clock())
    assert ledger() == []


def test_a_replicas_stack_says_where_its_database_is_migrated(wire: Wire, tmp_path: Path) -> None:
    def follows(config: dict[str, Any]) -> None:
        config["platform:stack"].pop("off_hours", None)
        config["platform:stack"]["databases"]["db"] = {"replica_of": "ap-northeast-1"}
        config["platform:images"] = {"api": DIGEST}

    with pytest.raises(WrongInputError) as refused:
        run(stack_file(tmp_path, "dev", follows))
    assert str(refused.value) == (
        "The database db is a replica of that in ap-northeast-1, which is migrated once for all Regions: run "
        "`python -m ops migrate --service api --stack gli-dev-…` with the stack of that Region."
    )
    assert wire.asked == []


def _service(file: Path, *, service: str) -> Any:
    return type(options(file))(stack="dev", service=service, config_file=file)


def test_a_service_that_is_not_deployed_is_told_to_be(wire: Wire, file: Path) -> None:
    client("ecr").create_repository(repositoryName="gli-api-development")
    wire.says("ecr.DescribeImages", {"imageDetails": []})
    client("ecs").create_cluster(clusterName=CLUSTER)
    with pytest.raises(WrongInputError, match=r"deploy the stack first \(`pulumi up --stack dev`\)"):
        run(file)


def test_the_command_line_ends_with_1_for_a_failed_migration(
    deployed: Wire, file: Path, ops: Ops, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.says(DESCRIBE, task_says(code=3))
    assert ops("migrate", "--stack", "dev", "--service", "api", "--config-file", str(file)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[-1].startswith("The migration failed: django-api exited 3.")
