"""`Pulumi.yaml` and `Pulumi.<stack>.yaml`: the configuration that Pulumi's engine would hand to the program."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.offline import goyaml
from ops.offline.values import SECRET

STACK_KEYS: Final = ("config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider")
STACK_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
FILE_NAME: Final = re.compile(r"Pulumi\.(?P<stack>.+)\.ya?ml")
SMALLEST_DECIMAL: Final = 1e-6
LARGEST_DECIMAL: Final = 1e21


@dataclass(frozen=True)
class StackFile:
    """One stack's configuration, in the form in which a program receives it."""

    project: str
    stack: str
    config: Mapping[str, str]
    """By `namespace:key`: text, or JSON where the file has a list or a mapping."""
    secret_keys: tuple[str, ...]
    """Keys whose value is a secret or contains one."""


def read_stack(root: Path, stack: str | None, config_file: Path | None = None) -> StackFile:
    """Read the project in `root` and one of its stacks, or any other stack file."""
    path = config_file or root / f"Pulumi.{_named(root, stack)}.yaml"
    stack = stack or _stack_of(path)
    if not STACK_NAME.fullmatch(stack):
        raise WrongInputError(
            f"{stack!r} is not a stack's name: only letters, digits, '-', '_' and '.' may stand in it."
        )
    if not path.is_file():
        raise WrongInputError(_missing(root, stack, path))
    project_file = root / "Pulumi.yaml"
    if not project_file.is_file():
        raise WrongInputError(f"{project_file} does not exist; run this in the directory of the Pulumi project.")
    project = _mapping(project_file)
    name = project.get("name")
    if not isinstance(name, str):
        raise WrongInputError(f"{project_file}: 'name' is missing; it names the project.")
    own = _own_config(path, name)
    values = _project_config(project_file, project, name, own) | own
    return StackFile(
        project=name,
        stack=stack,
        config={key: _as_text(values[key]) for key in sorted(values)},
        secret_keys=tuple(key for key in sorted(values) if _has_secret(values[key])),
    )


def stacks(root: Path) -> tuple[str, ...]:
    """Give the names of the stacks that have a file in `root`."""
    found = (FILE_NAME.fullmatch(path.name) for path in root.glob("Pulumi.*.yaml"))
    return tuple(sorted(match["stack"] for match in found if match))


def _named(root: Path, stack: str | None) -> str:
    if stack is None:
        raise WrongInputError(f"No stack is named; add --stack, one of {', '.join(stacks(root)) or 'none yet'}.")
    return stack


def _stack_of(path: Path) -> str:
    named = FILE_NAME.fullmatch(path.name)
    if not named:
        raise WrongInputError(
            f"{path.name} does not say which stack it is for; call it Pulumi.<stack>.yaml or add --stack."
        )
    return named["stack"]


def _missing(root: Path, stack: str, path: Path) -> str:
    if path.parent == root and path.name == f"Pulumi.{stack}.yaml":
        return (
            f"There is no stack {stack!r}: {path.name} does not exist; there are: {', '.join(stacks(root)) or 'none'}."
        )
    return f"{path} does not exist."


def _mapping(path: Path) -> dict[str, Any]:
    value = goyaml.read(path)
    if value is None:
        raise WrongInputError(
            f"{path} is empty; it needs at least {'config:' if path.name != 'Pulumi.yaml' else 'name:'}."
        )
    if not isinstance(value, dict):
        raise WrongInputError(
            f"{path} holds {_kind(value)}; it must hold a mapping, such as 'config:' and what is in it."
        )
    return value


def _own_config(path: Path, project: str) -> dict[str, Any]:
    file = _mapping(path)
    if unknown := sorted(set(file) - set(STACK_KEYS)):
        raise WrongInputError(
            f"{path}: Pulumi does not know {', '.join(map(repr, unknown))} at the top of a stack file; "
            f"it knows {', '.join(STACK_KEYS)}."
        )
    return {_key(path, key, project): value for key, value in _config_of(path, file).items()}


def _project_config(path: Path, file: Mapping[str, Any], project: str, own: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for written, declared in _config_of(path, file).items():
        key = _key(path, written, project)
        schema = declared if isinstance(declared, dict) else None
        if schema is None and not key.startswith(f"{project}:"):
            raise WrongInputError(
                f"{path}: config.{written} belongs to another namespace; write its value under 'value:'."
            )
        if schema is None:
            values[key] = declared
        elif "value" in schema or "default" in schema:
            values[key] = schema.get("value", schema.get("default"))
        elif key not in own:
            raise WrongInputError(f"{path}: config.{written} has no default, so the stack file has to set {key}.")
    return values


def _config_of(path: Path, file: Mapping[str, Any]) -> dict[str, Any]:
    config = file.get("config")
    if config is None:
        return {}
    if not isinstance(config, dict):
        raise WrongInputError(f"{path}: 'config' holds {_kind(config)}; it must hold a mapping of keys to values.")
    return config


def _key(path: Path, written: str, project: str) -> str:
    match written.split(":"):
        case [name] if name:
            return f"{project}:{name}"
        case [namespace, name] if namespace and name:
            return written
        case [namespace, "config", name] if namespace and name:
            return f"{namespace}:{name}"
        case _:
            raise WrongInputError(
                f"{path}: config.{written} is not a key; write it as '<namespace>:<name>' or '<name>'."
            )


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"secure"} and isinstance(value["secure"], str)


def _has_secret(value: Any) -> bool:
    if _is_secret(value):
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_has_secret(part) for part in parts)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if _is_secret(value):
        return SECRET
    return value if isinstance(value, str) else _as_json(value)


def _as_json(value: Any) -> str:
    """Give compact JSON in the spelling of Go's encoder, which sorts keys and escapes what HTML would read."""
    match value:
        case dict() if _is_secret(value):
            return _as_json(SECRET)
        case dict():
            return "{" + ",".join(f"{_as_json(key)}:{_as_json(value[key])}" for key in sorted(value)) + "}"
        case list():
            return "[" + ",".join(map(_as_json, value)) + "]"
        case float():
            return _as_number(value)
        case _:
            text = json.dumps(value, ensure_ascii=False)
            return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def _as_number(value: float) -> str:
    if value == 0:
        return "0"
    if not SMALLEST_DECIMAL <= abs(value) < LARGEST_DECIMAL:
        return re.sub(r"e-0+", "e-", repr(value))
    digits = f"{Decimal(repr(value)):f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _kind(value: Any) -> str:
    """Say what a value is without repeating it: it may be a secret in the wrong place."""
    match value:
        case list():
            return "a list"
        case str():
            return "text"
        case bool():
            return "true or false"
        case _:
            return "a number"
