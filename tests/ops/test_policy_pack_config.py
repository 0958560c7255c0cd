"""`ops preview --policy-pack-config`, as a person runs it."""

import json
from pathlib import Path

import pytest

from tests.ops.conftest import Run


@pytest.mark.parametrize(("level", "code"), [("advisory", 0), ("mandatory", 1)])
def test_a_file_s_level_decides_whether_the_environment_may_be_deployed(run: Run, level: str, code: int) -> None:
    Path("levels.json").write_text(json.dumps({"all": "disabled", "tagged": level}))

    assert run("preview", "--stack", "dev", "--policy-pack-config", "levels.json", state="violation")[0] == code


def test_a_file_that_is_wrong_is_wrong_input_before_anything_runs(run: Run) -> None:
    code, out, err = run("preview", "--stack", "dev", "--policy-pack-config", "none.json")

    assert (code, out) == (2, "")
    assert err == "none.json cannot be read (No such file or directory); name a file with the policies' levels.\n"
