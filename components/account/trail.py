"""Who did what in the account: CloudTrail, kept where nobody can change it, and read by alarms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._bucket import SERVER_ACCESS_PREFIX, AccessLogs, PrivateBucket, PrivateBucketArgs, may_log_access
from components._iam import Statement, document, statement
from components._watched import Watched
from components.account.account_names import trail_arn
from components.account.trail_settings import TrailSettings
from components.account.trail_watch import EVENTS, metric_name, trail_watched
from components.wiring import LogTarget
from naming import Names

CLOUDTRAIL = "cloudtrail.amazonaws.com"


@dataclass(frozen=True)
class TrailArgs:
    """What the trail is made from."""

    settings: TrailSettings
    names: Names
    key_arn: Input[str] | None
    """Encrypts the trail's files; its policy lets CloudTrail do so. None takes S3's own keys."""
    logs: LogTarget


class Trail(pulumi.ComponentResource):
    """Every call of every Region, its files signed by CloudTrail; and what people should hear of at once, counted."""

    watched: Watched
    """What is watched of it."""

    def __init__(self, name: str, args: TrailArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:account:Trail", name, args.settings.props(), opts)
        self._name, self._below = name, ResourceOptions(parent=self)
        files = self._bucket(args)
        role, may_write = self._writer(args)
        trail = aws.cloudtrail.Trail(
            name,
            name=args.names.fill("trail"),
            s3_bucket_name=files.bucket,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            enable_logging=True,
            kms_key_id=args.key_arn,
            cloud_watch_logs_group_arn=f"{args.logs.arn}:*",
            cloud_watch_logs_role_arn=role.arn,
            advanced_event_selectors=event_selectors([files.bucket, *args.settings.audited_buckets]),
            opts=ResourceOptions(parent=self, depends_on=[files.ready, may_write, args.logs.resource]),
        )
        self._count_events(args, trail)
        self.watched = trail_watched(args.settings.alarms, args.names)
        self.register_outputs({})

    def _bucket(self, args: TrailArgs) -> PrivateBucket:
        settings, names = args.settings, args.names
        bucket, readers = names.fill("trail_bucket"), names.fill("trail_access_logs")
        access_logs = PrivateBucket(
            f"{self._name}-access-logs",
            PrivateBucketArgs(
                bucket=readers,
                statements=[may_log_access(readers, bucket, names)],
                expire_after_days=settings.expiration_days,
                force_destroy=settings.force_destroy,
                protect=settings.protect,
            ),
            self._below,
        )
        return PrivateBucket(
            f"{self._name}-files",
            PrivateBucketArgs(
                bucket=bucket,
                statements=trail_delivery(bucket, names),
                expire_after_days=settings.expiration_days,
                access_logs=AccessLogs(bucket=access_logs.bucket, prefix=SERVER_ACCESS_PREFIX, ready=access_logs.ready),
                force_destroy=settings.force_destroy,
                protect=settings.protect,
            ),
            self._below,
        )

    def _writer(self, args: TrailArgs) -> tuple[aws.iam.Role, pulumi.Resource]:
        """The role that copies events into CloudWatch Logs, and what must exist before it can."""
        role = aws.iam.Role(
            f"{self._name}-logs",
            description="Copies the trail's events into CloudWatch Logs",
            assume_role_policy=Output.json_dumps(writer_trust()),
            opts=self._below,
        )
        policy = aws.iam.RolePolicy(
            f"{self._name}-logs",
            role=role.name,
            policy=Output.json_dumps(writer_policy(args.logs, args.names)),
            opts=self._below,
        )
        return role, policy

    def _count_events(self, args: TrailArgs, trail: pulumi.Resource) -> None:
        """Each kind of event becomes a metric, whether an alarm looks at it or not."""
        for event in EVENTS:
            aws.cloudwatch.LogMetricFilter(
                f"{self._name}-{event.key}",
                name=metric_name(event),
                log_group_name=args.logs.name,
                pattern=event.pattern,
                metric_transformation={
                    "namespace": args.names.fill("metrics_namespace"),
                    "name": metric_name(event),
                    "value": "1",
                    "default_value": "0",
                    "unit": "Count",
                },
                opts=ResourceOptions(parent=self, depends_on=[args.logs.resource, trail]),
            )


def event_selectors(buckets: Sequence[str]) -> list[aws.cloudtrail.TrailAdvancedEventSelectorArgsDict]:
    """What the trail records: all that manages the account, and who reads objects of these buckets.

    Reading a secret (GetSecretValue), reading logs (GetLogEvents, FilterLogEvents, StartQuery, GetQueryResults,
    StartLiveTail) and entering a task (ExecuteCommand) are management events; reading an object is a data event.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/logging_cw_api_calls_cwl.html
    """
    return [
        {
            "name": "Management events",
            "field_selectors": [{"field": "eventCategory", "equals": ["Management"]}],
        },
        {
            "name": "Who reads files with logs",
            "field_selectors": [
                {"field": "eventCategory", "equals": ["Data"]},
                {"field": "resources.type", "equals": ["AWS::S3::Object"]},
                {"field": "readOnly", "equals": ["true"]},
                {"field": "resources.ARN", "starts_withs": [f"arn:aws:s3:::{bucket}/" for bucket in buckets]},
            ],
        },
    ]


def trail_delivery(bucket: str, names: Names) -> list[Statement]:
    """Lets CloudTrail write the files of this trail, and nothing else.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    this_trail = {"aws:SourceArn": trail_arn(names)}
    return [
        statement(
            "TrailReadsAcl",
            principal={"Service": CLOUDTRAIL},
            actions=["s3:GetBucketAcl"],
            resources=[f"arn:aws:s3:::{bucket}"],
            condition={"StringEquals": this_trail},
        ),
        statement(
            "TrailWrites",
            principal={"Service": CLOUDTRAIL},
            actions=["s3:PutObject"],
            resources=[f"arn:aws:s3:::{bucket}/AWSLogs/{names.account}/*"],
            condition={"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **this_trail}},
        ),
    ]


def writer_trust() -> dict[str, Any]:
    """Trust in CloudTrail, under no condition: it does not say for which trail it assumes the role.

    With a condition it is refused (https://github.com/prowler-cloud/prowler/issues/4714). Whoever makes a trail with
    the role needs `iam:PassRole` in this account, and the role can do nothing but write into one log group.
    """
    return document(
        {"Sid": "Service", "Effect": "Allow", "Principal": {"Service": CLOUDTRAIL}, "Action": "sts:AssumeRole"}
    )


def writer_policy(logs: LogTarget, names: Names) -> dict[str, Any]:
    """Writing into the streams that CloudTrail makes in this log group.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    return document(
        statement(
            "OwnStreams",
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[f"{logs.arn}:log-stream:{names.account}_CloudTrail_{names.region}*"],
        )
    )
