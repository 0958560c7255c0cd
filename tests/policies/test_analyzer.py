"""The pack asks the SDK for less than the SDK would do by itself, and loses no answer by it."""

from collections.abc import Iterator
from typing import Any

import pytest
from guardrails.exemptions import Exemptions
from guardrails.pack import policies
from guardrails.registry import ALL_RULES
from guardrails.resource import Stack, StackResource
from guardrails.rule import ResourceRule, StackRule
from guardrails.situation import Situation
from guardrails.tier import Severity, Tier
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import _PolicyAnalyzerServicer

from tests.policies.cases.every import CASES
from tests.policies.cases.table import resources_of
from tests.policies.harness import OTHER_TYPE, Given, Pack, request_about

RESOURCE_RULES = [rule for rule in ALL_RULES if isinstance(rule, ResourceRule)]
PACK = Pack(ALL_RULES)
WHOLE: Any = _PolicyAnalyzerServicer(
    "platform-guardrails",
    "0.0.1",
    policies(ALL_RULES, Situation(Tier.PRODUCTION, Exemptions())),
    EnforcementLevel.ADVISORY,
)
"""The SDK's own analyzer with every policy at once: what is asked for every type alike."""


@pytest.mark.parametrize("rule", RESOURCE_RULES, ids=lambda rule: rule.id)
def test_a_resource_gets_the_answers_that_the_sdk_alone_would_give(rule: ResourceRule) -> None:
    given = resources_of(rule, CASES[rule.id].violation[0])[0]

    ours, theirs = PACK.respond_to(given), WHOLE.Analyze(request_about(given), None)

    assert rule.tiers[0] is not Tier.PRODUCTION or rule.id in {one.policyName for one in ours.diagnostics}
    assert list(ours.diagnostics) == list(theirs.diagnostics)
    assert _reasons(ours) == _reasons(theirs)


def _reasons(response: Any) -> dict[str, str]:
    return {answer.policy_name: answer.reason for answer in response.not_applicable}


@pytest.mark.parametrize("kind", sorted({token for rule in RESOURCE_RULES for token in rule.on} | {OTHER_TYPE}))
def test_every_resource_rule_answers_for_every_type_and_those_of_other_types_do_not_apply(kind: str) -> None:
    response = PACK.respond_to(Given(kind))
    spoken = {diagnostic.policyName for diagnostic in response.diagnostics}
    skipped = [answer.policy_name for answer in response.not_applicable]
    others = {rule.id for rule in RESOURCE_RULES if kind not in rule.on}

    assert len(skipped) == len(set(skipped))
    assert others <= set(skipped)
    assert not others & spoken


def test_an_answer_does_not_leak_into_the_next_one() -> None:
    pack, rule = Pack(ALL_RULES), RESOURCE_RULES[0]
    given = resources_of(rule, CASES[rule.id].violation[0])[0]

    answers = [pack.respond_to(given), pack.respond_to(Given(OTHER_TYPE)), pack.respond_to(given)]

    assert answers[0] == answers[2]
    assert len({answer.policy_name for answer in answers[1].not_applicable}) == len(RESOURCE_RULES)


def test_the_stack_is_read_once_for_all_rules_and_again_for_each_question() -> None:
    seen: list[Stack] = []

    def check(_one: StackResource, stack: Stack) -> Iterator[str]:
        seen.append(stack)
        yield from ()

    facts: Any = {"on": (OTHER_TYPE,), "severity": Severity.LOW, "title": "T.", "why": "W.", "fix": "F."}
    rules = [StackRule(id=name, standard=[], controls={}, **facts)(check) for name in ("one", "two")]
    pack = Pack(rules)

    pack.respond_to_stack([Given(OTHER_TYPE, "a")])
    pack.respond_to_stack([Given(OTHER_TYPE, "b")])

    assert [[resource.name for resource in stack.resources] for stack in seen] == [["a"], ["a"], ["b"], ["b"]]
    assert (seen[0] is seen[1], seen[2] is seen[3]) == (True, True)


def test_the_rules_of_the_sdk_s_own_reading_are_no_policy_of_the_pack() -> None:
    names = {policy.name for policy in Pack([]).info().policies}
    response = Pack([]).respond_to_stack([])

    assert "reading-stack" not in names | {answer.policy_name for answer in response.not_applicable}


def test_nothing_is_remediated() -> None:
    assert Pack(ALL_RULES).servicer.Remediate(request_about(Given(OTHER_TYPE)), None) == proto.RemediateResponse()
