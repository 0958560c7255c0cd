"""What the pages tell people to type, as words that a shell would make of it."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.harness import ROOT

EXAMPLES: Final = sorted([ROOT / "examples/README.md", *(ROOT / "examples").glob("*/README.md")])
PROJECT: Final = [*ROOT.glob("README*.md"), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
PAGES: Final = sorted([*PROJECT, *(ROOT / "docs").rglob("*.md"), *EXAMPLES])
RUNBOOK: Final = [ROOT / "docs/runbook.md", ROOT / "docs/releases.md", ROOT / "docs/hosts.md"]
"""What is read while something is broken: its commands are run, not only parsed."""
OPS: Final = ("python", "-m", "ops")
PROGRAMS: Final = ("python", "pulumi", "aws", "git")
FENCE: Final = re.compile(r"^ *(?:\d+\. |- )?```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE: Final = re.compile(r"`([^`]+)`")
PLACEHOLDER: Final = re.compile(r"<([\w -]+)>")
OPERATORS: Final = frozenset("();<>|&")
SHELL: Final = frozenset({"", "sh", "bash"})


@dataclass(frozen=True)
class Command:
    """A command of a page."""

    page: str
    words: tuple[str, ...]
    mention: bool = False
    """Only named in a sentence, without what it needs."""

    def __str__(self) -> str:
        return f"{self.page}: {shlex.join(self.words)}"

    @property
    def of_ops(self) -> bool:
        """Whether it is one of this project's."""
        return self.words[:3] == OPS

    @property
    def form(self) -> tuple[str, frozenset[str]]:
        """The command of ops and its options, whatever the stack, and however and wherever its result is written."""
        options = {word.partition("=")[0] for word in self.arguments if word.startswith("--")}
        return self.arguments[0], frozenset(options - {"--stack", "--config-file", "--format", "--output"})

    @property
    def arguments(self) -> tuple[str, ...]:
        """What follows `python -m ops`."""
        return self.words[3:]


def commands(page: Path) -> Iterator[Command]:
    """Every command of a page: in blocks of a shell and in sentences; what shows output is left out."""
    text = page.read_text("utf-8")
    for language, block in FENCE.findall(text):
        if language in SHELL:
            for line in block.replace("\\\n", " ").splitlines():
                yield from (Command(page.name, words) for words in split(line))
    for code in INLINE.findall(FENCE.sub("", text)):
        for words in split(" ".join(code.split())):
            yield Command(page.name, words, mention=not any(word.startswith("-") for word in words[3:]))


def split(line: str) -> Iterator[tuple[str, ...]]:
    """The commands of a line that begin with a program that is known here."""
    if not line.strip().startswith(PROGRAMS) or "…" in line:
        return
    lexer = shlex.shlex(
        PLACEHOLDER.sub(lambda found: found[1].replace(" ", "-"), line), posix=True, punctuation_chars=True
    )
    lexer.whitespace_split, lexer.commenters = True, "#"
    words: list[str] = []
    for word in [*lexer, ";"]:
        if not set(word) <= OPERATORS:
            words.append(word)
            continue
        if words and words[0] in PROGRAMS and (words[0] != "python" or tuple(words[:3]) == OPS):
            yield tuple(words)
        words = []
