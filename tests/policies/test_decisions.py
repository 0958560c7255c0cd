"""Decisions: each names a control, and none that a rule claims to hold."""

import re
from pathlib import Path

import pytest
from guardrails.decisions import DECISIONS, load_decisions
from guardrails.registry import ALL_RULES

from tests.policies.test_registry import FRAMEWORKS


def test_every_decision_names_a_control_of_a_known_rule_set_and_a_fact_of_the_standard() -> None:
    for decision in load_decisions():
        assert decision.control.partition(":")[0] in FRAMEWORKS
        assert re.fullmatch(r"[A-Z]-\d\d", decision.standard)


def test_no_decision_answers_a_control_that_a_rule_holds() -> None:
    held = {
        f"{framework}:{control}" for rule in ALL_RULES for framework, ids in rule.controls.items() for control in ids
    }

    assert held.isdisjoint(decision.control for decision in load_decisions())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- control: FSBP:S3.9\n", "decisions.yaml, entry 1: `title` is missing"),
        ("- expires: 2027-01-31\n", "`expires` is no key of it; use control, title, reason, standard"),
        ("control: FSBP:S3.9\n", "decisions.yaml holds no list"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=re.escape(sentence)):
        load_decisions(path)


def test_a_control_is_decided_once(tmp_path: Path) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text(DECISIONS.read_text(encoding="utf-8") * 2, encoding="utf-8")

    with pytest.raises(ValueError, match="Checkov:CKV_AWS_338 is decided twice; keep one entry"):
        load_decisions(path)
