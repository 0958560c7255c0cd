"""The trail: every call of every Region, kept a year where nobody can change it, and who reads logs among them."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.account.trail_settings import TrailSettings
from tests.components.account.trails import ARN, BUCKET, GROUP, KEY, trail
from tests.components.iam_documents import by_sid, unknown_actions, wide_resources
from tests.harness import inputs_by_name, json_of, listed

TRAIL = "aws:cloudtrail/trail:Trail"
READERS = "gli-production-trail-access-123456789012"
LOGS_ARN = f"arn:aws:logs:ap-northeast-2:123456789012:log-group:{GROUP}"


def test_the_trail_sees_every_region_and_what_has_none_and_its_files_are_signed() -> None:
    made = trail()[0].one(TRAIL, "trail").inputs
    switches = ("isMultiRegionTrail", "includeGlobalServiceEvents", "enableLogFileValidation", "enableLogging")
    assert [made[switch] for switch in switches] == [True] * 4
    assert (made["name"], made["s3BucketName"], made["kmsKeyId"]) == ("gli-production", BUCKET, KEY)


def test_all_management_events_are_recorded_and_nothing_is_left_out_of_them() -> None:
    management = listed(trail()[0].one(TRAIL, "trail"), "advancedEventSelectors")[0]
    assert management["fieldSelectors"] == [{"field": "eventCategory", "equals": ["Management"]}]


@pytest.mark.parametrize("buckets", [[], ["gli-production-alb-logs-123456789012", "gli-user-frontend-logs"]])
def test_reads_of_the_trails_own_files_and_of_other_logs_are_recorded_and_no_other_objects(buckets: list[str]) -> None:
    selectors = listed(trail(audited_buckets=buckets)[0].one(TRAIL, "trail"), "advancedEventSelectors")
    assert len(selectors) == 2
    assert selectors[1]["fieldSelectors"] == [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        {"field": "readOnly", "equals": ["true"]},
        {"field": "resources.ARN", "startsWiths": [f"arn:aws:s3:::{bucket}/" for bucket in (BUCKET, *buckets)]},
    ]


def test_only_this_trail_writes_to_the_bucket_and_only_below_its_account() -> None:
    policy = by_sid(json_of(trail()[0].one("aws:s3/bucketPolicy:BucketPolicy", "trail-files-policy"), "policy"))
    assert set(policy) == {"TlsOnly", "TrailReadsAcl", "TrailWrites"}
    assert policy["TrailWrites"] == {
        "Sid": "TrailWrites",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": [f"arn:aws:s3:::{BUCKET}/AWSLogs/123456789012/*"],
        "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": ARN}},
    }
    assert policy["TrailReadsAcl"]["Condition"] == {"StringEquals": {"aws:SourceArn": ARN}}


def test_s3_writes_who_read_the_files_into_another_bucket() -> None:
    recording = trail()[0]
    logging = recording.one("aws:s3/bucketLogging:BucketLogging", "trail-files-access-logs")
    assert (logging.inputs["bucket"], logging.inputs["targetBucket"]) == (BUCKET, READERS)
    policy = by_sid(json_of(recording.one("aws:s3/bucketPolicy:BucketPolicy", "trail-access-logs-policy"), "policy"))
    assert policy["ServerAccessLogs"]["Condition"]["ArnLike"] == {"aws:SourceArn": f"arn:aws:s3:::{BUCKET}"}
    assert policy["ServerAccessLogs"]["Resource"] == [f"arn:aws:s3:::{READERS}/{logging.inputs['targetPrefix']}*"]


@pytest.mark.parametrize(("settings", "days"), [({}, 365), ({"expiration_days": 2557}, 2557)])
def test_the_files_are_kept_a_year_unless_the_account_asks_for_more(settings: dict[str, Any], days: int) -> None:
    token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"  # noqa: S105 - a type
    for lifecycle in trail(**settings)[0].of_type(token):
        assert [rule["expiration"] for rule in listed(lifecycle, "rules") if "expiration" in rule] == [{"days": days}]


def test_the_buckets_are_protected_and_keep_their_files_unless_given_up() -> None:
    buckets = trail()[0].of_type("aws:s3/bucket:Bucket")
    assert [(b.options.protect, b.inputs["forceDestroy"]) for b in buckets] == [(True, False)] * 2
    given_up = trail(protect=False, force_destroy=True)[0].of_type("aws:s3/bucket:Bucket")
    assert [(b.options.protect, b.inputs["forceDestroy"]) for b in given_up] == [(False, True)] * 2


def test_the_bucket_has_no_key_of_its_own_since_cloudtrail_brings_the_trails() -> None:
    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"  # noqa: S105 - a type
    (rule,) = listed(trail()[0].one(token, "trail-files-encryption"), "rules")
    assert rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "AES256"
    assert "kmsKeyId" not in trail(key=None)[0].one(TRAIL, "trail").inputs


def test_the_trail_waits_for_all_that_cloudtrail_tries_when_it_is_made() -> None:
    recording = trail()[0]
    made = recording.one(TRAIL, "trail")
    for token, name in (
        ("aws:s3/bucketPolicy:BucketPolicy", "trail-files-policy"),
        ("aws:iam/rolePolicy:RolePolicy", "trail-logs"),
        ("aws:cloudwatch/logGroup:LogGroup", "trail"),
    ):
        assert recording.one(token, name).urn in made.dependencies


def test_events_are_copied_into_streams_of_one_log_group_and_nothing_else_is_allowed() -> None:
    recording = trail()[0]
    made = recording.one(TRAIL, "trail")
    role = recording.one("aws:iam/role:Role", "trail-logs")
    assert made.inputs["cloudWatchLogsGroupArn"] == f"{LOGS_ARN}:*"
    assert made.inputs["cloudWatchLogsRoleArn"] == role.outputs["arn"]
    policy = json_of(recording.one("aws:iam/rolePolicy:RolePolicy", "trail-logs"), "policy")
    assert list(unknown_actions(policy)) == []
    assert list(wide_resources(policy)) == []
    assert by_sid(policy)["OwnStreams"]["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    streams = f"{LOGS_ARN}:log-stream:123456789012_CloudTrail_ap-northeast-2*"
    assert by_sid(policy)["OwnStreams"]["Resource"] == [streams]


def test_cloudtrail_alone_assumes_the_role_under_no_condition_since_it_names_no_trail_then() -> None:
    trust = json_of(trail()[0].one("aws:iam/role:Role", "trail-logs"), "assumeRolePolicy")
    assert trust["Statement"] == [
        {
            "Sid": "Service",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ]


def test_reviewers_read_the_settings_on_the_component() -> None:
    props = trail()[0].one("platform:account:Trail", "trail").inputs
    assert props == TrailSettings().props()


def test_each_filter_counts_in_the_log_group_of_the_trail_in_our_namespace() -> None:
    filters = inputs_by_name(trail()[0], "aws:cloudwatch/logMetricFilter:LogMetricFilter")
    assert len(filters) == 10
    for name, made in filters.items():
        assert made["logGroupName"] == GROUP
        assert made["metricTransformation"] == {
            "namespace": "GLI/Production",
            "name": name,
            "value": "1",
            "defaultValue": "0",
            "unit": "Count",
        }


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"expiration_days": 89}, "greater than or equal to 90"),
        ({"audited_buckets": ["Logs"]}, "is not a bucket's name"),
        ({"alarms": {"root_use": 0}}, "greater than or equal to 1"),
        ({"alarms": {"root": 1}}, "Extra inputs"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        TrailSettings.model_validate_json(json.dumps(settings))
