"""actionlint (with shellcheck) and zizmor find nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness import ROOT
from tests.workflows.files import EXAMPLES, WORKFLOWS, workflow

BESIDE_PYTHON = Path(sys.executable).parent
"""Where pip installs the programs of packages."""
REQUIRED = "REQUIRE_ACTIONLINT"
"""Environment variable that turns a missing actionlint from a skip into a failure; CI sets it."""


def findings(command: list[str | Path]) -> str:
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603 - from here
    return f"{done.stdout}{done.stderr}" if done.returncode else ""


def test_actionlint_finds_nothing() -> None:
    actionlint = shutil.which("actionlint")
    if actionlint is None:
        assert not os.environ.get(REQUIRED), f"{REQUIRED} is set, and there is no actionlint on PATH"
        pytest.skip("actionlint is not on PATH: go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12")

    assert findings([actionlint, "-shellcheck", BESIDE_PYTHON / "shellcheck", *WORKFLOWS, *EXAMPLES]) == ""


def test_ci_has_actionlint_and_fails_without_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert workflow("test")["jobs"]["test"]["env"][REQUIRED] == "1"
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(REQUIRED, "1")

    with pytest.raises(AssertionError, match="there is no actionlint on PATH"):
        test_actionlint_finds_nothing()


def test_what_is_wrong_is_found(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    step = "steps: [{run: 'echo ${{ github.event.pull_request.title }}'}]"
    wrong.write_text(f"on: pull_request\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    {step}\n")

    assert "template-injection" in findings([BESIDE_PYTHON / "zizmor", "--offline", "--quiet", wrong])


def test_zizmor_finds_nothing() -> None:
    folders: list[str | Path] = [".github", *(path.parent.parent for path in EXAMPLES)]

    assert (
        findings([BESIDE_PYTHON / "zizmor", "--offline", "--quiet", "--config", ".github/zizmor.yml", *folders]) == ""
    )
