"""Another system is configuration and nothing else: no line of Python knows any."""

import subprocess
from pathlib import Path

import pytest

from tests.examples.stacks import FILES, STACKS
from tests.harness import ROOT
from tests.test_architecture import EVERYTHING, written

NAMES = "gli|glibiz|aedpics|resee|automata"
SYSTEMS = sorted({path.parent for path in FILES})
MINIMAL_LINES = 30


def grep(*what: str) -> str:
    """What `git grep` finds in the tree as it is, new files included."""
    command = ["git", "grep", "--untracked", "-niwE", *what]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own words


def test_no_system_is_named_in_python() -> None:
    assert grep(NAMES, "--", "*.py", ":!tests") == ""
    assert grep(NAMES, "--", "*.py") != "", "the tests name them, so that a search which finds nothing there is broken"


def test_no_value_in_python_is_a_system_or_a_stack() -> None:
    known = {path.name for path in SYSTEMS} | set(STACKS)
    program = [path for path in EVERYTHING if not path.is_relative_to(ROOT / "tests")]
    assert [(path.name, text) for path in program for text in written(path.read_text("utf-8")) if text in known] == []


def test_a_new_system_takes_thirty_lines() -> None:
    (file,) = (ROOT / "examples/minimal").glob("Pulumi.*.yaml")
    assert len(file.read_text("utf-8").splitlines()) <= MINIMAL_LINES


@pytest.mark.parametrize("folder", SYSTEMS, ids=lambda folder: folder.name)
def test_a_system_says_what_it_is(folder: Path) -> None:
    page = (folder / "README.md").read_text("utf-8")
    assert [path.name for path in folder.glob("Pulumi.*.yaml") if path.name not in page] == []


def test_the_index_names_every_system_and_every_repository() -> None:
    page = (ROOT / "examples/README.md").read_text("utf-8")
    folders = [path.relative_to(ROOT / "examples") for path in SYSTEMS]
    folders += [path.relative_to(ROOT / "examples") for path in (ROOT / "examples/repositories").iterdir()]
    assert [str(folder) for folder in folders if f"]({folder}/" not in page] == []
