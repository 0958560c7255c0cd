"""Examples for the reference: what the stack files of this repository say themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from ops.offline import goyaml
from ops.reference.keys import NAME, ROLE, Key, Section
from ops.reference.words import inline

OWN: Final = ("prod", "stg", "dev", "account")
"""The first system's stacks, which come first."""
LONGEST_VALUE: Final = 60
LONGEST_PART: Final = 14
"""Lines."""
WIDEST: Final = 120


@dataclass(frozen=True)
class Example:
    """A piece of a stack file."""

    file: str
    text: str


class Examples:
    """Of keys and of parts, from all stack files."""

    def __init__(self, root: Path) -> None:
        paths = [root / f"Pulumi.{stack}.yaml" for stack in OWN]
        paths += sorted(root.glob("examples/*/Pulumi.*.yaml"))
        self._configs = {path.relative_to(root).as_posix(): goyaml.read(path)["config"] for path in paths}

    def of_key(self, key: Key) -> str:
        """The first value on one line that somebody wrote and that is not the default; empty where there is none."""
        for _, _, value in self._at(key.path):
            if isinstance(value, str | int | float | bool | list) and value != key.default:
                shown = inline(value)
                if len(shown) <= LONGEST_VALUE and "secure" not in shown:
                    return shown
        return ""

    def of_section(self, section: Section) -> Example | None:
        """The part with the most keys that is not long, with the key that it stands under."""
        if section.shared:
            return None
        found: list[tuple[int, Example]] = []
        for file, name, value in self._at(section.path):
            if isinstance(value, dict) and value:
                text = yaml.safe_dump(
                    {name: value}, default_flow_style=None, sort_keys=False, allow_unicode=True, width=10_000
                )
                lines = text.splitlines()
                if len(lines) <= LONGEST_PART and max(map(len, lines)) <= WIDEST:
                    found.append((-len(value), Example(file, text)))
        return min(found, key=lambda one: one[0])[1] if found else None

    def _at(self, path: Sequence[str]) -> Iterator[tuple[str, str, Any]]:
        for file, config in self._configs.items():
            for name, value in _inside(config, path, ""):
                yield file, name, value


def _inside(value: Any, path: Sequence[str], name: str) -> Iterator[tuple[str, Any]]:
    if not path:
        yield name, value
    elif isinstance(value, dict):
        steps = value if path[0] in (ROLE, NAME) else [path[0]] if path[0] in value else []
        for step in steps:
            yield from _inside(value[step], path[1:], str(step))
