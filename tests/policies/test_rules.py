"""Every rule, in every state that it can give, through the SDK's own serialisation and proxies."""

from datetime import date
from types import ModuleType

import pytest
from guardrails.evaluation import State
from guardrails.exemptions import Exemption, Exemptions
from guardrails.registry import ALL_RULES, SERVICES, rules_of
from guardrails.rule import StackRule
from guardrails.tier import Tier

from tests.policies.cases.every import CASES, TABLES
from tests.policies.cases.table import Case, resources_of
from tests.policies.harness import OTHER_TYPE, AnyRule, Given, Pack, judge

EVERY_RULE = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)


@pytest.mark.parametrize(
    ("rule", "expected", "case"),
    [
        pytest.param(rule, state, case, id=f"{rule.id}-{state}-{number}")
        for rule in ALL_RULES
        for number, (state, case) in enumerate(CASES[rule.id].by_state())
    ],
)
def test_a_rule_says_of_a_resource_what_its_table_says(rule: AnyRule, expected: State, case: Case) -> None:
    verdict = judge(rule, resources_of(rule, case), rule.tiers[0])

    assert verdict.state is expected, verdict.text


@EVERY_RULE
def test_a_rule_has_a_case_for_each_state_or_says_why_there_can_be_none(rule: AnyRule) -> None:
    cases = CASES[rule.id]
    seen = {state for state, _ in cases.by_state()}
    needed = {State.COMPLIANT, State.VIOLATION, State.UNKNOWN}

    assert needed - seen == set(cases.impossible)
    assert all(why.strip() for why in cases.impossible.values())


@pytest.mark.parametrize("module", SERVICES, ids=lambda module: module.__name__)
def test_a_table_names_exactly_the_rules_of_its_module(module: ModuleType) -> None:
    assert list(TABLES[module.__name__]) == [rule.id for rule in rules_of(module)]


@EVERY_RULE
def test_a_rule_does_not_apply_to_resources_of_other_types(rule: AnyRule) -> None:
    pack = Pack([rule])
    stranger = Given(OTHER_TYPE)

    if isinstance(rule, StackRule):
        response = pack.respond_to_stack([stranger])
        assert [skipped.reason for skipped in response.not_applicable] == [""]
        assert not response.diagnostics
    else:
        verdict = pack.analyze(stranger)[rule.id]
        assert (verdict.state, verdict.text) == (State.NOT_APPLICABLE, "")


@pytest.mark.parametrize(
    ("rule", "tier"), [(rule, tier) for rule in ALL_RULES for tier in Tier if tier not in rule.tiers]
)
def test_a_rule_does_not_apply_to_tiers_that_it_does_not_name(rule: AnyRule, tier: Tier) -> None:
    verdict = judge(rule, resources_of(rule, CASES[rule.id].violation[0]), tier)

    assert verdict.state is State.NOT_APPLICABLE
    assert str(tier) in verdict.text


@EVERY_RULE
def test_a_violation_that_an_exemption_covers_is_exempted(rule: AnyRule) -> None:
    resources = resources_of(rule, CASES[rule.id].violation[0])
    exemption = Exemption(
        label="entry 1",
        rule=rule.id,
        stack="prod",
        resource=f"{resources[0].type}::*",
        reason="until the move",
        owner="ops@glibiz.com",
        expires=date(2027, 1, 31),
    )

    verdict = judge(rule, resources, rule.tiers[0], Exemptions([exemption]))

    assert verdict.state is State.EXEMPTED
    assert verdict.text == "until the move (owner ops@glibiz.com, until 2027-01-31)"
