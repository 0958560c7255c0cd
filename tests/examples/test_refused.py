"""A wrong value in any stack file of any system is one sentence: where it is, what it says, the rule, the way out."""

from typing import Any

import pytest
import yaml

from ops.offline.run import record
from ops.offline.stackfile import read_stack
from settings import load_settings
from tests.examples.stacks import FILES, STACKS, config_of, file_of
from tests.harness import ROOT
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
    file, read = read_stack(ROOT, stack, file_of(stack)), list[str]()
    record(
        lambda: read.append(load_settings().stack_name),
        stack=stack, config=file.config, secret_keys=file.secret_keys, root=ROOT,
    )  # fmt: skip
    assert read == [stack]


def test_every_system_has_wrong_values() -> None:
    assert {case["stack"].partition("-")[0] for case in CASES} == {path.parent.name for path in FILES}
    assert len(CASES) > 40
