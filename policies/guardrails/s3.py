"""S3 buckets and the resources that configure them."""

from collections.abc import Iterator

from guardrails.documents import open_to_everybody, refuses_plain, statements
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.tier import Severity, Tier
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

PUBLIC_ACCESS_FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
PUBLIC_ACLS = frozenset({"public-read", "public-read-write", "authenticated-read"})


@stack_rule(
    id="s3-public-access-block",
    on=BUCKETS,
    severity=Severity.CRITICAL,
    title="Every bucket blocks public access in all four ways.",
    why="One wrong policy or ACL would publish it.",
    fix="Add an aws.s3.BucketPublicAccessBlock with bucket of this one and all four flags True.",
    standard=["M-01", "G-11"],
    controls={
        "FSBP": ["S3.8"],
        "CIS-3.0": ["2.1.4"],
        "Checkov": ["CKV2_AWS_6", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
        "cdk-nag": ["AwsSolutions-S2"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8",
)
def public_access_block(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """A bucket that could become public."""
    return open_flags(bucket, stack)


def open_flags(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """The ways in which a bucket could become public."""
    blocks = stack.referring(bucket, "bucket", PUBLIC_ACCESS_BLOCK)
    if not blocks:
        yield "no public access block names this bucket"
    for block in blocks:
        for key in PUBLIC_ACCESS_FLAGS:
            if not block.flag(key):
                yield f"{key} of its public access block is not true"


@stack_rule(
    id="s3-bucket-policy",
    on=BUCKETS,
    severity=Severity.HIGH,
    title="Every bucket has a policy.",
    why="Only a policy can refuse requests without TLS.",
    fix="Add an aws.s3.BucketPolicy with bucket of this one.",
    standard=["M-01"],
    controls={"FSBP": ["S3.5"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5",
)
def bucket_policy(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """A bucket without a policy."""
    if not stack.referring(bucket, "bucket", BUCKET_POLICY):
        yield "no bucket policy names this bucket"


@rule(
    id="s3-tls-only",
    on=(BUCKET_POLICY,),
    severity=Severity.HIGH,
    title="Bucket policies refuse requests without TLS.",
    why="Objects would cross the network in clear.",
    fix='Add to policy a Deny of s3:* for everybody with {"Bool": {"aws:SecureTransport": "false"}}.',
    standard=["M-01"],
    controls={"FSBP": ["S3.5"], "CIS-3.0": ["2.1.1"], "cdk-nag": ["AwsSolutions-S10"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5",
)
def tls_only(policy: Resource) -> Iterator[str]:
    """A policy that lets plain requests through."""
    if not any(refuses_plain(statement, "s3:*") for statement in statements(policy, "policy")):
        yield "no statement refuses requests without TLS"


@rule(
    id="s3-policy-not-public",
    on=(BUCKET_POLICY,),
    severity=Severity.CRITICAL,
    title="No bucket policy allows everybody.",
    why="Whoever knows the name would read or write it.",
    fix="Name principals in policy, or a condition on the account or the distribution.",
    standard=["M-01", "G-11"],
    controls={"FSBP": ["S3.6"], "Checkov": ["CKV_AWS_70"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-6",
)
def policy_not_public(policy: Resource) -> Iterator[str]:
    """A policy that allows anyone without a condition."""
    return open_to_everybody(policy, "policy")


@stack_rule(
    id="s3-acls-disabled",
    on=BUCKETS,
    severity=Severity.MEDIUM,
    title="The bucket's owner owns all of its objects, and ACLs mean nothing.",
    why="Who may read is then said in one place, the policy.",
    fix='Add an aws.s3.BucketOwnershipControls with rule={"object_ownership": "BucketOwnerEnforced"}.',
    standard=["M-01"],
    controls={"FSBP": ["S3.12"], "Checkov": ["CKV2_AWS_65"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-12",
)
def acls_disabled(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """A bucket where ACLs count."""
    controls = stack.referring(bucket, "bucket", OWNERSHIP_CONTROLS)
    if not any(control.section("rule").text("objectOwnership") == "BucketOwnerEnforced" for control in controls):
        yield "no ownership controls enforce the bucket's owner"


@rule(
    id="s3-no-public-acl",
    on=(*BUCKETS, *BUCKET_ACLS),
    severity=Severity.CRITICAL,
    title="No bucket is public by its ACL.",
    why="Whoever knows the name would read it.",
    fix="Leave acl out.",
    standard=["M-01", "G-11"],
    controls={
        "FSBP": ["S3.2", "S3.3"],
        "Checkov": ["CKV_AWS_20", "CKV_AWS_57", "CKV_AWS_375", "CKV2_AWS_43"],
        "cdk-nag": ["S3BucketPublicReadProhibited", "S3BucketPublicWriteProhibited"],
        "compliance-policies": ["aws-s3-bucket-disallow-public-read"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-2",
)
def no_public_acl(resource: Resource) -> Iterator[str]:
    """An ACL for everybody."""
    acl = resource.text("acl")
    if acl in PUBLIC_ACLS:
        yield f"acl is {acl}"


@stack_rule(
    id="s3-encryption",
    on=BUCKETS,
    severity=Severity.MEDIUM,
    title="Every bucket says how it encrypts.",
    why="AWS's default can be read nowhere in the program and be changed by anyone.",
    fix="Add an aws.s3.BucketServerSideEncryptionConfiguration with bucket of this one.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_19"], "compliance-policies": ["aws-s3-bucket-enable-server-side-encryption"]},
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html",
)
def encryption(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """A bucket with AWS's default."""
    if not stack.referring(bucket, "bucket", *BUCKET_ENCRYPTIONS):
        yield "no encryption configuration names this bucket"


@stack_rule(
    id="s3-versioning",
    on=BUCKETS,
    severity=Severity.MEDIUM,
    title="Every bucket keeps the versions of its objects.",
    why="What was overwritten or deleted by mistake is lost otherwise.",
    fix='Add an aws.s3.BucketVersioning with versioning_configuration={"status": "Enabled"}.',
    standard=["M-05"],
    controls={
        "SecurityHub": ["S3.14"],
        "Checkov": ["CKV_AWS_21"],
        "cdk-nag": ["S3BucketVersioningEnabled"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14",
)
def versioning(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """A bucket without versions."""
    versionings = stack.referring(bucket, "bucket", *BUCKET_VERSIONINGS)
    if not any(v.section("versioningConfiguration").text("status") == "Enabled" for v in versionings):
        yield "no versioning is enabled"


@stack_rule(
    id="s3-lifecycle",
    on=BUCKETS,
    severity=Severity.LOW,
    title="Every bucket clears away uploads that were never finished.",
    why="Their parts are invisible and paid for.",
    fix="Add an aws.s3.BucketLifecycleConfiguration with abort_incomplete_multipart_upload in rules.",
    standard=["M-04"],
    controls={
        "FSBP": ["S3.13"],
        "SecurityHub": ["S3.10"],
        "Checkov": ["CKV2_AWS_61", "CKV_AWS_300"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-13",
)
def lifecycle(bucket: StackResource, stack: Stack) -> Iterator[str]:
    """A bucket that keeps what nobody can see."""
    rules = (
        part
        for configuration in stack.referring(bucket, "bucket", *BUCKET_LIFECYCLES)
        for part in configuration.sections("rules")
    )
    if not any(
        part.text("status") == "Enabled" and part.section("abortIncompleteMultipartUpload").names() for part in rules
    ):
        yield "no lifecycle rule aborts unfinished uploads"


@rule(
    id="s3-no-force-destroy",
    on=BUCKETS,
    severity=Severity.HIGH,
    title="Production buckets are not deleted with objects in them.",
    why="Logs and files would be gone with the bucket.",
    fix="Leave force_destroy out.",
    standard=["M-05"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html",
)
def no_force_destroy(bucket: Resource) -> Iterator[str]:
    """A bucket that takes its objects with it."""
    if bucket.flag("forceDestroy"):
        yield "forceDestroy is true"
