"""A private bucket: owned by us alone, TLS only, versioned, encrypted, and opened by statements alone."""

from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components._bucket import PrivateBucket, PrivateBucketArgs
from components._iam import statement
from ops.offline.recording import Recording
from tests.components.iam_documents import by_sid
from tests.harness import build, json_of, listed

BUCKET = "aws:s3/bucket:Bucket"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
KEY = "arn:aws:kms:ap-northeast-2:123456789012:key/mrk-1"


@cache
def bucket(**given: Any) -> Recording:
    def program(opts: ResourceOptions) -> None:
        PrivateBucket("logs", PrivateBucketArgs(bucket="gli-logs", **given), opts)

    return build(program)


def test_nothing_in_the_bucket_can_ever_be_public() -> None:
    block = bucket().one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "logs-public-access").inputs
    assert block == {
        "bucket": "gli-logs",
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_whoever_writes_an_object_the_bucket_owns_it() -> None:
    controls = bucket().one("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "logs-ownership").inputs
    assert controls["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_overwritten_objects_are_kept() -> None:
    versioning = bucket().one("aws:s3/bucketVersioning:BucketVersioning", "logs-versioning").inputs
    assert versioning["versioningConfiguration"] == {"status": "Enabled"}


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        (
            None,
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256", "kmsMasterKeyId": None},
                "bucketKeyEnabled": False,
            },
        ),
        (
            KEY,
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
                "bucketKeyEnabled": True,
            },
        ),
    ],
    ids=["with S3's own keys", "with our key"],
)
def test_objects_are_encrypted(key: str | None, rule: dict[str, Any]) -> None:
    assert listed(bucket(key_arn=key).one(ENCRYPTION, "logs-encryption"), "rules") == [rule]


def test_without_statements_the_policy_only_refuses_what_comes_without_tls() -> None:
    policy = json_of(bucket().one(POLICY, "logs-policy"), "policy")
    assert by_sid(policy) == {
        "TlsOnly": {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:*"],
            "Resource": ["arn:aws:s3:::gli-logs", "arn:aws:s3:::gli-logs/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    }


def test_a_statement_opens_the_bucket_beside_the_refusal() -> None:
    opening = statement(
        "Read", principal={"AWS": "arn:aws:iam::123456789012:root"}, actions=["s3:GetObject"], resources=["x"]
    )

    def program(opts: ResourceOptions) -> None:
        PrivateBucket("logs", PrivateBucketArgs(bucket="gli-logs", statements=[opening]), opts)

    policy = json_of(build(program).one(POLICY, "logs-policy"), "policy")
    assert list(by_sid(policy)) == ["TlsOnly", "Read"]
    assert by_sid(policy)["Read"] == opening


def test_the_policy_waits_until_the_bucket_is_closed_to_the_public() -> None:
    recording = bucket()
    closed = recording.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "logs-public-access")
    assert closed.urn in recording.one(POLICY, "logs-policy").dependencies


def test_objects_are_kept_unless_they_expire_and_broken_uploads_never_are() -> None:
    rules = listed(bucket().one(LIFECYCLE, "logs-lifecycle"), "rules")
    assert [(rule["id"], rule["abortIncompleteMultipartUpload"]) for rule in rules] == [
        ("abort-incomplete-uploads", {"daysAfterInitiation": 7})
    ]
    assert "expiration" not in rules[0]


def test_expired_objects_are_gone_a_day_later() -> None:
    expire = listed(bucket(expire_after_days=30).one(LIFECYCLE, "logs-lifecycle"), "rules")[1]
    assert (expire["status"], expire["filter"]) == ("Enabled", {"prefix": ""})
    assert expire["expiration"] == {"days": 30}
    assert expire["noncurrentVersionExpiration"] == {"noncurrentDays": 1}


def test_the_bucket_is_protected_and_keeps_its_objects_unless_given_up() -> None:
    kept, given_up = bucket().one(BUCKET, "logs"), bucket(protect=False, force_destroy=True).one(BUCKET, "logs")
    assert (kept.options.protect, kept.inputs["forceDestroy"]) == (True, False)
    assert (given_up.options.protect, given_up.inputs["forceDestroy"]) == (False, True)
    assert [r.type for r in bucket().resources if r.options.protect] == [BUCKET]
