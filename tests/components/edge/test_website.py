"""A website: nobody but its distribution reads the files, every read is logged, and nothing is lost by accident."""

from typing import Any

import pytest
from pydantic import ValidationError

from ops.website.build import KEPT
from tests.components.edge.websites import (
    BUCKET,
    BUCKET_POLICY,
    CERTIFICATE,
    FILES_BUCKET,
    FUNCTION,
    HEADERS,
    plain,
    served,
    settings_of,
    website,
)
from tests.components.iam_documents import by_sid, nulls, unknown_actions, wide_resources
from tests.harness import ACCOUNT, REGION, inputs_by_name, json_of, listed

LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
DELIVERIES = ("Source", "Destination", "")
LOG_BUCKET = f"{FILES_BUCKET}-logs-{ACCOUNT}"


def test_the_bucket_has_the_standards_name() -> None:
    assert plain().one(BUCKET, "user-frontend-files").inputs["bucket"] == FILES_BUCKET
    assert plain().outputs["website"] == FILES_BUCKET


def test_a_bucket_that_exists_under_another_name_can_be_named_and_the_rest_follows() -> None:
    recording = website(name="legacy-frontend")
    assert {r.inputs["bucket"] for r in recording.of_type(BUCKET)} == {
        "legacy-frontend",
        f"legacy-frontend-logs-{ACCOUNT}",
    }
    assert recording.one(FUNCTION, "user-frontend-spa-fallback").inputs["name"] == "legacy-frontend-spa-fallback"


@pytest.mark.parametrize("bucket", ["user-frontend-files", "user-frontend-logs"])
def test_both_buckets_are_closed_owned_by_us_and_versioned(bucket: str) -> None:
    recording = plain()
    name = recording.one(BUCKET, bucket).inputs["bucket"]
    closed = recording.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", f"{bucket}-public-access").inputs
    assert closed == {
        "bucket": name,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    owned = recording.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls", f"{bucket}-ownership").inputs
    assert owned == {"bucket": name, "rule": {"objectOwnership": "BucketOwnerEnforced"}}
    versioned = recording.one("aws:s3/bucketVersioning:BucketVersioning", f"{bucket}-versioning").inputs
    assert versioned == {"bucket": name, "versioningConfiguration": {"status": "Enabled"}}


@pytest.mark.parametrize("bucket", ["user-frontend-files", "user-frontend-logs"])
def test_both_buckets_refuse_requests_without_tls(bucket: str) -> None:
    policy = plain().one(BUCKET_POLICY, f"{bucket}-policy")
    arn = f"arn:aws:s3:::{policy.inputs['bucket']}"
    assert by_sid(json_of(policy, "policy"))["TlsOnly"] == {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:*"],
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_only_this_distribution_reads_the_files_and_nobody_writes_or_lists_them() -> None:
    recording = plain()
    policy = recording.one(BUCKET_POLICY, "user-frontend-files-policy")
    allowed = {sid: s for sid, s in by_sid(json_of(policy, "policy")).items() if s["Effect"] == "Allow"}
    assert allowed == {
        "CloudFrontReads": {
            "Sid": "CloudFrontReads",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": ["s3:GetObject"],
            "Resource": [f"arn:aws:s3:::{FILES_BUCKET}/*"],
            "Condition": {"StringEquals": {"aws:SourceArn": served(recording).outputs["arn"]}},
        }
    }
    assert served(recording).urn in policy.property_dependencies["policy"]


def test_releases_that_are_kept_are_nobodys_to_open() -> None:
    recording = plain()
    denied = by_sid(json_of(recording.one(BUCKET_POLICY, "user-frontend-files-policy"), "policy"))["ReleasesAreKept"]
    assert denied == {
        "Sid": "ReleasesAreKept",
        "Effect": "Deny",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{FILES_BUCKET}/{KEPT}*"],
        "Condition": {"StringEquals": {"aws:SourceArn": served(recording).outputs["arn"]}},
    }


def test_the_files_have_one_policy_alone() -> None:
    names = [r.name for r in plain().of_type(BUCKET_POLICY)]
    assert sorted(names) == ["user-frontend-files-policy", "user-frontend-logs-policy"]


def test_files_are_encrypted_with_the_environments_key_and_logs_with_s3s_own() -> None:
    found = inputs_by_name(
        plain(), "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    )
    assert {name: inputs["rules"] for name, inputs in found.items()} == {
        "user-frontend-files-encryption": [
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn:aws:kms:x"},
                "bucketKeyEnabled": True,
            }
        ],
        "user-frontend-logs-encryption": [
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256", "kmsMasterKeyId": None},
                "bucketKeyEnabled": False,
            }
        ],
    }


def test_what_was_overwritten_can_be_restored_for_a_month_and_is_then_cleared_away() -> None:
    rules = {rule["id"]: rule for rule in listed(plain().one(LIFECYCLE, "user-frontend-files-lifecycle"), "rules")}
    assert set(rules) == {"abort-incomplete-uploads", "expire-versions"}
    assert rules["expire-versions"] == {
        "id": "expire-versions",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "noncurrentVersionExpiration": {"noncurrentDays": 30},
        "expiration": {"expiredObjectDeleteMarker": True},
    }


def test_no_rule_ever_deletes_a_file_that_is_in_use() -> None:
    rules = listed(website(keep_versions_days=7).one(LIFECYCLE, "user-frontend-files-lifecycle"), "rules")
    assert [rule["expiration"] for rule in rules if "days" in rule.get("expiration", {})] == []


def test_both_buckets_are_protected_until_the_environment_gives_it_up() -> None:
    kept, given_up = plain().of_type(BUCKET), website(protect=False, force_destroy=True).of_type(BUCKET)
    assert {(r.options.protect, r.inputs.get("forceDestroy")) for r in kept} == {(True, False)}
    assert {(r.options.protect, r.inputs.get("forceDestroy")) for r in given_up} == {(False, True)}


def test_nothing_but_the_buckets_is_protected() -> None:
    assert {r.type for r in plain().resources if r.options.protect} == {BUCKET}


def test_every_read_of_the_files_is_logged_once_the_log_bucket_takes_it() -> None:
    recording = plain()
    logging = recording.one("aws:s3/bucketLogging:BucketLogging", "user-frontend-files-access-logs")
    assert logging.inputs == {"bucket": FILES_BUCKET, "targetBucket": LOG_BUCKET, "targetPrefix": "s3/"}
    assert recording.one(BUCKET_POLICY, "user-frontend-logs-policy").urn in logging.dependencies


def test_the_log_bucket_takes_logs_of_this_website_alone() -> None:
    policy = json_of(plain().one(BUCKET_POLICY, "user-frontend-logs-policy"), "policy")
    allowed = {sid: (s["Principal"], s["Resource"], s["Condition"]) for sid, s in by_sid(policy).items()}
    del allowed["TlsOnly"]
    assert allowed == {
        "CloudFrontLogs": (
            {"Service": "delivery.logs.amazonaws.com"},
            [f"arn:aws:s3:::{LOG_BUCKET}/AWSLogs/{ACCOUNT}/CloudFront/*"],
            {
                "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-source:{FILES_BUCKET}"},
            },
        ),
        "ServerAccessLogs": (
            {"Service": "logging.s3.amazonaws.com"},
            [f"arn:aws:s3:::{LOG_BUCKET}/s3/*"],
            {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{FILES_BUCKET}"},
            },
        ),
    }


@pytest.mark.parametrize("bucket", ["user-frontend-files", "user-frontend-logs"])
def test_the_policies_name_actions_and_resources_that_aws_knows(bucket: str) -> None:
    policy = json_of(plain().one(BUCKET_POLICY, f"{bucket}-policy"), "policy")
    allowing = {**policy, "Statement": [s for s in policy["Statement"] if s["Effect"] == "Allow"]}
    assert [*nulls(policy), *unknown_actions(allowing), *wide_resources(allowing)] == []


def test_the_distributions_logs_are_delivered_from_us_east_1_into_the_log_bucket() -> None:
    recording = plain()
    source, destination, delivery = (
        recording.one(f"aws:cloudwatch/logDelivery{end}:LogDelivery{end}", "user-frontend-logs") for end in DELIVERIES
    )
    assert {part.inputs["region"] for part in (source, destination, delivery)} == {"us-east-1"}
    assert (source.inputs["name"], source.inputs["logType"]) == (FILES_BUCKET, "ACCESS_LOGS")
    assert source.property_dependencies["resourceArn"] == (served(recording).urn,)
    assert destination.inputs["deliveryDestinationConfiguration"] == {
        "destinationResourceArn": f"arn:aws:s3:::{LOG_BUCKET}"
    }
    assert recording.one(BUCKET_POLICY, "user-frontend-logs-policy").urn in destination.dependencies
    assert delivery.property_dependencies["deliverySourceName"] == (source.urn,)
    assert delivery.property_dependencies["deliveryDestinationArn"] == (destination.urn,)


def test_logs_hold_no_cookies_query_strings_or_referrers() -> None:
    fields = listed(plain().one("aws:cloudwatch/logDelivery:LogDelivery", "user-frontend-logs"), "recordFields")
    assert {"date", "time", "c-ip", "cs-uri-stem", "sc-status"} <= set(fields)
    assert set(fields) & {"cs(Cookie)", "cs-uri-query", "cs(Referer)", "cs-headers"} == set()


def test_logs_expire_as_the_environment_says() -> None:
    rules = listed(website(log_expiration_days=7).one(LIFECYCLE, "user-frontend-logs-lifecycle"), "rules")
    assert [rule["expiration"] for rule in rules if rule["id"] == "expire"] == [{"days": 7}]


def test_a_reviewer_reads_everything_but_ids_before_the_first_deployment() -> None:
    recording = website(first=True)
    assert served(recording).inputs["aliases"] == ["glibiz.com"]
    assert "[unknown]" not in str(recording.one(BUCKET_POLICY, "user-frontend-logs-policy").inputs)
    assert "[unknown]" not in str([r.inputs for r in recording.of_type(HEADERS)])
    component = recording.one("platform:edge:Website", "user-frontend")
    assert component.inputs["hosts"] == ["glibiz.com"]


def test_everything_stands_below_the_website() -> None:
    recording = plain()
    top = {r.urn for r in recording.resources if r.type in {"pulumi:pulumi:Stack", ""}}
    assert [r.name for r in recording.resources if r.parent in top and r.type.startswith("aws:")] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"hosts": ("www.shop.glibiz.com",)},
            "`hosts` has 'www.shop.glibiz.com', which the certificate does not cover; it covers *.glibiz.com",
        ),
        (
            {"certificate": CERTIFICATE | {"arn": str(CERTIFICATE["arn"]).replace("us-east-1", REGION)}},
            f"`certificate.arn` is a certificate of {REGION}; CloudFront takes one that ACM issued in us-east-1",
        ),
        ({"hosts": ("glibiz.com", "glibiz.com")}, "`hosts` has glibiz.com twice"),
        ({"assets": ("/api/*",), "api": {"host": "api.glibiz.com"}}, "`assets` has /api/* twice"),
        ({"countries": {}}, "`only` and `none` are two ways to say one thing"),
        ({"countries": {"only": ("KR",), "none": ("KP",)}}, "`only` and `none` are two ways to say one thing"),
        ({"countries": {"only": ("Korea",)}}, "'Korea' is not a country by its two capital letters"),
        ({"api": {"host": "http://api.glibiz.com"}}, "'http://api.glibiz.com' is not a host name"),
        ({"api": {"host": "*.glibiz.com"}}, "'*.glibiz.com' is not a host name"),
        ({"name": "Frontend"}, "'Frontend' is not a bucket's name"),
        ({"tls_policy": "TLSv1"}, "Input should be 'TLSv1.2_2021'"),
    ],
)
def test_this_is_refused_with_a_way_out(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings_of(**given)
    assert said in str(refused.value)


def test_a_wildcard_host_is_taken_where_the_certificate_has_it() -> None:
    assert served(website(hosts=("*.glibiz.com",))).inputs["aliases"] == ["*.glibiz.com"]
