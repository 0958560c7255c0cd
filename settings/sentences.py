"""pydantic's errors as sentences: where in the stack file, what was written, what is wanted, the way out."""

import re
import typing
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

NEVER_ECHOED = frozenset({"environment", "secrets"})
"""Keys of a service whose values may be, or be mistaken for, secrets."""

KINDS = {
    "string_type": "text; write it in quotes",
    "int_type": "a whole number; write it without quotes",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a map; write `key: value` lines below it",
    "model_type": "a map; write `key: value` lines below it",
    "tuple_type": "a list; write [a, b], or a line with a dash for each",
}
"""What is wanted where a value has the wrong type, by pydantic's error type."""


def sentences(error: ValidationError, model: type[BaseModel], root: str) -> list[str]:
    """One sentence for each error, in the order of the model."""
    return [_sentence(detail, model, root) for detail in error.errors(include_url=False)]


def _sentence(detail: ErrorDetails, model: type[BaseModel], root: str) -> str:
    steps = [step for step in detail["loc"] if step != "[key]"]
    path = _path(root, steps)
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return f"{path} is missing; add it"
    if kind == "extra_forbidden":
        return f"{path} is not a setting; {_known(model, steps)}"
    if kind == "value_error":
        return _own_words(path, str(context["error"]), hidden=_hidden(steps))
    return _about_value(path, detail, steps, context)


def _about_value(path: str, detail: ErrorDetails, steps: Sequence[str | int], context: Mapping[str, Any]) -> str:
    kind, shown = detail["type"], _shown(detail, steps)
    if kind == "literal_error":
        return f"{path} is {shown}; take one of {str(context['expected']).replace(' or ', ', ')}"
    if kind in KINDS:
        return f"{path} is {shown}, which is not {KINDS[kind]}"
    if kind in ("greater_than_equal", "less_than_equal"):
        least_or_most = f"the least is {context['ge']}" if "ge" in context else f"the most is {context['le']}"
        return f"{path} is {shown}; {least_or_most}"
    if kind == "too_short":
        return f"{path} is empty; give at least {context['min_length']}"
    if kind == "too_long":
        return f"{path} has {context['actual_length']} entries; the most is {context['max_length']}"
    return f"{path}: {detail['msg']}"


def _path(root: str, steps: Sequence[str | int]) -> str:
    return root + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _own_words(path: str, message: str, *, hidden: bool) -> str:
    about = re.match(r"`([a-z_.]+)` (.*)", message)
    if about:
        return f"{path}.{about[1]} {about[2]}"
    if hidden:
        message = re.sub(r"^'.*' is not", "what is written there is not", message, flags=re.DOTALL)
    return f"{path}: {message}"


def _hidden(steps: Sequence[str | int]) -> bool:
    return bool(NEVER_ECHOED.intersection(steps))


def _shown(detail: ErrorDetails, steps: Sequence[str | int]) -> str:
    value = detail["input"]
    if _hidden(steps):
        return f"a value of type {type(value).__name__}"
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    return "empty" if value is None else repr(value)


def _known(model: type[BaseModel], steps: Sequence[str | int]) -> str:
    names = sorted(_fields_at(model, steps[:-1]))
    nearest = get_close_matches(str(steps[-1]), names, n=1, cutoff=0.6)
    if nearest:
        return f"did you mean `{nearest[0]}`?"
    return f"the settings there are {', '.join(names)}"


def _fields_at(model: type[BaseModel], steps: Iterable[str | int]) -> list[str]:
    here: Any = model
    for step in steps:
        here = _inside(here, step)
    return [field.alias or name for name, field in here.model_fields.items()]


def _inside(kind: Any, step: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        annotation: Any = next(
            field.annotation for name, field in kind.model_fields.items() if step in (name, field.alias)
        )
    else:
        annotation = [argument for argument in typing.get_args(kind) if argument is not ...][-1]
    return _unwrapped(annotation)


def _unwrapped(annotation: Any) -> Any:
    if typing.get_origin(annotation) is Annotated:
        return _unwrapped(typing.get_args(annotation)[0])
    options = [option for option in typing.get_args(annotation) if option is not type(None)]
    if type(None) in typing.get_args(annotation):
        return _unwrapped(options[0])
    return annotation
