"""What people hear of at once: each pattern finds its event, and passes by what is daily work."""

from typing import Any

import pytest

from components._watched import Metric
from components.account.trail_settings import TrailAlarms
from components.account.trail_watch import EVENTS
from tests.components.account.filter_patterns import PatternError, matches
from tests.components.account.trails import trail
from tests.harness import inputs_by_name

MOST_CHARACTERS = 1024
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html"""
PATTERNS = {event.key: event.pattern for event in EVENTS}
ROOT = {"type": "Root", "arn": "arn:aws:iam::123456789012:root"}
USER = {"type": "IAMUser", "userName": "kim"}
TASK = {"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"userName": "prod-api-execution-1a2b3c"}}}
PERSON = {
    "type": "AssumedRole",
    "sessionContext": {"sessionIssuer": {"userName": "AWSReservedSSO_Developers_0123456789abcdef"}},
}


def event(name: str, by: dict[str, Any] = TASK, source: str = "iam", **more: Any) -> dict[str, Any]:
    service = f"{source}.amazonaws.com"
    return {"eventName": name, "eventSource": service, "eventType": "AwsApiCall", "userIdentity": by, **more}


def sign_in(mfa: str, result: str = "Success", by: dict[str, Any] = USER) -> dict[str, Any]:
    return event(
        "ConsoleLogin",
        by,
        "signin",
        additionalEventData={"MFAUsed": mfa},
        responseElements={"ConsoleLogin": result},
    )


DENIED = {"errorCode": "AccessDenied"}
FOUND = [
    ("root-use", event("ListBuckets", ROOT, "s3")),
    ("sign-in-without-mfa", sign_in("No")),
    ("key-denials", event("Decrypt", TASK, "kms", errorCode="AccessDenied")),
    ("key-denials", event("GenerateDataKeyWithoutPlaintext", TASK, "kms", errorCode="AccessDeniedException")),
    ("key-deletion", event("ScheduleKeyDeletion", PERSON, "kms")),
    ("key-deletion", event("DisableKey", PERSON, "kms")),
    ("trail-changes", event("StopLogging", PERSON, "cloudtrail")),
    ("trail-changes", event("DeleteTrail", PERSON, "cloudtrail")),
    ("iam-changes", event("AttachRolePolicy", PERSON)),
    ("iam-changes", event("PutUserPolicy", PERSON)),
    ("bucket-changes", event("PutBucketPolicy", PERSON, "s3")),
    ("bucket-changes", event("DeleteBucketPolicy", TASK, "s3")),
    ("bucket-changes", event("PutBucketLifecycle", PERSON, "s3")),
    ("secret-reads", event("GetSecretValue", PERSON, "secretsmanager")),
    ("secret-reads", event("BatchGetSecretValue", USER, "secretsmanager")),
    ("shells-in-tasks", event("ExecuteCommand", PERSON, "ecs")),
    ("unauthorized-calls", event("RunInstances", TASK, "ec2", errorCode="Client.UnauthorizedOperation")),
    ("unauthorized-calls", event("GetObject", TASK, "s3", **DENIED)),
]
PASSED_BY = [
    ("root-use", event("ListBuckets", PERSON, "s3")),
    ("root-use", event("CreateGrant", ROOT | {"invokedBy": "rds.amazonaws.com"}, "kms")),
    ("root-use", event("RotateKey", ROOT, "kms") | {"eventType": "AwsServiceEvent"}),
    ("sign-in-without-mfa", sign_in("Yes")),
    ("sign-in-without-mfa", sign_in("No", "Failure")),
    ("sign-in-without-mfa", sign_in("No", by=PERSON)),
    ("key-denials", event("Decrypt", TASK, "kms")),
    ("key-denials", event("ListKeys", PERSON, "kms", **DENIED)),
    ("key-denials", event("Decrypt", TASK, "s3", **DENIED)),
    ("key-deletion", event("CancelKeyDeletion", PERSON, "kms")),
    ("trail-changes", event("DescribeTrails", PERSON, "cloudtrail")),
    ("iam-changes", event("GetRolePolicy", PERSON)),
    ("iam-changes", event("PutRolePolicy", PERSON, "other")),
    ("bucket-changes", event("GetBucketPolicy", PERSON, "s3")),
    ("bucket-changes", event("PutBucketPolicy", PERSON, "other")),
    ("secret-reads", event("GetSecretValue", TASK, "secretsmanager")),
    ("secret-reads", event("DescribeSecret", PERSON, "secretsmanager")),
    ("shells-in-tasks", event("RunTask", TASK, "ecs")),
    ("unauthorized-calls", event("GetObject", TASK, "s3", errorCode="NoSuchKey")),
]


def ids(row: Any) -> str:
    return row if isinstance(row, str) else f"{row['eventName']} by {row['userIdentity']['type']}"


@pytest.mark.parametrize(("key", "found"), FOUND, ids=ids)
def test_a_pattern_finds_its_event(key: str, found: dict[str, Any]) -> None:
    assert matches(PATTERNS[key], found)


@pytest.mark.parametrize(("key", "passed_by"), PASSED_BY, ids=ids)
def test_a_pattern_passes_by_what_is_daily_work(key: str, passed_by: dict[str, Any]) -> None:
    assert not matches(PATTERNS[key], passed_by)


def test_every_kind_of_event_is_tried_both_ways() -> None:
    assert {key for key, _ in FOUND} == {key for key, _ in PASSED_BY} == set(PATTERNS)


@pytest.mark.parametrize("pattern", ["$.a = b", "{ $.a == b }", "{ ($.a = b }", "{ $.a = b $.c = d }"])
def test_the_reader_of_patterns_refuses_what_it_does_not_know(pattern: str) -> None:
    with pytest.raises(PatternError):
        matches(pattern, {"a": "b", "c": "d"})


def test_patterns_are_no_longer_than_cloudwatch_logs_takes() -> None:
    assert [key for key, pattern in PATTERNS.items() if len(pattern) > MOST_CHARACTERS] == []


def test_every_alarm_looks_at_the_metric_that_its_filter_feeds() -> None:
    recording, watched = trail()
    fed = {
        (made["metricTransformation"]["namespace"], made["metricTransformation"]["name"]): made["pattern"]
        for made in inputs_by_name(recording, "aws:cloudwatch/logMetricFilter:LogMetricFilter").values()
    }
    looked_at = {}
    for alarm in watched.alarms:
        assert isinstance(alarm.measure, Metric)
        assert (alarm.measure.dimensions, alarm.measure.statistic) == ({}, "Sum")
        looked_at[alarm.key] = fed[alarm.measure.namespace, alarm.measure.name]
    assert looked_at == PATTERNS


def test_a_single_event_of_those_that_should_never_happen_wakes_somebody() -> None:
    alarms = {alarm.key: alarm for alarm in trail()[1].alarms}
    critical = {key for key, alarm in alarms.items() if alarm.severity == "critical"}
    assert critical == {"root-use", "sign-in-without-mfa", "key-denials", "key-deletion", "trail-changes"}
    for key in critical:
        alarm = alarms[key]
        assert (alarm.comparison, alarm.threshold, alarm.period, alarm.periods) == (">=", 1, 300, 1)
        assert alarm.missing == "notBreaching"


def test_every_alarm_has_a_threshold_of_its_own_that_leaves_it_out() -> None:
    fields = list(TrailAlarms.model_fields)
    assert {field.replace("_", "-") for field in fields} == set(PATTERNS)
    for field in fields:
        without = trail(alarms={field: None})[1]
        assert set(PATTERNS) - {alarm.key for alarm in without.alarms} == {field.replace("_", "-")}
        (told,) = [alarm for alarm in trail(alarms={field: 7})[1].alarms if alarm.threshold == 7]
        assert told.key.replace("-", "_") == field


def test_what_no_alarm_looks_at_is_counted_and_drawn_all_the_same() -> None:
    silent = dict.fromkeys(TrailAlarms.model_fields)
    recording, watched = trail(alarms=silent)
    assert watched.alarms == []
    assert len(recording.of_type("aws:cloudwatch/logMetricFilter:LogMetricFilter")) == len(EVENTS)
    drawn = [measure.label for widget in watched.widgets for measure in widget.measures]
    assert sorted(drawn) == sorted(event.title for event in EVENTS)
