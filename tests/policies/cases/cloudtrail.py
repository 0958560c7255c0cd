"""CloudTrail."""

from typing import Any

from guardrails.tokens import (
    ACCOUNT_PUBLIC_ACCESS_BLOCK,
    BUCKET_LOGGINGS,
    BUCKET_POLICY,
    BUCKETS,
    KEY,
    LOG_GROUP,
    PUBLIC_ACCESS_BLOCK,
    ROLE,
    TRAIL,
)

from tests.policies.cases.account import FLAGS
from tests.policies.cases.data_stores import KEY_ARN
from tests.policies.cases.table import RELATION, Cases, Table
from tests.policies.harness import UNKNOWN, Given

WHOLE = {"isMultiRegionTrail": True}
BUCKET = Given(BUCKETS[0], "files", {"bucket": "gli-trail"})
MADE = Given(TRAIL, "trail", {"s3BucketName": UNKNOWN}, {"s3BucketName": ["files"]})
BY_POLICY = Given(TRAIL, "trail", {"s3BucketName": UNKNOWN}, {"s3BucketName": ["policy"]})
POLICY = Given(BUCKET_POLICY, "policy", deps={"bucket": ["files"]})
NAMED = Given(TRAIL, "trail", {"s3BucketName": "gli-trail"})
LOGGED = Given(BUCKET_LOGGINGS[0], "logging", deps={"bucket": ["files"]})


def _block(**more: Any) -> Given:
    return Given(PUBLIC_ACCESS_BLOCK, "block", {**dict.fromkeys(FLAGS, True), **more}, {"bucket": ["files"]})


def _fields(**wanted: str) -> dict[str, Any]:
    return {"fieldSelectors": [{"field": field, "equals": [value]} for field, value in wanted.items()]}


CASES: Table = {
    "account-trail": Cases(
        compliant=[[Given(ACCOUNT_PUBLIC_ACCESS_BLOCK, "block"), Given(TRAIL, "trail")]],
        violation=[[Given(ACCOUNT_PUBLIC_ACCESS_BLOCK, "block")]],
        impossible=RELATION,
    ),
    "trail-complete": Cases(
        compliant=[
            WHOLE,
            {**WHOLE, "eventSelectors": [{"readWriteType": "All", "includeManagementEvents": True}]},
            {**WHOLE, "eventSelectors": [{"readWriteType": "WriteOnly"}, {}]},
            {**WHOLE, "advancedEventSelectors": [_fields(eventCategory="Data"), _fields(eventCategory="Management")]},
        ],
        violation=[
            {},
            {**WHOLE, "enableLogging": False},
            {**WHOLE, "includeGlobalServiceEvents": False},
            {**WHOLE, "eventSelectors": [{"readWriteType": "WriteOnly"}]},
            {**WHOLE, "eventSelectors": [{"includeManagementEvents": False}]},
            {**WHOLE, "advancedEventSelectors": [_fields(eventCategory="Data")]},
            {**WHOLE, "advancedEventSelectors": [_fields(eventCategory="Management", readOnly="false")]},
        ],
        unknown=[{"isMultiRegionTrail": UNKNOWN}, {**WHOLE, "eventSelectors": UNKNOWN}],
    ),
    "trail-validated": Cases(
        compliant=[{"enableLogFileValidation": True}],
        violation=[{}, {"enableLogFileValidation": False}],
        unknown=[{"enableLogFileValidation": UNKNOWN}],
    ),
    "trail-own-key": Cases(
        compliant=[
            {"kmsKeyId": KEY_ARN},
            [Given(TRAIL, "trail", {"kmsKeyId": UNKNOWN}, {"kmsKeyId": ["key"]}), Given(KEY, "key")],
        ],
        violation=[{}, {"kmsKeyId": "alias/aws/s3"}],
        unknown=[{"kmsKeyId": UNKNOWN}],
    ),
    "trail-to-logs": Cases(
        compliant=[
            [
                Given(
                    TRAIL,
                    "trail",
                    {"cloudWatchLogsGroupArn": UNKNOWN, "cloudWatchLogsRoleArn": UNKNOWN},
                    {"cloudWatchLogsGroupArn": ["logs"], "cloudWatchLogsRoleArn": ["role"]},
                ),
                Given(LOG_GROUP, "logs"),
                Given(ROLE, "role"),
            ],
            {"cloudWatchLogsGroupArn": "arn:aws:logs:x", "cloudWatchLogsRoleArn": "arn:aws:iam::1:role/trail"},
        ],
        violation=[{}, {"cloudWatchLogsGroupArn": "arn:aws:logs:x"}],
        unknown=[{"cloudWatchLogsGroupArn": UNKNOWN, "cloudWatchLogsRoleArn": UNKNOWN}],
    ),
    "trail-bucket-private": Cases(
        compliant=[[MADE, BUCKET, _block()], [NAMED, BUCKET, _block()], [BY_POLICY, POLICY, BUCKET, _block()]],
        violation=[
            [MADE, BUCKET],
            [MADE, BUCKET, _block(blockPublicPolicy=False)],
            [NAMED, BUCKET],
            [BY_POLICY, POLICY, BUCKET],
        ],
        unknown=[
            {"s3BucketName": "gli-trail-of-another-stack"},
            [MADE, BUCKET, _block(blockPublicAcls=UNKNOWN)],
            [Given(TRAIL, "trail", {"s3BucketName": UNKNOWN}), BUCKET, _block()],
        ],
    ),
    "trail-bucket-logged": Cases(
        compliant=[[MADE, BUCKET, LOGGED], [NAMED, BUCKET, LOGGED]],
        violation=[[MADE, BUCKET], [NAMED, BUCKET]],
        unknown=[{"s3BucketName": "gli-trail-of-another-stack"}],
    ),
}
