"""What is watched of a website: what its viewers get, and what CloudFront gets from where the files or the API are.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pulumi import Input
from pydantic import Field

from components._watched import Alarm, AlarmKind, Anomaly, Expression, Metric, Percent, Watched, Widget, limits, wanted
from components.edge.certificate_watch import CertificateAlarms, certificate_alarms, certificate_widget
from components.edge.cloudfront import REGION

NAMESPACE = "AWS/CloudFront"
MIN_REQUESTS = 100
"""In a period: of fewer requests a rate says little."""
UNREACHABLE = ("502", "503", "504")
"""What CloudFront answers when it cannot reach an origin, or the origin does not answer.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/troubleshooting-response-errors.html
"""
OF_ADDITIONAL_METRICS = ("origin_errors", "origin_latency")
"""Thresholds of what CloudFront measures for a price."""

VIEWER_5XX = AlarmKind(
    key="viewer-5xx",
    comparison=">",
    severity="critical",
    period=300,
    periods=2,
    why="A large part of the website's requests is answered with 5xx.",
    todo="See in the access log which paths fail: those of the API are the service's, all others the bucket's.",
)
VIEWER_4XX = AlarmKind(
    key="viewer-4xx",
    comparison=">",
    severity="warning",
    why="A large part of the website's requests is answered with 4xx: files are missing, or somebody scans.",
    todo="See in the access log which paths are missing; after a release, upload the files again.",
)
ORIGIN_ERRORS = AlarmKind(
    key="origin-errors",
    comparison=">",
    severity="warning",
    period=300,
    periods=2,
    why="CloudFront cannot reach where the answers come from: the API's load balancer, or the bucket.",
    todo="Ask for the API's health path directly; if it answers, check its certificate and its firewall.",
)
ORIGIN_LATENCY = AlarmKind(
    key="origin-latency",
    comparison=">",
    severity="warning",
    why="What CloudFront does not keep takes long: the API is slow, or the bucket is.",
    todo="Compare with the response time of the service behind the API's paths.",
)


class WebsiteAlarms(CertificateAlarms):
    """Thresholds; null leaves an alarm out, and `{anomaly: 2}` lets CloudWatch learn what is usual."""

    viewer_5xx: Percent | Anomaly | None = 5
    """Percent of the requests that are answered with 5xx, for 10 minutes."""
    viewer_4xx: Percent | Anomaly | None = 50
    """Percent of the requests that are answered with 4xx, for 15 minutes; scans alone make many at night."""
    origin_errors: Percent | Anomaly | None = 2
    """Percent of the requests that are answered with 502, 503 or 504, for 10 minutes. One of the additional metrics."""
    origin_latency: Annotated[float, Field(gt=0, lt=60_000)] | Anomaly | None = 2000
    """Milliseconds until the first byte, for 95 of 100 requests that CloudFront does not answer itself, for 15 minutes.
    One of the additional metrics.
    """

    def refuse_what_is_not_measured(self) -> None:
        """Raise ValueError when somebody wrote a threshold for one of the additional metrics."""
        for field in OF_ADDITIONAL_METRICS:
            if field in self.model_fields_set and getattr(self, field) is not None:
                raise ValueError(
                    f"`alarms.{field}` is about an additional metric; leave it out or take `additional_metrics`"
                )


@dataclass(frozen=True)
class WebsiteWatchArgs:
    """What a website's alarms and graphs are made from."""

    alarms: WebsiteAlarms
    additional_metrics: bool
    distribution_id: Input[str]
    certificate_arn: Input[str]


def website_watch(role: str, args: WebsiteWatchArgs) -> Watched:
    """The alarms and graphs of a website; CloudFront measures in us-east-1 alone."""
    settings = args.alarms
    alarms = [
        *wanted(
            (VIEWER_5XX, _rate(args, "5xx", "5xxErrorRate"), settings.viewer_5xx),
            (VIEWER_4XX, _rate(args, "4xx", "4xxErrorRate"), settings.viewer_4xx),
        ),
        *(_origin_alarms(args) if args.additional_metrics else ()),
        *certificate_alarms(settings, args.certificate_arn, REGION),
    ]
    rates = [_metric(args, "4xxErrorRate", "Average", "4xx"), _metric(args, "5xxErrorRate", "Average", "5xx")]
    return Watched(
        title=f"Website {role}",
        stem=f"{role}-cdn",
        alarms=alarms,
        widgets=[
            Widget("Requests", [_requests(args)], "requests"),
            Widget(
                "Part of the answers that is 4xx and 5xx",
                rates,
                "percent",
                limits=limits(alarms, VIEWER_5XX.key, VIEWER_4XX.key),
            ),
            *(_origin_widgets(args, alarms) if args.additional_metrics else ()),
            certificate_widget(alarms, args.certificate_arn, REGION),
        ],
        rests=True,
    )


def _origin_alarms(args: WebsiteWatchArgs) -> Sequence[Alarm]:
    return wanted(
        (
            ORIGIN_ERRORS,
            _rate(args, "502, 503 and 504", *(f"{code}ErrorRate" for code in UNREACHABLE)),
            args.alarms.origin_errors,
        ),
        (ORIGIN_LATENCY, _latency(args, "p95"), args.alarms.origin_latency),
    )


def _origin_widgets(args: WebsiteWatchArgs, alarms: Sequence[Alarm]) -> Sequence[Widget]:
    latencies = [_latency(args, percentile) for percentile in ("p50", "p95")]
    unreachable = [_metric(args, f"{code}ErrorRate", "Average", code) for code in UNREACHABLE]
    return [
        Widget("Origins: errors", unreachable, "percent", limits=limits(alarms, ORIGIN_ERRORS.key)),
        Widget("Origins: latency", latencies, "milliseconds", limits=limits(alarms, ORIGIN_LATENCY.key)),
        Widget("Answered from the cache", [_metric(args, "CacheHitRate", "Average", "Cached")], "percent"),
    ]


def _rate(args: WebsiteWatchArgs, label: str, *names: str) -> Expression:
    """Percent of the requests, as soon as they are enough."""
    rates = {f"rate{number}": _metric(args, name, "Average", name) for number, name in enumerate(names, start=1)}
    text = f"IF(requests >= {MIN_REQUESTS}, {' + '.join(rates)}, 0)"
    return Expression(text, {"requests": _requests(args), **rates}, label)


def _requests(args: WebsiteWatchArgs) -> Metric:
    return _metric(args, "Requests", "Sum", "Requests")


def _latency(args: WebsiteWatchArgs, percentile: str) -> Metric:
    return _metric(args, "OriginLatency", percentile, percentile)


def _metric(args: WebsiteWatchArgs, name: str, statistic: str, label: str) -> Metric:
    dimensions = {"DistributionId": args.distribution_id, "Region": "Global"}
    return Metric(NAMESPACE, name, dimensions, statistic, label, REGION)
