"""The groups of firewall rules that AWS writes and keeps: what they are called, what they cost, what is in them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RuleGroup:
    """A group that AWS WAF offers under the vendor name AWS."""

    name: str
    capacity: int
    """Web ACL capacity units (WCU)."""
    rules: frozenset[str]
    """WAF silently ignores an override of a rule that is not one of these."""


def _rules(*lines: str) -> frozenset[str]:
    """`Log4JRCE: HEADER BODY` is one rule for each part of the request that the rules of this name look at."""
    split = (line.partition(": ") for line in lines)
    return frozenset(f"{rule}_{part}" if part else rule for rule, _, parts in split for part in parts.split() or ("",))


RULE_GROUPS: Mapping[str, RuleGroup] = {
    "ip_reputation": RuleGroup(
        "AWSManagedRulesAmazonIpReputationList",
        25,
        _rules("AWSManagedIPReputationList", "AWSManagedReconnaissanceList", "AWSManagedIPDDoSList"),
    ),
    "anonymous_ip": RuleGroup("AWSManagedRulesAnonymousIpList", 50, _rules("AnonymousIPList", "HostingProviderIPList")),
    "known_bad_inputs": RuleGroup(
        "AWSManagedRulesKnownBadInputsRuleSet",
        200,
        _rules(
            "JavaDeserializationRCE: HEADER BODY URIPATH QUERYSTRING",
            "Host_localhost: HEADER",
            "PROPFIND: METHOD",
            "ExploitablePaths: URIPATH",
            "Log4JRCE: HEADER QUERYSTRING BODY URIPATH",
            "ReactJSRCE: BODY",
        ),
    ),
    "common": RuleGroup(
        "AWSManagedRulesCommonRuleSet",
        700,
        _rules(
            "NoUserAgent: HEADER",
            "UserAgent_BadBots: HEADER",
            "SizeRestrictions: QUERYSTRING Cookie_HEADER BODY URIPATH",
            "EC2MetaDataSSRF: BODY COOKIE URIPATH QUERYARGUMENTS",
            "GenericLFI: QUERYARGUMENTS URIPATH BODY",
            "RestrictedExtensions: URIPATH QUERYARGUMENTS",
            "GenericRFI: QUERYARGUMENTS BODY URIPATH",
            "CrossSiteScripting: COOKIE QUERYARGUMENTS BODY URIPATH",
        ),
    ),
    "sqli": RuleGroup(
        "AWSManagedRulesSQLiRuleSet",
        200,
        _rules("SQLi: QUERYARGUMENTS BODY COOKIE URIPATH", "SQLiExtendedPatterns: QUERYARGUMENTS BODY HEADER URIPATH"),
    ),
    "linux": RuleGroup("AWSManagedRulesLinuxRuleSet", 200, _rules("LFI: URIPATH QUERYSTRING HEADER")),
    "unix": RuleGroup("AWSManagedRulesUnixRuleSet", 100, _rules("UNIXShellCommandsVariables: QUERYSTRING BODY HEADER")),
    "admin": RuleGroup("AWSManagedRulesAdminProtectionRuleSet", 100, _rules("AdminProtection: URIPATH")),
}
"""By the name under which a stack file sets them, in the order in which a request meets them: cheap ones first.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""
RATE_CAPACITY = 2
"""What a rate limit by address costs.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
"""
