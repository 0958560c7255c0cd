"""What the runbook says that `diagnose` says, it says; and what it links to is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, RUNBOOK
from tests.harness import ROOT

SAYINGS = {
    node.value
    for path in sorted((ROOT / "ops/care/diagnosis").glob("*.py"))
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
KNOWN = RUNBOOK[1].read_text("utf-8").partition("## Known failures")[2].partition("## Checklists")[0]
TABLES = [
    [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()]
    for table in re.findall(r"(?:^\|.*\n)+", KNOWN, re.MULTILINE)
]
CAUSES = [
    row[1] for table in TABLES if "`diagnose` says" in table[0] for row in table[2:] if not row[1].startswith("(")
]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
ANCHORS = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("cause", CAUSES)
def test_what_diagnose_says_is_said_by_it(cause: str) -> None:
    assert cause in SAYINGS


def test_every_guide_has_its_failures_each_with_a_way_out() -> None:
    assert len(TABLES) == 5
    assert all(len(row) == 3 and row[2] for table in TABLES for row in table[2:]), "symptom, who says it, what to do"
    assert len(CAUSES) > 25


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for file, anchor in LINK.findall(page.read_text("utf-8")):
        target = page.parent / file if file else page
        assert target.exists(), file
        if anchor and target.suffix == ".md":
            assert anchor in {_anchor(one) for one in ANCHORS.findall(target.read_text("utf-8"))}, (file, anchor)


def _anchor(heading: str) -> str:
    """As GitHub makes it: https://docs.github.com/en/get-started/writing-on-github (section links)."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
