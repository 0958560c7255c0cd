"""Tiers: where they are read, and what blocks in them."""

import json
from collections.abc import Iterator
from typing import Any

import pulumi.runtime
import pytest
from guardrails.registry import ALL_RULES
from guardrails.tier import Severity, Tier, current_tier, tier_of
from pulumi.runtime import proto

from tests.policies.harness import Pack


@pytest.fixture(autouse=True)
def _config() -> Iterator[None]:
    yield
    pulumi.runtime.set_all_config({})


def configured(value: str) -> Tier:
    pulumi.runtime.set_all_config({"platform:stack": value})
    return current_tier()


@pytest.mark.parametrize("tier", list(Tier))
def test_the_stack_s_configuration_names_the_tier(tier: Tier) -> None:
    assert configured(json.dumps({"environment": {"short": "x", "tier": str(tier)}})) is tier


@pytest.mark.parametrize(
    "stack", [None, {}, [], "x", {"environment": None}, {"environment": {"tier": "qa"}}, {"environment": {"tier": []}}]
)
def test_what_names_no_tier_is_judged_as_production(stack: Any) -> None:
    assert tier_of(stack) is Tier.PRODUCTION
    assert configured(json.dumps(stack)) is Tier.PRODUCTION


def test_configuration_that_is_no_json_is_judged_as_production() -> None:
    assert configured("{") is Tier.PRODUCTION


def test_no_configuration_at_all_is_judged_as_production() -> None:
    pulumi.runtime.set_all_config({})

    assert current_tier() is Tier.PRODUCTION


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
