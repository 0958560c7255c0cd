"""Going back writes a new database beside the old one, only where AWS can make it, and says how services move."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ops.failures import OpsError, RefusedError, WrongInputError
from ops.live.environment import read_environment
from ops.restore.command import Options, restore
from tests.ops.moto_aws import (
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

AT, INSTANCE = "2026-11-20T03:00:00Z", "gli-dev-db"
EARLIEST, LATEST = datetime(2026, 11, 19, 3, tzinfo=UTC), datetime(2026, 11, 21, 7, 55, tzinfo=UTC)
DESCRIBE, BACKUPS = "rds.DescribeDBInstances", "rds.DescribeDBInstanceAutomatedBackups"
FOUND = {"AllocatedStorage": 130, "BackupRetentionPeriod": 1, "LatestRestorableTime": LATEST}
WINDOW = {"DBInstanceAutomatedBackups": [{"RestoreWindow": {"EarliestTime": EARLIEST, "LatestTime": LATEST}}]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return stack_file(tmp_path, "dev")


@pytest.fixture
def deployed(wire: Wire) -> Wire:
    """The old database, as RDS describes one that has grown; the new one's name is free."""
    wire.says(DESCRIBE, {"DBInstances": [FOUND]}, "DBInstanceNotFound")
    wire.says(BACKUPS, WINDOW)
    return wire


def restored(file: Path, **asked: Any) -> None:
    common: dict[str, Any] = {"stack": "dev", "role": "db", "at": AT, "config_file": file}
    restore(ROOT, Options(**(common | asked)))


def settings(file: Path, role: str) -> Any:
    environment = read_environment(ROOT, "dev", file)
    [found] = [one for one in environment.recording.of_type("platform:data:Database") if one.name == role]
    return found.inputs


@pytest.mark.usefixtures("deployed")
def test_the_new_database_is_the_old_one_at_that_moment_under_its_variables(file: Path) -> None:
    before = settings(file, "db")
    restored(file)
    after = settings(file, "db-1120-0300")
    assert after["restore"] == {"of": "db", "snapshot": None, "time": AT}
    assert after["prefix"] == "DB"
    differ = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert differ == {"restore", "prefix", "storage", "max_storage"}
    assert (after["storage"], after["max_storage"]) == (130, 143), "a restored database has no less than the old one"
    assert settings(file, "db") == before


@pytest.mark.usefixtures("deployed")
def test_nothing_else_in_the_file_changes(file: Path) -> None:
    before = file.read_text("utf-8").splitlines()
    restored(file)
    assert [line for line in before if line not in file.read_text("utf-8").splitlines()] == []


@pytest.mark.usefixtures("deployed")
def test_what_comes_next_is_said_in_its_order(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    restored(file, new="db-back")
    said = capsys.readouterr().out
    wanted = ["pulumi up", "services.api.uses, services.websocket.uses", "verify", "The way back is `uses: [db]`"]
    assert [said.index(one) for one in wanted] == sorted(said.index(one) for one in wanted)
    assert "gli-dev-db-back beside gli-dev-db" in said


@pytest.mark.usefixtures("deployed")
def test_a_moment_with_an_offset_is_the_same_moment(file: Path) -> None:
    restored(file, at="2026-11-20T12:00:00+09:00", new="db-back")
    assert settings(file, "db-back")["restore"]["time"] == AT


@pytest.mark.usefixtures("deployed")
def test_the_latest_moment_is_left_to_rds(file: Path) -> None:
    restored(file, at="latest")
    assert settings(file, "db-1121-0755")["restore"] == {"of": "db", "snapshot": None, "time": "latest"}


@pytest.mark.parametrize(
    ("asked", "error", "sentence"),
    [
        ({"at": "2026-11-20 03:00"}, WrongInputError, "is no moment: write it with its offset"),
        ({"at": "yesterday"}, WrongInputError, "is no moment"),
        ({"at": "2026-11-21T08:00:00Z"}, RefusedError, "is after 2026-11-21T07:55:00Z, the latest moment"),
        ({"at": "2026-11-19T02:59:59Z"}, RefusedError, "is before the earliest moment .*2026-11-19T03:00:00Z"),
        ({"role": "data"}, WrongInputError, "'data' is no database of the stack dev; those are db"),
        ({"new": "redis"}, WrongInputError, "'redis' is a role of this stack already"),
        ({"new": "Back"}, WrongInputError, "a role: 2 to 20 lower-case letters"),
        ({"anonymise": "api"}, WrongInputError, "services.api.migration has no `anonymise`"),
    ],
)
def test_what_cannot_be_leaves_the_file_as_it_is(
    deployed: Wire, file: Path, asked: dict[str, str], error: type[Exception], sentence: str
) -> None:
    before = file.read_text("utf-8")
    with pytest.raises(error, match=sentence):
        restored(file, **asked)
    assert file.read_text("utf-8") == before
    assert {name.split(".")[1][:8] for name, _ in deployed.asked} <= {"Describe"}, "AWS was asked and told nothing"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            [{"DBInstances": [FOUND]}, {"DBInstances": [FOUND]}],
            "There is a database gli-dev-db-1120-0300 on AWS",
        ),
        ([{"DBInstances": [{**FOUND, "BackupRetentionPeriod": 0}]}], "has no backups to go back to"),
        (["DBInstanceNotFound"], "There is no database gli-dev-db on AWS to restore from"),
        (["AccessDenied"], "does not allow these credentials to find the database"),
        (["ExpiredToken"], "have expired"),
        (["Throttling"], "AWS throttled DescribeDBInstances"),
        ([KeyboardInterrupt], "Stopped"),
    ],
)
def test_what_aws_cannot_do_leaves_the_file_as_it_is(
    deployed: Wire, file: Path, answers: list[Any], sentence: str
) -> None:
    before = file.read_text("utf-8")
    deployed.says(DESCRIBE, *answers)
    with pytest.raises(OpsError, match=sentence):
        restored(file)
    assert file.read_text("utf-8") == before


@pytest.mark.usefixtures("deployed")
def test_a_secret_of_its_name_that_is_being_deleted_is_found_before_the_deployment(file: Path) -> None:
    client("secretsmanager").create_secret(Name="gli/db-1120-0300/development", SecretString="x")
    client("secretsmanager").delete_secret(SecretId="gli/db-1120-0300/development")
    with pytest.raises(RefusedError, match=r"There is a secret gli/db-1120-0300/development already, being deleted"):
        restored(file)


@pytest.mark.usefixtures("deployed")
def test_anonymising_is_a_migration_of_the_copy_that_nothing_else_uses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def with_hook(config: dict[str, Any]) -> None:
        migration = {"command": ["migrate"], "anonymise": ["python", "manage.py", "anonymise"]}
        api = config["platform:stack"]["services"]["api"]
        api |= {"migration": migration, "alarms": {"response_time": 2}, "deployment": {"alternate_target_group": True}}
        config["platform:images"] = {"api": DIGEST}

    file = stack_file(tmp_path, "dev", with_hook)
    restored(file, anonymise="api", as_json=True)
    facts = as_json(capsys.readouterr().out)
    environment = read_environment(ROOT, "dev", file)
    task = environment.service(facts["anonymise"])
    assert task.settings["migration"]["command"] == ["python", "manage.py", "anonymise"]
    assert (task.settings["uses"], task.settings["tasks"], task.image_role) == ([facts["role"]], 0, "api")
    assert (task.hosts, task.target_groups) == ((), ())
    assert task.settings["health_check"]["command"] == ["true"]
    using = [role for role, one in environment.services.items() if facts["role"] in one.settings.get("uses", [])]
    assert using == [task.role]


def test_production_asks_first(wire: Wire, tmp_path: Path, ops: Ops, capsys: pytest.CaptureFixture[str]) -> None:
    wire.says(DESCRIBE, {"DBInstances": [FOUND]}, "DBInstanceNotFound")
    wire.says(BACKUPS, WINDOW)
    file = stack_file(tmp_path, "prod")
    before = file.read_text("utf-8")
    assert ops("restore-database", "--stack", "prod", "--role", "db", "--at", AT, "--config-file", str(file)) == 2
    assert "Nobody can be asked here; add --yes." in capsys.readouterr().err
    assert file.read_text("utf-8") == before
