"""S3 buckets."""

from collections.abc import Sequence
from typing import Any

from guardrails.tokens import (
    BUCKET_ACLS,
    BUCKET_ENCRYPTIONS,
    BUCKET_LIFECYCLES,
    BUCKET_POLICY,
    BUCKET_VERSIONINGS,
    BUCKETS,
    OWNERSHIP_CONTROLS,
    PUBLIC_ACCESS_BLOCK,
)

from tests.policies.cases.table import RELATION, Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given, Props

FLAGS = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}


def _with(companion: str, props: Props | None = None, bucket: str = BUCKETS[0]) -> Sequence[Given]:
    """A bucket and what configures it."""
    return [Given(bucket, "logs"), Given(companion, "part", props or {}, {"bucket": ["logs"]})]


def _rules(*rules: Any) -> Sequence[Given]:
    return _with(BUCKET_LIFECYCLES[0], {"rules": list(rules)})


def _refusal(**more: Any) -> str:
    statement = {
        "Effect": "Deny",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
        "Principal": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return document({**statement, **more})


ABORT = {"abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}
CHAIN = [
    Given(BUCKETS[0], "logs"),
    Given(PUBLIC_ACCESS_BLOCK, "block", FLAGS, {"bucket": ["logs"]}),
    Given(BUCKET_POLICY, "policy", deps={"bucket": ["block"]}),
]

CASES: Table = {
    "s3-public-access-block": Cases(
        compliant=[_with(PUBLIC_ACCESS_BLOCK, FLAGS), _with(PUBLIC_ACCESS_BLOCK, FLAGS, BUCKETS[1])],
        violation=[
            {},
            _with(PUBLIC_ACCESS_BLOCK),
            *(_with(PUBLIC_ACCESS_BLOCK, {**FLAGS, flag: False}) for flag in FLAGS),
        ],
        unknown=[_with(PUBLIC_ACCESS_BLOCK, {**FLAGS, "blockPublicPolicy": UNKNOWN})],
    ),
    "s3-bucket-policy": Cases(compliant=[_with(BUCKET_POLICY), CHAIN], violation=[{}], impossible=RELATION),
    "s3-tls-only": Cases(
        compliant=[
            {"policy": _refusal()},
            {"policy": _refusal(Principal={"AWS": "*"}, Condition={"Bool": {"aws:SecureTransport": False}})},
            {"policy": _refusal(Action="*")},
        ],
        violation=[
            {},
            {"policy": document(allow("s3:GetObject"))},
            {"policy": _refusal(Effect="Allow")},
            {"policy": _refusal(Action="s3:GetObject")},
            {"policy": _refusal(Principal={"AWS": "arn:aws:iam::917891822317:root"})},
            {"policy": _refusal(Condition={"Bool": {"aws:SecureTransport": "true"}})},
        ],
        unknown=[{"policy": UNKNOWN}],
    ),
    "s3-policy-not-public": Cases(
        compliant=[
            {"policy": _refusal()},
            {"policy": document(allow("s3:PutObject", Principal={"Service": "logdelivery.elb.amazonaws.com"}))},
        ],
        violation=[{"policy": document(allow("s3:GetObject", Principal="*"))}],
        unknown=[{"policy": UNKNOWN}],
    ),
    "s3-acls-disabled": Cases(
        compliant=[_with(OWNERSHIP_CONTROLS, {"rule": {"objectOwnership": "BucketOwnerEnforced"}})],
        violation=[{}, _with(OWNERSHIP_CONTROLS, {"rule": {"objectOwnership": "ObjectWriter"}})],
        unknown=[_with(OWNERSHIP_CONTROLS, {"rule": UNKNOWN})],
    ),
    "s3-no-public-acl": Cases(
        compliant=[{}, {"acl": "private"}, [Given(BUCKET_ACLS[0], props={"acl": "log-delivery-write"})]],
        violation=[
            {"acl": "public-read"},
            {"acl": "public-read-write"},
            [Given(BUCKET_ACLS[1], props={"acl": "authenticated-read"})],
        ],
        unknown=[{"acl": UNKNOWN}],
    ),
    "s3-encryption": Cases(
        compliant=[_with(BUCKET_ENCRYPTIONS[0]), _with(BUCKET_ENCRYPTIONS[1])], violation=[{}], impossible=RELATION
    ),
    "s3-versioning": Cases(
        compliant=[_with(BUCKET_VERSIONINGS[0], {"versioningConfiguration": {"status": "Enabled"}})],
        violation=[{}, _with(BUCKET_VERSIONINGS[1], {"versioningConfiguration": {"status": "Suspended"}})],
        unknown=[_with(BUCKET_VERSIONINGS[0], {"versioningConfiguration": UNKNOWN})],
    ),
    "s3-lifecycle": Cases(
        compliant=[_rules({"status": "Enabled"}, {"status": "Enabled", **ABORT})],
        violation=[
            {},
            _rules({"status": "Disabled", **ABORT}),
            _rules({"status": "Enabled", "expiration": {"days": 1}}),
        ],
        unknown=[_rules(UNKNOWN), _with(BUCKET_LIFECYCLES[1], {"rules": UNKNOWN})],
    ),
    "s3-no-force-destroy": Cases(
        compliant=[{}, {"forceDestroy": False}],
        violation=[{"forceDestroy": True}],
        unknown=[{"forceDestroy": UNKNOWN}],
    ),
}
