"""What is watched of a firewall: how much it blocks.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
"""

from components._settings import Settings
from components._watched import AlarmKind, Anomaly, Count, Metric, Watched, Widget, limits, wanted

NAMESPACE = "AWS/WAFV2"
ALL_RULES = "ALL"
"""What WAF calls the sum over all rules of a web ACL."""

BLOCKED = AlarmKind(
    key="blocked-requests",
    comparison=">",
    severity="warning",
    period=300,
    periods=2,
    why="The firewall blocks many requests: an attack, or a rule that blocks what is right.",
    todo="See in the firewall's sampled requests which rule blocks whom; let the rule count while you find out.",
)


class FirewallAlarms(Settings):
    """Thresholds; null leaves an alarm out, and `{anomaly: 2}` lets CloudWatch learn what is usual."""

    blocked_requests: Count | Anomaly | None = 1000
    """Requests that were blocked in 5 minutes, twice."""


def firewall_watch(
    role: str, settings: FirewallAlarms, web_acl_metric: str, *, stack_region: str, region: str | None
) -> Watched:
    """The alarms and graphs of a web ACL. In front of CloudFront, in `region`, WAF measures it without a Region."""
    where = {} if region else {"Region": stack_region}
    dimensions = where | {"Rule": ALL_RULES, "WebACL": web_acl_metric}

    def metric(name: str, label: str) -> Metric:
        return Metric(NAMESPACE, name, dimensions, "Sum", label, region)

    blocked = metric("BlockedRequests", "Blocked")
    alarms = wanted((BLOCKED, blocked, settings.blocked_requests))
    passed = [metric("AllowedRequests", "Allowed"), metric("CountedRequests", "Counted")]
    return Watched(
        title=f"Firewall {role}",
        stem=f"{role}-waf",
        alarms=alarms,
        widgets=[
            Widget("Blocked requests", [blocked], "requests", limits=limits(alarms, BLOCKED.key)),
            Widget("Allowed and counted requests", passed, "requests"),
        ],
    )
