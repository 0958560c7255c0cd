"""What cfn-lint says of recorded resources, written as CloudFormation would have them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from cfnlint.api import lint
from cfnlint.core import get_rules

from ops.offline.recording import Recorded
from ops.offline.values import SECRET, UNKNOWN
from tests.contract.choices import CHOICES
from tests.contract.row import Row
from tests.contract.table import TABLE

GLOBAL_REGION = "us-east-1"
COMPLETENESS = frozenset({"E3003", "E3014", "E3017", "E3018", "E3676", "E3681"})
"""Rules of what a resource must have: of its own properties a row names only some."""
PROPERTIES_DEPTH = 3
"""Resources, the logical id, Properties: where a finding about the resource as a whole stands."""


def problems(resources: Iterable[Recorded], region: str) -> list[str]:
    """Every value that AWS would refuse in this Region, with the resource and the property that has it."""
    resources = [resource for resource in resources if resource.custom]
    return [*_by_schema(resources, region), *_by_choice(resources)]


def _by_schema(resources: Iterable[Recorded], region: str) -> Iterator[str]:
    templates: dict[str, dict[str, Any]] = defaultdict(dict)
    owners: dict[str, Recorded] = {}
    for resource in resources:
        for row in TABLE.get(resource.type, ()):
            logical_id = f"R{len(owners)}"
            owners[logical_id] = resource
            properties = {key: value for key, value in row.filled(resource.inputs).items() if _is_known(value)}
            templates[_region(row, resource, region)][logical_id] = {"Type": row.type, "Properties": properties}
    for at, template in templates.items():
        written = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": template})
        for match in lint(written, rules=_rules(), regions=[at]):
            path = [str(step) for step in match.path]
            if match.rule.id not in COMPLETENESS or len(path) > PROPERTIES_DEPTH:
                owner, where = owners[path[1]], ".".join(path[PROPERTIES_DEPTH:])
                yield f"{owner.type} {owner.name}: {where}: {match.message} ({match.rule.id})"


def _region(row: Row, resource: Recorded, region: str) -> str:
    return GLOBAL_REGION if row.is_global else str(resource.inputs.get("region") or region)


def _is_known(value: Any) -> bool:
    written = json.dumps(value)
    return UNKNOWN not in written and SECRET not in written


@cache
def _rules() -> Any:
    return get_rules([], [], [])


def _by_choice(resources: Iterable[Recorded]) -> Iterator[str]:
    for resource in resources:
        for (token, path), choices in CHOICES.items():
            if token == resource.type:
                for value in _at(resource.inputs, path.split(".")):
                    if str(value) not in choices:
                        yield f"{token} {resource.name}: {path}: {value!r} is not one of {sorted(choices)}"


def _at(value: Any, steps: list[str]) -> Iterator[Any]:
    """Every value at a path, whatever lists it goes through."""
    if isinstance(value, list):
        for inner in value:
            yield from _at(inner, steps)
    elif not steps:
        yield value
    elif isinstance(value, dict) and value.get(steps[0]) is not None:
        yield from _at(value[steps[0]], steps[1:])
