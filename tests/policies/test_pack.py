"""The pack as the engine and `ops` see it."""

from typing import Any

import pytest
from guardrails.registry import ALL_RULES
from guardrails.rule import ResourceRule
from guardrails.tier import Severity
from guardrails.tokens import LOG_GROUP
from pulumi.runtime import proto

from tests.policies.harness import UNKNOWN, Given, Pack

RULES = {rule.id: rule for rule in ALL_RULES}
UPKEEP = ["tier-is-known", "exemptions-are-valid", "exemptions-are-current", "exemptions-expire-soon"]


def test_each_rule_is_one_policy_and_those_of_the_pack_s_own_footing_come_last() -> None:
    names = [policy.name for policy in Pack(ALL_RULES).info().policies]

    assert names == [rule.id for rule in ALL_RULES] + UPKEEP


def test_a_policy_s_tags_tell_all_about_its_rule() -> None:
    policies = {policy.name: policy for policy in Pack(ALL_RULES).info().policies}
    policy, rule = policies["s3-no-force-destroy"], RULES["s3-no-force-destroy"]

    assert list(policy.tags) == [
        "kind:resource",
        "on:aws:s3/bucket:Bucket",
        "on:aws:s3/bucketV2:BucketV2",
        "standard:M-05",
        f"why:{rule.why}",
        f"fix:{rule.fix}",
        "tiers:production",
    ]
    assert (policy.description, policy.displayName) == (rule.title, rule.title.removesuffix("."))
    assert policy.severity == proto.POLICY_SEVERITY_HIGH
    assert policies["ecr-keeps-released"].url.startswith("https://docs.aws.amazon.com/")


@pytest.mark.parametrize("url", [None, "https://docs.aws.amazon.com/x.html"])
def test_remediation_says_what_to_change_why_by_which_standard_and_where_to_read_more(url: str | None) -> None:
    facts: Any = {"on": (LOG_GROUP,), "severity": Severity.LOW, "title": "T.", "controls": {}, "standard": ["M-05"]}
    rule = ResourceRule(id="x", fix="Remove it.", why="It deletes.", url=url, **facts)(lambda _resource: ())

    (policy, *_) = Pack([rule]).info().policies

    assert policy.remediation_steps == f"Remove it. It deletes. Standard: M-05.{f' {url}' if url else ''}"
    assert policy.url == (url or "")


def test_controls_and_kinds_are_tags_too() -> None:
    policies = {policy.name: list(policy.tags) for policy in Pack(ALL_RULES).info().policies}

    assert "control:CIS-3.0:3.7" in policies["vpc-flow-log"]
    assert "kind:stack" in policies["vpc-flow-log"]
    assert all("kind:stack" in policies[name] for name in UPKEEP)


def test_exemptions_block_and_notices_do_not() -> None:
    levels = {policy.name: policy.enforcementLevel for policy in Pack([]).info().policies}

    assert levels == dict(zip(UPKEEP, [proto.ADVISORY, proto.MANDATORY, proto.MANDATORY, proto.ADVISORY], strict=True))


def test_a_stack_rule_tells_violations_by_diagnostics_and_all_else_but_compliance_by_its_reason() -> None:
    rule = RULES["log-own-key"]
    bad, late = Given(LOG_GROUP, "bad"), Given(LOG_GROUP, "late", {"kmsKeyId": UNKNOWN})
    good = Given(LOG_GROUP, "good", {"kmsKeyId": "arn:aws:kms:ap-northeast-2:917891822317:key/1"})

    response = Pack([rule]).respond_to_stack([bad, late, good])

    assert [(d.urn, d.message, d.enforcementLevel) for d in response.diagnostics] == [
        (bad.urn, f"{rule.title}\nkmsKeyId is not set", proto.MANDATORY)
    ]
    assert [(skipped.policy_name, skipped.reason) for skipped in response.not_applicable] == [
        (rule.id, f"unknown {late.urn}: kmsKeyId")
    ]


def test_an_empty_stack_is_judged_without_complaint() -> None:
    assert not Pack(ALL_RULES).respond_to_stack([]).diagnostics
