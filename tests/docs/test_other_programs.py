"""Commands of the pages that are neither of ops nor of Pulumi and AWS: make, GitHub's CLI, and what a shell has."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.docs.pages import FENCE, INLINE, PAGES, PROGRAMS, SHELL
from tests.harness import ROOT

FOREIGN = {
    ".venv/bin/pre-commit": "installs a hook of git; the hooks are compared by tests/test_habits.py",
    ".": "opens the virtual environment",
    "cmp": "compares two files; run by tests/ops/report/test_for_auditors.py",
    "echo": "writes a file; run by tests/engine/test_evidence.py",
    "gh": "GitHub's CLI: the workflow and its inputs are compared below",
    "make": "the targets are compared with the Makefile below",
    "sed": "run by tests/docs/test_guides.py",
}
"""First words of a shell's lines, besides those that are run or compared option by option, and why that is enough."""
WORKFLOWS = ROOT / ".github/workflows"
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def lines(page: Path) -> Iterator[str]:
    """Lines of a page's blocks for a shell, with those that a backslash continues."""
    for language, block in FENCE.findall(page.read_text("utf-8")):
        if language in SHELL:
            yield from (line.strip() for line in block.replace("\\\n", " ").splitlines() if line.strip())


def spoken(page: Path, program: str) -> Iterator[str]:
    """A program's commands of a page, in blocks and in sentences."""
    inline = (" ".join(code.split()) for code in INLINE.findall(FENCE.sub("", page.read_text("utf-8"))))
    for code in (*lines(page), *inline):
        if code.split()[:1] == [program]:
            yield code.partition(" #")[0].strip()


ALL_LINES = {line: page.name for page in PAGES for line in lines(page)}
OF_MAKE = {code: page.name for page in PAGES for code in spoken(page, "make")}
OF_GITHUB = {code: page.name for page in PAGES for code in spoken(page, "gh")}


def test_every_line_of_a_shell_is_known_and_how_it_is_proved() -> None:
    first = {line.split()[0]: page for line, page in ALL_LINES.items()}
    assert {word: page for word, page in first.items() if word not in {*PROGRAMS, *FOREIGN}} == {}
    assert len(ALL_LINES) > 100


@pytest.mark.parametrize("command", OF_MAKE)
def test_a_target_of_make_is_there(command: str) -> None:
    words = shlex.split(command)[1:]
    assert {word for word in words if "=" not in word} <= TARGETS, OF_MAKE[command]
    for name, _, value in (word.partition("=") for word in words if "=" in word):
        target = next(word for word in words if "=" not in word)
        said = subprocess.run(  # noqa: S603 - says what it would do, and does nothing
            ["make", "--dry-run", target, f"{name}={value}"],  # noqa: S607 - the machine's
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert value in said, f"{target} does not use {name}"


@pytest.mark.parametrize("command", OF_GITHUB)
def test_a_workflow_that_is_started_by_hand_takes_these_inputs(command: str) -> None:
    found = re.match(r"gh workflow run (\S+)", command)
    assert found, command
    inputs = set(re.findall(r"-f ([a-z_]+)=", command))
    if "examples" in OF_GITHUB[command] or not inputs:
        assert (WORKFLOWS / found[1]).is_file()
        return
    triggers = yaml.safe_load((WORKFLOWS / found[1]).read_text("utf-8"))[True]
    assert inputs <= set(triggers["workflow_dispatch"]["inputs"])


def test_there_is_something_to_look_at() -> None:
    assert len(OF_MAKE) > 4
    assert len(OF_GITHUB) > 3
    assert {"preview", "test", "bench"} <= TARGETS
