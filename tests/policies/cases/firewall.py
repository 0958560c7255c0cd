"""Web ACLs."""

from collections.abc import Sequence
from typing import Any

from guardrails.tokens import DISTRIBUTION, LOAD_BALANCERS, WEB_ACL, WEB_ACL_ASSOCIATION, WEB_ACL_LOGGING

from tests.policies.cases.table import RELATION, Cases, Table
from tests.policies.harness import UNKNOWN, Given

SEEN = {"visibilityConfig": {"cloudwatchMetricsEnabled": True}}
UNSEEN = {"visibilityConfig": {"cloudwatchMetricsEnabled": False}}
RATE = {"statement": {"rateBasedStatement": {"limit": 2000}}, "action": {"block": {}}, **SEEN}
JSON = {"ruleJson": "[]"}


def _group(action: str = "none", name: str = "AWSManagedRulesKnownBadInputsRuleSet") -> dict[str, Any]:
    group = {"managedRuleGroupStatement": {"vendorName": "AWS", "name": name}}
    return {"statement": group, "overrideAction": {action: {}}, **SEEN}


def _rules(*rules: Any) -> dict[str, Any]:
    return {"rules": list(rules)}


def _logs(*arns: Any) -> dict[str, Any]:
    return {"logDestinationConfigs": list(arns)}


def _redacted(*headers: Any) -> dict[str, Any]:
    return {"redactedFields": [{"singleHeader": {"name": header}} for header in headers]}


def _associated(kind: str, **props: Any) -> Sequence[Given]:
    return [Given(kind, "lb", props), Given(WEB_ACL_ASSOCIATION, "front", {}, {"resourceArn": ["lb"]})]


CASES: Table = {
    "waf-has-rules": Cases(
        compliant=[_rules(RATE), _rules(UNKNOWN), JSON],
        violation=[{}, _rules()],
        unknown=[{"rules": UNKNOWN}, {"ruleJson": UNKNOWN}],
    ),
    "waf-rule-actions": Cases(
        compliant=[_rules(RATE, _group()), {}],
        violation=[_rules({"statement": RATE["statement"]}), _rules({**RATE, "action": {}}), _rules(UNKNOWN, {})],
        unknown=[{"rules": UNKNOWN}, _rules({"action": UNKNOWN}), JSON],
    ),
    "waf-known-bad-inputs": Cases(
        compliant=[_rules(RATE, _group())],
        violation=[{}, _rules(RATE), _rules(_group(name="AWSManagedRulesSQLiRuleSet")), _rules(_group("count"))],
        unknown=[{"rules": UNKNOWN}, _rules(RATE, UNKNOWN), JSON],
    ),
    "waf-rate-limit": Cases(
        compliant=[_rules(RATE)],
        violation=[{}, _rules(_group())],
        unknown=[{"rules": UNKNOWN}, _rules({"statement": UNKNOWN}), JSON],
    ),
    "waf-metrics": Cases(
        compliant=[{**SEEN, **_rules(RATE, _group())}],
        violation=[{}, {**UNSEEN, **_rules(RATE)}, {**SEEN, **_rules(RATE, {**RATE, **UNSEEN})}, _rules(RATE)],
        unknown=[{"visibilityConfig": UNKNOWN}, {**SEEN, "rules": UNKNOWN}, {**SEEN, **JSON}],
    ),
    "waf-logs": Cases(
        compliant=[[Given(WEB_ACL, "acl"), Given(WEB_ACL_LOGGING, "logs", {}, {"resourceArn": ["acl"]})]],
        violation=[{}, [Given(WEB_ACL, "acl"), Given(WEB_ACL_LOGGING, "logs")]],
        impossible=RELATION,
    ),
    "waf-log-destination": Cases(
        compliant=[
            _logs("arn:aws:logs:ap-northeast-2:917891822317:log-group:aws-waf-logs-gli"),
            _logs("arn:aws:s3:::aws-waf-logs-gli"),
            _logs("arn:aws:firehose:ap-northeast-2:917891822317:deliverystream/aws-waf-logs-gli"),
        ],
        violation=[{}, _logs("arn:aws:logs:ap-northeast-2:917891822317:log-group:/gli/waf")],
        unknown=[{"logDestinationConfigs": UNKNOWN}, _logs(UNKNOWN)],
    ),
    "waf-log-credentials": Cases(
        compliant=[_redacted("authorization", "cookie"), _redacted("Cookie", "Authorization", "x-api-key")],
        violation=[{}, _redacted("cookie"), {"redactedFields": [{"method": {}}]}],
        unknown=[{"redactedFields": UNKNOWN}, _redacted("cookie", UNKNOWN)],
    ),
    "waf-protects-something": Cases(
        compliant=[
            [Given(WEB_ACL, "acl"), Given(WEB_ACL_ASSOCIATION, "front", {}, {"webAclArn": ["acl"]})],
            [Given(WEB_ACL, "acl"), Given(DISTRIBUTION, "cdn", {}, {"webAclId": ["acl"]})],
        ],
        violation=[{}, [Given(WEB_ACL, "acl"), Given(DISTRIBUTION, "cdn", {"webAclId": "another"})]],
        impossible=RELATION,
    ),
    "lb-firewall": Cases(
        compliant=[_associated(LOAD_BALANCERS[0]), _associated(LOAD_BALANCERS[1], internal=False)],
        violation=[{}, {"loadBalancerType": "application", "internal": False}],
        unknown=[{"internal": UNKNOWN}, {"loadBalancerType": UNKNOWN}],
        not_applicable=[{"internal": True}, {"loadBalancerType": "network"}],
    ),
}
