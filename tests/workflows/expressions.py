"""GitHub's expressions, as far as the workflows use them.

https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
TOKEN = re.compile(r"'(?:[^']|'')*'|&&|\|\||!=|==|!|[A-Za-z_][\w-]*|\.|\d+|[()\[\],]")
WORDS = {"&&": "and", "||": "or", "!": "not", "true": "True", "false": "False", "null": "None"}


class Context(dict[str, Any]):
    """An object of a context: what is not there is null, as everything of what is not there."""

    def __missing__(self, key: str) -> "Context":
        return Context()

    def __getattr__(self, name: str) -> Any:
        return self[name.replace("__", "-")]

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key) if isinstance(key, str) else None
        return Context() if found is None else wrapped(found)

    def __eq__(self, other: object) -> bool:
        return (not self and other in (None, "")) or dict.__eq__(self, other)

    __hash__ = None


class Sequenced(list[Any]):
    """A list of a context: what is beyond its end is null."""

    def __getitem__(self, index: Any) -> Any:
        return wrapped(super().__getitem__(index)) if index < len(self) else None


def wrapped(value: Any) -> Any:
    """Give a value as a context has it."""
    if isinstance(value, Context | Sequenced):
        return value
    if isinstance(value, Mapping):
        return Context(value)
    return Sequenced(value) if isinstance(value, list) else value


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression without its braces."""
    python = " ".join(_python(token) for token in TOKEN.findall(expression))
    functions: dict[str, Callable[..., Any]] = {
        "format": lambda pattern, *values: pattern.format(*values),
        "toJSON": json.dumps,
        "fromJSON": lambda text: wrapped(json.loads(text)),
        "contains": lambda values, item: item in values,
        "join": lambda values, by: by.join(values),
        "startsWith": lambda text, start: text.startswith(start),
    }
    scope = {"__builtins__": {}, **functions, **{name: wrapped(value) for name, value in names.items()}}
    return eval(python, scope)  # noqa: S307 - the expressions are this repository's own


def _python(token: str) -> str:
    if token.startswith("'"):
        return repr(token[1:-1].replace("''", "'"))
    return WORDS.get(token, token.replace("-", "__") if token[0].isalpha() else token)


def filled(text: object, names: Mapping[str, Any]) -> str:
    """A text with its expressions replaced, as GitHub writes their values."""
    return EXPRESSION.sub(lambda found: _text(evaluate(found[1], names)), _text(text))


def _text(value: object) -> str:
    if value is None or value == Context():
        return ""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
