import json
from typing import Any

import pytest

from tests.ops.care.conftest import World
from tests.ops.moto_aws import ACCOUNT, client
from tests.ops.website.conftest import BUCKET


def findings(world: World, *arguments: str) -> list[dict[str, Any]]:
    code, out, err = world.run("diagnose", "--json", *arguments)
    found: list[dict[str, Any]] = json.loads(out)["findings"]
    assert code == (1 if found else 0), (out, err)
    return found


def test_nothing_found_is_said_with_everything_that_was_looked_at(world: World) -> None:
    code, out, _ = world.run("diagnose")

    assert code == 0
    assert out.startswith("gli development: no findings\n")
    for part in ("api: deployments, tasks", "database db (gli-dev-db)", "cache redis", "index.html", "distribution"):
        assert part in " ".join(out.split())
    assert "websocket: nothing of it is released yet" in " ".join(out.split())


@pytest.mark.parametrize(
    ("why", "container", "cause", "remedy"),
    [
        (
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): not found",
            {},
            "The image that the task definition names is not in ECR",
            "python -m ops rollback --stack dev",
        ),
        (
            "CannotPullContainerError: pull image manifest has been retried 5 time(s): dial tcp: i/o timeout",
            {},
            "The tasks have no way to AWS's APIs",
            "python -m ops drift --stack dev",
        ),
        (
            "ResourceInitializationError: unable to pull secrets: can't find the specified secret value",
            {},
            "A secret that the task reads has no value",
            "python -m ops secrets set ROLE --stack dev",
        ),
        (
            "Essential container in task exited",
            {"exitCode": 137, "reason": "OutOfMemoryError: Container killed due to memory usage"},
            "The container was killed because it needs more memory than it has.",
            "Raise services.api.memory in the stack file (it has 512 MiB)",
        ),
        (
            "Essential container in task exited",
            {"exitCode": 1},
            "The application ended by itself",
            "aws logs tail /ecs/development-gli-api",
        ),
    ],
)
def test_a_task_that_stops_is_explained_by_its_reason(
    world: World, why: str, container: dict[str, Any], cause: str, remedy: str
) -> None:
    world.ecs(running=0, stopped=(world.task("f" * 32, "STOPPED", why, **container),))

    [found] = [one for one in findings(world) if cause in one["cause"]]

    assert found["part"] == "service api"
    assert any("task ffffffffffff of development-gli-django-api:7 stopped" in line for line in found["seen"])
    assert any(remedy in line for line in found["remedy"])


def test_the_log_of_a_running_task_is_read_although_another_one_stopped(world: World) -> None:
    stopped = world.task("f" * 32, "STOPPED", "Essential container in task exited", exitCode=1)
    world.ecs(stopped=(stopped,))
    world.logs("WRONGPASS invalid username-password pair")

    assert {one["failure"] for one in findings(world)} == {"A task fails to start", "Redis cannot be reached"}


def test_a_release_that_ecs_took_back_is_a_failure_although_everything_runs(world: World) -> None:
    world.ecs(status="ROLLBACK_SUCCESSFUL", statusReason="the circuit breaker threshold was exceeded")

    [found] = findings(world)

    assert "ECS took it back" in found["cause"]
    assert "circuit breaker" in found["seen"][0]


def test_missing_tasks_are_explained_by_what_ecs_says_of_the_service(world: World) -> None:
    world.ecs(
        running=1, events=("(service x) was unable to place a task. Reason: Capacity is unavailable at this time.",)
    )

    [found] = findings(world)

    assert found["cause"] == "Fargate has no capacity where the tasks may run."


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("Health checks failed with these codes: [404]", "The health path is another one"),
        ("Health checks failed with these codes: [503]", "The application answers with an error"),
        ("Request timed out", "The application does not answer on its port"),
        ("Health checks failed", "Nothing listens on the port"),
    ],
)
def test_a_target_that_fails_is_explained_by_the_load_balancers_reason(world: World, reason: str, cause: str) -> None:
    world.targets(("healthy", ""), ("unhealthy", reason))

    [found] = findings(world)

    assert cause in found["cause"]
    assert found["seen"] == [f"target 10.10.1.6 is unhealthy: {reason}"]


@pytest.mark.parametrize(
    ("line", "failure", "cause"),
    [
        ("redis.exceptions.TimeoutError: Timeout connecting to server", "Redis", "cannot connect to Redis"),
        ("WRONGPASS invalid username-password pair", "Redis", "does not take the password"),
        ('psycopg.errors.UndefinedTable: relation "orders" does not exist', "migration", "its migration did not run"),
        ("OperationalError: connection to server at db, port 5432 failed", "Targets", "cannot connect to the database"),
        ("FATAL: remaining connection slots are reserved", "slow", "no connection left"),
        ("KeyError: 'STRIPE_KEY'", "task", "misses an environment variable"),
    ],
)
def test_a_line_of_the_log_points_to_the_failure_it_tells_of(world: World, line: str, failure: str, cause: str) -> None:
    world.logs("starting", line)

    [found] = findings(world)

    assert failure in found["failure"]
    assert cause in found["cause"]
    assert found["seen"] == [f"log: {line}"]


@pytest.mark.parametrize(
    "secret",
    [
        "redis://default:hunter2@cache:6379 timed out",
        "redis timed out, password=hunter2",
        'redis timed out {"redis_password": "hunter2"}',
        "redis timed out Authorization: Bearer hunter2hunter2",
    ],
)
def test_secrets_in_a_log_are_never_shown(world: World, secret: str) -> None:
    world.logs(secret)

    for arguments in ((), ("--json",)):
        world.ecs()
        code, out, err = world.run("diagnose", *arguments)
        assert code == 1
        assert "timed out" in out
        assert "hunter2" not in out + err


def test_what_is_not_allowed_is_no_all_clear(world: World) -> None:
    world.wire.says("elasticache.DescribeReplicationGroups", "AccessDenied")

    code, out, _ = world.run("diagnose")

    assert code == 3
    told = " ".join(out.split())
    assert "Nothing found where it could be looked." in told
    assert "AWS does not allow these credentials to look at cache redis (gli-dev-redis)" in told


def test_a_finding_counts_although_something_could_not_be_seen(world: World) -> None:
    world.wire.says("elasticache.DescribeReplicationGroups", "AccessDenied")
    world.targets(("unhealthy", "Request timed out"))

    code, out, _ = world.run("diagnose")

    assert code == 1
    assert "not allow" in out


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("ExpiredToken", "credentials have expired"), ("Throttling", "AWS throttled DescribeAlarms")],
)
def test_a_look_that_aws_refuses_is_one_sentence(world: World, code: str, sentence: str) -> None:
    world.wire.says("cloudwatch.DescribeAlarms", code)

    ended, out, _ = world.run("diagnose", "--json")

    assert ended == 3
    assert any(sentence in line for line in json.loads(out)["not_seen"]["alarms"])
    assert json.loads(out)["not_seen"]["slow"]


def test_another_account_is_refused_before_anything_is_looked_at(world: World) -> None:
    world.file.write_text(world.file.read_text("utf-8").replace(ACCOUNT, "917891822317"), "utf-8")

    code, out, err = world.run("diagnose")

    assert (code, out) == (2, "")
    assert "The credentials are of account 123456789012" in err
    assert world.wire.asked == []


def test_one_service_alone_leaves_out_websites(world: World) -> None:
    client("s3").delete_object(Bucket=BUCKET, Key="index.html")

    assert findings(world, "--service", "api") == []


def test_a_service_that_is_not_there_is_wrong_input(world: World) -> None:
    code, _, err = world.run("diagnose", "--service", "nope")

    assert code == 2
    assert "its services are api, websocket" in err


def test_no_line_but_a_command_is_longer_than_80_columns(world: World) -> None:
    world.targets(("unhealthy", "Health checks failed with these codes: [404]"))
    world.logs(f"redis timed out {'x' * 20} " * 6)

    _, out, _ = world.run("diagnose")

    commands = ("python -m ops", "aws ", "pulumi ")
    assert [line for line in out.splitlines() if len(line) > 80 and not any(one in line for one in commands)] == []


def test_nothing_on_aws_is_changed(world: World) -> None:
    world.run("diagnose")

    reading = ("Describe", "List", "Get", "Head")
    assert [name for name, _ in world.wire.asked if not name.partition(".")[2].startswith(reading)] == []
