"""Which migrations ran is told from the ledger; where the database is, by the image's own command."""

from pathlib import Path
from typing import Any

import pytest

from ops.failures import AwsFailedError, RefusedError, WrongInputError
from ops.migrate.command import migrate
from ops.migrate.status import show
from tests.ops.migrate.conftest import LOG_GROUP, options, task_says, with_migration
from tests.ops.moto_aws import DIGEST, ROOT, Wire, as_json, client, fake_clock, stack_file

DESCRIBE, SNAPSHOTS = "ecs.DescribeTasks", "rds.DescribeDBSnapshots"


def answers(wire: Wire, line: str) -> None:
    """Have the next task write a line, and end well."""

    def write() -> None:
        [arn] = client("ecs").list_tasks(cluster="development-gli-cluster", startedBy="migrate/api/status")["taskArns"]
        stream = f"django-api/django-api/{arn.rpartition('/')[2]}"
        client("logs").create_log_stream(logGroupName=LOG_GROUP, logStreamName=stream)
        event = {"timestamp": 1_795_000_000_000, "message": line}
        client("logs").put_log_events(logGroupName=LOG_GROUP, logStreamName=stream, logEvents=[event])

    wire.says(DESCRIBE, write, task_says())


def test_both_are_told(deployed: Wire, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deployed.says(DESCRIBE, task_says(code=1))
    with pytest.raises(RefusedError):
        migrate(ROOT, options(file), fake_clock())
    answers(deployed, "3f2a (head)")
    show(ROOT, options(file, status=True), fake_clock())
    assert capsys.readouterr().out.splitlines() == [
        f"   1  2026-11-21T08:00:00Z  failed     {DIGEST[7:19]}  alembic upgrade head",
        "      django-api exited 1",
        f"`alembic current` with {DIGEST[:19]}… says:",
        "  | 3f2a (head)",
    ]


def test_asking_is_no_migration(deployed: Wire, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers(deployed, "3f2a (head)")
    show(ROOT, options(file, status=True, as_json=True), fake_clock())
    facts = as_json(capsys.readouterr().out)
    assert facts == {
        "runs": [],
        "asked": ["alembic", "current"],
        "answer": ["3f2a (head)"],
        "exit_codes": {"django-api": 0},
    }
    assert deployed.calls("ssm.PutParameter") == []


def test_without_a_command_the_ledger_is_told_and_no_task_runs(
    deployed: Wire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def without(config: dict[str, Any]) -> None:
        with_migration(config)
        config["platform:stack"]["services"]["api"]["migration"] = {"command": ["migrate"]}

    show(ROOT, options(stack_file(tmp_path, "dev", without), status=True), fake_clock())
    assert capsys.readouterr().out.splitlines() == [
        "No migration of api was run yet.",
        "The stack file has no `migration.status`, so the database was not asked.",
    ]
    assert deployed.calls("ecs.RunTask") == []


def test_a_command_that_fails_is_a_failure(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says(code=2))
    with pytest.raises(RefusedError, match="`alembic current` failed: django-api exited 2"):
        show(ROOT, options(file, status=True), fake_clock())


def database() -> None:
    client("rds").create_db_instance(
        DBInstanceIdentifier="gli-dev-db", DBInstanceClass="db.t4g.micro", Engine="postgres", AllocatedStorage=20
    )


def test_a_snapshot_is_ready_before_anything_is_migrated(deployed: Wire, file: Path) -> None:
    database()
    copying = {"DBSnapshots": [{"Status": "creating"}]}
    deployed.says(SNAPSHOTS, copying, copying, lambda: None)
    deployed.says(DESCRIBE, task_says())
    migrate(ROOT, options(file, snapshot=True), fake_clock())
    order = [name for name, _ in deployed.asked if name in {"rds.CreateDBSnapshot", SNAPSHOTS, "ecs.RunTask"}]
    assert order == ["rds.CreateDBSnapshot", SNAPSHOTS, SNAPSHOTS, SNAPSHOTS, "ecs.RunTask"]
    [made] = client("rds").describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
    assert made["DBSnapshotIdentifier"] == f"gli-dev-db-before-{DIGEST[7:19]}-20261121-080000"


def test_a_stack_file_can_ask_for_the_snapshot_of_every_migration(deployed: Wire, tmp_path: Path) -> None:
    def with_backup(config: dict[str, Any]) -> None:
        with_migration(config)
        services = config["platform:stack"]["services"]
        services["api"]["migration"] = services["api"]["migration"] | {"backup": True}

    database()
    deployed.says(DESCRIBE, task_says())
    migrate(ROOT, options(stack_file(tmp_path, "dev", with_backup)), fake_clock())
    assert len(client("rds").describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]) == 1


@pytest.mark.parametrize(
    ("status", "error", "sentence"),
    [
        ("failed", RefusedError, "failed, so nothing was migrated"),
        ("creating", AwsFailedError, "are not ready after 60 min; nothing was migrated"),
    ],
)
def test_without_its_snapshot_nothing_is_migrated(
    deployed: Wire, file: Path, status: str, error: type[Exception], sentence: str
) -> None:
    database()
    deployed.says(SNAPSHOTS, {"DBSnapshots": [{"Status": status}]})
    with pytest.raises(error, match=sentence):
        migrate(ROOT, options(file, snapshot=True), fake_clock())
    assert deployed.calls("ecs.RunTask") == []


def test_a_service_without_a_database_has_nothing_to_copy(deployed: Wire, tmp_path: Path) -> None:
    def without(config: dict[str, Any]) -> None:
        with_migration(config)
        config["platform:stack"]["services"]["api"]["uses"] = ["redis"]

    with pytest.raises(WrongInputError, match="the service api uses no database"):
        migrate(ROOT, options(stack_file(tmp_path, "dev", without), snapshot=True), fake_clock())
    assert deployed.calls("ssm.PutParameter") == []
