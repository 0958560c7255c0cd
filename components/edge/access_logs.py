"""Who asked a website for what: CloudFront's standard logs (v2) and its bucket's server access logs, in one bucket."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions

from components._bucket import PrivateBucket
from components._iam import Statement, statement
from components.edge.cloudfront import REGION
from naming import Names

FORMAT = "json"
"""Cannot be changed afterwards: the destination would have to be replaced under its name."""
RECORD_FIELDS = (
    "date",
    "time",
    "x-edge-location",
    "x-edge-request-id",
    "c-ip",
    "c-port",
    "x-forwarded-for",
    "cs-method",
    "cs-protocol",
    "cs-protocol-version",
    "x-host-header",
    "cs-uri-stem",
    "cs(User-Agent)",
    "cs-bytes",
    "sc-status",
    "sc-bytes",
    "sc-content-type",
    "time-taken",
    "time-to-first-byte",
    "x-edge-result-type",
    "x-edge-response-result-type",
    "x-edge-detailed-result-type",
    "ssl-protocol",
    "ssl-cipher",
)
"""Everything but cookies, query strings and referrers, which may hold what lets one in.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
"""


@dataclass(frozen=True)
class CloudFrontLogsArgs:
    """What a distribution's logs are made from."""

    name: str
    """Of the delivery's two ends; the bucket's policy names the one that may write."""
    distribution_arn: Input[str]
    bucket: PrivateBucket


def cloudfront_logs(name: str, args: CloudFrontLogsArgs, parent: pulumi.Resource) -> None:
    """Deliver the distribution's standard logs to the bucket, below `AWSLogs/<account>/CloudFront/`.

    The path is AWS's own: a suffix that is set is read back in another form (terraform-provider-aws#46328).
    """
    below = ResourceOptions(parent=parent)
    source = aws.cloudwatch.LogDeliverySource(
        name, name=args.name, log_type="ACCESS_LOGS", resource_arn=args.distribution_arn, region=REGION, opts=below
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        name,
        name=args.name,
        output_format=FORMAT,
        delivery_destination_configuration={"destination_resource_arn": args.bucket.arn},
        region=REGION,
        opts=ResourceOptions(parent=parent, depends_on=[args.bucket.ready]),
    )
    aws.cloudwatch.LogDelivery(
        name,
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        record_fields=list(RECORD_FIELDS),
        region=REGION,
        opts=below,
    )


def may_deliver(bucket: str, delivery: str, names: Names) -> Statement:
    """Lets CloudWatch Logs write what comes from this delivery source, and nothing else.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
    """
    return statement(
        "CloudFrontLogs",
        principal={"Service": "delivery.logs.amazonaws.com"},
        actions=["s3:PutObject"],
        resources=[f"arn:aws:s3:::{bucket}/AWSLogs/{names.account}/CloudFront/*"],
        condition={
            "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": names.account},
            "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{REGION}:{names.account}:delivery-source:{delivery}"},
        },
    )
