"""What is wrong with an IAM document, judged by the actions and ARNs that cfn-lint carries from AWS's own reference."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cfnlint

POLICIES = Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json"
Document = dict[str, Any]


@cache
def _reference() -> dict[str, Any]:
    reference: dict[str, Any] = json.loads(POLICIES.read_text("utf-8"))
    return reference


def nulls(value: Any, path: str = "$") -> Iterator[str]:
    """Places where nothing stands: an ARN that was not known when the document was written."""
    if value is None or value == "":
        yield f"{path} is empty"
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for step, inner in steps:
        yield from nulls(inner, f"{path}.{step}")


def unknown_actions(document: Document) -> Iterator[str]:
    """Actions that AWS does not have, and wildcards in actions."""
    for statement in document["Statement"]:
        for action in as_list(statement["Action"]):
            service, _, name = action.partition(":")
            if name.lower() not in _reference().get(service, {"Actions": {}})["Actions"]:
                yield f"{statement['Sid']}: {action} is no action of AWS"


def wide_resources(document: Document) -> Iterator[str]:
    """Resources that are wider than AWS makes them, and ARNs of something that the action does not act on."""
    for statement in document["Statement"]:
        for action in as_list(statement["Action"]):
            service, _, name = action.partition(":")
            kinds = _reference()[service]["Actions"][name.lower()].get("Resources", [])
            known = {kind.lower(): of["ARNFormats"] for kind, of in _reference()[service]["Resources"].items()}
            formats = [pattern for kind in kinds for pattern in known[kind.lower()]]
            for resource in as_list(statement["Resource"]):
                if resource == "*" and formats:
                    yield f"{statement['Sid']}: {action} acts on *, and AWS restricts it to {', '.join(kinds)}"
                elif resource != "*" and formats and not any(_fits(resource, pattern) for pattern in formats):
                    yield f"{statement['Sid']}: {action} does not act on {resource}"


def _fits(resource: str, pattern: str) -> bool:
    return re.fullmatch(re.sub(r"\$\{[^}]+\}", "[^:]*", pattern), resource) is not None


def as_list(value: str | Sequence[str]) -> list[str]:
    """One or many, as IAM takes both."""
    return [value] if isinstance(value, str) else list(value)


def by_sid(document: Document) -> dict[str, Document]:
    """The statements by their ids; fails where two have one."""
    statements = {statement["Sid"]: statement for statement in document["Statement"]}
    assert len(statements) == len(document["Statement"])
    return statements
