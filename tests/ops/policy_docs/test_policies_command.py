"""`python -m ops policies` at a terminal of 80 columns, and the page that it writes."""

import re
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from guardrails.registry import ALL_RULES
from guardrails.tier import BLOCKING, Tier
from guardrails.upkeep import UPKEEP

from ops import cli
from ops.policy_docs.catalogue import HEADINGS, PACK, SEVERAL, UPDATES, Section, read_catalogue
from ops.policy_docs.page import NOT_CHECKED, render
from ops.report.steps import RULE
from tests.harness import ROOT

Told = tuple[int, str, str]
PAGE = ROOT / "docs" / "policies.md"
WRITE = "python -m ops policies --output docs/policies.md"


@pytest.fixture(scope="module")
def sections() -> tuple[Section, ...]:
    return read_catalogue(ROOT)


@pytest.fixture
def policies(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    def told(*arguments: str) -> Told:
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(sys, "argv", ["ops", "policies", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        return ended.value.code, *capsys.readouterr()

    return told


def test_the_page_is_what_the_rules_say(sections: tuple[Section, ...]) -> None:
    assert PAGE.read_text("utf-8") == render(ROOT, sections), f"docs/policies.md is out of date: run `{WRITE}`"


def test_every_rule_stands_in_one_section_with_its_level_in_each_tier(sections: tuple[Section, ...]) -> None:
    levels = {entry.rule.id: entry.levels for section in sections for entry in section.entries}
    expected = {
        rule.id: {
            str(tier): "off"
            if tier not in rule.tiers
            else "mandatory"
            if rule.severity in BLOCKING[tier]
            else "advisory"
            for tier in Tier
        }
        for rule in (*ALL_RULES, *(upkeep.rule for upkeep in UPKEEP))
    }
    expected[RULE.id] = {"production": "mandatory", "staging": "off", "development": "off"}

    assert levels == expected
    assert sum(len(section.entries) for section in sections) == len(expected)


def test_every_service_has_a_heading_of_its_own(sections: tuple[Section, ...]) -> None:
    assert {section.heading for section in sections} <= {*HEADINGS.values(), SEVERAL, UPDATES, PACK}


def test_every_link_inside_the_page_leads_somewhere_and_to_one_place() -> None:
    text = PAGE.read_text("utf-8")
    anchors = [title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)]

    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(anchors)
    assert len(anchors) == len(set(anchors))
    assert all((ROOT / "docs" / file).is_file() for file in re.findall(r"\]\(([\w-]+\.md)\)", text))


def test_every_table_of_the_page_has_rows_as_wide_as_its_head() -> None:
    widths = [re.sub(r"\\\|", "", line).count("|") for line in PAGE.read_text("utf-8").splitlines()]
    pairs = [(one, next_) for one, next_ in pairwise(widths) if one and next_]

    assert len(pairs) > len(ALL_RULES)
    assert {pair for pair in pairs if pair[0] != pair[1]} == set()


def test_what_is_not_checked_is_answered_by_no_rule() -> None:
    named = set(re.findall(r"(?:[\w-]+):[\w.-]+", NOT_CHECKED.read_text("utf-8").replace("controls: [", "")))
    held = {f"{name}:{control}" for rule in ALL_RULES for name, ids in rule.controls.items() for control in ids}

    assert "FSBP:KMS.3" in named
    assert named & held == set()


def test_a_terminal_shows_each_rule_in_one_line_of_80_columns(policies: Callable[..., Told]) -> None:
    code, out, err = policies()

    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert re.search(r"^kms-deletion-window +medium +mandatory +off +off *$", out, re.MULTILINE)
    assert {line.split()[0] for line in out.splitlines() if line.strip()} >= {rule.id for rule in ALL_RULES}


def test_one_rule_is_explained(policies: Callable[..., Told]) -> None:
    code, out, _ = policies("lb-access-logs")

    assert code == 0
    assert out.startswith("lb-access-logs (medium, Load balancing)\n")
    assert [line.split()[0] for line in out.splitlines()[1:] if not line.startswith(" ")] == [
        *("What", "Why", "Fix", "Level", "Judges", "Standard", "Answers"),
        "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-5",
    ]
    assert "mandatory in production and staging; advisory in development" in out
    assert re.search(r"^Judges +lb LoadBalancer *$", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("vpc-dn",), "'vpc-dn' is no rule of the pack; did you mean vpc-dns?"),
        (("?",), "'?' is no rule of the pack; `python -m ops policies` lists them all."),
        (("vpc-dns", "--output", "x.md"), "--output writes the page of all rules; leave 'vpc-dns' or --output out."),
        (("--output", "."), "--output . cannot be written: Is a directory."),
    ],
)
def test_wrong_input_is_one_sentence(policies: Callable[..., Told], arguments: tuple[str, ...], sentence: str) -> None:
    assert policies(*arguments) == (2, "", f"{sentence}\n")


def test_the_page_is_written_where_it_is_asked_for(policies: Callable[..., Told], tmp_path: Path) -> None:
    assert policies("--output", str(tmp_path / "policies.md")) == (0, "", "")
    assert (tmp_path / "policies.md").read_bytes() == PAGE.read_bytes()
