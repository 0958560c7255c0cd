"""The rules as data: what is said about them is complete and true of the provider that is installed."""

import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from guardrails.props import Props
from guardrails.registry import ALL_RULES
from guardrails.resource import Resource, StackResource
from guardrails.tier import Tier
from guardrails.tokens import PROVIDER

from tests.policies.cases.every import CASES
from tests.policies.cases.table import resources_of
from tests.policies.harness import AnyRule, judge

EVERY_RULE = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
FRAMEWORKS = {"FSBP", "SecurityHub", "CIS-3.0", "Checkov", "cdk-nag", "awsguard", "compliance-policies"}


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in ALL_RULES]

    assert sorted(ids) == sorted(set(ids))


@EVERY_RULE
def test_a_rule_says_why_and_how_to_mend_it_in_single_lines(rule: AnyRule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.id)
    for text in (rule.title, rule.why, rule.fix):
        assert text == text.strip()
        assert text.endswith(".")
        assert "\n" not in text


@EVERY_RULE
def test_a_rule_names_facts_of_the_standard_and_controls_of_known_rule_sets(rule: AnyRule) -> None:
    assert rule.standard
    assert all(re.fullmatch(r"[A-Z]-\d\d", fact) for fact in rule.standard)
    assert set(rule.controls) <= FRAMEWORKS
    assert all(rule.controls.values())


@EVERY_RULE
def test_a_rule_judges_in_production_or_says_another_tier_by_name(rule: AnyRule) -> None:
    assert Tier.PRODUCTION in rule.tiers or rule.id.endswith(tuple(rule.tiers))


@EVERY_RULE
def test_a_rule_reads_only_properties_that_the_provider_has(rule: AnyRule, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[tuple[str, str]] = set()

    def get(self: Props, key: str, default: Any = None) -> Any:
        if isinstance(self, Resource):
            read.add((self.type, key))
        return original_get(self, key, default)

    def refers(self: StackResource, key: str, target: StackResource) -> bool:
        read.add((self.type, key))
        return original_refers(self, key, target)

    original_get, original_refers = Props.get, StackResource.refers
    monkeypatch.setattr(Props, "get", get)
    monkeypatch.setattr(StackResource, "refers", refers)
    for _, case in CASES[rule.id].by_state():
        judge(rule, resources_of(rule, case), rule.tiers[0])

    assert {(token, key) for token, key in read if key not in inputs_of(token)} == set()


@cache
def inputs_of(token: str) -> frozenset[str]:
    """The names of a resource's arguments, as Pulumi's engine spells them."""
    package, name = _python_names(token)
    module = import_module(package)
    # Where a nested type has the name that the arguments would have, the provider calls them InitArgs.
    arguments = getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args")
    return frozenset(_camel_cases(inspect.signature(arguments).parameters))


def _python_names(token: str) -> tuple[str, str]:
    if token == PROVIDER:
        return "pulumi_aws", "Provider"
    _, module, name = token.split(":")
    return f"pulumi_aws.{module.partition('/')[0]}", name


def _camel_cases(names: Any) -> Iterator[str]:
    for name in names:
        yield re.sub(r"_([a-z0-9])", lambda match: match.group(1).upper(), name)
