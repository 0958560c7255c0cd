"""Pulumi's CLI writes into stack files and leaves what people wrote there: comments, order, the first line."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ops.offline import goyaml
from tests.engine.deployment import Toolbox
from tests.harness import ROOT

FILE = "Pulumi.prod.yaml"


@pytest.fixture
def project(toolbox: Toolbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's files alone, with a state of its own."""
    state = tmp_path / "state"
    state.mkdir()
    for name in ("Pulumi.yaml", FILE):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setenv("PULUMI_HOME", str(toolbox.home))
    monkeypatch.setenv("PULUMI_BACKEND_URL", state.as_uri())
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "of a test")
    return tmp_path


def pulumi(project: Path, *words: str, typed: str = "") -> None:
    command = ["pulumi", "--non-interactive", *words, "--stack", "prod"]
    subprocess.run(command, cwd=project, env=os.environ, input=typed, text=True, check=True, capture_output=True)  # noqa: S603 - our own words


def test_what_people_wrote_into_a_stack_file_outlives_the_cli(project: Path) -> None:
    file = project / FILE
    before = file.read_text("utf-8").splitlines()

    pulumi(project, "stack", "init")
    pulumi(project, "config", "set", "--secret", "--path", "platform:secrets.pagerduty-oncall", typed="hunter2")
    pulumi(project, "config", "set", "--path", "platform:stack.budget.monthly_usd", "1300")

    after = file.read_text("utf-8").splitlines()
    changed = [line for line in before if line not in after]
    assert [line.strip().partition("}")[0] for line in changed] == ["budget: {monthly_usd: 1200"]
    assert after[0] == before[0]
    written = goyaml.read(file)
    assert written["config"]["platform:stack"]["budget"] == {"monthly_usd": 1300}
    assert set(written["config"]["platform:secrets"]["pagerduty-oncall"]) == {"secure"}
    assert "encryptionsalt" in written

    pulumi(project, "config", "rm", "--path", "platform:secrets.pagerduty-oncall")

    assert file.read_text("utf-8").splitlines()[: len(before)] == after[: len(before)]
    assert goyaml.read(file)["config"]["platform:secrets"] == {}
