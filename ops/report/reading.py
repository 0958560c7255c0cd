"""Reads what people hand over as files; every mistake is one sentence that never repeats a value."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ops.failures import WrongInputError
from ops.offline.stackfile import StackFile


def read_text(path: Path) -> str:
    """Read a file of UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise WrongInputError(f"{path} is no text; if it is encrypted or packed, undo that first.") from None
    except FileNotFoundError:
        raise WrongInputError(f"{path} does not exist.") from None
    except OSError as error:
        raise WrongInputError(f"{path} cannot be read: {error.strerror}.") from None


def read_object(path: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object."""
    try:
        value = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise WrongInputError(f"{path} is not JSON{where}; if it was cut off, make it again.") from None
    if not isinstance(value, dict):
        raise WrongInputError(f"{path} holds no JSON object.")
    return value


def read_objects(path: Path) -> Iterator[dict[str, Any]]:
    """Read a file that holds one JSON object after another, as a stream of events does."""
    text, decoder, at = read_text(path), json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            line = text.count("\n", 0, at) + 1
            raise WrongInputError(
                f"{path} is not JSON at line {line}; if the run was cut off there, delete the rest of the line."
            ) from None
        if not isinstance(value, dict):
            raise WrongInputError(f"{path} holds no JSON objects; it should have one for each event.")
        yield value


def refuse_other_stack(path: Path, urns: Iterable[str], stack_file: StackFile) -> None:
    """Refuse a file that speaks of another stack or project than was asked for."""
    own = f"urn:pulumi:{stack_file.stack}::{stack_file.project}::"
    for urn in sorted(urns):
        if urn.startswith(own):
            continue
        parts = urn.removeprefix("urn:pulumi:").split("::")
        if not urn.startswith("urn:pulumi:") or len(parts) < 4:  # noqa: PLR2004 - a URN has four parts
            raise WrongInputError(f"{path} is garbled: {urn!r} is no URN.")
        raise WrongInputError(
            f"{path} is of stack {parts[0]!r} of project {parts[1]!r}, "
            f"and the report is asked for {stack_file.stack!r} of {stack_file.project!r}; change --stack or the file."
        )
