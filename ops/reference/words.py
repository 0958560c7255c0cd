"""What may stand at a key, in words: from the schema's types, limits and patterns."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import yaml

from ops.reference.keys import Key, is_map
from ops.reference.schema import Schema

MOST_VALUES: Final = 24
"""Of an enumeration, that are written out."""
WORDS: Final = {"null": "null", "boolean": "true or false", "integer": "whole number", "number": "number"}
Link = Callable[[str], str]
"""What a part of the schema is called, with a link where there can be one."""


def allowed(schema: Schema, link: Link) -> str:
    """`whole number, 1 to 35`, `a time of day …`, `map by role; each …`."""
    if "$ref" in schema:
        return link(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return "; or ".join(dict.fromkeys(allowed(option, link) for option in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return _one_of(schema.get("enum") or [schema["const"]])
    return _of_type(schema, link)


def _of_type(schema: Schema, link: Link) -> str:
    match schema.get("type"):
        case "array":
            return f"list, each {allowed(schema['items'], link)}{_sizes(schema, 'Items', 'in all')}"
        case "object":
            return _map(schema, link)
        case "string":
            return _wanted(schema) or f"text{_sizes(schema, 'Length', 'letters')}"
        case kind:
            return WORDS[str(kind)] + "".join(_limits(schema))


def default(key: Key) -> str:
    """What holds where the key is left out: `required`, or the value as YAML."""
    if key.required:
        return "required"
    return f"`{inline(key.default)}`"


def inline(value: Any) -> str:
    """A value on one line, as it could stand in the file."""
    if isinstance(value, str) or value is None or isinstance(value, bool):
        text: str = yaml.safe_dump(value, allow_unicode=True, width=10_000).splitlines()[0]
        return text
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return json.dumps(value)
    flow: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    return flow.strip()


def _one_of(values: list[Any]) -> str:
    shown = [f"`{inline(value)}`" for value in values[:MOST_VALUES]]
    more = [f"{len(values) - MOST_VALUES} more"] if len(values) > MOST_VALUES else []
    return ", ".join([*shown, *more])


def _wanted(schema: Schema) -> str:
    """What the validator asks for in its own words; what a role is, is said once."""
    wanted: str = schema.get("patternErrorMessage", "").removeprefix("not ")
    return "role" if wanted.startswith("a role:") else wanted


def _map(schema: Schema, link: Link) -> str:
    if not is_map(schema):
        return "map"
    names = schema.get("propertyNames", {})
    by = _one_of(names["enum"]) if "enum" in names else (_wanted(names) or "name").partition(":")[0].partition(",")[0]
    return f"map by {by}; each {allowed(schema['additionalProperties'], link)}{_sizes(schema, 'Properties', 'in all')}"


def _limits(schema: Schema) -> Iterator[str]:
    least, most = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if least is not None and most is not None:
        yield f", {_number(least)} to {_number(most)}"
    elif least is not None:
        yield f", {_number(least)} or more"
    elif most is not None:
        yield f", {_number(most)} or less"
    if above is not None:
        yield f", above {_number(above)}"
    if below is not None:
        yield f", below {_number(below)}"
    if "multipleOf" in schema:
        yield f", a multiple of {_number(schema['multipleOf'])}"


def _sizes(schema: Schema, of: str, unit: str) -> str:
    least, most = schema.get(f"min{of}"), schema.get(f"max{of}")
    if least is not None and most is not None:
        return f"; {_number(least)} {unit}" if least == most else f"; {_number(least)} to {_number(most)} {unit}"
    if least is not None:
        return f"; at least {_number(least)} {unit}"
    return f"; at most {_number(most)} {unit}" if most is not None else ""


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) or not value.is_integer() else f"{int(value):,}"
