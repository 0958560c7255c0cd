"""Lists of entries that people write in YAML, read with one clear sentence for each mistake."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Entry:
    """An entry whose keys are known and whose required values are there."""

    label: str
    """How a message names it: `exemptions.yaml, entry 2`."""
    values: dict[str, str]

    def get(self, key: str) -> str:
        """A value, empty where an optional one is left out."""
        return self.values.get(key, "")


@dataclass(frozen=True)
class Entries:
    """The entries of a file that are well formed, and a sentence about each that is not."""

    good: list[Entry]
    problems: list[str]


def read_entries(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Entries:
    """Reads a YAML list of mappings from strings to strings; dates may be written without quotes."""
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Entries([], [f"{path.name} is missing; an empty list `[]` says that there are none"])
    except (yaml.YAMLError, ValueError) as error:  # ValueError: no text, or a day that no calendar has
        return Entries([], [f"{path.name} is not valid YAML ({' '.join(str(error).split())}); mend it"])
    if listed is None:
        listed = []
    if not isinstance(listed, list):
        return Entries([], [f"{path.name} holds no list; begin each entry with `- {required[0]}:`"])
    good: list[Entry] = []
    problems: list[str] = []
    for number, given in enumerate(listed, start=1):
        label = f"{path.name}, entry {number}"
        found = list(_problems(given, required, optional))
        problems += [f"{label}: {problem}" for problem in found]
        if not found:
            good.append(Entry(label, {key: " ".join(str(value).split()) for key, value in given.items()}))
    return Entries(good, problems)


def parse_date(text: str) -> date | None:
    """The day that `YYYY-MM-DD` names, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def nearest(name: str, names: Iterable[str]) -> str:
    """` (did you mean …?)` with the name that looks most like this one; empty where none does."""
    found = get_close_matches(name, list(names), n=1)
    return f" (did you mean {found[0]}?)" if found else ""


def _problems(given: Any, required: Sequence[str], optional: Sequence[str]) -> Iterator[str]:
    if not isinstance(given, dict):
        yield f"is not a mapping; write `{required[0]}: …` and the keys {', '.join(required[1:])}"
        return
    known = (*required, *optional)
    for key, value in given.items():
        if key not in known:
            yield f"`{key}` is no key of it; use {', '.join(known)}"
        elif not isinstance(value, str | date) or not str(value).strip():
            yield f"`{key}` is not a text; write what it is"
    for key in required:
        if key not in given:
            yield f"`{key}` is missing; every entry has {', '.join(required)}"
