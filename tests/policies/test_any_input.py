"""Whatever a resource's properties are, a rule has one result, and calls nothing fine that nobody knows."""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from guardrails.evaluation import State
from guardrails.registry import ALL_RULES
from guardrails.rule import ResourceRule
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policies.cases.every import CASES
from tests.policies.cases.table import resources_of
from tests.policies.harness import UNKNOWN, AnyRule, Given, judge

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([UNKNOWN, "*", "", "0.0.0.0/0", "{}", "[{}]", "[1]", "{", "Allow"])
    | st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def unfold(value: Any) -> Any:
    """The value with every JSON document in it as an object, so that its parts can be replaced."""
    if isinstance(value, Mapping):
        return {key: unfold(part) for key, part in value.items()}
    if isinstance(value, list):
        return [unfold(part) for part in value]
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything in a value."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of the value with something else in one place."""
    made = copy.deepcopy(value)
    target = made
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = new
    return made


@st.composite
def damaged_cases(draw: st.DrawFn) -> tuple[AnyRule, list[Given]]:
    """The resources of some rule's case, with arbitrary values in some places."""
    rule = draw(st.sampled_from(ALL_RULES))
    _, case = draw(st.sampled_from(list(CASES[rule.id].by_state())))
    resources = list(resources_of(rule, case))
    for _ in range(draw(st.integers(1, 3))):
        index = draw(st.integers(0, len(resources) - 1))
        props = unfold(resources[index].props)
        where = draw(st.sampled_from([*places(props), (draw(st.sampled_from(known_keys(rule))),)]))
        resources[index] = replace(resources[index], props=changed(props, where, draw(JSON)))
    return rule, resources


def known_keys(rule: AnyRule) -> list[str]:
    """The names of properties in a rule's cases."""
    cases = (resources_of(rule, case) for _, case in CASES[rule.id].by_state())
    return sorted({key for resources in cases for resource in resources for key in resource.props} | {"any"})


@given(damaged_cases())
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_rule_fails_on_any_value_in_any_place(damaged: tuple[AnyRule, list[Given]]) -> None:
    rule, resources = damaged

    assert judge(rule, resources, rule.tiers[0]).state is not State.ERROR


@given(
    st.sampled_from(ALL_RULES).flatmap(
        lambda rule: st.tuples(st.just(rule), st.dictionaries(st.sampled_from(known_keys(rule)), JSON))
    )
)
@settings(max_examples=500, deadline=None)
def test_no_rule_fails_on_arbitrary_properties(judged: tuple[AnyRule, dict[str, Any]]) -> None:
    rule, props = judged

    assert judge(rule, [Given(rule.on[0], props=props)], rule.tiers[0]).state is not State.ERROR


@pytest.mark.parametrize(
    "rule", [rule for rule in ALL_RULES if State.UNKNOWN not in CASES[rule.id].impossible], ids=lambda rule: rule.id
)
def test_nothing_is_compliant_of_which_nothing_is_known(rule: AnyRule) -> None:
    unknown = dict.fromkeys(known_keys(rule), UNKNOWN)
    kinds = rule.on if isinstance(rule, ResourceRule) else rule.on[:1]
    relations = resources_of(rule, CASES[rule.id].unknown[0])[1:]
    deps = resources_of(rule, CASES[rule.id].unknown[0])[0].deps

    for kind in kinds:
        judged = [Given(kind, "judged", unknown, deps)]
        others = [replace(resource, props=unknown, deps=_renamed(resource, relations)) for resource in relations]
        assert judge(rule, [*judged, *others], rule.tiers[0]).state is not State.COMPLIANT


def _renamed(resource: Given, others: Any) -> dict[str, list[str]]:
    """Dependencies on the judged resource, which has another name here."""
    names = {other.name for other in others}
    return {key: [name if name in names else "judged" for name in wanted] for key, wanted in resource.deps.items()}
