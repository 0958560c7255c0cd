"""What a row of the table is made of: a CloudFormation type, and where its properties stand in recorded inputs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Inputs = Mapping[str, Any]
Take = str | Callable[[Inputs], Any]


@dataclass(frozen=True)
class Row:
    """A CloudFormation type, and where the values of its properties stand in the recorded inputs."""

    type: str
    properties: Mapping[str, Take]
    """An input by name, or a function of all inputs; what is None is left out."""
    is_global: bool = False
    """Whether AWS has one of it for all Regions: it is checked in us-east-1."""

    def filled(self, inputs: Inputs) -> dict[str, Any]:
        """The properties of a resource with these inputs."""
        taken = {
            name: take(inputs) if callable(take) else inputs.get(take) for name, take in sorted(self.properties.items())
        }
        return {name: value for name, value in taken.items() if value is not None}


def row(cloudformation_type: str, /, *, is_global: bool = False, **properties: Take) -> Row:
    return Row(cloudformation_type, properties, is_global)


def document(key: str) -> Callable[[Inputs], Any]:
    """A JSON document."""
    return lambda inputs: json.loads(inputs[key]) if key in inputs else None


def text(key: str) -> Callable[[Inputs], Any]:
    """A number that CloudFormation takes as text."""
    return lambda inputs: str(inputs[key]) if key in inputs else None


def always(value: Any) -> Callable[[Inputs], Any]:
    """What the provider fills in."""
    return lambda _inputs: value


def nested(key: str, **names: str) -> Callable[[Inputs], Any]:
    """What has the same form in CloudFormation, under names that differ by their first letter, or are given."""
    return lambda inputs: spelled(inputs.get(key), names)


def spelled(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        filled = {key: inner for key, inner in value.items() if inner is not None}
        return {names.get(key, key[0].upper() + key[1:]): spelled(inner, names) for key, inner in filled.items()}
    return [spelled(inner, names) for inner in value] if isinstance(value, list) else value


def actions(key: str) -> Callable[[Inputs], Any]:
    """The actions of a document for which cfn-lint has no rule."""

    def take(inputs: Inputs) -> Any:
        said = [one["Action"] for one in json.loads(inputs[key])["Statement"]] if key in inputs else [[]]
        return {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": one, "Resource": "*"} for one in said],
        }

    return take


def inside(key: str, *steps: str) -> Callable[[Inputs], Any]:
    """A value further down."""

    def take(inputs: Inputs) -> Any:
        value: Any = inputs.get(key)
        for step in steps:
            value = value.get(step) if value else None
        return value

    return take
