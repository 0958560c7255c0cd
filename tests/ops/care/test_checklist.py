import json
from datetime import timedelta
from typing import Any

import pytest

from tests.ops.care.conftest import World
from tests.ops.moto_aws import DIGEST, OTHER_DIGEST, client


def items(world: World, *arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
    code, out, _ = world.run("checklist", "--json", *arguments)
    return code, {one["title"]: one for one in json.loads(out)["items"]}


def bad(found: dict[str, dict[str, Any]]) -> list[str]:
    return [title for title, one in found.items() if one["state"] == "bad"]


def test_an_environment_in_order_may_be_deployed_to(world: World) -> None:
    code, found = items(world, "before")

    assert (code, bad(found)) == (0, [])
    for part in ("Backup of gli-dev-db", "Way back of api", "Dashboard ", "Alarms exist"):
        assert any(title.startswith(part) for title in found), found
    assert DIGEST in found["Way back of api"]["seen"]


def test_what_a_person_must_check_is_never_ticked(world: World) -> None:
    _, out, _ = world.run("checklist", "before")

    persons = out.partition("For a person to check:\n")[2].splitlines()
    assert len(persons) == 6
    assert all(line.startswith("[ ] ") for line in persons)


def test_a_database_without_a_fresh_backup_is_told_with_the_command(world: World) -> None:
    world.database(age=timedelta(hours=30))

    code, found = items(world, "before")

    assert (code, bad(found)) == (1, ["Backup of gli-dev-db"])
    assert "no snapshot of the last 26 h" in found["Backup of gli-dev-db"]["seen"]
    assert found["Backup of gli-dev-db"]["way_out"].startswith("aws rds create-db-snapshot")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"BackupRetentionPeriod": 0}, "automated backups are off"),
        ({"LatestRestorableTime": None}, "nothing of the last 15 min could be restored"),
    ],
)
def test_a_database_that_cannot_go_back_to_any_moment_is_told(world: World, more: dict[str, Any], why: str) -> None:
    world.database(**more)

    code, found = items(world, "before")

    assert code == 1
    assert why in found["Backup of gli-dev-db"]["seen"]


def test_an_image_that_ecr_no_longer_has_is_no_way_back(world: World) -> None:
    world.wire.says("ecr.DescribeImages", "ImageNotFoundException")

    code, found = items(world, "before")

    assert (code, bad(found)) == (1, ["Way back of api"])


def test_the_release_before_is_named(world: World) -> None:
    world.released(OTHER_DIGEST, at="2026-11-19T08:00:00Z")
    world.released(DIGEST)

    _, found = items(world, "before")

    assert f"before it {OTHER_DIGEST}" in found["Way back of api"]["seen"]


def test_a_missing_dashboard_is_told(world: World) -> None:
    [name] = [one["DashboardName"] for one in client("cloudwatch").list_dashboards()["DashboardEntries"]]
    client("cloudwatch").delete_dashboards(DashboardNames=[name])

    code, found = items(world, "before")

    assert (code, bad(found)) == (1, [f"Dashboard {name}"])


def test_an_alarm_that_rings_stops_a_deployment(world: World) -> None:
    world.ring("gli-dev-api-error-rate")

    code, found = items(world, "before")

    assert (code, bad(found)) == (1, ["No alarm rings"])
    assert "gli-dev-api-error-rate" in found["No alarm rings"]["seen"]


def test_a_topic_that_nobody_confirmed_tells_nobody(world: World) -> None:
    waiting = {"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "operators@glibiz.com"}
    world.wire.says("sns.ListSubscriptionsByTopic", {"Subscriptions": [waiting]})

    code, found = items(world, "before")

    assert code == 1
    assert len(bad(found)) == 4
    assert all(found[title]["seen"] == "1 subscriptions are not confirmed" for title in bad(found))


def test_a_deployment_under_way_is_told(world: World) -> None:
    world.ecs(status="IN_PROGRESS")

    code, found = items(world, "before")

    assert (code, bad(found)) == (1, ["No deployment of api is under way"])


def test_what_is_not_allowed_is_not_known_and_never_good(world: World) -> None:
    world.wire.says("rds.DescribeDBSnapshots", "AccessDenied")

    code, found = items(world, "before")

    assert code == 3
    assert found["Backup of gli-dev-db"]["state"] == "unknown"
    assert "AWS does not allow these credentials" in found["Backup of gli-dev-db"]["seen"]


@pytest.mark.parametrize("minutes", ["5", "30", "1440"])
def test_numbers_below_their_alarms_are_good(world: World, minutes: str) -> None:
    code, found = items(world, "after", "--minutes", minutes)

    assert (code, bad(found)) == (0, [])
    for title in ("Error rate", "Latency", "Database load", "Tasks and targets of api"):
        assert found[title]["state"] == "good"
    assert any("budget" in title for title in found) == (minutes == "1440")


def test_the_window_is_that_of_the_look(world: World) -> None:
    items(world, "after", "--minutes", "30")

    asked = world.wire.calls("cloud-watch.GetMetricData") or world.wire.calls("cloudwatch.GetMetricData")
    assert asked
    assert {one["EndTime"] - one["StartTime"] for one in asked} == {timedelta(minutes=30)}


def test_numbers_above_their_alarms_are_told_with_both(world: World) -> None:
    world.measured(2.5, 1e9)

    code, found = items(world, "after")

    assert code == 1
    assert {"Error rate", "Latency"} <= set(bad(found))
    assert "gli-dev-api-response-time: worst 1,000,000,000 in 5 min, alarm above 1" in found["Latency"]["seen"]
    assert found["Latency"]["way_out"] == f"python -m ops diagnose --stack dev --config-file {world.file}"


def test_silence_is_good_where_the_alarm_takes_it_so(world: World) -> None:
    world.measured()

    _, found = items(world, "after")

    assert found["Error rate"]["state"] == "good"
    assert "had nothing to measure" in found["Error rate"]["seen"]


def test_tasks_that_are_missing_are_told(world: World) -> None:
    world.ecs(running=1)

    code, found = items(world, "after")

    assert code == 1
    assert found["Tasks and targets of api"]["seen"] == "1 of 2 tasks run"


def test_a_budget_that_will_not_hold_is_told_a_day_later(world: World) -> None:
    spend = {"ActualSpend": {"Amount": "100", "Unit": "USD"}, "ForecastedSpend": {"Amount": "400", "Unit": "USD"}}
    budget = {"BudgetLimit": {"Amount": "300", "Unit": "USD"}, "CalculatedSpend": spend}
    world.wire.says("budgets.DescribeBudget", {"Budget": budget})

    code, found = items(world, "after", "--minutes", "1440")

    assert code == 1
    [title] = bad(found)
    assert found[title]["seen"] == "100.00 of 300.00 USD this month, forecast 400.00"


def test_throttling_is_not_known_and_exit_3(world: World) -> None:
    world.wire.says("cloudwatch.GetMetricData", "Throttling")

    code, found = items(world, "after")

    assert code == 3
    assert "AWS throttled GetMetricData" in found["Latency"]["seen"]


def test_another_length_than_the_guides_is_wrong_input(world: World) -> None:
    code, _, err = world.run("checklist", "after", "--minutes", "7")

    assert code == 2
    assert "it is 5, 30 or 1440" in err


def test_the_lines_fit_a_terminal(world: World) -> None:
    world.database(age=timedelta(hours=30))

    for arguments in (("before",), ("after", "--minutes", "1440")):
        _, out, _ = world.run("checklist", *arguments)
        long = [line for line in out.splitlines() if len(line) > 80]
        assert [line for line in long if not line.strip().startswith(("python -m", "aws ", "https://"))] == []
