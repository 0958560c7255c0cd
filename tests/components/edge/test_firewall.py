"""The firewall: AWS's rules and a rate limit block, the rest passes, and no log or sample shows credentials."""

import json
from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components.edge.firewall import Firewall, FirewallArgs, FirewallSettings
from components.edge.managed_rules import RULE_GROUPS
from ops.offline.recording import Recording
from tests.harness import NAMES, build, listed, log_target
from tests.settings.stackfile import GOOD, STACK, edited, refusal

WEB_ACL = "aws:wafv2/webAcl:WebAcl"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
LOGS = "aws-waf-logs-gli-production-edge"
FIREWALLS = f"{STACK}/firewalls"
LOAD_BALANCER = f"{STACK}/load_balancers/main/firewall"
STANDARD = {
    "ip-reputation": "AWSManagedRulesAmazonIpReputationList",
    "known-bad-inputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "common": "AWSManagedRulesCommonRuleSet",
    "sqli": "AWSManagedRulesSQLiRuleSet",
}


def built(**given: Any) -> Recording:
    return _built(json.dumps(given))


@cache
def _built(given: str) -> Recording:
    settings = FirewallSettings.model_validate_json(given)

    def program(opts: ResourceOptions) -> None:
        Firewall("edge", FirewallArgs(settings=settings, names=NAMES, logs=log_target("firewall-edge", LOGS)), opts)

    return build(program)


def rules(**given: Any) -> dict[str, Any]:
    made = listed(built(**given).one(WEB_ACL, "edge"), "rules")
    by_name = {rule["name"]: rule for rule in made}
    assert len(by_name) == len(made)
    return by_name


def managed(**given: Any) -> dict[str, Any]:
    statements = {name: rule["statement"].get("managedRuleGroupStatement") for name, rule in rules(**given).items()}
    return {name: statement for name, statement in statements.items() if statement}


def test_what_no_rule_blocks_passes() -> None:
    acl = built().one(WEB_ACL, "edge").inputs
    assert (acl["name"], acl["scope"], acl["defaultAction"]) == ("gli-production-edge", "REGIONAL", {"allow": {}})


def test_four_groups_of_aws_block_and_follow_its_newest_version() -> None:
    assert {name: (s["vendorName"], s["name"]) for name, s in managed().items()} == {
        name: ("AWS", group) for name, group in STANDARD.items()
    }
    assert all("version" not in statement for statement in managed().values())
    assert all(rules()[name]["overrideAction"] == {"none": {}} for name in STANDARD)


def test_no_rule_comes_twice_at_one_priority_and_the_cheapest_comes_first() -> None:
    by_priority = sorted(rules().values(), key=lambda rule: rule["priority"])
    assert [rule["name"] for rule in by_priority] == ["rate-limit", *STANDARD]
    assert len({rule["priority"] for rule in by_priority}) == len(by_priority)


def test_every_rule_says_what_it_does() -> None:
    assert all(("action" in rule) != ("overrideAction" in rule) for rule in rules().values())


def test_an_address_that_asks_too_often_gets_429() -> None:
    rate = rules()["rate-limit"]
    assert rate["action"] == {"block": {"customResponse": {"responseCode": 429}}}
    assert rate["statement"] == {
        "rateBasedStatement": {"limit": 2000, "evaluationWindowSec": 300, "aggregateKeyType": "IP"}
    }


def test_behind_cloudfront_the_client_is_counted_and_not_cloudfront() -> None:
    rate = rules(rate_limit={"address": "forwarded", "requests": 500, "window": 60})["rate-limit"]
    assert rate["statement"]["rateBasedStatement"] == {
        "limit": 500,
        "evaluationWindowSec": 60,
        "aggregateKeyType": "FORWARDED_IP",
        "forwardedIpConfig": {"headerName": "X-Forwarded-For", "fallbackBehavior": "MATCH"},
    }


def test_the_rate_limit_can_only_count_or_be_left_out() -> None:
    assert rules(rate_limit={"mode": "count"})["rate-limit"]["action"] == {"count": {}}
    assert "rate-limit" not in rules(rate_limit=None)


def test_a_group_can_only_count_while_the_others_block() -> None:
    counted = rules(groups={"sqli": {"mode": "count"}})
    assert counted["sqli"]["overrideAction"] == {"count": {}}
    assert counted["common"]["overrideAction"] == {"none": {}}


def test_a_single_rule_can_only_count_while_its_group_blocks() -> None:
    given = {"groups": {"common": {"count": ["SizeRestrictions_BODY", "GenericLFI_BODY"]}}}
    assert managed(**given)["common"]["ruleActionOverrides"] == [
        {"name": rule, "actionToUse": {"count": {}}} for rule in ("GenericLFI_BODY", "SizeRestrictions_BODY")
    ]
    assert rules(**given)["common"]["overrideAction"] == {"none": {}}
    assert managed(**given)["sqli"]["ruleActionOverrides"] == []


@pytest.mark.parametrize("group", ["anonymous_ip", "linux", "unix", "admin"])
def test_other_groups_are_there_when_they_are_asked_for(group: str) -> None:
    assert managed(groups={group: {}})[group.replace("_", "-")]["name"] == RULE_GROUPS[group].name


def test_a_group_can_be_left_out() -> None:
    assert managed(groups={"sqli": None}).keys() == STANDARD.keys() - {"sqli"}


def test_every_rule_is_counted_in_cloudwatch_under_a_name_of_its_own_and_sampled() -> None:
    acl = built().one(WEB_ACL, "edge").inputs
    shown = [acl["visibilityConfig"], *(rule["visibilityConfig"] for rule in rules().values())]
    assert all(one["cloudwatchMetricsEnabled"] and one["sampledRequestsEnabled"] for one in shown)
    assert len({one["metricName"] for one in shown}) == len(STANDARD) + 2


def test_logs_and_samples_never_show_authorization_and_cookies() -> None:
    logging = built().one(LOGGING, "edge-logs")
    assert listed(logging, "redactedFields") == [
        {"singleHeader": {"name": "authorization"}},
        {"singleHeader": {"name": "cookie"}},
    ]
    assert built().one(WEB_ACL, "edge").inputs["dataProtectionConfig"] == {
        "dataProtections": [
            {
                "action": "SUBSTITUTION",
                "field": {"fieldType": "SINGLE_HEADER", "fieldKeys": ["authorization", "cookie"]},
            }
        ]
    }


def test_its_log_group_is_there_before_it_and_has_the_prefix_that_waf_asks_for() -> None:
    recording = built()
    logging = recording.one(LOGGING, "edge-logs")
    assert logging.inputs["logDestinationConfigs"] == [NAMES.arn("logs", f"log-group:{LOGS}")]
    assert logging.inputs["resourceArn"] == recording.one(WEB_ACL, "edge").outputs["arn"]
    assert recording.one(LOG_GROUP, "firewall-edge").urn in logging.dependencies
    assert NAMES.fill("web_acl_logs", role="edge") == LOGS


def test_the_firewall_of_cloudfront_stands_in_us_east_1() -> None:
    recording = built(scope="cloudfront")
    assert recording.one(WEB_ACL, "edge").inputs["scope"] == "CLOUDFRONT"
    assert recording.one(WEB_ACL, "edge").inputs["region"] == "us-east-1"
    assert recording.one(LOGGING, "edge-logs").inputs["region"] == "us-east-1"
    assert "region" not in built().one(WEB_ACL, "edge").inputs


def test_what_the_groups_cost_fits_into_what_aws_charges_nothing_extra_for() -> None:
    def capacity(**given: Any) -> int:
        return FirewallSettings.model_validate(given).capacity

    assert capacity() == 25 + 200 + 700 + 200 + 2
    assert capacity(rate_limit=None, groups={"common": None}) == 25 + 200 + 200
    everything: dict[str, Any] = {group: {} for group in RULE_GROUPS}
    assert capacity(groups=everything) <= 5000
    assert built().one("platform:edge:Firewall", "edge").inputs["capacity"] == capacity()


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a firewall that is not there": (
        {LOAD_BALANCER: "wall", FIREWALLS: {"regional": {}}},
        (
            "platform:stack.load_balancers.main.firewall is 'wall', which is not there; "
            "the firewalls of scope regional are regional."
        ),
    ),
    "a firewall where there is none": (
        {LOAD_BALANCER: "wall"},
        (
            "platform:stack.load_balancers.main.firewall is 'wall', which is not there; "
            "the firewalls of scope regional are none."
        ),
    ),
    "cloudfront's firewall before a load balancer": (
        {LOAD_BALANCER: "far", FIREWALLS: {"near": {}, "far": {"scope": "cloudfront"}}},
        (
            "platform:stack.load_balancers.main.firewall is 'far', whose scope is cloudfront; "
            "load_balancers take one of scope regional, which are near."
        ),
    ),
    "a rule that the group does not have": (
        {FIREWALLS: {"regional": {"groups": {"common": {"count": ["SizeRestriction_BODY"]}}}}},
        (
            "platform:stack.firewalls.regional.groups.common.count has 'SizeRestriction_BODY', which is no rule of "
            "AWSManagedRulesCommonRuleSet: the firewall would ignore it without a word; take SizeRestrictions_BODY."
        ),
    ),
    "a rule of another group": (
        {FIREWALLS: {"regional": {"groups": {"ip_reputation": {"count": ["Log4JRCE_BODY"]}}}}},
        (
            "platform:stack.firewalls.regional.groups.ip_reputation.count has 'Log4JRCE_BODY', which is no rule of "
            "AWSManagedRulesAmazonIpReputationList: the firewall would ignore it without a word; "
            "take AWSManagedIPDDoSList, AWSManagedIPReputationList, AWSManagedReconnaissanceList."
        ),
    ),
    "a limit below WAF's least": (
        {FIREWALLS: {"regional": {"rate_limit": {"requests": 9}}}},
        "platform:stack.firewalls.regional.rate_limit.requests is 9; the least is 10.",
    ),
    "a window that WAF does not know": (
        {FIREWALLS: {"regional": {"rate_limit": {"window": 90}}}},
        "platform:stack.firewalls.regional.rate_limit.window is 90; take one of 60, 120, 300, 600.",
    ),
}


@pytest.mark.parametrize(("edits", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_built_is_refused_with_one_sentence(edits: dict[str, Any], sentence: str) -> None:
    assert refusal(edited(edits, GOOD)) == sentence
