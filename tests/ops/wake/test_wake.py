"""An environment that rests is woken: databases first, and what makes it rest again before anything is started."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.ops.moto_aws import Ops, Wire, as_json, client, ops, server, stack_file, wire
from tests.ops.wake.conftest import DATABASE, GROUP, SERVICES, asleep, awake, file, of, released

__all__ = ["asleep", "file", "ops", "server", "wire"]

STARTED = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""Sunday 11:00 in Seoul."""


@pytest.fixture(autouse=True)
def on_a_sunday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.ops.moto_aws.BEGIN", STARTED)


def limits(role: str) -> tuple[int, int]:
    [found] = client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="ecs", ResourceIds=[of(role)["ResourceId"]]
    )["ScalableTargets"]
    return found["MinCapacity"], found["MaxCapacity"]


def actions(role: str) -> dict[str, Any]:
    found = client("application-autoscaling").describe_scheduled_actions(**of(role))["ScheduledActions"]
    return {one["ScheduledActionName"]: one for one in found}


def schedules() -> dict[str, Any]:
    scheduler = client("scheduler")
    names = [one["Name"] for one in scheduler.list_schedules(GroupName=GROUP)["Schedules"]]
    return {name: scheduler.get_schedule(GroupName=GROUP, Name=name) for name in names}


def state() -> str:
    [found] = client("rds").describe_db_instances(DBInstanceIdentifier=DATABASE)["DBInstances"]
    return str(found["DBInstanceStatus"])


@pytest.mark.usefixtures("asleep")
def test_databases_run_and_services_have_the_tasks_of_the_stack_file(
    ops: Ops, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert awake(ops, file, "--until", "15:00", "--json") == 0
    assert state() == "available"
    assert {role: limits(role) for role in SERVICES} == {"api": (1, 1), "websocket": (1, 1)}
    assert as_json(capsys.readouterr().out) == {
        "stack": "dev",
        "until": "2026-11-22T15:00+09:00",
        "by_calendar": False,
        "databases": [DATABASE],
        "services": {"api": [1, 1], "websocket": [1, 1]},
    }


@pytest.mark.usefixtures("asleep")
def test_it_rests_again_by_itself_services_first(ops: Ops, file: Path) -> None:
    assert awake(ops, file, "--until", "15:00") == 0
    for role in SERVICES:
        stop = actions(role)["off-hours-once"]
        assert (stop["Schedule"], stop["Timezone"]) == ("at(2026-11-22T15:00:00)", "Asia/Seoul")
        assert stop["ScalableTargetAction"] == {"MinCapacity": 0, "MaxCapacity": 0}
    once, usual = schedules()["db-once"], schedules()["db-stop"]
    assert once["ScheduleExpression"] == "at(2026-11-22T15:15:00)"
    assert once["ScheduleExpressionTimezone"] == "Asia/Seoul"
    assert once["ActionAfterCompletion"] == "DELETE"
    assert once["Target"] == usual["Target"]


@pytest.mark.usefixtures("asleep")
def test_the_calendar_waits_and_is_otherwise_as_it_was(ops: Ops, file: Path) -> None:
    before = schedules()
    assert awake(ops, file, "--until", "15:00") == 0
    for role in SERVICES:
        held = {name: actions(role)[f"off-hours-{name}"] for name in ("start", "stop")}
        assert {one["StartTime"] for one in held.values()} == {datetime(2026, 11, 22, 6, 0, tzinfo=UTC)}
        assert held["start"]["ScalableTargetAction"] == {"MinCapacity": 1, "MaxCapacity": 1}
        assert held["stop"]["Schedule"] == "cron(0 20 ? * MON,TUE,WED,THU,FRI *)"
    for name, old in before.items():
        new = schedules()[name]
        assert new["StartDate"] == datetime(2026, 11, 22, 6, 15, tzinfo=UTC)
        assert {key: new[key] for key in ("ScheduleExpression", "Target", "FlexibleTimeWindow")} == {
            key: old[key] for key in ("ScheduleExpression", "Target", "FlexibleTimeWindow")
        }


@pytest.mark.usefixtures("asleep")
def test_another_time_moves_the_stop_and_working_hours_take_it_away(ops: Ops, file: Path) -> None:
    assert awake(ops, file, "--until", "15:00") == 0
    assert awake(ops, file, "--until", "18:30") == 0
    assert actions("api")["off-hours-once"]["Schedule"] == "at(2026-11-22T18:30:00)"
    assert schedules()["db-once"]["ScheduleExpression"] == "at(2026-11-22T18:45:00)"
    assert awake(ops, file, "--until", "09:00") == 0
    assert set(actions("api")) == {"off-hours-start", "off-hours-stop"}
    assert set(schedules()) == {"db-start", "db-stop"}
    assert schedules()["db-stop"]["StartDate"] == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


def test_before_anything_is_started_everything_that_stops_it_stands(asleep: Wire, ops: Ops, file: Path) -> None:
    assert awake(ops, file, "--until", "15:00") == 0
    order = [name for name, _ in asleep.asked]
    first_start = order.index("rds.StartDBInstance")
    assert first_start < order.index("application-auto-scaling.RegisterScalableTarget")
    for stop in ("application-auto-scaling.PutScheduledAction", "scheduler.CreateSchedule", "scheduler.UpdateSchedule"):
        assert max(number for number, name in enumerate(order) if name == stop) < first_start


def test_a_database_that_is_just_being_stopped_is_waited_for_and_started_once(
    asleep: Wire, ops: Ops, file: Path
) -> None:
    said = ["stopping", "stopping", "stopped", "starting", "configuring-enhanced-monitoring", "available"]
    asleep.says(
        "rds.DescribeDBInstances", *({"DBInstances": [{"DBInstanceStatus": one}]} for one in ("stopping", *said))
    )
    assert awake(ops, file, "--until", "15:00") == 0
    assert len(asleep.calls("rds.StartDBInstance")) == 1


@pytest.mark.parametrize("status", ["failed", "incompatible-network", "storage-full"])
def test_a_database_that_waiting_does_not_help_is_a_verdict(
    asleep: Wire, ops: Ops, file: Path, status: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asleep.says("rds.DescribeDBInstances", {"DBInstances": [{"DBInstanceStatus": status}]})
    assert awake(ops, file, "--until", "15:00") == 1
    assert f"{DATABASE} is '{status}', from which waiting does not help" in capsys.readouterr().err
    assert asleep.calls("application-auto-scaling.RegisterScalableTarget") == []


def test_a_database_that_never_comes_ends_the_wait_and_says_what_stands(
    asleep: Wire, ops: Ops, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asleep.says("rds.DescribeDBInstances", {"DBInstances": [{"DBInstanceStatus": "starting"}]})
    assert awake(ops, file, "--until", "15:00") == 3
    said = capsys.readouterr().err
    assert f"{DATABASE} did not become available within 45 min. What runs stops at Sun 15:00" in said


def test_tasks_that_do_not_come_are_a_verdict(
    asleep: Wire, ops: Ops, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asleep.says("ecs.DescribeServices", {"services": [{"runningCount": 0, "desiredCount": 1}]})
    assert awake(ops, file, "--until", "15:00") == 1
    assert "After 10 min api runs 0 of 1 tasks, websocket runs 0 of 1 tasks; run `python" in capsys.readouterr().err


@pytest.mark.parametrize(
    "failure",
    [
        ("rds.StartDBInstance", "AccessDenied", "does not allow these credentials to start gli-dev-db"),
        ("scheduler.UpdateSchedule", "ThrottlingException", "throttled UpdateSchedule"),
        ("application-auto-scaling.PutScheduledAction", "ExpiredTokenException", "have expired"),
        ("rds.StartDBInstance", KeyboardInterrupt, "Stopped"),
    ],
)
def test_what_fails_half_way_says_when_it_will_rest(
    asleep: Wire, ops: Ops, file: Path, failure: tuple[str, Any, str], capsys: pytest.CaptureFixture[str]
) -> None:
    operation, answer, said = failure
    asleep.says(operation, answer)
    assert awake(ops, file, "--until", "15:00") == 3
    error = capsys.readouterr().err
    assert said in error
    assert "What runs stops at Sun 15:00, if it got so far; repeat the command, or leave it." in error
    asleep.says(operation)
    assert awake(ops, file, "--until", "15:00") == 0
    assert (state(), limits("api")) == ("available", (1, 1))


def test_what_is_not_deployed_with_off_hours_changes_nothing(
    asleep: Wire, ops: Ops, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asleep.says("application-auto-scaling.DescribeScalableTargets", {"ScalableTargets": []})
    assert awake(ops, file) == 2
    assert "api is not deployed with the off-hours of its stack file; run `pulumi up --stack dev`." in (
        capsys.readouterr().err
    )
    changing = ("Put", "Create", "Update", "Start", "Register")
    assert [name for name, _ in asleep.asked if name.partition(".")[2].startswith(changing)] == []


def test_a_stack_that_never_rests_needs_no_waking(
    wire: Wire, ops: Ops, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def always(config: dict[str, Any]) -> None:
        del config["platform:stack"]["off_hours"]

    assert awake(ops, stack_file(tmp_path, "dev", always)) == 2
    assert "The stack dev has no `off_hours`: it never rests, and needs no waking." in capsys.readouterr().err
    assert wire.asked == []


@pytest.mark.usefixtures("asleep")
def test_the_plan_is_said_before_anything_is_done(ops: Ops, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert awake(ops, file, "--until", "15:00") == 0
    out, err = capsys.readouterr()
    assert err.splitlines()[:4] == [
        "1. Let everything rest again at Sun 15:00, by a stop of its own; until then the calendar changes nothing",
        "2. Start gli-dev-db, which takes minutes",
        "3. Then give tasks to api, websocket",
        "4. Leave alarms silent where the calendar has them so",
    ]
    assert out == "dev is awake until Sun 15:00 (Asia/Seoul); another --until changes that.\n"


@pytest.mark.usefixtures("file")
def test_services_without_an_image_have_nothing_to_run(
    asleep: Wire, ops: Ops, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def one_alone(config: dict[str, Any]) -> None:
        released(config)
        del config["platform:images"]["websocket"]

    assert awake(ops, stack_file(tmp_path, "dev", one_alone), "--until", "15:00", "--json") == 0
    assert as_json(capsys.readouterr().out)["services"] == {"api": [1, 1]}
    assert limits("websocket") == (0, 0)
    assert {one["ResourceId"] for one in asleep.calls("application-auto-scaling.RegisterScalableTarget")} == {
        of("api")["ResourceId"]
    }
