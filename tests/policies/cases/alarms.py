"""CloudWatch alarms and who hears them."""

from collections.abc import Sequence

from guardrails.tokens import COMPOSITE_ALARM, METRIC_ALARM, SERVICE, SLACK_CHANNEL, TOPIC, TOPIC_SUBSCRIPTION

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given, Props

ARN = "arn:aws:sns:ap-northeast-2:917891822317:gli-alerts"
TOLD = Given(TOPIC, "alerts", {"name": "gli-alerts"})
NAME = {"name": "gli-prod-api-cpu"}


def _telling(**more: Sequence[str]) -> Given:
    """An alarm that tells the topic, whose ARN is not known yet."""
    return Given(METRIC_ALARM, "alarm", {**NAME, "alarmActions": [UNKNOWN]}, {"alarmActions": ["alerts"], **more})


def _composite(rule: str, **more: object) -> Given:
    return Given(COMPOSITE_ALARM, "down", {"alarmName": "gli-prod-api-down", "alarmRule": rule, **more})


def _reader(kind: str, key: str, value: object = UNKNOWN, deps: Sequence[str] = ("alerts",)) -> Given:
    return Given(kind, "reader", {key: value}, {key: deps} if deps else {})


def _global(region: str, **more: object) -> Props:
    return {"namespace": "AWS/CloudFront", "region": region, **more}


CASES: Table = {
    "alarm-actions": Cases(
        compliant=[
            [_telling(), TOLD],
            {"alarmActions": [ARN]},
            [Given(METRIC_ALARM, "alarm", NAME), _composite('ALARM("gli-prod-api-cpu")', alarmActions=[ARN])],
            [
                Given(METRIC_ALARM, "alarm", NAME),
                Given(COMPOSITE_ALARM, "down", {"alarmActions": [ARN]}, {"alarmRule": ["alarm"]}),
            ],
            [Given(METRIC_ALARM, "alarm", NAME), Given(SERVICE, "api", {"alarms": {"alarmNames": [NAME["name"]]}})],
            [_composite("ALARM(x)", alarmActions=[ARN])],
        ],
        violation=[
            {},
            {"alarmActions": []},
            {"okActions": [ARN]},
            [Given(METRIC_ALARM, "alarm", NAME), _composite('ALARM("gli-prod-api-cpu")')],
            [Given(METRIC_ALARM, "alarm", NAME), _composite('ALARM("gli-prod-api-cpu-2")', alarmActions=[ARN])],
            [_composite("ALARM(x)")],
        ],
        unknown=[{"alarmActions": UNKNOWN}, [Given(METRIC_ALARM, "alarm", NAME), _composite(UNKNOWN)]],
    ),
    "alarm-actions-enabled": Cases(
        compliant=[{}, {"actionsEnabled": True}],
        violation=[{"actionsEnabled": False}, [Given(COMPOSITE_ALARM, props={"actionsEnabled": False})]],
        unknown=[{"actionsEnabled": UNKNOWN}],
    ),
    "alarm-missing-data": Cases(
        compliant=[{"treatMissingData": how} for how in ("breaching", "notBreaching", "ignore", "missing")],
        violation=[{}, {"treatMissingData": "notbreaching"}],
        unknown=[{"treatMissingData": UNKNOWN}],
    ),
    "alarm-global-region": Cases(
        compliant=[
            _global("us-east-1"),
            {"region": "us-east-1", "metricQueries": [{"metric": {"namespace": "AWS/CloudFront"}}]},
        ],
        violation=[
            _global("ap-northeast-2"),
            {"region": "ap-northeast-2", "metricQueries": [{"metric": {"namespace": "AWS/Billing"}}]},
        ],
        unknown=[_global(UNKNOWN), {"namespace": "AWS/CloudFront"}, {"namespace": UNKNOWN, "region": "us-east-1"}],
        not_applicable=[{"namespace": "AWS/ECS", "region": "ap-northeast-2"}],
    ),
    "alarm-reaches-somebody": Cases(
        compliant=[
            [_telling(), TOLD, _reader(TOPIC_SUBSCRIPTION, "topic")],
            [_telling(), TOLD, _reader(SLACK_CHANNEL, "snsTopicArns", [UNKNOWN])],
            [_telling(), TOLD, _reader(TOPIC_SUBSCRIPTION, "topic", ARN, ())],
            [
                Given(METRIC_ALARM, "alarm", {"alarmActions": [ARN]}),
                TOLD,
                _reader(SLACK_CHANNEL, "snsTopicArns", [ARN], ()),
            ],
        ],
        violation=[
            [_telling(), TOLD],
            [_telling(), TOLD, _reader(TOPIC_SUBSCRIPTION, "topic", deps=["other"]), Given(TOPIC, "other")],
            [_telling(), TOLD, _reader(TOPIC_SUBSCRIPTION, "topic", f"{ARN}-warnings", ())],
        ],
        unknown=[
            {"alarmActions": [ARN]},
            [_telling(), TOLD, _reader(TOPIC_SUBSCRIPTION, "topic", UNKNOWN, ())],
        ],
        not_applicable=[{}],
    ),
}
