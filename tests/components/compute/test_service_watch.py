"""What is watched of a service: the standard's alarm to the letter, and no alarm for what nothing measures."""

from typing import Any

import pytest

from components._watched import Anomaly
from components.compute.service_alarms import ServiceAlarms
from components.compute.traffic_watch import TrafficWatchArgs, no_healthy_targets, traffic_alarms
from tests.components.compute.stand_ins import WEB, Built, service
from tests.components.watching import PLAIN, alarms, drawn, metrics, named, text, when, widget
from tests.harness import NAMES

ALB, ECS, INSIGHTS = "AWS/ApplicationELB", "AWS/ECS", "ECS/ContainerInsights"
BY_SERVICE = {"ClusterName": "production-gli-cluster", "ServiceName": "production-api-service"}
OF_TASKS = {"task-cpu", "task-memory", "stopped-tasks"}
OF_INSIGHTS = {"missing-tasks", "pending-tasks", "no-running-tasks"}
OF_ROUTE = {
    "high-error-rate",
    "error-rate",
    "client-errors",
    "response-time",
    "unhealthy-targets",
    "no-healthy-targets",
}


def watched(**given: Any) -> set[str]:
    return set(alarms(service(**given).component.watched))


def two_groups(**given: Any) -> TrafficWatchArgs:
    """A service between whose two target groups releases move the requests."""
    groups = ["targetgroup/blue/1", "targetgroup/green/2"]
    return TrafficWatchArgs(
        alarms=ServiceAlarms.model_validate(given), load_balancer="app/x/1", target_groups=groups, singleton=False
    )


def by_target_group(built: Built) -> dict[str, Any]:
    group = built.one("aws:lb/targetGroup:TargetGroup").outputs["arnSuffix"]
    return {"LoadBalancer": "app/gli-production-alb/1", "TargetGroup": group}


def test_the_standards_alarm_is_there_to_the_letter() -> None:
    built = service(**WEB)
    alarm = alarms(built.component.watched)["high-error-rate"]
    name = NAMES.fill("alarm", stem=built.component.watched.stem, alarm=alarm.key)
    assert name == "gli-prod-api-high-error-rate"
    assert named(alarm.measure) == {PLAIN: (ALB, "HTTPCode_Target_5XX_Count", "Sum")}
    assert when(alarm) == (">", 50, 300, 2, "notBreaching", "critical")


def test_it_has_both_dimensions_without_which_it_would_never_be_raised() -> None:
    built = service(**WEB)
    assert built.dimensions("high-error-rate") == {PLAIN: by_target_group(built)}
    assert by_target_group(built)["TargetGroup"].startswith("targetgroup/gli-prod-api-tg/")


def test_a_service_with_a_route_is_watched_whole_and_a_worker_without_what_a_load_balancer_measures() -> None:
    assert watched(**WEB) == OF_TASKS | OF_INSIGHTS | OF_ROUTE
    assert watched() == OF_TASKS | OF_INSIGHTS


def test_without_container_insights_nothing_waits_for_what_they_measure() -> None:
    assert watched(insights=False, **WEB) == OF_TASKS | OF_ROUTE
    assert watched(insights=False) == OF_TASKS
    shown = service(insights=False, **WEB).component.watched
    namespaces = {
        one.namespace for graph in shown.widgets for measure in graph.measures for one in metrics(measure).values()
    }
    assert namespaces == {ALB, ECS, "AWS/Events"}


@pytest.mark.parametrize(
    ("alarm", "metric"), [("task-cpu", "CPUUtilization"), ("task-memory", "MemoryUtilization")], ids=str
)
def test_tasks_are_busy_when_their_service_is_on_average(alarm: str, metric: str) -> None:
    built = service()
    found = alarms(built.component.watched)[alarm]
    assert named(found.measure) == {PLAIN: (ECS, metric, "Average")}
    assert built.dimensions(alarm) == {PLAIN: BY_SERVICE}
    assert when(found) == (">", 85, 300, 3, "notBreaching", "warning")


def test_the_services_own_name_is_the_dimension() -> None:
    assert service(name="legacy").dimensions("task-cpu")[PLAIN]["ServiceName"] == "legacy"


def test_missing_tasks_are_those_that_are_wanted_and_do_not_run_for_ten_minutes() -> None:
    built = service()
    found = alarms(built.component.watched)["missing-tasks"]
    assert text(found.measure) == "desired - running"
    assert named(found.measure) == {
        "desired": (INSIGHTS, "DesiredTaskCount", "Average"),
        "running": (INSIGHTS, "RunningTaskCount", "Average"),
    }
    assert built.dimensions("missing-tasks") == {"desired": BY_SERVICE, "running": BY_SERVICE}
    assert when(found) == (">", 0, 60, 10, "notBreaching", "warning")


def test_stopped_tasks_are_counted_by_the_rule_that_tells_of_each() -> None:
    built = service()
    found = alarms(built.component.watched)["stopped-tasks"]
    assert named(found.measure) == {PLAIN: ("AWS/Events", "TriggeredRules", "Sum")}
    assert built.dimensions("stopped-tasks") == {PLAIN: {"RuleName": "gli-prod-api-stopped"}}
    assert when(found) == (">", 2, 900, 1, "notBreaching", "warning")


def test_the_networks_alarm_waits_for_somebody_who_knows_what_is_usual() -> None:
    assert "task-network" not in watched()
    found = alarms(service(alarms={"task_network": {"anomaly": 3}}).component.watched)["task-network"]
    assert found.threshold == Anomaly(anomaly=3)
    assert text(found.measure) == "received + sent"
    assert {name for _, name, _ in named(found.measure).values()} == {"NetworkRxBytes", "NetworkTxBytes"}


def test_the_rate_of_errors_is_an_alarm_of_its_own_that_a_few_requests_do_not_raise() -> None:
    built = service(**WEB)
    found = alarms(built.component.watched)["error-rate"]
    assert text(found.measure) == "IF(requests1 >= 100, 100 * counted1 / requests1, 0)"
    assert named(found.measure) == {
        "counted1": (ALB, "HTTPCode_Target_5XX_Count", "Sum"),
        "requests1": (ALB, "RequestCount", "Sum"),
    }
    assert built.dimensions("error-rate") == dict.fromkeys(("counted1", "requests1"), by_target_group(built))
    assert when(found) == (">", 5, 300, 2, "notBreaching", "critical")


def test_requests_are_slow_when_one_in_twenty_is() -> None:
    found = alarms(service(**WEB).component.watched)["response-time"]
    assert named(found.measure) == {PLAIN: (ALB, "TargetResponseTime", "p95")}
    assert (found.comparison, found.threshold) == (">", 1)


def test_two_target_groups_are_watched_as_one_service() -> None:
    made = {alarm.key: alarm for alarm in [*traffic_alarms(two_groups()), *no_healthy_targets(two_groups())]}
    texts = {key: text(alarm.measure) for key, alarm in made.items()}
    requests = "(requests1 + requests2)"
    rate = f"IF({requests} >= 100, 100 * (counted1 + counted2) / {requests}, 0)"
    assert texts == {
        "high-error-rate": "(errors1 + errors2)",
        "error-rate": rate,
        "client-errors": rate,
        "response-time": "IF(seconds1 >= seconds2, seconds1, seconds2)",
        "unhealthy-targets": "(unhealthy1 + unhealthy2)",
        "no-healthy-targets": "(healthy1 + healthy2)",
    }
    groups = {key: metric.dimensions["TargetGroup"] for key, metric in metrics(made["error-rate"].measure).items()}
    assert {key: group for key, group in groups.items() if key.startswith("counted")} == {
        "counted1": "targetgroup/blue/1",
        "counted2": "targetgroup/green/2",
    }


def test_a_service_is_down_when_no_task_runs_or_none_is_healthy_and_that_alone_wakes_somebody_up() -> None:
    shown = service(**WEB).component.watched
    (down,) = shown.composites
    assert (down.key, down.any_of, down.severity) == ("down", ("no-running-tasks", "no-healthy-targets"), "critical")
    signs = [alarms(shown)[key] for key in down.any_of]
    assert {sign.severity for sign in signs} == {"warning"}
    running, healthy = signs
    assert text(running.measure) == "IF(desired > 0, running, 1)"
    assert when(running)[:4] == ("<", 1, 60, 5)
    assert named(healthy.measure) == {PLAIN: (ALB, "HealthyHostCount", "Maximum")}
    assert when(healthy)[:4] == ("<", 1, 60, 3)


def test_a_worker_is_down_when_no_task_runs_and_nobody_is_told_where_that_is_given_up_or_not_measured() -> None:
    (down,) = service().component.watched.composites
    assert down.any_of == ("no-running-tasks",)
    for quiet in (service(alarms={"down": False}, **WEB), service(insights=False)):
        assert quiet.component.watched.composites == []
        assert set(alarms(quiet.component.watched)).isdisjoint({"no-running-tasks", "no-healthy-targets"})


def test_a_singletons_gap_between_two_releases_wakes_nobody_up() -> None:
    shown = alarms(service(singleton=True, **WEB).component.watched)
    assert {shown[key].periods for key in ("no-running-tasks", "no-healthy-targets")} == {10}


def test_before_the_first_release_no_gap_in_the_data_raises_an_alarm() -> None:
    unreleased = service(digest=None, **WEB).component.watched
    assert {alarm.missing for alarm in unreleased.alarms} == {"notBreaching"}
    assert set(alarms(unreleased)) == watched(**WEB)


@pytest.mark.parametrize("field", sorted(set(ServiceAlarms.model_fields) - {"down", "rollback"}))
def test_every_alarm_can_be_left_out_and_has_the_threshold_that_is_written(field: str) -> None:
    key = field.replace("_", "-")
    assert key not in watched(alarms={field: None}, **WEB)
    written = alarms(service(alarms={field: 7}, **WEB).component.watched)[key]
    assert written.threshold == 7
    learnt = alarms(service(alarms={field: {"anomaly": 2.5}}, **WEB).component.watched)[key]
    assert learnt.threshold == Anomaly(anomaly=2.5)


def test_the_guides_graphs_of_ecs_and_the_load_balancer_are_there() -> None:
    assert drawn(service(**WEB).component.watched) == {
        "CPUUtilization",
        "MemoryUtilization",
        "DesiredTaskCount",
        "RunningTaskCount",
        "PendingTaskCount",
        "TriggeredRules",
        "NetworkRxBytes",
        "NetworkTxBytes",
        "RequestCount",
        "TargetResponseTime",
        "HTTPCode_Target_4XX_Count",
        "HTTPCode_Target_5XX_Count",
        "HealthyHostCount",
        "UnHealthyHostCount",
    }
    assert drawn(service().component.watched) & {"RequestCount", "HealthyHostCount"} == set()


def test_graphs_show_where_alarms_begin_and_a_learnt_threshold_has_no_line() -> None:
    shown = service(alarms={"task_memory": {"anomaly": 2}}, **WEB).component.watched
    assert widget(shown, "CPU and memory").limits == [("task-cpu", 85)]
    assert widget(shown, "Answers 4xx and 5xx").limits == [("high-error-rate (5 minutes)", 50)]
