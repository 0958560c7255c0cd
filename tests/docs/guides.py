"""What a guide has its reader do: blocks of code, each after a comment that says what it is."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.harness import ROOT

MARKED: Final = re.compile(r"^ *<!-- (\w+)(?:: ([^\n]*?))? -->\n( *)```\w*\n(.*?)^\3```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A marked block of a guide."""

    kind: str
    """What is done with it: `edit`, `insert`, `file`, `said`, `rule` and the like."""
    about: str
    """Where, or to what."""
    text: str


def steps(page: str) -> Iterator[Step]:
    """The marked blocks of a page of docs/, in their order."""
    for kind, about, _, block in MARKED.findall((ROOT / "docs" / page).read_text("utf-8")):
        yield Step(kind, about, textwrap.dedent(block))


def step(page: str, kind: str) -> Step:
    """The one of a kind."""
    (found,) = [one for one in steps(page) if one.kind == kind]
    return found


def shell_line(page: str, start: str) -> str:
    """A command of the page, by how it begins."""
    (line,) = [
        one.strip() for one in (ROOT / "docs" / page).read_text("utf-8").splitlines() if one.strip().startswith(start)
    ]
    return line


def edited(file: Path, diff: str) -> str:
    """A file's text with its one line changed as the block says."""
    (old,) = re.findall(r"^-(.*)$", diff, re.MULTILINE)
    (new,) = re.findall(r"^\+(.*)$", diff, re.MULTILINE)
    text = file.read_text("utf-8")
    assert text.count(f"{old}\n") == 1, old
    return text.replace(f"{old}\n", f"{new}\n")
