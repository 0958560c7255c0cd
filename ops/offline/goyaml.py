"""YAML as Pulumi's own reader (Go, yaml.v3) reads it: YAML 1.2 with a few habits of its own.

`on` and `9:30` are text, `0o17` and, for old files' sake, `017` are octal, dates become text with a time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

from ops.failures import WrongInputError

Value = Any
"""None, bool, int, float, str, or a list or a dict with text keys of such."""

CONSTANTS: Final[dict[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
INTEGER: Final = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)")
FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
LARGEST: Final = 2**64
STRING_TAG: Final = "tag:yaml.org,2002:str"


def read(path: Path) -> Value:
    """Read the one document of a file; an empty file gives None."""
    try:
        text = path.read_text(encoding="utf-8")
        events = list(YAML(typ="safe", pure=True).parse(text))
    except UnicodeDecodeError as error:
        raise WrongInputError(f"{path}: byte {error.start + 1} is not UTF-8; save the file as UTF-8.") from None
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        where = f":{place.line + 1}:{place.column + 1}" if place else ""
        raise WrongInputError(f"{path}{where}: this is not YAML: {error.problem or error.context}.") from None
    except YAMLError as error:
        raise WrongInputError(f"{path}: this is not YAML: {str(error).splitlines()[0]}.") from None
    return _Document(path, iter(events)).value()


@dataclass
class _Document:
    path: Path
    events: Iterator[Any]
    anchors: dict[str, Value] = field(default_factory=dict)

    def value(self) -> Value:
        for event in self.events:
            if isinstance(event, ScalarEvent | AliasEvent | MappingStartEvent | SequenceStartEvent):
                return self._of(event)
        return None

    def _of(self, event: Any) -> Value:
        if isinstance(event, AliasEvent):
            if event.anchor not in self.anchors:
                raise self._wrong(event, f"nothing complete is marked &{event.anchor} before this; mark it above")
            return self.anchors[event.anchor]
        value = self._collection(event) if not isinstance(event, ScalarEvent) else _scalar(event)
        if event.anchor:
            self.anchors[event.anchor] = value
        return value

    def _collection(self, event: Any) -> Value:
        if isinstance(event, MappingStartEvent):
            return self._mapping()
        return [self._of(item) for item in self._until_end()]

    def _until_end(self) -> Iterator[Any]:
        for event in self.events:
            if type(event).__name__ in {"MappingEndEvent", "SequenceEndEvent"}:
                return
            yield event

    def _mapping(self) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        lines: dict[str, int] = {}
        for event in self._until_end():
            key = _text(self._of(event))
            value = self._of(next(self.events))
            if key in lines:
                raise self._wrong(event, f"{key!r} already stands in line {lines[key]}; keep one of them")
            lines[key] = event.start_mark.line + 1
            if key == "<<":
                for part in reversed(value if isinstance(value, list) else [value]):
                    if not isinstance(part, dict):
                        raise self._wrong(event, "<< takes a mapping, or a list of mappings")
                    merged |= part
            else:
                mapping[key] = value
        return merged | mapping

    def _wrong(self, event: Any, sentence: str) -> WrongInputError:
        mark = event.start_mark
        return WrongInputError(f"{self.path}:{mark.line + 1}:{mark.column + 1}: {sentence}.")


def _scalar(event: Any) -> Value:
    text = str(event.value)
    if event.style is not None or str(event.tag) == STRING_TAG:
        return text
    return resolve(text)


def resolve(text: str) -> Value:
    """Give the value that unquoted text stands for."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if DATE.match(text) and (moment := _moment(text)):
        return moment
    plain = text.replace("_", "") if text[:1].isdigit() or text[:1] in "+-" else text
    if INTEGER.fullmatch(plain):
        octal = re.fullmatch(r"[-+]?0[0-7]+", plain)
        number = int(plain, 8) if octal else int(plain, 0)
        return number if -LARGEST // 2 <= number < LARGEST else float(number)
    return float(plain) if FLOAT.fullmatch(plain) else text


def _moment(text: str) -> str | None:
    """Give a date or time as Go prints it, which is what a program gets to see of it."""
    zoned = "T" in text or "t" in text
    if not zoned and not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}( \d{1,2}:\d{1,2}:\d{1,2})?", text):
        return None
    for pattern in ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
        try:
            moment = datetime.strptime(text.replace("t", "T"), pattern)  # noqa: DTZ007 - Go takes these as UTC
        except ValueError:
            continue
        offset = moment.strftime("%z") or "+0000"
        return f"{moment:%Y-%m-%d %H:%M:%S} {offset} {'UTC' if offset == '+0000' else offset}"
    return None


def _text(key: Value) -> str:
    match key:
        case None:
            return "<nil>"
        case bool():
            return str(key).lower()
        case _:
            return str(key)
