"""Every control that can be judged is answered, by a rule or a decision; what no other rule set covers, by a rule."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml
from guardrails.decisions import load_decisions
from guardrails.registry import ALL_RULES

Table = Mapping[str, Mapping[str, Sequence[str]]]
DATA = Path(__file__).parents[1] / "data"
CONTROLS: Table = yaml.safe_load((DATA / "controls.yaml").read_text(encoding="utf-8"))
GAPS: Table = yaml.safe_load((DATA / "gaps.yaml").read_text(encoding="utf-8"))
ROWS = [
    pytest.param(control, id=f"{row}-{control}")
    for rows in CONTROLS.values()
    for row, controls in rows.items()
    for control in controls
]
HELD = {
    name
    for rule in ALL_RULES
    for framework, ids in rule.controls.items()
    for control in ids
    for name in (control, f"{framework}:{control}")
}
DECIDED = {name for one in load_decisions() for name in (one.control, one.control.partition(":")[2])}


@pytest.mark.parametrize("control", ROWS)
def test_a_control_is_answered_by_a_rule_or_a_decision(control: str) -> None:
    assert control in HELD | DECIDED


def test_every_decision_answers_a_control_of_the_table() -> None:
    listed = {control for rows in CONTROLS.values() for controls in rows.values() for control in controls}
    decided = {one.control for one in load_decisions()}

    assert {control for control in decided if not {control, control.partition(":")[2]} & listed} == set()


@pytest.mark.parametrize(
    ("gap", "rules"), [pytest.param(gap, rules, id=gap) for gaps in GAPS.values() for gap, rules in gaps.items()]
)
def test_a_gap_that_no_other_rule_set_covers_is_a_rule(gap: str, rules: Sequence[str]) -> None:
    assert rules, gap
    assert set(rules) <= {rule.id for rule in ALL_RULES}
