"""Numbers that an application writes into its log, as metrics with a graph and, where it is asked for, an alarm."""

from typing import Any

import pytest

from components._watched import Expression, Metric
from tests.components.account.filter_patterns import matches
from tests.components.compute.stand_ins import LOG_GROUP, Built, service
from tests.components.watching import alarms, when, widget
from tests.harness import inputs_by_name

FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
ORDERS = {"pattern": '{ $.event = "order_created" }'}
LENGTH = {"pattern": "{ $.queue_length = * }", "value": "$.queue_length"}
PLANS = {"pattern": "{ $.plan = * }", "dimensions": {"Plan": "$.plan"}}


def measured(**metrics: Any) -> Built:
    return service(metrics={name.replace("_", "-"): metric for name, metric in metrics.items()})


def transformation(built: Built, name: str) -> Any:
    made: Any = inputs_by_name(built.recording, FILTER)[f"api-metric-{name}"]["metricTransformation"]
    return {key: value for key, value in made.items() if value is not None}


def test_a_service_without_metrics_has_no_filter() -> None:
    assert service().recording.of_type(FILTER) == ()


def test_lines_of_the_services_own_log_are_counted_and_none_is_a_zero() -> None:
    built = measured(orders=ORDERS)
    (made,) = built.recording.of_type(FILTER)
    assert (made.inputs["name"], made.inputs["logGroupName"]) == ("api/orders", LOG_GROUP)
    assert built.recording.one("aws:cloudwatch/logGroup:LogGroup", "service-api").urn in made.dependencies
    assert transformation(built, "orders") == {
        "namespace": "GLI/Production",
        "name": "api/orders",
        "value": "1",
        "defaultValue": "0",
        "unit": "Count",
    }
    assert matches(str(made.inputs["pattern"]), {"event": "order_created"})
    assert not matches(str(made.inputs["pattern"]), {"event": "order_cancelled"})


def test_what_is_measured_is_the_number_of_the_line_and_nothing_stands_for_its_absence() -> None:
    made = transformation(measured(queue=LENGTH | {"unit": "None"}), "queue")
    assert (made["value"], made["unit"]) == ("$.queue_length", "None")
    assert "defaultValue" not in made


def test_with_dimensions_aws_takes_no_default() -> None:
    made = transformation(measured(plans=PLANS), "plans")
    assert made["dimensions"] == {"Plan": "$.plan"}
    assert "defaultValue" not in made


@pytest.mark.parametrize(
    ("metric", "statistic"),
    [(ORDERS, "Sum"), (LENGTH, "Average"), (LENGTH | {"statistic": "Maximum"}, "Maximum")],
    ids=["counted", "measured", "chosen"],
)
def test_each_has_a_graph_of_what_makes_sense_of_it(metric: dict[str, Any], statistic: str) -> None:
    graph = widget(measured(number=metric).component.watched, "number")
    assert graph.measures == [Metric("GLI/Production", "api/number", {}, statistic, "number")]


def test_a_graph_by_dimensions_searches_what_there_is() -> None:
    (found,) = widget(measured(plans=PLANS).component.watched, "plans").measures
    assert isinstance(found, Expression)
    assert found.text == """SEARCH('{"GLI/Production","Plan"} MetricName="api/plans"', 'Sum')"""
    assert (found.metrics, found.region) == ({}, None)


def test_too_much_is_told_and_silence_is_not_too_much() -> None:
    built = measured(queue=LENGTH | {"alarm": {"above": 100, "period": 60, "periods": 5}})
    alarm = alarms(built.component.watched)["app-metric-queue"]
    assert when(alarm) == (">", 100, 60, 5, "notBreaching", "warning")
    assert alarm.measure == widget(built.component.watched, "queue").measures[0]
    assert widget(built.component.watched, "queue").limits == [("app-metric-queue", 100)]
    assert alarm.section == "app-metric"


def test_too_little_is_told_and_silence_is_too_little() -> None:
    built = measured(orders=ORDERS | {"alarm": {"below": 1, "period": 3600, "severity": "critical"}})
    assert when(alarms(built.component.watched)["app-metric-orders"]) == ("<", 1, 3600, 1, "breaching", "critical")


def test_nothing_is_a_number_to_be_below_or_above() -> None:
    built = measured(balance=LENGTH | {"alarm": {"below": 0}}, errors_seen=ORDERS | {"alarm": {"above": 0}})
    found = alarms(built.component.watched)
    assert (found["app-metric-balance"].comparison, found["app-metric-balance"].threshold) == ("<", 0)
    assert (found["app-metric-errors-seen"].comparison, found["app-metric-errors-seen"].threshold) == (">", 0)


def test_without_one_nobody_is_told() -> None:
    assert not any(key.startswith("app-metric") for key in alarms(measured(orders=ORDERS).component.watched))
