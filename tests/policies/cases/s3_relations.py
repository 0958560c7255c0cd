"""What S3 buckets are to others."""

from collections.abc import Sequence
from typing import Any

from guardrails.evaluation import State
from guardrails.tokens import (
    BUCKET_ENCRYPTIONS,
    BUCKET_LOGGINGS,
    BUCKET_WEBSITES,
    BUCKETS,
    DISTRIBUTION,
    KEY,
    LOAD_BALANCERS,
    LOG_DELIVERY_DESTINATION,
    TRAIL,
)

from tests.policies.cases.data_stores import KEY_ARN
from tests.policies.cases.table import Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given

FILES = Given(BUCKETS[0], "files", {"bucket": "files"})
OTHER = Given(BUCKETS[0], "other", {"bucket": "other"})
CONDITION = {"StringEquals": {"aws:SourceArn": "arn:aws:cloudfront::917891822317:distribution/E1"}}
WRITERS = [
    [FILES, OTHER, Given(BUCKET_LOGGINGS[0], "logging", {"targetBucket": "files"}, {"bucket": ["other"]})],
    [FILES, Given(BUCKET_LOGGINGS[1], "logging", {"targetBucket": UNKNOWN}, {"targetBucket": ["files"]})],
    [FILES, Given(LOAD_BALANCERS[0], "lb", {"accessLogs": {"bucket": "files"}})],
    [FILES, Given(LOAD_BALANCERS[1], "lb", {"connectionLogs": {"bucket": "files"}})],
    [FILES, Given(DISTRIBUTION, "cdn", {"loggingConfig": {"bucket": "files.s3.amazonaws.com"}})],
    [
        FILES,
        Given(LOAD_BALANCERS[0], "lb", {"accessLogs": {"bucket": UNKNOWN}}),
        Given(
            LOG_DELIVERY_DESTINATION,
            "logs",
            {"deliveryDestinationConfiguration": {"destinationResourceArn": "arn:aws:s3:::files/cdn"}},
        ),
    ],
]
"""Whoever writes logs to the bucket and has no key for them: all but trails."""
STRANGERS = [
    FILES,
    OTHER,
    Given(LOAD_BALANCERS[0], "lb", {"accessLogs": {"bucket": UNKNOWN}}, {"accessLogs": ["other"]}),
    Given(DISTRIBUTION, "cdn", {}),
]
UNSEEN = [FILES, Given(BUCKET_LOGGINGS[0], "logging", {"targetBucket": UNKNOWN})]


def _trail(**more: Any) -> Given:
    return Given(TRAIL, "trail", {"s3BucketName": "files", **more})


def _encrypted(algorithm: str, kind: str = BUCKET_ENCRYPTIONS[0]) -> Sequence[Given]:
    rules = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}, "bucketKeyEnabled": True}]
    return [FILES, Given(kind, "part", {"rules": rules}, {"bucket": ["files"]})]


def _reads(principal: Any = None, **more: Any) -> dict[str, Any]:
    who = principal or {"Service": "cloudfront.amazonaws.com"}
    return {"policy": document(allow("s3:GetObject", Principal=who, **more))}


def _denies(**more: Any) -> dict[str, Any]:
    return {"policy": document({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*", **more})}


def _rules(algorithm: str = "aws:kms", **more: str) -> dict[str, Any]:
    return {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm, **more}}]}


CASES: Table = {
    "s3-access-logs": Cases(
        compliant=[[FILES, Given(kind, "logging", {}, {"bucket": ["files"]})] for kind in BUCKET_LOGGINGS],
        violation=[{"bucket": "files"}, STRANGERS, {}],
        unknown=[UNSEEN],
        not_applicable=[*WRITERS, [FILES, _trail()]],
    ),
    "s3-kms": Cases(
        compliant=[
            _encrypted("aws:kms"),
            _encrypted("aws:kms:dsse", BUCKET_ENCRYPTIONS[1]),
            [FILES, _trail(kmsKeyId=KEY_ARN)],
            [*_encrypted("AES256"), _trail(kmsKeyId=KEY_ARN)],
            [*_encrypted("aws:kms"), _trail()],
        ],
        violation=[
            {},
            STRANGERS,
            _encrypted("AES256"),
            [FILES, _trail()],
            [FILES, _trail(kmsKeyId="alias/aws/s3")],
            [FILES, _trail(kmsKeyId=KEY_ARN), Given(TRAIL, "second", {"s3BucketName": "files"})],
            [OTHER, _trail(kmsKeyId=KEY_ARN)],
        ],
        unknown=[
            _encrypted(UNKNOWN),
            UNSEEN,
            [FILES, _trail(kmsKeyId=UNKNOWN)],
            [FILES, Given(TRAIL, "trail", {"s3BucketName": UNKNOWN})],
        ],
        not_applicable=WRITERS,
    ),
    "s3-own-key": Cases(
        compliant=[
            _rules(kmsMasterKeyId=KEY_ARN),
            [Given(BUCKET_ENCRYPTIONS[1], "files", _rules(), {"rules": ["key"]}), Given(KEY, "key")],
        ],
        violation=[_rules(), _rules(kmsMasterKeyId="alias/aws/s3"), _rules("aws:kms:dsse")],
        unknown=[{"rules": UNKNOWN}, _rules(kmsMasterKeyId=UNKNOWN)],
        not_applicable=[_rules("AES256"), {}],
    ),
    "s3-bucket-key": Cases(
        compliant=[{"rules": [{**_rules()["rules"][0], "bucketKeyEnabled": True}]}],
        violation=[_rules(), {"rules": [{**_rules()["rules"][0], "bucketKeyEnabled": False}]}],
        unknown=[{"rules": UNKNOWN}, {"rules": [{**_rules()["rules"][0], "bucketKeyEnabled": UNKNOWN}]}],
        not_applicable=[_rules("AES256"), {}],
    ),
    "s3-one-distribution": Cases(
        compliant=[
            _reads(Condition=CONDITION),
            _reads(Condition={"ArnLike": {"AWS:SourceArn": ["arn:aws:cloudfront::917891822317:distribution/E1"]}}),
        ],
        violation=[
            _reads(),
            _reads(Condition={"StringEquals": {"aws:SourceAccount": "917891822317"}}),
            _reads(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::917891822317:distribution/*"}}),
            _reads(Condition={"StringNotEquals": CONDITION["StringEquals"]}),
            _reads({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2"}),
        ],
        unknown=[{"policy": UNKNOWN}, _reads(Condition={"StringEquals": {"aws:SourceArn": UNKNOWN}})],
        not_applicable=[{}, _reads({"Service": "logging.s3.amazonaws.com"})],
    ),
    "s3-no-website-endpoint": Cases(
        violation=[{}, [Given(BUCKET_WEBSITES[1], props={"indexDocument": {"suffix": "index.html"}})]],
        impossible={
            State.COMPLIANT: "there is no good one",
            State.UNKNOWN: "its type says it all",
        },
    ),
    "s3-no-lockout": Cases(
        compliant=[
            {},
            _denies(Condition={"Bool": {"aws:SecureTransport": "false"}}),
            _denies(Action="s3:DeleteObject"),
            _denies(Principal={"AWS": "arn:aws:iam::917891822317:role/old"}),
            _reads(),
        ],
        violation=[_denies(), _denies(Principal={"AWS": "*"}, Action="*")],
        unknown=[{"policy": UNKNOWN}],
    ),
    "s3-access-point-private": Cases(
        compliant=[{}, {"publicAccessBlockConfiguration": {"blockPublicAcls": True}}],
        violation=[{"publicAccessBlockConfiguration": {"restrictPublicBuckets": False}}],
        unknown=[{"publicAccessBlockConfiguration": {"blockPublicPolicy": UNKNOWN}}],
    ),
}
