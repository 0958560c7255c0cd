"""What changed between two sets of inputs, and what AWS would make of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ops.offline.shapes import SHAPES
from tests.engine.provider.counterpart import Counterpart, Properties
from tests.engine.provider.counterparts import COUNTERPARTS

DEFAULTS = "__defaults"
"""Where the provider notes which inputs it filled in itself; Pulumi's bridge to Terraform does so too."""


@dataclass(frozen=True)
class Difference:
    """The properties that changed, and of those the ones that replace the resource."""

    changed: frozenset[str]
    replaces: frozenset[str]
    delete_first: bool
    """Whether the old one must go before the new one can come."""


def difference(token: str, old: Properties, new: Properties) -> Difference:
    """Compare inputs as the provider would."""
    counterpart = counterpart_of(token)
    before, after = comparable(old), comparable(new)
    given = {key for key in counterpart.inherited if key not in before}
    changed = frozenset(key for key in before.keys() | after.keys() if before.get(key) != after.get(key)) - given
    replacing = set(counterpart.replacing())
    if counterpart.conditional is not None:
        replacing |= set(counterpart.conditional(before, after))
    replaces = changed & replacing
    return Difference(changed, replaces, bool(replaces) and _delete_first(token, counterpart, new, changed))


def counterpart_of(token: str) -> Counterpart:
    """The row of a type; raise LookupError, with what to do, where there is none."""
    try:
        return COUNTERPARTS[token]
    except KeyError:
        raise LookupError(
            f"the stand-in provider does not know {token}: "
            "add its row to tests/engine/provider/counterparts.py and its shape to ops/offline/shapes.py"
        ) from None


def comparable(properties: Properties) -> dict[str, object]:
    """Properties without what makes no difference to the provider."""
    return {
        key: value
        for key, value in ((key, _comparable(value)) for key, value in properties.items())
        if key != DEFAULTS and value is not None
    }


def _comparable(value: object) -> object:
    """Empty is absent, JSON is what it means, and lists of plain values are sets, as in Terraform's schemas."""
    match value:
        case Mapping():
            return comparable(value) or None
        case list():
            items = [_comparable(item) for item in value]
            if any(isinstance(item, dict | list) for item in items):
                return items
            return sorted((item for item in items if item is not None), key=str) or None
        case str() if value.startswith(("{", "[")):
            return _document(value)
        case _:
            return value


def _document(text: str) -> object:
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except json.JSONDecodeError:
        return text


def _delete_first(token: str, counterpart: Counterpart, new: Properties, changed: frozenset[str]) -> bool:
    """Whether the new one would take a name that the old one still has."""
    name = SHAPES[token].named_by
    filled_in = new.get(DEFAULTS)
    fixed = bool(name) and name not in (filled_in if isinstance(filled_in, list) else ())
    return counterpart.delete_first or (fixed and name not in changed)
