"""A private S3 bucket, the same on every floor: what every bucket here has in common."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import Statement, document, statement
from naming import Names

ABORT_UPLOADS_AFTER_DAYS = 7
SERVER_ACCESS_PREFIX = "s3/"


@dataclass(frozen=True)
class AccessLogs:
    """Where S3 writes who read a bucket."""

    bucket: str
    prefix: str
    ready: pulumi.Resource
    """What must exist before S3 can write there."""


@dataclass(frozen=True)
class PrivateBucketArgs:
    """What the bucket is made from; `statements` open it, nothing else does."""

    bucket: str
    """Its name."""
    statements: Sequence[Statement] | None = field(default=())
    """None where they name what needs the bucket to exist: `allow` then says them."""
    key_arn: Input[str] | None = None
    """Encrypts with this KMS key; None takes S3's own keys (SSE-S3)."""
    expire_after_days: int | None = None
    """Deletes objects after this many days; None keeps them."""
    expire_versions_after_days: int | None = None
    """Deletes what was overwritten or deleted after this many days; None keeps it."""
    access_logs: AccessLogs | None = None
    force_destroy: bool = False
    """Lets it be deleted with what is in it."""
    protect: bool = True
    """Pulumi refuses to delete or replace it."""


class PrivateBucket(pulumi.ComponentResource):
    """Owned by us alone, unreachable from the public, TLS only, versioned, encrypted.

    Its type says `edge`, where it was first needed: a type is the identity of what is deployed, and stays.
    """

    bucket: str
    """Its name."""
    arn: str
    """Its ARN."""
    created: aws.s3.Bucket
    """The bucket itself, still without a policy."""
    ready: pulumi.Resource
    """What must exist before a service can use the bucket: its policy."""

    def __init__(self, name: str, args: PrivateBucketArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:edge:PrivateBucket", name, {"bucket": args.bucket}, opts)
        below = ResourceOptions(parent=self)
        self._name = name
        self.bucket = args.bucket
        self.arn = f"arn:aws:s3:::{args.bucket}"
        bucket = aws.s3.Bucket(
            name,
            bucket=args.bucket,
            force_destroy=args.force_destroy,
            opts=ResourceOptions(parent=self, protect=args.protect),
        )
        self.created = bucket
        self._closed = aws.s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=below,
        )
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership", bucket=bucket.bucket, rule={"object_ownership": "BucketOwnerEnforced"}, opts=below
        )
        aws.s3.BucketVersioning(
            f"{name}-versioning",
            bucket=bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=below,
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "AES256" if args.key_arn is None else "aws:kms",
                        "kms_master_key_id": args.key_arn,
                    },
                    "bucket_key_enabled": args.key_arn is not None,
                }
            ],
            opts=below,
        )
        self._expire(name, args, bucket)
        if args.access_logs is not None:
            self._log_access(args.access_logs, bucket)
        if args.statements is not None:
            self.allow(*args.statements)
        self.register_outputs({"bucket": self.bucket})

    def allow(self, *statements: Statement) -> None:
        """Write the bucket's policy: TLS only, and these statements. A bucket has one policy, so it is said once."""
        self.ready = aws.s3.BucketPolicy(
            f"{self._name}-policy",
            bucket=self.created.bucket,
            policy=Output.json_dumps(document(_tls_only(self.arn), *statements)),
            opts=ResourceOptions(parent=self, depends_on=[self._closed]),
        )

    def _log_access(self, logs: AccessLogs, bucket: aws.s3.Bucket) -> None:
        aws.s3.BucketLogging(
            f"{self._name}-access-logs",
            bucket=bucket.bucket,
            target_bucket=logs.bucket,
            target_prefix=logs.prefix,
            opts=ResourceOptions(parent=self, depends_on=[logs.ready]),
        )

    def _expire(self, name: str, args: PrivateBucketArgs, bucket: aws.s3.Bucket) -> None:
        rules: list[aws.s3.BucketLifecycleConfigurationRuleArgsDict] = [
            {
                "id": "abort-incomplete-uploads",
                "status": "Enabled",
                "filter": {"prefix": ""},
                "abort_incomplete_multipart_upload": {"days_after_initiation": ABORT_UPLOADS_AFTER_DAYS},
            }
        ]
        if args.expire_after_days is not None:
            rules.append(
                {
                    "id": "expire",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"days": args.expire_after_days},
                    "noncurrent_version_expiration": {"noncurrent_days": 1},
                }
            )
        if args.expire_versions_after_days is not None:
            rules.append(
                {
                    "id": "expire-versions",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"expired_object_delete_marker": True},
                    "noncurrent_version_expiration": {"noncurrent_days": args.expire_versions_after_days},
                }
            )
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle", bucket=bucket.bucket, rules=rules, opts=ResourceOptions(parent=self)
        )


def may_log_access(bucket: str, source: str, names: Names) -> Statement:
    """Lets S3 write who read the bucket `source`, and nothing else.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    return statement(
        "ServerAccessLogs",
        principal={"Service": "logging.s3.amazonaws.com"},
        actions=["s3:PutObject"],
        resources=[f"arn:aws:s3:::{bucket}/{SERVER_ACCESS_PREFIX}*"],
        condition={
            "StringEquals": {"aws:SourceAccount": names.account},
            "ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{source}"},
        },
    )


def _tls_only(arn: str) -> Statement:
    return statement(
        "TlsOnly",
        effect="Deny",
        principal="*",
        actions=["s3:*"],
        resources=[arn, f"{arn}/*"],
        condition={"Bool": {"aws:SecureTransport": "false"}},
    )
