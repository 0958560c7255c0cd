"""A wrong value in any stack file of any system is one sentence: where it is, what it says, the rule, the way out."""

from typing import Any

import pytest
import yaml

from tests.examples.stacks import FILES, STACKS, config_of
from tests.harness import ROOT, load
from tests.settings.stackfile import GONE, edited, refusal

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/data/wrong-values.yaml").read_text("utf-8"))
ENCRYPTED = ("platform:secrets",)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_a_wrong_value_is_refused_with_exactly_one_sentence(case: dict[str, Any]) -> None:
    wrong = edited({case["path"]: case.get("value", GONE)}, config_of(case["stack"]))
    said = refusal(wrong, stack=case["stack"], secret_keys=ENCRYPTED)
    assert said == case["says"]
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("stack", STACKS)
def test_the_files_that_these_values_are_put_into_are_right(stack: str) -> None:
    assert load(config_of(stack), stack=stack, secret_keys=ENCRYPTED).stack_name == stack


def test_every_system_has_wrong_values() -> None:
    assert {case["stack"].partition("-")[0] for case in CASES} == {path.parent.name for path in FILES}
    assert len(CASES) > 40
