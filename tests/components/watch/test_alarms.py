"""Alarms say when, to whom and why; of a plain metric, of metric math, and of a band that CloudWatch learns."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components._watched import (
    Alarm,
    AlarmKind,
    Anomaly,
    Comparison,
    Composite,
    Expression,
    Metric,
    Severity,
    Threshold,
    Watched,
)
from components.watch.alarms import Alarms, AlarmsArgs, region_of
from components.wiring import Topics
from ops.offline.recording import Recording
from tests.harness import NAMES, build, listed

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
COMPONENT = "platform:watch:Alarms"
LOUD, QUIET = "arn:aws:sns:ap-northeast-2:123456789012:loud", "arn:aws:sns:ap-northeast-2:123456789012:quiet"
FAR = "arn:aws:sns:us-east-1:123456789012:far"
TOPICS: Mapping[str | None, Topics] = {None: Topics(LOUD, QUIET), "us-east-1": Topics(FAR, FAR)}


def metric(name: str = "HTTPCode_Target_5XX_Count", statistic: str = "Sum", region: str | None = None) -> Metric:
    return Metric("AWS/ApplicationELB", name, {"LoadBalancer": "app/x/1"}, statistic, name, region)


RATE = Expression("100 * errors / requests", {"errors": metric(), "requests": metric("RequestCount")}, "Error rate")


def alarm(
    measure: Metric | Expression | None = None,
    threshold: Threshold = 50,
    comparison: Comparison = ">",
    severity: Severity = "critical",
    key: str = "high-error-rate",
) -> Alarm:
    return Alarm(
        key, measure or metric(), comparison, threshold, 300, 2, severity, "Requests fail.", "Look at the log."
    )


def made(*alarms: Alarm, composites: Sequence[Composite] = (), first: bool = False) -> Recording:
    watched = Watched("Service api", "api", alarms, (), composites)

    def program(opts: ResourceOptions) -> None:
        Alarms("api", AlarmsArgs(watched=watched, names=NAMES, topics=TOPICS), opts)

    return build(program, first=first)


def only(*alarms: Alarm) -> dict[str, Any]:
    (resource,) = made(*alarms).of_type(ALARM)
    return dict(resource.inputs)


@cache
def plain() -> dict[str, Any]:
    return only(alarm())


def test_an_alarm_over_a_plain_metric_says_everything_that_aws_would_otherwise_assume() -> None:
    assert plain() == {
        "name": "gli-prod-api-high-error-rate",
        "alarmDescription": (
            "Requests fail.\nFirst: Look at the log.\nRunbook: docs/runbook.md#high-error-rate\nSeverity: critical"
        ),
        "namespace": "AWS/ApplicationELB",
        "metricName": "HTTPCode_Target_5XX_Count",
        "dimensions": {"LoadBalancer": "app/x/1"},
        "statistic": "Sum",
        "period": 300,
        "evaluationPeriods": 2,
        "threshold": 50,
        "comparisonOperator": "GreaterThanThreshold",
        "treatMissingData": "notBreaching",
        "actionsEnabled": True,
        "alarmActions": [LOUD],
        "okActions": [LOUD],
    }


@pytest.mark.parametrize(
    ("comparison", "operator", "of_band"),
    [
        (">", "GreaterThanThreshold", "GreaterThanUpperThreshold"),
        (">=", "GreaterThanOrEqualToThreshold", "GreaterThanUpperThreshold"),
        ("<", "LessThanThreshold", "LessThanLowerThreshold"),
        ("<=", "LessThanOrEqualToThreshold", "LessThanLowerThreshold"),
    ],
)
def test_each_comparison_has_awss_name_for_numbers_and_for_bands(
    comparison: Comparison, operator: str, of_band: str
) -> None:
    assert only(alarm(comparison=comparison))["comparisonOperator"] == operator
    assert only(alarm(threshold=Anomaly(anomaly=2), comparison=comparison))["comparisonOperator"] == of_band


def test_a_percentile_is_an_extended_statistic() -> None:
    inputs = only(alarm(metric("TargetResponseTime", "p95"), threshold=1))
    assert inputs["extendedStatistic"] == "p95"
    assert "statistic" not in inputs


def test_metric_math_is_watched_by_its_result_alone() -> None:
    inputs = only(alarm(RATE, threshold=5))
    assert [(query["id"], query["returnData"]) for query in inputs["metricQueries"]] == [
        ("errors", False),
        ("requests", False),
        ("watched", True),
    ]
    assert inputs["metricQueries"][-1]["expression"] == "100 * errors / requests"
    assert inputs["metricQueries"][0]["metric"] == {
        "namespace": "AWS/ApplicationELB",
        "metricName": "HTTPCode_Target_5XX_Count",
        "dimensions": {"LoadBalancer": "app/x/1"},
        "period": 300,
        "stat": "Sum",
    }
    assert inputs["threshold"] == 5
    assert {"namespace", "metricName", "dimensions", "statistic", "period"}.isdisjoint(inputs)


@pytest.mark.parametrize("measure", [metric(), RATE], ids=["metric", "math"])
def test_a_learnt_band_stands_in_the_place_of_the_threshold(measure: Metric | Expression) -> None:
    inputs = only(alarm(measure, threshold=Anomaly(anomaly=2.5)))
    returned = [query for query in inputs["metricQueries"] if query["returnData"]]
    assert [query["id"] for query in returned] == ["watched", "band"]
    assert returned[-1]["expression"] == "ANOMALY_DETECTION_BAND(watched, 2.5)"
    assert inputs["thresholdMetricId"] == "band"
    assert "threshold" not in inputs


def test_an_alarm_tells_the_topic_of_its_severity_in_the_region_of_its_metric() -> None:
    here = only(alarm(severity="warning"))
    there = only(alarm(metric("5xxErrorRate", "Average", "us-east-1")))
    assert (here["alarmActions"], here["okActions"], "region" in here) == ([QUIET], [QUIET], False)
    assert (there["alarmActions"], there["okActions"], there["region"]) == ([FAR], [FAR], "us-east-1")


def test_a_composite_alarm_is_raised_while_any_of_its_own_is_and_is_made_after_them() -> None:
    down = Composite("down", ("no-tasks", "no-targets"), "critical", "Nobody is served.", "Go back.")
    recording = made(
        alarm(key="no-tasks"), alarm(key="no-targets"), alarm(key="slow", severity="warning"), composites=[down]
    )
    (composite,) = recording.of_type(COMPOSITE)
    assert composite.inputs == {
        "alarmName": "gli-prod-api-down",
        "alarmDescription": "Nobody is served.\nFirst: Go back.\nRunbook: docs/runbook.md#down\nSeverity: critical",
        "alarmRule": 'ALARM("gli-prod-api-no-tasks") OR ALARM("gli-prod-api-no-targets")',
        "actionsEnabled": True,
        "alarmActions": [LOUD],
        "okActions": [LOUD],
    }
    before = {recording.one(ALARM, name).urn for name in ("api-no-tasks", "api-no-targets")}
    assert set(composite.dependencies) == before


def test_a_composite_alarm_stands_in_the_region_of_its_alarms_and_not_in_two() -> None:
    far = alarm(metric(region="us-east-1"), key="far")
    down = Composite("down", ("far",), "critical", "Nobody is served.", "Go back.")
    (composite,) = made(alarm(), far, composites=[down]).of_type(COMPOSITE)
    assert (composite.inputs["region"], composite.inputs["alarmActions"]) == ("us-east-1", [FAR])
    both = Composite("down", ("far", "high-error-rate"), "critical", "Nobody is served.", "Go back.")
    with pytest.raises(ValueError, match="alarms in 2 Regions; make one for each Region"):
        region_of(both, Watched("Website x", "x-cdn", [alarm(), far], (), [both]))


def test_alarms_are_named_by_the_part_and_the_key_whatever_their_order() -> None:
    one, other = alarm(key="one"), alarm(key="other")
    assert set(made(one, other).urns()) == set(made(other, one).urns())
    assert {resource.name for resource in made(one, other).of_type(ALARM)} == {"api-one", "api-other"}


def test_the_facts_of_an_alarm_can_be_read_before_anything_exists() -> None:
    (component,) = made(alarm(RATE, threshold=Anomaly(anomaly=2)), first=True).of_type(COMPONENT)
    facts = component.inputs["alarms"]
    assert isinstance(facts, dict)
    assert facts["high-error-rate"] == {
        "expression": "100 * errors / requests",
        "metrics": {
            "errors": {
                "namespace": "AWS/ApplicationELB",
                "metric": "HTTPCode_Target_5XX_Count",
                "dimensions": ["LoadBalancer"],
                "statistic": "Sum",
            },
            "requests": {
                "namespace": "AWS/ApplicationELB",
                "metric": "RequestCount",
                "dimensions": ["LoadBalancer"],
                "statistic": "Sum",
            },
        },
        "comparison": ">",
        "threshold": {"anomaly": 2},
        "period": 300,
        "periods": 2,
        "missing": "notBreaching",
        "severity": "critical",
        "why": "Requests fail.",
        "todo": "Look at the log.",
        "runbook": "docs/runbook.md#high-error-rate",
    }


def test_a_kind_of_alarm_is_named_after_the_member_and_explained_once() -> None:
    kind = AlarmKind("high-cpu", ">", "warning", "It is busy.", "Look at it.")
    own, reports = kind.over(metric(), 80), kind.over(metric(), 80, member="reports")
    assert (own.key, reports.key) == ("high-cpu", "reports-high-cpu")
    assert own.section == reports.section == "high-cpu"
    assert str(only(reports)["alarmDescription"]).splitlines()[2] == "Runbook: docs/runbook.md#high-cpu"


def test_where_nothing_is_watched_there_is_no_alarm() -> None:
    recording = made()
    assert recording.of_type(ALARM) == recording.of_type(COMPOSITE) == ()
    assert len(recording.of_type(COMPONENT)) == 1


def test_queries_of_one_alarm_are_a_list_that_aws_takes() -> None:
    (resource,) = made(alarm(RATE, threshold=5)).of_type(ALARM)
    ids = [query["id"] for query in listed(resource, "metricQueries")]
    assert len(ids) == len(set(ids)) == 3
    assert all(one[0].islower() and one.isidentifier() for one in ids)
