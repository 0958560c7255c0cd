"""A website: files in a private bucket that only its CloudFront distribution can read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._bucket import SERVER_ACCESS_PREFIX, AccessLogs, PrivateBucket, PrivateBucketArgs, may_log_access
from components._iam import Statement, statement
from components._watched import Watched
from components.edge.access_logs import CloudFrontLogsArgs, cloudfront_logs, may_deliver
from components.edge.certificates import CertificateArgs, certificate_arn
from components.edge.cloudfront import HOSTED_ZONE_ID, REGION
from components.edge.distribution import DistributionArgs, distribution
from components.edge.website_settings import WebsiteSettings
from components.edge.website_watch import WebsiteWatchArgs, website_watch
from components.wiring import AliasTarget
from naming import Names

RELEASES = ".releases/"
"""Where releases are kept, beside the files that are served (ADR 0010)."""


@dataclass(frozen=True)
class WebsiteArgs:
    """What the website is made from."""

    settings: WebsiteSettings
    names: Names
    key_arn: Input[str] | None
    web_acl_arn: Input[str] | None = None
    """The firewall in front of it, of `cloudfront` scope."""


class Website(pulumi.ComponentResource):
    """Pages are asked for again each time, assets are kept for a year; HTTPS alone, and an error stays an error."""

    bucket: str
    """Where a deployment puts the files."""
    distribution_id: Output[str]
    """What a deployment invalidates."""
    distribution_arn: Output[str]
    """The distribution's ARN."""
    hosts: Sequence[str]
    """Under which people reach it."""
    alias: AliasTarget
    """Where the hosts' DNS records point."""
    watched: Watched
    """What is watched of it."""

    def __init__(self, name: str, args: WebsiteArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:edge:Website", name, args.settings.props(), opts)
        self._name, self._args, self._below = name, args, ResourceOptions(parent=self)
        names, settings = args.names, args.settings
        self.hosts = settings.hosts
        self.bucket = names.fill("website", override=settings.name, role=name)
        delivery = names.fill("website_log_delivery", website=self.bucket)
        logs = self._log_bucket(delivery)
        files = self._file_bucket(logs)
        certificate = certificate_arn(
            f"{name}-certificate", CertificateArgs(settings=settings.certificate, region=REGION), self
        )
        served = distribution(
            name,
            DistributionArgs(
                settings=settings,
                names=names,
                files=files,
                certificate_arn=certificate,
                web_acl_arn=args.web_acl_arn,
            ),
            self,
        )
        files.allow(read_by(served.arn, files.arn), keep_releases(served.arn, files.arn))
        cloudfront_logs(
            f"{name}-logs", CloudFrontLogsArgs(name=delivery, distribution_arn=served.arn, bucket=logs), self
        )
        if settings.additional_metrics:
            aws.cloudfront.MonitoringSubscription(
                name,
                distribution_id=served.id,
                monitoring_subscription={
                    "realtime_metrics_subscription_config": {"realtime_metrics_subscription_status": "Enabled"}
                },
                opts=self._below,
            )
        self.watched = website_watch(
            name,
            WebsiteWatchArgs(
                alarms=settings.alarms,
                additional_metrics=settings.additional_metrics,
                distribution_id=served.id,
                certificate_arn=certificate,
            ),
        )
        self.distribution_id, self.distribution_arn = served.id, served.arn
        self.alias = AliasTarget(dns_name=served.domain_name, zone_id=HOSTED_ZONE_ID, dual_stack=True, regional=False)
        self.register_outputs({"bucket": self.bucket, "distribution_id": self.distribution_id})

    @property
    def exported(self) -> Mapping[str, Any]:
        """What an operator needs of it."""
        return {"bucket": self.bucket, "distribution_id": self.distribution_id, "hosts": list(self.hosts)}

    def _log_bucket(self, delivery: str) -> PrivateBucket:
        names, settings = self._args.names, self._args.settings
        bucket = names.fill("website_logs", website=self.bucket)
        # No key of ours: S3 delivers server access logs only to buckets that encrypt with its own.
        return PrivateBucket(
            f"{self._name}-logs",
            PrivateBucketArgs(
                bucket=bucket,
                statements=[may_deliver(bucket, delivery, names), may_log_access(bucket, self.bucket, names)],
                expire_after_days=settings.log_expiration_days,
                force_destroy=settings.force_destroy,
                protect=settings.protect,
            ),
            self._below,
        )

    def _file_bucket(self, logs: PrivateBucket) -> PrivateBucket:
        settings = self._args.settings
        return PrivateBucket(
            f"{self._name}-files",
            PrivateBucketArgs(
                bucket=self.bucket,
                statements=None,
                key_arn=self._args.key_arn,
                expire_versions_after_days=settings.keep_versions_days,
                access_logs=AccessLogs(bucket=logs.bucket, prefix=SERVER_ACCESS_PREFIX, ready=logs.ready),
                force_destroy=settings.force_destroy,
                protect=settings.protect,
            ),
            self._below,
        )


def read_by(distribution_arn: Input[str], bucket_arn: str) -> Statement:
    """Lets this one distribution read the files; it cannot list them, so what is missing answers 403."""
    return statement(
        "CloudFrontReads",
        principal={"Service": "cloudfront.amazonaws.com"},
        actions=["s3:GetObject"],
        resources=[f"{bucket_arn}/*"],
        condition={"StringEquals": {"aws:SourceArn": distribution_arn}},
    )


def keep_releases(distribution_arn: Input[str], bucket_arn: str) -> Statement:
    """Keeps from the distribution what releases are gone back to: pages of yesterday are nobody's to open."""
    return statement(
        "ReleasesAreKept",
        effect="Deny",
        principal={"Service": "cloudfront.amazonaws.com"},
        actions=["s3:GetObject"],
        resources=[f"{bucket_arn}/{RELEASES}*"],
        condition={"StringEquals": {"aws:SourceArn": distribution_arn}},
    )
