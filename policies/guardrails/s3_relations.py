"""What S3 buckets are to others: who reads and logs them, whose logs they hold, and with which key."""

import re
from collections.abc import Iterator
from functools import partial

from guardrails.documents import Statement, allowing, statements
from guardrails.kms import uses_own_key
from guardrails.props import Props, fitting
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.s3 import PUBLIC_ACCESS_FLAGS
from guardrails.tier import Severity
from guardrails.tokens import (
    ACCESS_POINT,
    BUCKET_ENCRYPTIONS,
    BUCKET_LOGGINGS,
    BUCKET_POLICY,
    BUCKET_WEBSITES,
    BUCKETS,
    DISTRIBUTION,
    LOAD_BALANCERS,
    LOG_DELIVERY_DESTINATION,
    TRAIL,
)

CLOUDFRONT = ("Service", "cloudfront.amazonaws.com")
ORIGIN_ACCESS_IDENTITY = "CloudFront Origin Access Identity"
EXACT = frozenset({"StringEquals", "ArnEquals", "ArnLike", "StringLike"})
KMS = frozenset({"aws:kms", "aws:kms:dsse"})
LOG_WRITERS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (BUCKET_LOGGINGS, "", "targetBucket"),
    (LOAD_BALANCERS, "accessLogs", "bucket"),
    (LOAD_BALANCERS, "connectionLogs", "bucket"),
    ((DISTRIBUTION,), "loggingConfig", "bucket"),
    ((LOG_DELIVERY_DESTINATION,), "deliveryDestinationConfiguration", "destinationResourceArn"),
    ((TRAIL,), "", "s3BucketName"),
)
"""Who writes logs to buckets, and the section and property that name the bucket."""
BUCKET_NAME = re.compile(r"(?:arn:aws:s3:::)?(.+?)(?:/.*|\.s3[.-].*amazonaws\.com)?")
"""A bucket by its name, ARN or domain name."""


def _logs_of(bucket: StackResource, stack: Stack) -> str | None:
    """The name of a resource whose logs are written to this bucket."""
    ways = ((writer, section, key) for kinds, section, key in LOG_WRITERS for writer in stack.of(*kinds))
    return next((writer.name for writer, _, _ in fitting(ways, lambda way: _writes_to(bucket, *way))), None)


def _writes_to(bucket: StackResource, writer: StackResource, section: str, key: str) -> bool:
    made = writer.depends(section or key, *BUCKETS)
    if made:
        return bucket in made
    named = BUCKET_NAME.fullmatch((writer.section(section) if section else writer).text(key))
    return named is not None and named[1] == bucket.text("bucket")


def _not_for_logs(bucket: StackResource, stack: Stack) -> None:
    writer = _logs_of(bucket, stack)
    if writer is not None:
        raise NotApplicableError(f"the logs of {writer} go there")


def _encrypts_itself(trail: StackResource) -> bool:
    """Whether the trail names the key of each file that it writes, whatever the bucket's default is."""
    return uses_own_key(trail, "kmsKeyId", lambda: trail.text("kmsKeyId"))


@stack_rule(
    id="s3-access-logs",
    on=BUCKETS,
    severity=Severity.MEDIUM,
    title="Buckets log who reads them, but for those that hold logs.",
    why="Who took or changed a file could not be found out; a log of writing logs would never end.",
    fix="Add an aws.s3.BucketLogging with bucket of this one and target_bucket of the one for logs.",
    standard=["M-05"],
    controls={
        "FSBP": ["S3.9"],
        "Checkov": ["CKV_AWS_18"],
        "cdk-nag": ["AwsSolutions-S1"],
        "awsguard": ["s3-bucket-logging-enabled"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-9",
)
def access_logs(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """A bucket that anyone entitled reads unseen."""
    if not stack.referring(bucket, "bucket", *BUCKET_LOGGINGS):
        _not_for_logs(bucket, stack)
        yield "no logging names this bucket"


@stack_rule(
    id="s3-kms",
    on=BUCKETS,
    severity=Severity.MEDIUM,
    title="Buckets are encrypted with KMS, but for those that hold logs of services that cannot.",
    why="Only a key's policy says who may read beside the bucket's; Elastic Load Balancing and S3 write logs without.",
    fix='Set sse_algorithm="aws:kms" in the bucket\'s aws.s3.BucketServerSideEncryptionConfiguration, or where trails '
    "alone write there, kms_key_id of each aws.cloudtrail.Trail.",
    standard=["M-01"],
    controls={
        "SecurityHub": ["S3.17"],
        "Checkov": ["CKV_AWS_145"],
        "cdk-nag": ["S3DefaultEncryptionKMS"],
        "compliance-policies": ["aws-s3-bucket-configure-server-side-encryption-kms"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-17",
)
def kms(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """A bucket of files with S3's own keys."""
    algorithms = {
        part.text("sseAlgorithm")
        for encryption in stack.referring(bucket, "bucket", *BUCKET_ENCRYPTIONS)
        for part in _defaults(encryption)
    }
    if algorithms & KMS:
        return
    trails = [trail for trail in stack.of(TRAIL) if _writes_to(bucket, trail, "", "s3BucketName")]
    if not trails:
        _not_for_logs(bucket, stack)
        yield "no encryption configuration of this bucket takes KMS"
    for trail in trails:
        if not _encrypts_itself(trail):
            yield f"neither an encryption configuration of this bucket nor kmsKeyId of {trail.name} takes KMS"


@stack_rule(
    id="s3-own-key",
    on=BUCKET_ENCRYPTIONS,
    severity=Severity.MEDIUM,
    title="Buckets that KMS encrypts are encrypted with a key of our own.",
    why="AWS's key cannot be restricted or revoked, and CloudFront may not use it.",
    fix="Set kms_master_key_id in rules.",
    standard=["M-01"],
    controls={"compliance-policies": ["aws-s3-bucket-configure-server-side-encryption-customer-managed-key"]},
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
)
def own_key(encryption: StackResource, _stack: Stack) -> Iterator[str]:
    """A bucket with AWS's key."""
    by_kms = [part for part in _defaults(encryption) if part.text("sseAlgorithm") in KMS]
    if not by_kms:
        raise NotApplicableError("KMS does not encrypt it, which s3-kms judges")
    for part in by_kms:
        if not uses_own_key(encryption, "rules", partial(part.text, "kmsMasterKeyId")):
            yield f"{part.path('kmsMasterKeyId')} is not set"


@rule(
    id="s3-bucket-key",
    on=BUCKET_ENCRYPTIONS,
    severity=Severity.LOW,
    title="Buckets that KMS encrypts ask it for a key once in a while, not for each object.",
    why="Every request of a website's visitor would be a paid call of KMS, and its limit the website's.",
    fix="Set bucket_key_enabled=True in rules.",
    standard=["G-11"],
    controls={"compliance-policies": ["aws-s3-bucket-enable-server-side-encryption-bucket-key"]},
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html",
)
def bucket_key(encryption: Resource) -> Iterator[str]:
    """A bucket that asks for every object."""
    by_kms = [
        part
        for part in encryption.sections("rules")
        if part.section("applyServerSideEncryptionByDefault").text("sseAlgorithm") in KMS
    ]
    if not by_kms:
        raise NotApplicableError("KMS does not encrypt it, which s3-kms judges")
    for part in by_kms:
        if not part.flag("bucketKeyEnabled"):
            yield f"{part.path('bucketKeyEnabled')} is not true"


def _defaults(encryption: Resource) -> Iterator[Props]:
    for part in encryption.sections("rules"):
        yield part.section("applyServerSideEncryptionByDefault")


@rule(
    id="s3-one-distribution",
    on=(BUCKET_POLICY,),
    severity=Severity.HIGH,
    title="Buckets behind CloudFront let in one distribution, by origin access control.",
    why="CloudFront is everybody's: a policy that names no distribution lets anyone's read the bucket.",
    fix='Add {"StringEquals": {"aws:SourceArn": distribution.arn}} to what policy allows cloudfront.amazonaws.com.',
    standard=["G-11", "M-01"],
    controls={"cdk-nag": ["AwsSolutions-S5"]},
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
)
def one_distribution(policy: Resource) -> Iterator[str]:
    """A policy that lets in every distribution, or the legacy identity."""
    readers = [statement for statement in allowing(policy, "policy") if _lets_cloudfront_in(statement)]
    if not readers:
        raise NotApplicableError("it does not let CloudFront in")
    for statement in readers:
        if CLOUDFRONT not in statement.principals():
            yield f"{statement} names an origin access identity"
        elif not any(_names_one(*condition) for condition in statement.conditions()):
            yield f"{statement} names no distribution in aws:SourceArn"


def _lets_cloudfront_in(statement: Statement) -> bool:
    return any(who == CLOUDFRONT or ORIGIN_ACCESS_IDENTITY in who[1] for who in statement.principals())


def _names_one(operator: str, key: str, value: str) -> bool:
    return operator in EXACT and key == "aws:sourcearn" and "*" not in value


@rule(
    id="s3-no-website-endpoint",
    on=BUCKET_WEBSITES,
    severity=Severity.HIGH,
    title="No bucket is a website of its own.",
    why="S3 serves websites by plain HTTP from public buckets, around CloudFront and its firewall.",
    fix="Leave it out; default_root_object of an aws.cloudfront.Distribution does what it does.",
    standard=["G-11", "M-01"],
    controls={"cdk-nag": ["AwsSolutions-S5"]},
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html",
)
def no_website_endpoint(_website: Resource) -> Iterator[str]:
    """A bucket with a website endpoint."""
    yield "it opens the bucket's website endpoint"


@rule(
    id="s3-no-lockout",
    on=(BUCKET_POLICY,),
    severity=Severity.HIGH,
    title="No bucket policy refuses everybody everything.",
    why="Only the account's root user could mend it.",
    fix="Add a condition to the Deny of s3:* for everybody in policy.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_93"]},
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html",
)
def no_lockout(policy: Resource) -> Iterator[str]:
    """A refusal without a condition."""
    for statement in statements(policy, "policy"):
        refuses = not statement.allows and not statement.conditional and statement.includes("s3:PutBucketPolicy")
        if refuses and any(name == "*" for _, name in statement.principals()):
            yield f"{statement} refuses everybody"


@rule(
    id="s3-access-point-private",
    on=(ACCESS_POINT,),
    severity=Severity.CRITICAL,
    title="Access points block public access in all four ways.",
    why="One wrong policy of the access point would publish the bucket; it cannot be changed afterwards.",
    fix="Leave public_access_block_configuration out, or set its four flags True.",
    standard=["M-01", "G-11"],
    controls={"FSBP": ["S3.19"], "Checkov": ["CKV_AWS_392"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-19",
)
def access_point_private(point: Resource) -> Iterator[str]:
    """An access point that could become public."""
    block = point.section("publicAccessBlockConfiguration")
    for key in PUBLIC_ACCESS_FLAGS:
        if not block.flag(key, default=True):
            yield f"{block.path(key)} is false"
