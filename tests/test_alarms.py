"""Every alarm and every graph of every stack: of a metric that is there, able to be raised, and told to somebody."""

import re
from collections.abc import Mapping

import pytest

from ops.offline.recording import Recorded, Recording
from tests.conftest import Record
from tests.harness import ROOT, STACKS, inputs_by_name, listed
from tests.metrics import ALARM, COMPOSITE, DASHBOARD, of_alarm, of_dashboard, outcomes, published, wrong

EVERY_STACK = [*STACKS, "all", *(["account"] if (ROOT / "Pulumi.account.yaml").exists() else [])]
RUNBOOK = (ROOT / "docs/runbook.md").read_text("utf-8")
TOPIC = "aws:sns/topic:Topic"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
SLACK = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
HOUR, DAY, WEEK = 3600, 86_400, 604_800
MAX_DESCRIPTION = 1024
MAX_METRICS = 10
"""In one alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-on-metric-math-expressions.html"""
MAX_ACTIONS = 5


def alarms(recording: Recording) -> tuple[Recorded, ...]:
    """All alarms over metrics; a stack that has none tells of nothing."""
    found = recording.of_type(ALARM)
    assert found, f"{recording.stack} has no alarm"
    return found


def every_alarm(recording: Recording) -> tuple[Recorded, ...]:
    return (*alarms(recording), *recording.of_type(COMPOSITE))


def sections() -> Mapping[str, str]:
    """The sections of the runbook by their headings, which are also their anchors."""
    parts = re.split(r"^## (.+)$", RUNBOOK, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_alarm_is_about_something_that_aws_publishes(stack: str, deployed: Record) -> None:
    known = published(deployed(stack))
    assert [f for alarm in alarms(deployed(stack)) for watched in of_alarm(alarm) for f in wrong(watched, known)] == []


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_graph_shows_something_that_aws_publishes(stack: str, deployed: Record) -> None:
    known = published(deployed(stack))
    (dashboard,) = deployed(stack).of_type(DASHBOARD)
    drawn = list(of_dashboard(dashboard))
    assert drawn
    assert [finding for watched in drawn for finding in wrong(watched, known)] == []


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_alarm_looks_as_often_as_there_is_something_to_see_and_no_longer_than_aws_allows(
    stack: str, deployed: Record
) -> None:
    known = published(deployed(stack))
    for alarm in alarms(deployed(stack)):
        periods = {watched.period for watched in of_alarm(alarm)}
        assert len(periods) == 1, alarm.name
        assert len(of_alarm(alarm)) <= MAX_METRICS, alarm.name
        (period,) = periods
        looked_at = period * int(str(alarm.inputs["evaluationPeriods"]))
        assert period % 60 == 0, alarm.name
        assert looked_at <= (DAY if period < HOUR else WEEK), alarm.name
        assert all(period >= known[w.namespace, w.name].every for w in of_alarm(alarm)), alarm.name


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_alarm_with_a_number_can_be_raised_and_can_be_over(stack: str, deployed: Record) -> None:
    known = published(deployed(stack))
    numbers = [alarm for alarm in alarms(deployed(stack)) if "threshold" in alarm.inputs]
    assert {alarm.name: outcomes(alarm, known) for alarm in numbers} == {alarm.name: {True, False} for alarm in numbers}


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_no_data_means_what_it_means_for_the_metric(stack: str, deployed: Record) -> None:
    """Where a metric is published only when there is something to count, no data is zero, and says nothing bad unless
    zero is bad.
    """
    known = published(deployed(stack))
    for alarm in alarms(deployed(stack)):
        missing = alarm.inputs["treatMissingData"]
        metrics = [known[watched.namespace, watched.name] for watched in of_alarm(alarm)]
        if all(metric.sparse for metric in metrics):
            raised_by_zero = str(alarm.inputs["comparisonOperator"]).startswith("LessThan")
            assert missing == ("breaching" if raised_by_zero else "notBreaching"), alarm.name
        assert (missing == "ignore") <= any(metric.ends for metric in metrics), alarm.name
        assert missing != "missing", alarm.name


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_alarm_reaches_a_topic_of_its_region_when_it_is_raised_and_when_it_is_over(
    stack: str, deployed: Record
) -> None:
    recording = deployed(stack)
    home = recording.one("pulumi:providers:aws", "aws").inputs["region"]
    topics = {topic.outputs["arn"] for topic in recording.of_type(TOPIC)}
    for alarm in every_alarm(recording):
        told = listed(alarm, "alarmActions")
        assert alarm.inputs["actionsEnabled"] is True, alarm.name
        assert 0 < len(told) <= MAX_ACTIONS, alarm.name
        assert told == listed(alarm, "okActions"), alarm.name
        assert set(told) <= topics, alarm.name
        assert {arn.split(":")[3] for arn in told} == {alarm.inputs.get("region", home)}, alarm.name


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_topic_of_an_alarm_has_somebody_who_is_told(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    told = {made.inputs["topic"] for made in recording.of_type(SUBSCRIPTION)}
    told |= {arn for made in recording.of_type(SLACK) for arn in listed(made, "snsTopicArns")}
    assert {arn for alarm in every_alarm(recording) for arn in listed(alarm, "alarmActions")} - told == set()


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_alarm_says_what_it_means_what_to_do_and_where_the_runbook_says_more(
    stack: str, deployed: Record
) -> None:
    for alarm in every_alarm(deployed(stack)):
        text = str(alarm.inputs["alarmDescription"])
        why, todo, runbook, severity = text.split("\n")
        assert len(text) <= MAX_DESCRIPTION, alarm.name
        assert re.fullmatch(r"\S.{15,}[.?)]", why), alarm.name
        assert re.fullmatch(r"First: [A-Z].{15,}[.?)]", todo), alarm.name
        assert severity in ("Severity: critical", "Severity: warning"), alarm.name
        file, _, anchor = runbook.removeprefix("Runbook: ").partition("#")
        assert (file, anchor in sections()) == ("docs/runbook.md", True), (alarm.name, anchor)


@pytest.mark.parametrize("heading", sections())
def test_a_section_of_the_runbook_says_what_it_means_where_to_look_what_to_do_and_when_to_escalate(
    heading: str,
) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", heading), "a heading that is its own anchor"
    parts = re.findall(r"^- \*\*(Means|Look|Do|Escalate)\*\*(?: +|\n  1\. )\S.{10,}", sections()[heading], re.MULTILINE)
    assert parts == ["Means", "Look", "Do", "Escalate"]


def test_the_runbook_has_no_section_twice() -> None:
    headings = re.findall(r"^## (.+)$", RUNBOOK, flags=re.MULTILINE)
    assert sorted(headings) == sorted(set(headings))


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_no_two_alarms_have_one_name_whatever_their_kind(stack: str, deployed: Record) -> None:
    """Composite alarms and others share their names, and an alarm replaces another of its name without a word."""
    names = [
        (alarm.inputs.get("region"), alarm.inputs.get("name") or alarm.inputs["alarmName"])
        for alarm in every_alarm(deployed(stack))
    ]
    assert sorted(map(str, names)) == sorted(map(str, set(names)))


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_a_composite_alarm_is_about_alarms_that_are_there(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    known = {(alarm.inputs.get("region"), alarm.inputs["name"]) for alarm in alarms(recording)}
    for composite in recording.of_type(COMPOSITE):
        about = re.findall(r'ALARM\("([^"]+)"\)', str(composite.inputs["alarmRule"]))
        assert about, composite.name
        assert {(composite.inputs.get("region"), name) for name in about} <= known


def test_the_alarm_of_the_standard_is_the_standards_to_the_letter(deployed: Record) -> None:
    alarm = inputs_by_name(deployed("prod"), ALARM)["api-high-error-rate"]
    topic = "arn:aws:sns:ap-northeast-2:917891822317:gli-alerts"
    load_balancer = deployed("prod").one("aws:lb/loadBalancer:LoadBalancer", "main").outputs["arnSuffix"]
    target_group = deployed("prod").one("aws:lb/targetGroup:TargetGroup", "api").outputs["arnSuffix"]
    assert {key: value for key, value in alarm.items() if key != "alarmDescription"} == {
        "name": "gli-prod-api-high-error-rate",
        "namespace": "AWS/ApplicationELB",
        "metricName": "HTTPCode_Target_5XX_Count",
        "dimensions": {"LoadBalancer": load_balancer, "TargetGroup": target_group},
        "statistic": "Sum",
        "period": 300,
        "evaluationPeriods": 2,
        "threshold": 50,
        "comparisonOperator": "GreaterThanThreshold",
        "treatMissingData": "notBreaching",
        "actionsEnabled": True,
        "alarmActions": [topic],
        "okActions": [topic],
    }
