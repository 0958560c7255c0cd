import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import ResourceOptions

from ops.dashboard.alarms import COMPOSITE_ALARM, METRIC_ALARM
from ops.dashboard.declared import DASHBOARD, Declared, declared
from ops.offline.recording import Recording
from tests.harness import build


def by_hand(opts: ResourceOptions) -> None:
    """Alarms, topics and receivers as somebody would write them without the platform's components."""
    topic = aws.sns.Topic("ops", name="ops", opts=opts)
    quiet = aws.sns.Topic("quiet", name="quiet", opts=opts)
    for name, protocol, endpoint in (
        ("hook", "https", "https://hooks.example.com/T0KEN"),
        ("box", "email", pulumi.Output.secret("hidden@example.com")),
        ("team", "email", "team@example.com"),
    ):
        aws.sns.TopicSubscription(name, topic=topic.arn, protocol=protocol, endpoint=endpoint, opts=opts)
    rule: dict[str, Any] = {"comparison_operator": "GreaterThanThreshold", "evaluation_periods": 1, "threshold": 1}
    metric: dict[str, Any] = {"namespace": "AWS/SQS", "metric_name": "Age", "statistic": "Maximum", "period": 60}
    aws.cloudwatch.MetricAlarm("told", name="told", alarm_actions=[topic.arn], **rule, **metric, opts=opts)
    aws.cloudwatch.MetricAlarm("deaf", name="deaf", alarm_actions=[quiet.arn], **rule, **metric, opts=opts)
    aws.cloudwatch.MetricAlarm("alone", name="alone", alarm_description="By hand.", **rule, **metric, opts=opts)


BY_HAND = declared(build(by_hand))


def told(name: str) -> tuple[str, ...]:
    (found,) = [alarm.told for alarm in BY_HAND.alarms if alarm.name == name]
    return found


def test_every_alarm_of_the_stack_is_declared_once(recording: Recording, everything: Declared) -> None:
    made = [str(alarm.inputs["name"]) for alarm in recording.of_type(METRIC_ALARM)]
    made += [str(alarm.inputs["alarmName"]) for alarm in recording.of_type(COMPOSITE_ALARM)]

    assert sorted(alarm.name for alarm in everything.alarms) == sorted(made)
    assert len(made) > 100


def test_each_says_what_it_means_what_to_do_first_and_where_more_stands(everything: Declared) -> None:
    for alarm in everything.alarms:
        assert alarm.means
        assert alarm.first
        assert alarm.runbook
        assert "\n" not in alarm.means
        assert alarm.severity in ("critical", "warning")


def test_alarms_stand_in_the_order_of_the_dashboard_those_that_wake_somebody_up_first(everything: Declared) -> None:
    sections = [section.title for section in everything.sections]
    parts = [part.title for part in everything.parts]

    assert parts == [title for title in sections if title in parts]
    for part in everything.parts:
        severities = [alarm.severity for alarm in part.alarms]
        assert severities == sorted(severities)


def test_receivers_are_those_of_the_alarms_severity_and_each_is_named_once(everything: Declared) -> None:
    told_of = {alarm.severity: set(alarm.told) for alarm in everything.alarms}

    assert told_of["critical"] == {
        "team@example.com",
        "PagerDuty oncall",
        "PagerDuty europe",
        "Slack C0123ABCD",
        "Slack C0123ABCE",
    }
    assert told_of["warning"] == {"team@example.com", "office@example.com", "PagerDuty europe", "Slack C0123ABCD"}
    assert all(len(alarm.told) == len(set(alarm.told)) for alarm in everything.alarms)


def test_an_endpoint_is_never_shown_but_a_mailbox_that_is_no_secret() -> None:
    assert told("told") == ("email box", "https hook", "team@example.com")


@pytest.mark.parametrize("name", ["deaf", "alone"])
def test_an_alarm_without_a_receiver_tells_nobody(name: str) -> None:
    assert told(name) == ()


def test_an_alarm_made_by_hand_is_shown_with_all_that_its_description_says() -> None:
    (alone,) = [alarm for alarm in BY_HAND.alarms if alarm.name == "alone"]

    assert (alone.means, alone.first, alone.runbook, alone.severity) == ("By hand.", "", "", "")
    assert alone.condition == "Age Maximum > 1 in 1 min"


def test_a_stack_without_a_dashboard_has_alarms_and_no_graph() -> None:
    assert BY_HAND.dashboard == ""
    assert BY_HAND.sections == ()


def test_every_graph_and_every_visible_line_is_declared(recording: Recording, everything: Declared) -> None:
    (board,) = recording.of_type(DASHBOARD)
    widgets = json.loads(str(board.inputs["dashboardBody"]))["widgets"]
    graphs = [widget["properties"] for widget in widgets if widget["type"] == "metric"]
    shown = [
        (graph["title"], row[-1]["label"])
        for graph in graphs
        for row in graph["metrics"]
        if row[-1].get("visible", True)
    ]

    assert shown == [
        (graph.title, line.label) for section in everything.sections for graph in section.graphs for line in graph.lines
    ]
    assert len(graphs) > 50


def test_metric_math_is_shown_with_the_names_of_its_metrics(everything: Declared) -> None:
    lines = {line.label: line for section in everything.sections for graph in section.graphs for line in graph.lines}

    assert lines["5xx of all requests"].measured == (
        "IF(RequestCount >= 100, 100 * HTTPCode_Target_5XX_Count / RequestCount, 0)"
    )


def test_what_is_measured_in_another_region_says_so(everything: Declared) -> None:
    (cost,) = [section for section in everything.sections if section.title == "Cost of the account"]

    assert cost.graphs[0].places == ("AWS/Billing, Currency USD in us-east-1",)
