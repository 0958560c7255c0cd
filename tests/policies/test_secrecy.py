"""No message holds a secret: neither what the engine marks as one, nor what a resource keeps in clear."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from guardrails.registry import ALL_RULES
from guardrails.rule import ResourceRule, StackRule, UndecidedError
from guardrails.tier import Severity, Tier
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY

from tests.policies.cases.every import CASES
from tests.policies.cases.table import resources_of
from tests.policies.harness import OTHER_TYPE, UNKNOWN, AnyRule, Given, Pack, judge

EVERY_RULE = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
CANARY = "hunter2-is-the-password"
SECRET = re.compile("password|secretString|clientSecret|token|privateKey|userData", re.IGNORECASE)
"""Names of properties that hold secrets."""
HOLDERS = re.compile("environment|customHeaders|variables", re.IGNORECASE)
"""Names of properties whose parts have a secret as their `value`."""
FACTS: Mapping[str, Any] = {
    "id": "x",
    "on": (OTHER_TYPE,),
    "severity": Severity.LOW,
    "title": "Keys are kept.",
    "why": "W.",
    "fix": "F.",
    "standard": [],
    "controls": {},
}


def secret(value: object) -> dict[str, object]:
    """A value as the engine marks it."""
    return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": value}


def marked(value: Any) -> Any:
    """The value with each string in it marked as a secret, and what is not known left alone."""
    if isinstance(value, Mapping):
        return {key: marked(part) for key, part in value.items()}
    if isinstance(value, list):
        return [marked(part) for part in value]
    return secret(value) if isinstance(value, str) and value.strip() and value != UNKNOWN else value


def strings(value: Any) -> Iterator[str]:
    """The strings in a value."""
    if isinstance(value, Mapping | list):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from strings(part)
    elif isinstance(value, str) and value.strip():
        yield value


def kept_in_clear(value: Any, holder: str = "", key: str = "") -> Any:
    """The value with a canary wherever a secret is kept, also inside of documents."""
    if isinstance(value, Mapping):
        return {name: kept_in_clear(part, key if name == "value" else holder, name) for name, part in value.items()}
    if isinstance(value, list):
        return [kept_in_clear(part, key, key) for part in value]
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return json.dumps(kept_in_clear(json.loads(value), key, key))
        except ValueError:
            return value
    named = SECRET.search(key) or (key == "value" and HOLDERS.search(holder))
    return CANARY if isinstance(value, str) and value != UNKNOWN and named else value


def told(rule: AnyRule, resources: list[Given]) -> str:
    """All that the rule says of the first resource, without its own words."""
    return judge(rule, resources, rule.tiers[0]).text


@EVERY_RULE
def test_nothing_that_the_engine_marks_as_a_secret_is_told(rule: AnyRule) -> None:
    for _, case in CASES[rule.id].by_state():
        resources = [replace(given, props=marked(given.props)) for given in resources_of(rule, case)]
        values = {text for given in resources_of(rule, case) for text in strings(given.props)}

        said = told(rule, resources)
        assert not [value for value in values if len(value) > len("[secret]") and value in said]


@EVERY_RULE
def test_nothing_that_a_resource_keeps_as_a_secret_is_told(rule: AnyRule) -> None:
    more = {"password": CANARY, "secretString": CANARY, "authToken": CANARY, "userData": CANARY}
    for _, case in CASES[rule.id].by_state():
        resources = [replace(given, props={**more, **kept_in_clear(given.props)}) for given in resources_of(rule, case)]

        assert CANARY not in told(rule, resources)


def test_the_canary_is_put_where_secrets_are_kept() -> None:
    document = json.dumps([{"name": "app", "environment": [{"name": "PASSWORD", "value": "x"}]}])

    found = kept_in_clear({"containerDefinitions": document, "masterPassword": "x", "name": "db"})

    assert json.loads(found["containerDefinitions"])[0] == {
        "name": "app",
        "environment": [{"name": "PASSWORD", "value": CANARY}],
    }
    assert (found["masterPassword"], found["name"]) == (CANARY, "db")


def saying(text: str) -> ResourceRule:
    """A rule that repeats a value in its violation."""
    return ResourceRule(**FACTS)(lambda resource: [text.format(key=resource.text("key"))])


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        (secret(CANARY), "key is {key}", "key is [secret]"),
        (CANARY, "key is {key}", f"key is {CANARY}"),
        (secret("Keys"), "{key} are not kept", "[secret] are not kept"),
    ],
)
def test_a_marked_value_is_taken_out_of_a_violation_but_not_out_of_the_rule_s_own_words(
    key: object, text: str, message: str
) -> None:
    (diagnostic,) = Pack([saying(text)]).respond_to(Given(OTHER_TYPE, props={"key": key})).diagnostics

    assert diagnostic.message == f"Keys are kept.\n{message}"


def test_a_marked_value_inside_of_a_marked_object_is_taken_out_longest_first() -> None:
    rule = ResourceRule(**FACTS)(lambda resource: [" ".join(resource.section("keys").texts("all"))])
    props = {"keys": secret({"all": ["abc", "abcdef"]})}

    assert judge(rule, [Given(OTHER_TYPE, props=props)], Tier.PRODUCTION).text == "[secret] [secret]"


@pytest.mark.parametrize("kind", [ResourceRule, StackRule])
def test_a_marked_value_is_taken_out_of_a_reason_but_not_out_of_a_urn(kind: type[ResourceRule | StackRule]) -> None:
    def check(resource: Any, *_stack: Any) -> Iterator[str]:
        raise UndecidedError(f"cannot see {resource.text('key')}")
        yield

    given = Given(OTHER_TYPE, "queue", {"key": secret("queue")})

    assert judge(kind(**FACTS)(check), [given], Tier.PRODUCTION).text == "cannot see [secret]"
