"""pydantic's errors as sentences: where in the stack file, what was written, what is wanted, the way out."""

import re
import typing
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

NEVER_ECHOED = frozenset({"environment", "secrets"})
"""Keys of a service or a host whose values may be, or be mistaken for, secrets."""

KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "dict_type": "a map; write `key: value` lines below it",
    "model_type": "a map; write `key: value` lines below it",
    "tuple_type": "a list; write [a, b], or a line with a dash for each",
}
"""What is wanted where a value has the wrong type, by pydantic's error type."""

BOUNDS = {
    "greater_than_equal": "the least is",
    "less_than_equal": "the most is",
    "greater_than": "it must be above",
    "less_than": "it must be below",
}
"""What is wanted of a number, by pydantic's error type."""
LEARNT, NUMBERS = "Anomaly", ("float", "constrained-float")
"""What pydantic adds to the place of a threshold that is a number, or a map that lets CloudWatch learn it."""

QUOTES: Mapping[tuple[str, type], str] = {
    ("string_type", bool): "; write it in quotes",
    ("string_type", float): "; write it in quotes",
    ("string_type", int): "; write it in quotes",
}
"""The way out where quotes make the difference, by pydantic's error type and what YAML made of the value."""


NUMERIC = ("int_type", "float_type")
NUMBER = re.compile(r"[+-]?\d+([.]\d+)?")


def sentences(error: ValidationError, model: type[BaseModel], root: str) -> list[str]:
    """One sentence for each error, in the order of the model."""
    details = error.errors(include_url=False)
    told = [one for one in details if not _follows_from_others(one, details) and not _of_another_form(one, details)]
    return [_sentence(detail, model, root) for detail in told]


def _follows_from_others(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Whether pydantic calls a list empty because it left out the entries that are wrong."""
    loc = detail["loc"]
    inside = (other["loc"] for other in details if other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc))
    return detail["type"] == "too_short" and any(inside)


def _of_another_form(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Whether pydantic tells of a form that a value could have had, a number or a map, beside the one that it has."""
    *outer, form = detail["loc"]
    if form == LEARNT:
        return detail["type"] == "model_type"
    learnt = (*outer, LEARNT)
    others = (other["loc"][: len(learnt)] for other in details if other["type"] != "model_type")
    return form in NUMBERS and isinstance(detail["input"], dict) and learnt in others


def _sentence(detail: ErrorDetails, model: type[BaseModel], root: str) -> str:
    steps = [step for step in detail["loc"] if step not in ("[key]", LEARNT)]
    if steps[-1:] and steps[-1] in NUMBERS and detail["type"] in (*BOUNDS, "float_type", "finite_number"):
        steps = steps[:-1]
    path = _path(root, steps)
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return f"{path} is missing; add it"
    if kind == "extra_forbidden":
        return f"{path} is not a setting; {_known(model, steps)}"
    if kind == "value_error":
        return _own_words(path, str(context["error"]), hidden=[detail["input"]] if _hidden(steps) else [])
    return _about_value(path, detail, steps, context)


def _way_out(kind: str, given: object) -> str:
    if kind in NUMERIC and isinstance(given, str):
        return "; write it without quotes" if NUMBER.fullmatch(given) else "; write the number alone"
    return QUOTES.get((kind, type(given)), "")


def _about_value(path: str, detail: ErrorDetails, steps: Sequence[str | int], context: Mapping[str, Any]) -> str:
    kind, shown = detail["type"], _shown(detail, steps)
    if kind == "literal_error":
        return f"{path} is {shown}; take one of {str(context['expected']).replace(' or ', ', ')}"
    if kind in KINDS:
        return f"{path} is {shown}, which is not {KINDS[kind]}{_way_out(kind, detail['input'])}"
    if kind in BOUNDS:
        limit = next(context[name] for name in ("ge", "le", "gt", "lt") if name in context)
        return f"{path} is {shown}; {BOUNDS[kind]} {limit:.12g}"
    if kind == "too_short":
        return f"{path} is empty; give at least {context['min_length']}"
    if kind == "too_long":
        return f"{path} has {len(detail['input'])} entries; the most is {context['max_length']}"
    return f"{path}: {detail['msg']}"


def _path(root: str, steps: Sequence[str | int]) -> str:
    """The place in the stack file: `platform:stack.zones[0]`, or `aws:region` where the root is a whole namespace."""
    path = root + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path if ":" in root else path.replace(".", ":", 1)


def _own_words(path: str, message: str, *, hidden: Sequence[object]) -> str:
    about = re.fullmatch(r"`([a-z_.]+)` (.*)", message, flags=re.DOTALL)
    if about:
        return f"{path}.{about[1]} {about[2]}"
    for value in hidden:
        message = message.replace(repr(value), "what is written there")
    return f"{path}: {message}"


def _hidden(steps: Sequence[str | int]) -> bool:
    return steps[:1] in (["services"], ["hosts"]) and bool(NEVER_ECHOED.intersection(steps[2:3]))


def _shown(detail: ErrorDetails, steps: Sequence[str | int]) -> str:
    value = detail["input"]
    if _hidden(steps):
        return f"a value of type {type(value).__name__}"
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return "empty" if value is None else repr(value)


def _known(model: type[BaseModel], steps: Sequence[str | int]) -> str:
    return known_or_nearest(str(steps[-1]), sorted(_fields_at(model, steps[:-1])))


def known_or_nearest(key: str, known: Sequence[str]) -> str:
    """The way out of a key that is not there: the one that it may stand for, or all that there are."""
    nearest = get_close_matches(key, known, n=1, cutoff=0.6)
    return f"did you mean `{nearest[0]}`?" if nearest else f"the settings there are {', '.join(known)}"


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
        models = [option for option in options if isinstance(option, type) and issubclass(option, BaseModel)]
        return _unwrapped((models or options)[0])
    return annotation
