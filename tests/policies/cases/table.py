"""The shape of the tables."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrails.evaluation import State

from tests.policies.harness import AnyRule, Given, Props

Case = Props | Sequence[Given]
"""The properties of one resource of the rule's first type; or resources, of which the first is judged."""


@dataclass(frozen=True)
class Cases:
    """What a rule says of which resources."""

    compliant: Sequence[Case] = ()
    violation: Sequence[Case] = ()
    unknown: Sequence[Case] = ()
    not_applicable: Sequence[Case] = ()
    """Besides those of other types and tiers."""
    impossible: Mapping[State, str] = field(default_factory=dict)
    """States that this rule cannot give, and why."""

    def by_state(self) -> Iterator[tuple[State, Case]]:
        """Every case with what is expected of it."""
        for state in (State.COMPLIANT, State.VIOLATION, State.UNKNOWN, State.NOT_APPLICABLE):
            for case in getattr(self, state):
                yield state, case


Table = Mapping[str, Cases]
"""Cases by the rule's id."""

RELATION = {State.UNKNOWN: "it asks for relations alone, which are known at preview"}


def resources_of(rule: AnyRule, case: Case) -> Sequence[Given]:
    """A case as resources."""
    return [Given(rule.on[0], props=case)] if isinstance(case, Mapping) else case


def document(*statements: Mapping[str, Any]) -> str:
    """A policy document as AWS takes it."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action: str | list[str], resource: str | list[str] = "arn:aws:s3:::logs/*", **more: Any) -> dict[str, Any]:
    """A statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}
