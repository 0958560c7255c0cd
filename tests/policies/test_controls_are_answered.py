"""Every control that can be judged is answered: by a rule, by a decision, or by why it is not ours."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml
from guardrails.decisions import load_decisions
from guardrails.registry import ALL_RULES

CONTROLS: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "controls.yaml").read_text(encoding="utf-8")
)
ROWS = [
    pytest.param(control, id=f"{row}-{control}")
    for rows in CONTROLS.values()
    for row, controls in rows.items()
    for control in controls
]
NOT_OURS: Mapping[str, str] = {
    "S3.1": "the account's own public access block is the account owner's; every bucket has one here",
    "RDS.15": "it is about Aurora clusters, which the platform does not make; RDS.5 holds for instances",
    "RDS.4": "snapshots are made by RDS and encrypted as their instance is; there is no resource to judge",
    "CKV_AWS_146": "snapshots of Aurora clusters, which the platform does not make",
    "RDS.19": "events of clusters are for monitoring, which alerts by G-23 and is later",
    "RDS.20": "events of instances are for monitoring, which alerts by G-23 and is later",
    "RDS.21": "events of parameter groups are for monitoring, which alerts by G-23 and is later",
    "RDS.22": "events of security groups are for monitoring, which alerts by G-23 and is later",
}
"""Controls of what the platform does not make, or not yet."""
HELD = {control for rule in ALL_RULES for controls in rule.controls.values() for control in controls}
DECIDED = {decision.control.partition(":")[2] for decision in load_decisions()}


@pytest.mark.parametrize("control", ROWS)
def test_a_control_is_answered_by_a_rule_or_a_decision_or_is_not_ours(control: str) -> None:
    assert control in HELD | DECIDED | set(NOT_OURS)


def test_what_is_not_ours_is_in_the_table_and_answered_nowhere_else() -> None:
    listed = {control for rows in CONTROLS.values() for controls in rows.values() for control in controls}

    assert set(NOT_OURS) <= listed
    assert set(NOT_OURS).isdisjoint(HELD | DECIDED)
