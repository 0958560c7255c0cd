"""Decides as IAM does whether documents allow a request, and says which requests an API call of botocore makes.

Documents of one role, and its boundary, with the operators that the platform uses. What AWS decides besides (resource
policies, service control policies) is not here.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from tests.components.iam_documents import as_list

Document = Mapping[str, Any]
Facts = Mapping[str, Sequence[str]]
"""Values of condition keys, in lower case."""


@dataclass(frozen=True)
class Request:
    """One action on one resource."""

    action: str
    resource: str = "*"
    facts: Facts = field(default_factory=dict)
    region: str = "ap-northeast-2"
    """Where it is asked; CloudFront and the like answer in us-east-1."""

    @property
    def known(self) -> Facts:
        """The condition keys that it has."""
        return {"aws:requestedregion": [self.region], **self.facts}


def allowed(request: Request, *documents: Document, boundary: Document | None = None) -> bool:
    """Whether some statement allows it, the boundary, too, and none refuses it."""
    granted = [one for document in documents for one in document["Statement"]]
    limits = list(boundary["Statement"]) if boundary is not None else []
    if any(one["Effect"] == "Deny" and matches(one, request) for one in granted + limits):
        return False
    within = boundary is None or any(one["Effect"] == "Allow" and matches(one, request) for one in limits)
    return within and any(one["Effect"] == "Allow" and matches(one, request) for one in granted)


def matches(statement: Mapping[str, Any], request: Request) -> bool:
    """Whether a statement speaks of a request."""
    if "NotAction" in statement:
        named = not any(_like(request.action.lower(), one.lower()) for one in as_list(statement["NotAction"]))
    else:
        named = any(_like(request.action.lower(), one.lower()) for one in as_list(statement["Action"]))
    reached = any(_like(request.resource, one) for one in as_list(statement["Resource"]))
    return named and reached and all(_holds(*one, request.known) for one in _conditions(statement))


def _conditions(statement: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            yield operator, key.lower(), as_list(values)


def _holds(operator: str, key: str, wanted: Sequence[str], facts: Facts) -> bool:
    """A key that is not in the request fits nothing, and everything that is negated."""
    found, test = facts.get(key), OPERATORS[operator]
    if operator == "Null":
        return (found is None) is (wanted == ["true"])
    if found is None:
        return operator.startswith("StringNot")
    if operator.startswith("StringNot"):
        return all(not test(value, one) for value in found for one in wanted)
    return any(test(value, one) for value in found for one in wanted)


def _like(value: str, pattern: str) -> bool:
    return (
        re.fullmatch("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern), value, re.DOTALL) is not None
    )


def _same(value: str, wanted: str) -> bool:
    return value == wanted


OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "ArnEquals": _like,
    "ArnLike": _like,
    "Bool": _same,
    "ForAnyValue:StringEquals": _same,
    "Null": _same,
    "NumericLessThan": lambda value, wanted: float(value) < float(wanted),
    "StringEquals": _same,
    "StringLike": _like,
    "StringNotEquals": _same,
}


def refused(requests: Iterable[Request], *documents: Document, boundary: Document | None = None) -> list[str]:
    """The requests that are not allowed."""
    return sorted({f"{r.action} on {r.resource}" for r in requests if not allowed(r, *documents, boundary=boundary)})


def unused(requests: Iterable[Request], document: Document, *sids: str) -> set[str]:
    """Actions of a document that nobody asked for; with `sids` those of these statements alone."""
    made = list(requests)
    return {
        action
        for one in document["Statement"]
        if not sids or one["Sid"] in sids
        for action in as_list(one["Action"])
        if not any(fnmatchcase(request.action, action) and matches(one, request) for request in made)
    }


def with_names(requests: Iterable[Request], names: Mapping[str, str]) -> list[Request]:
    """The requests with what moto calls otherwise than the program's recording does."""

    def put(text: str) -> str:
        for old, new in names.items():
            text = text.replace(old, new)
        return text

    return [replace(one, resource=put(one.resource)) for one in requests]
