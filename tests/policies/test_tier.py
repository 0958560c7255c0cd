"""Tiers: where they are read, and what blocks in them."""

import json
from collections.abc import Iterator
from typing import Any

import pulumi.runtime
import pytest
from guardrails.evaluation import State
from guardrails.exemptions import Exemptions
from guardrails.registry import ALL_RULES
from guardrails.situation import Situation
from guardrails.tier import Severity, Tier, named_tier, tier_of
from guardrails.tokens import VPC
from pulumi.runtime import proto

from tests.policies.harness import Given, Pack


@pytest.fixture(autouse=True)
def _config() -> Iterator[None]:
    yield
    pulumi.runtime.set_all_config({})


def configured(value: str) -> Tier | None:
    pulumi.runtime.set_all_config({"platform:stack": value})
    return named_tier()


@pytest.mark.parametrize("tier", list(Tier))
def test_the_stack_s_configuration_names_the_tier(tier: Tier) -> None:
    assert configured(json.dumps({"environment": {"short": "x", "tier": str(tier)}})) is tier


@pytest.mark.parametrize(
    "stack", [None, {}, [], "x", {"environment": None}, {"environment": {"tier": "qa"}}, {"environment": {"tier": []}}]
)
def test_what_names_no_tier_is_judged_as_production(stack: Any) -> None:
    assert tier_of(stack) is None
    assert configured(json.dumps(stack)) is None
    assert Situation(None, Exemptions()).tier is Tier.PRODUCTION


def test_configuration_that_is_no_json_names_no_tier() -> None:
    assert configured("{") is None


def test_no_configuration_at_all_names_no_tier() -> None:
    pulumi.runtime.set_all_config({})

    assert named_tier() is None


KNOWN = "tier-is-known"


def judged(named: Tier | None, configured: str | None) -> tuple[list[str], State]:
    """What is found of the tier, and what a rule for production alone then says."""
    rule = next(rule for rule in ALL_RULES if rule.id == "stateful-protected")
    pack = Pack([rule], named)
    if configured:
        pack.configure(KNOWN, tier=configured)
    vpc = Given(VPC)
    return pack.findings([vpc], KNOWN), pack.analyze(vpc)[rule.id].state


@pytest.mark.parametrize(
    ("named", "configured", "found", "state"),
    [
        (Tier.STAGING, None, [], State.NOT_APPLICABLE),
        (Tier.PRODUCTION, None, [], State.VIOLATION),
        (None, None, ["nothing names its tier, so it is judged as production"], State.VIOLATION),
        (None, "staging", [], State.NOT_APPLICABLE),
        (Tier.STAGING, "staging", [], State.NOT_APPLICABLE),
        (
            Tier.PRODUCTION,
            "development",
            ["it is judged as development, as the policy configuration says; its own says production"],
            State.NOT_APPLICABLE,
        ),
    ],
)
def test_the_policy_configuration_names_the_tier_where_the_stack_s_does_not_and_is_told_where_it_does(
    named: Tier | None, configured: str | None, found: list[str], state: State
) -> None:
    assert judged(named, configured) == (found, state)


def test_levels_stay_those_of_the_announced_tier_since_the_engine_has_merged_them_before() -> None:
    pack = Pack(ALL_RULES, None)
    before = {policy.name: policy.enforcementLevel for policy in pack.info().policies}
    pack.configure(KNOWN, tier="development")

    assert {policy.name: policy.enforcementLevel for policy in pack.info().policies} == before
    assert list(pack.info().tags) == ["tier:development"]


@pytest.mark.parametrize(
    ("tier", "advisory"),
    [
        (Tier.PRODUCTION, {Severity.LOW}),
        (Tier.STAGING, {Severity.LOW}),
        (Tier.DEVELOPMENT, {Severity.LOW, Severity.MEDIUM}),
    ],
)
def test_severity_and_tier_decide_what_blocks(tier: Tier, advisory: set[Severity]) -> None:
    levels = {policy.name: policy.enforcementLevel for policy in Pack(ALL_RULES, tier).info().policies}

    for rule in ALL_RULES:
        assert levels[rule.id] == (proto.ADVISORY if rule.severity in advisory else proto.MANDATORY), rule.id
