"""What the stack's configuration says of its environment, where whoever runs the pack hands it over."""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi


def environment() -> Mapping[str, str]:
    """The system and the environment's short and long name, as `naming.yaml` calls them; what is not said is missing.

    `pulumi policy analyze` hands no configuration over.
    """
    try:
        stack = pulumi.Config("platform").get_object("stack")
    except pulumi.ConfigTypeError:
        return {}
    if not isinstance(stack, Mapping):
        return {}
    said = stack.get("environment")
    parts: dict[str, Any] = {"system": stack.get("system"), **(said if isinstance(said, Mapping) else {})}
    return {key: value for key in ("system", "short", "long") if isinstance(value := parts.get(key), str) and value}


def chosen_names() -> frozenset[str]:
    """The names that the stack's configuration gives to parts in place of the standard's: every `name:` in it."""
    try:
        return frozenset(_names(pulumi.Config("platform").get_object("stack")))
    except pulumi.ConfigTypeError:
        return frozenset()


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "name" and isinstance(inner, str):
                yield inner
            else:
                yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
