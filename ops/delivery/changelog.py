"""`python -m ops changelog`: the section of a version, which its release shows. The version is pyproject.toml's."""

import re
import tomllib
from pathlib import Path
from typing import Final

from ops.failures import WrongInputError

HEADING: Final = re.compile(r"^## (?P<version>\d+\.\d+\.\d+) \((?P<day>\d{4}-\d\d-\d\d|unreleased)\)$", re.MULTILINE)
"""`## 0.1.0 (2026-11-21)`; `(unreleased)` until the day is known."""


def section(root: Path, tag: str) -> str:
    """What stands below the heading of the tag's version.

    Raises WrongInputError for a tag of another version than the project's, or a version without a day.
    """
    version = version_of(root)
    if tag != f"v{version}":
        raise WrongInputError(
            f"The tag {tag!r} is not v{version}, the version in pyproject.toml; set `version` there, or tag another "
            "commit."
        )
    text = (root / "CHANGELOG.md").read_text("utf-8")
    headings = list(HEADING.finditer(text))
    ends = [*(one.start() for one in headings[1:]), len(text)]
    for heading, end in zip(headings, ends, strict=True):
        if heading["version"] == version:
            if heading["day"] == "unreleased":
                raise WrongInputError(f"CHANGELOG.md has {version} as unreleased; write the day in its place.")
            return f"{text[heading.end() : end].strip()}\n"
    raise WrongInputError(f"CHANGELOG.md has no section `## {version} (YYYY-MM-DD)`; write what the version changes.")


def version_of(root: Path) -> str:
    """The project's version, as pyproject.toml has it."""
    return str(tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"])
