"""docs/standard.md names every fact of the standard, and nothing that is not there."""

import re
from pathlib import Path

import pytest
from guardrails.registry import ALL_RULES

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "standard.md").read_text("utf-8")
ROWS = {
    cells[0]: cells for cells in (line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| "))
}
IDS = [
    *(f"G-{number:02}" for number in (*range(1, 15), *range(20, 31))),
    *(f"M-{number:02}" for number in range(1, 8)),
    *(f"A-{number:02}" for number in range(1, 5)),
    *(f"R-{number:02}" for number in range(1, 4)),
    *(f"T-{number:02}" for number in range(1, 6)),
]
PATHS = sorted({word for word in re.findall(r"`([^`]+)`", PAGE) if "/" in word or word.endswith((".yaml", ".py"))})
POLICIES = sorted(
    {
        name
        for row in re.findall(r"polic(?:y|ies) ((?:`[^`]+`(?:, )?)+)", PAGE)
        for name in re.findall(r"`([^`]+)`", row)
    }
)


def test_the_page_has_a_row_for_every_id_and_no_other() -> None:
    assert [cell for cell in ROWS if re.fullmatch(r"[A-Z]-\d\d", cell)] == IDS


@pytest.mark.parametrize("fact", IDS)
def test_a_fact_that_is_implemented_is_proved(fact: str) -> None:
    implemented = ROWS[fact][2].strip(" |")
    proved = "".join(ROWS[fact][3:]).strip(" |")
    assert implemented
    assert (implemented == "later") == (proved == "")


@pytest.mark.parametrize("path", PATHS)
def test_what_the_page_names_exists(path: str) -> None:
    file, _, test = path.partition("::")
    assert (ROOT / file).exists()
    if test:
        assert f"def {test}(" in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_that_the_page_names_is_a_rule(name: str) -> None:
    assert name in {rule.id for rule in ALL_RULES}


def test_the_page_names_policies_and_tests() -> None:
    assert len(POLICIES) > 5
    assert sum("::" in path for path in PATHS) > 10
