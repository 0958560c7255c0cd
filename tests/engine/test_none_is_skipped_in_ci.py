"""Where CI says that the engine is required, a missing tool is an error and not a skip."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.conftest import REQUIRED
from tests.harness import ROOT
from tests.workflows.files import workflow

ONE = "tests/engine/test_state_backend.py"


def collected(programs: Path, *, required: str) -> subprocess.CompletedProcess[str]:
    own = os.environ | {"PATH": str(programs), REQUIRED: required}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", ONE]
    return subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)  # noqa: S603 - pytest


def test_without_the_cli_ci_fails_and_says_what_is_missing(tmp_path: Path) -> None:
    ended = collected(tmp_path, required="1")

    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"{REQUIRED} is set, and there is no `pulumi` on PATH" in ended.stderr


def test_elsewhere_it_is_skipped(tmp_path: Path) -> None:
    assert collected(tmp_path, required="").returncode == pytest.ExitCode.OK


def test_ci_requires_it() -> None:
    assert workflow("test")["jobs"]["test"]["env"][REQUIRED] == "1"
