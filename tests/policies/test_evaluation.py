"""What becomes of a rule that sees too little, or fails."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
from guardrails.evaluation import State
from guardrails.exemptions import Exemptions
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, ResourceCheck, ResourceRule, StackRule, UndecidedError
from guardrails.tier import Severity, Tier

from tests.policies.harness import UNKNOWN, Given, Pack, Verdict, judge
from tests.policies.test_exemptions import exemption

QUEUE = "aws:sqs/queue:Queue"


FACTS: Mapping[str, Any] = {
    "id": "queue-rule",
    "on": (QUEUE,),
    "severity": Severity.HIGH,
    "title": "A queue is a queue.",
    "why": "Why not.",
    "fix": "Mend it.",
    "standard": ["M-01"],
    "controls": {},
}


def verdict_of(check: ResourceCheck, exemptions: Exemptions | None = None) -> Verdict:
    rule = ResourceRule(**FACTS)(check)
    return judge(rule, [Given(QUEUE, props={"unknown": UNKNOWN})], Tier.PRODUCTION, exemptions)


def test_a_violation_is_kept_although_an_unknown_value_follows() -> None:
    def check(queue: Resource) -> Iterator[str]:
        yield "bad"
        queue.get("unknown")

    assert verdict_of(check) == Verdict(State.VIOLATION, "bad", ("bad",))


def test_an_unknown_value_alone_is_unknown_and_says_which() -> None:
    def check(queue: Resource) -> Iterator[str]:
        yield from queue.texts("unknown")

    assert verdict_of(check) == Verdict(State.UNKNOWN, "unknown")


def test_a_predicate_that_cannot_see_what_it_judges_is_unknown() -> None:
    def check(_queue: Resource) -> Iterator[str]:
        raise UndecidedError("its policy is elsewhere")

    assert verdict_of(check) == Verdict(State.UNKNOWN, "its policy is elsewhere")


def test_a_resource_that_is_not_meant_says_why() -> None:
    def check(_queue: Resource) -> Iterator[str]:
        raise NotApplicableError("it is empty")

    assert verdict_of(check) == Verdict(State.NOT_APPLICABLE, "it is empty")


def test_a_rule_that_fails_is_an_error_with_its_line_and_never_a_value() -> None:
    def check(_queue: Resource) -> Iterator[str]:
        raise KeyError("hunter2")

    verdict = verdict_of(check)

    assert verdict.state is State.ERROR
    assert verdict.text.startswith("error: KeyError at test_evaluation.py:")
    assert "hunter2" not in verdict.text


def test_a_rule_that_fails_after_a_violation_reports_both() -> None:
    def check(_queue: Resource) -> Iterator[str]:
        yield "bad"
        raise ZeroDivisionError

    verdict = verdict_of(check)

    assert verdict.state is State.ERROR
    assert verdict.messages[0] == "bad"
    assert verdict.messages[1].startswith("error: ZeroDivisionError at ")


def test_an_exemption_does_not_hide_a_rule_that_fails() -> None:
    def check(_queue: Resource) -> Iterator[str]:
        raise ZeroDivisionError

    exemptions = Exemptions([exemption(rule="queue-rule", resource=f"{QUEUE}::*")])

    assert verdict_of(check, exemptions).state is State.ERROR


def test_a_rule_that_returns_no_iterable_is_an_error() -> None:
    assert verdict_of(cast("ResourceCheck", lambda _queue: None)).state is State.ERROR


def test_one_resource_that_cannot_be_judged_leaves_the_others_of_the_stack_their_results() -> None:
    def check(queue: StackResource, _stack: Stack) -> Iterator[str]:
        if queue.name == "faulty":
            raise ZeroDivisionError
        if queue.name == "other":
            raise NotApplicableError("it is\nempty")
        if queue.flag("bad"):
            yield "bad"

    resources = [
        Given(QUEUE, "good"),
        Given(QUEUE, "bad", {"bad": True}),
        Given(QUEUE, "late", {"bad": UNKNOWN}),
        Given(QUEUE, "faulty"),
        Given(QUEUE, "other"),
    ]

    verdicts = Pack([StackRule(**FACTS)(check)]).analyze_stack(resources)["queue-rule"]

    assert {
        urn.rpartition("::")[2]: (verdict.state, verdict.text.partition(" at ")[0]) for urn, verdict in verdicts.items()
    } == {
        "good": (State.COMPLIANT, ""),
        "bad": (State.VIOLATION, "bad"),
        "late": (State.UNKNOWN, "bad"),
        "faulty": (State.ERROR, "error: ZeroDivisionError"),
        "other": (State.NOT_APPLICABLE, "it is empty"),
    }


@pytest.mark.parametrize(("parent", "expected"), [("component", True), ("stack", False), ("", False)])
def test_a_property_that_names_a_component_names_its_children_but_the_stack_names_nothing(
    parent: str,
    expected: bool,  # noqa: FBT001 - pytest hands parameters by name
) -> None:
    related: list[bool] = []

    def check(queue: StackResource, stack: Stack) -> Iterator[str]:
        related.append(bool(stack.referring(queue, "queueId", "aws:sns/topicSubscription:TopicSubscription")))
        yield from ()

    resources = [
        Given(QUEUE, "queue", parent=parent),
        Given("aws:sns/topicSubscription:TopicSubscription", "subscription", deps={"queueId": ["component", "stack"]}),
        Given("awsx:sqs:Queues", "component", parent="stack"),
        Given("pulumi:pulumi:Stack", "stack"),
    ]
    Pack([StackRule(**FACTS)(check)]).respond_to_stack(resources)

    assert related == [expected]
