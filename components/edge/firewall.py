"""The firewall in front of load balancers or CloudFront: AWS's rules, a rate limit, and logs without credentials."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions
from pydantic import Field, model_validator

from components._settings import Settings
from components._watched import Watched
from components.edge.cloudfront import REGION
from components.edge.firewall_watch import FirewallAlarms, firewall_watch
from components.edge.managed_rules import RATE_CAPACITY, RULE_GROUPS
from components.wiring import LogTarget
from naming import Names

CREDENTIALS = ("authorization", "cookie")
"""Headers whose values nobody sees in logs and samples."""
TOO_MANY_REQUESTS = 429
PRIORITY_STEP = 10

Mode = Literal["block", "count"]


class ManagedGroup(Settings):
    """One of AWS's groups of rules; they are kept up to date by AWS."""

    mode: Mode = "block"
    """`count` lets everything pass, and counts what the group would have blocked: the way to try it."""
    count: tuple[str, ...] = ()
    """Rules of the group that only count, because they block what is right: SizeRestrictions_BODY blocks whatever sends
    more than 8 KiB, file uploads among it.
    """


class ManagedGroups(Settings):
    """AWS's groups of rules by their short names; one that is set to nothing is left out."""

    ip_reputation: ManagedGroup | None = ManagedGroup()
    """Addresses that AWS has seen attack."""
    anonymous_ip: ManagedGroup | None = None
    """Addresses that hide who uses them, hosting providers among them."""
    known_bad_inputs: ManagedGroup | None = ManagedGroup()
    """Log4j, Java deserialisation and the like."""
    common: ManagedGroup | None = ManagedGroup()
    """What most attacks on web applications have in common (OWASP)."""
    sqli: ManagedGroup | None = ManagedGroup()
    """SQL injection."""
    linux: ManagedGroup | None = None
    """Attacks that only Linux is open to, such as reading local files by their path."""
    unix: ManagedGroup | None = None
    """Attacks by commands of POSIX systems."""
    admin: ManagedGroup | None = None
    """Paths of administration, such as /admin, from wherever they are asked for."""

    @model_validator(mode="after")
    def _rules_exist(self) -> Self:
        for group, settings in self.used():
            rules = RULE_GROUPS[group].rules
            for rule in settings.count:
                if rule not in rules:
                    nearest = get_close_matches(rule, rules, n=1) or sorted(rules)
                    raise ValueError(
                        f"`{group}.count` has {rule!r}, which is no rule of {RULE_GROUPS[group].name}: "
                        f"the firewall would ignore it without a word; take {', '.join(nearest)}"
                    )
        return self

    def used(self) -> Iterator[tuple[str, ManagedGroup]]:
        """The groups that are there, in the order in which a request meets them."""
        for group in RULE_GROUPS:
            settings: ManagedGroup | None = getattr(self, group)
            if settings is not None:
                yield group, settings


class RateLimit(Settings):
    """How much one address may ask for before it gets 429 Too Many Requests."""

    requests: Annotated[int, Field(ge=10, le=2_000_000_000)] = 2000
    """In any `window`."""
    window: Literal[60, 120, 300, 600] = 300
    """Seconds."""
    address: Literal["connection", "forwarded"] = "connection"
    """Whose requests are counted together: those of the address that connects, or those of the first one in
    X-Forwarded-For. Behind CloudFront the one that connects is CloudFront; what can also be reached directly lets its
    clients write the other.
    """
    mode: Mode = "block"
    """`count` refuses nobody, and counts who would be."""


class FirewallSettings(Settings):
    """Lets through what no rule blocks."""

    scope: Literal["regional", "cloudfront"] = "regional"
    """In front of load balancers, or of websites."""
    groups: ManagedGroups = ManagedGroups()
    rate_limit: RateLimit | None = RateLimit()
    alarms: FirewallAlarms = FirewallAlarms()

    @property
    def region(self) -> str | None:
        """Where it has to stand; None is where the stack is."""
        return REGION if self.scope == "cloudfront" else None

    @property
    def capacity(self) -> int:
        """Web ACL capacity units; above 1,500 AWS charges extra, at 5,000 it stops.

        https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html
        """
        rate = RATE_CAPACITY if self.rate_limit else 0
        return rate + sum(RULE_GROUPS[group].capacity for group, _ in self.groups.used())

    def props(self) -> dict[str, Any]:
        """The settings, with what they cost."""
        return super().props() | {"capacity": self.capacity}


@dataclass(frozen=True)
class FirewallArgs:
    """What the firewall is made from."""

    settings: FirewallSettings
    names: Names
    logs: LogTarget
    """In the firewall's own Region, with a name that starts with aws-waf-logs-. WAF is allowed to write by a policy on
    the log group that AWS makes itself: a log group has only one, so there is none of ours.

    https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
    """


class Firewall(pulumi.ComponentResource):
    """A web ACL of WAF; what it protects names its ARN."""

    arn: Output[str]
    """The web ACL's ARN."""
    watched: Watched
    """What is watched of it."""

    def __init__(self, name: str, args: FirewallArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:edge:Firewall", name, args.settings.props(), opts)
        settings = args.settings
        web_acl = args.names.fill("web_acl", role=name)
        acl = aws.wafv2.WebAcl(
            name,
            name=web_acl,
            description=f"In front of what {args.names.system} {args.names.long} shows to the internet",
            scope=settings.scope.upper(),
            region=settings.region,
            default_action={"allow": {}},
            rules=list(rules(settings, web_acl)),
            visibility_config=visible(web_acl),
            # The logs' own redaction leaves out the samples of requests that the console shows.
            data_protection_config={
                "data_protections": [
                    {
                        "action": "SUBSTITUTION",
                        "field": {"field_type": "SINGLE_HEADER", "field_keys": list(CREDENTIALS)},
                    }
                ]
            },
            opts=ResourceOptions(parent=self),
        )
        aws.wafv2.WebAclLoggingConfiguration(
            f"{name}-logs",
            resource_arn=acl.arn,
            region=settings.region,
            log_destination_configs=[args.logs.arn],
            redacted_fields=[{"single_header": {"name": header}} for header in CREDENTIALS],
            opts=ResourceOptions(parent=self, depends_on=[args.logs.resource]),
        )
        self.arn = acl.arn
        self.watched = firewall_watch(
            name, settings.alarms, web_acl, stack_region=args.names.region, region=settings.region
        )
        self.register_outputs({})


def rules(settings: FirewallSettings, web_acl: str) -> Iterator[aws.wafv2.WebAclRuleArgsDict]:
    """The rate limit first, since it costs the least, then AWS's groups."""
    limit = settings.rate_limit
    if limit is not None:
        yield {
            "name": "rate-limit",
            "priority": 0,
            "action": {"block": {"custom_response": {"response_code": TOO_MANY_REQUESTS}}}
            if limit.mode == "block"
            else {"count": {}},
            "statement": {"rate_based_statement": _rate(limit)},
            "visibility_config": visible(f"{web_acl}-rate-limit"),
        }
    for position, (group, managed) in enumerate(settings.groups.used(), start=1):
        name = group.replace("_", "-")
        yield {
            "name": name,
            "priority": position * PRIORITY_STEP,
            "override_action": {"none": {}} if managed.mode == "block" else {"count": {}},
            "statement": {
                "managed_rule_group_statement": {
                    "vendor_name": "AWS",
                    "name": RULE_GROUPS[group].name,
                    "rule_action_overrides": [
                        {"name": rule, "action_to_use": {"count": {}}} for rule in sorted(managed.count)
                    ],
                }
            },
            "visibility_config": visible(f"{web_acl}-{name}"),
        }


def visible(metric: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgsDict:
    """Counted in CloudWatch under this name, with samples of what was matched."""
    return {"cloudwatch_metrics_enabled": True, "metric_name": metric, "sampled_requests_enabled": True}


def _rate(limit: RateLimit) -> aws.wafv2.WebAclRuleStatementRateBasedStatementArgsDict:
    rate: aws.wafv2.WebAclRuleStatementRateBasedStatementArgsDict = {
        "limit": limit.requests,
        "evaluation_window_sec": limit.window,
        "aggregate_key_type": "IP",
    }
    if limit.address == "forwarded":
        rate["aggregate_key_type"] = "FORWARDED_IP"
        rate["forwarded_ip_config"] = {"header_name": "X-Forwarded-For", "fallback_behavior": "MATCH"}
    return rate
