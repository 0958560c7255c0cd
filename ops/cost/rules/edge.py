"""What websites, firewalls and health checks use."""

from collections.abc import Iterator
from typing import Final

from ops.cost.context import Context, Usage, items, number, section
from ops.offline.recording import Recorded

EDGE_REGION: Final = "us-east-1"
"""Where the firewalls of CloudFront are."""
MILLION: Final = 1_000_000
FAST_SECONDS: Final = 10
DISTRIBUTION_METRICS: Final = 8
"""The additional ones.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html
"""


def distribution(resource: Recorded, context: Context) -> Iterator[Usage]:
    """What its viewers take and ask for, and the functions that are called for it."""
    requests = context.assumed("cdn_million_requests", resource) * MILLION
    yield Usage("cdn-gb", context.assumed("cdn_gb", resource))
    yield Usage("cdn-requests", requests)
    functions = items(section(resource.inputs, "defaultCacheBehavior"), "functionAssociations")
    yield Usage("cdn-function", requests * len(functions))


def additional_metrics(_resource: Recorded, _context: Context) -> Iterator[Usage]:
    """More metrics of a distribution, at the price of custom ones."""
    yield Usage("custom-metric", DISTRIBUTION_METRICS, "of CloudFront")


def web_acl(resource: Recorded, context: Context) -> Iterator[Usage]:
    """A firewall, each of its rules and groups, and the requests that it looks at."""
    at_edge = context.region_of(resource) == EDGE_REGION and context.region != EDGE_REGION
    yield Usage("waf-acl", 1)
    yield Usage("waf-rule", len(items(resource.inputs, "rules")))
    millions = context.assumed("cdn_million_requests" if at_edge else "million_requests", resource)
    yield Usage("waf-requests", millions * MILLION)


def health_check(resource: Recorded, _context: Context) -> Iterator[Usage]:
    """A check of what runs on AWS; HTTPS and ten seconds are charged as options."""
    yield Usage("health-check", 1)
    options = str(resource.inputs.get("type", "")).startswith("HTTPS")
    fast = number(resource.inputs, "requestInterval") == FAST_SECONDS
    yield Usage("health-check-option", options + fast)


RULES: Final = {
    "aws:cloudfront/distribution:Distribution": distribution,
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": additional_metrics,
    "aws:wafv2/webAcl:WebAcl": web_acl,
    "aws:route53/healthCheck:HealthCheck": health_check,
}
