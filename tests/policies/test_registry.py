"""The rules as data: what is said about them is complete and true of the provider that is installed."""

import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pulumi_aws
import pytest
from guardrails.props import Props
from guardrails.registry import ALL_RULES
from guardrails.resource import Resource, StackResource
from guardrails.tier import Tier
from guardrails.tokens import PROVIDER, STACK

from tests.policies.cases.every import CASES
from tests.policies.cases.table import resources_of
from tests.policies.harness import AnyRule, judge

EVERY_RULE = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
RENAMED = {"elasticloadbalancingv2": "lb", "applicationloadbalancing": "alb"}
"""Modules of old tokens, by where their classes are now."""
OF_PULUMI = {"protect", "delete_before_replace", "ignore_changes", "providers"}
"""Options of resources."""
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
def test_a_rule_links_to_what_aws_or_pulumi_say_of_it(rule: AnyRule) -> None:
    assert re.fullmatch(r"https://(docs\.aws\.amazon\.com|www\.pulumi\.com)/[\w./-]+(#[\w.-]+)?", rule.url or "")


@EVERY_RULE
def test_a_rule_that_answers_security_hub_links_to_the_page_of_a_control_or_to_more_than_it(rule: AnyRule) -> None:
    """The page of a service has an anchor for each of its controls."""
    page, _, anchor = (rule.url or "").partition("#")
    ours = {
        control.lower().replace(".", "-") for name in ("FSBP", "SecurityHub") for control in rule.controls.get(name, ())
    }

    if page.startswith("https://docs.aws.amazon.com/securityhub/"):
        assert anchor in ours
        assert page.endswith(f"/{anchor.rpartition('-')[0]}-controls.html")


@EVERY_RULE
def test_the_way_to_mend_a_violation_names_an_argument(rule: AnyRule) -> None:
    named = set(re.findall(r"aws\.(\w+)\.(\w+)", rule.fix))
    types = {_python_names(token) for token in rule.on if token != STACK} | {(f"pulumi_aws.{m}", n) for m, n in named}
    known = {name for package, kind in types for name in arguments_of(package, kind)} | OF_PULUMI

    assert known & set(re.findall(r"[a-z][a-z_0-9]*", rule.fix)), rule.fix


@cache
def moved() -> Mapping[str, frozenset[str]]:
    """What pulumi-aws calls a type, and what it, or an older release, called it besides."""
    folder = Path(pulumi_aws.__file__).parent
    names: dict[str, set[str]] = {}
    for path in folder.glob("*/*.py"):
        text = path.read_text(encoding="utf-8")
        aliases = set(re.findall(r'pulumi\.Alias\(type_="([^"]+)"\)', text))
        for token in re.findall(r"super\(\w+, __self__\)\.__init__\(\s*'([^']+)'", text) if aliases else ():
            names.setdefault(token, {token}).update(aliases)
    return {token: frozenset(known) for known in names.values() for token in known}


def test_pulumi_aws_has_types_that_were_moved() -> None:
    assert "aws:s3/bucketV2:BucketV2" in moved()["aws:s3/bucket:Bucket"]


@EVERY_RULE
def test_a_rule_judges_a_type_under_each_of_its_names(rule: AnyRule) -> None:
    wanted = {name for token in rule.on for name in moved().get(token, ())}

    assert wanted - set(rule.on) == set()


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

    ours = {(token, key) for token, key in read if token.startswith("platform:")}
    assert {(token, key) for token, key in read - ours if key not in inputs_of(token)} == set()


@cache
def inputs_of(token: str) -> frozenset[str]:
    """The names of a resource's arguments, as Pulumi's engine spells them."""
    return frozenset(_camel_cases(arguments_of(*_python_names(token))))


@cache
def arguments_of(package: str, name: str) -> frozenset[str]:
    """The names of a resource's arguments, as a program spells them."""
    module = import_module(package)
    # Where a nested type has the name that the arguments would have, the provider calls them InitArgs.
    arguments = getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args")
    return frozenset(inspect.signature(arguments).parameters)


def _python_names(token: str) -> tuple[str, str]:
    if token == PROVIDER:
        return "pulumi_aws", "Provider"
    _, module, name = token.split(":")
    return f"pulumi_aws.{RENAMED.get(service := module.partition('/')[0], service)}", name


def _camel_cases(names: Any) -> Iterator[str]:
    for name in names:
        yield re.sub(r"_([a-z0-9])", lambda match: match.group(1).upper(), name)
