"""The Korean pages say what the English ones say today."""

import shutil
from pathlib import Path

import pytest

from tests.docs import korean
from tests.docs.korean import GENERATED, MARK, PAGES, Section, mark_as_looked_at, sections
from tests.harness import ROOT

PAIRS = [
    pytest.param(page, own, english, id=f"{page}: {english.title}")
    for page, source in PAGES.items()
    if len(sections(page)) == len(sections(source))
    for own, english in zip(sections(page), sections(source), strict=True)
]
"""None of a page whose headings differ: that is said once, below."""


@pytest.mark.parametrize("page", PAGES)
def test_a_translation_has_the_headings_of_its_page_in_their_order(page: str) -> None:
    own, english = sections(page), sections(PAGES[page])
    assert [one.level for one in own] == [one.level for one in english], (
        f"{PAGES[page]} has other headings than {page}: add, move or remove the same ones there"
    )


@pytest.mark.parametrize(("page", "own", "english"), PAIRS)
def test_a_section_was_translated_from_the_text_that_is_there_now(page: str, own: Section, english: Section) -> None:
    assert own.of == english.hash, (
        f"'{english.title}' of {PAGES[page]} has changed: bring '{own.title}' of {page} into line with it, then run "
        f"`python -m tests.docs.korean {page}`"
    )


@pytest.mark.parametrize(("page", "own", "english"), PAIRS)
def test_code_and_links_of_a_section_are_those_of_the_english_one(page: str, own: Section, english: Section) -> None:
    assert own.blocks == english.blocks, page
    assert own.code == english.code, page
    assert own.links == english.links, page


def test_headings_that_alarms_lead_to_keep_their_names() -> None:
    """An alarm's description names its kind, which is the heading in both pages."""
    kinds = [one.title for one in sections("docs/runbook.md") if one.level == 2]
    assert [one.title for one in sections("docs/runbook.ko.md") if one.level == 2] == kinds
    assert len(kinds) > 60


def test_a_changed_sentence_is_noticed_and_a_broken_line_is_not() -> None:
    one = Section(2, "down", "No task runs.\nNobody is served.")
    assert Section(2, "down", "No task runs. Nobody is served.").hash == one.hash
    assert Section(2, "down", "A task runs. Nobody is served.").hash != one.hash


def test_the_table_of_costs_stands_in_the_english_page_alone() -> None:
    assert GENERATED.search((ROOT / "README.md").read_text("utf-8"))
    assert not GENERATED.search((ROOT / "README.ko.md").read_text("utf-8"))


def test_a_page_that_was_looked_at_is_marked_section_by_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "docs/runbook.ko.md"
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / PAGES[page], tmp_path / PAGES[page])
    right = (ROOT / page).read_text("utf-8")
    (tmp_path / page).write_text(MARK.sub("", right), "utf-8")
    monkeypatch.setattr(korean, "ROOT", tmp_path)
    mark_as_looked_at(page)
    assert (tmp_path / page).read_text("utf-8") == right
