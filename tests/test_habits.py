"""What looks after the repository: hooks of commits, updates of versions, owners, the licence."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import load_config

from tests.harness import ROOT

HOOKS: Any = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
INSTALLED = ".venv/bin/"
FROZEN = re.compile(r"^ +rev: [0-9a-f]{40} # frozen: v\d+\.\d+\.\d+$")


def test_the_hooks_are_as_pre_commit_wants_them() -> None:
    assert load_config(ROOT / ".pre-commit-config.yaml")["repos"]


def test_hooks_of_others_are_pinned_by_commit_with_their_version_beside_it() -> None:
    lines = (ROOT / ".pre-commit-config.yaml").read_text("utf-8").splitlines()
    revisions = [line for line in lines if line.strip().startswith("rev:")]

    assert len(revisions) == len([one for one in HOOKS["repos"] if one["repo"] != "local"]) > 0
    assert [line for line in revisions if not FROZEN.match(line)] == []


@pytest.mark.parametrize("hook", HOOKS["repos"][0]["hooks"], ids=lambda hook: hook["id"])
def test_a_hook_of_ours_runs_what_the_lock_installs_or_a_target_of_the_makefile(hook: dict[str, str]) -> None:
    program, *arguments = hook["entry"].split()

    if program == "make":
        assert re.search(rf"^{arguments[0]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    else:
        assert (Path(sys.executable).parent / program.removeprefix(INSTALLED)).is_file()
        assert program.startswith(INSTALLED)


def test_secrets_are_looked_for_by_the_same_program_at_each_commit_and_in_ci() -> None:
    config, ci = (
        (ROOT / name).read_text("utf-8") for name in (".pre-commit-config.yaml", ".github/workflows/test.yml")
    )
    [hook] = re.findall(r"rev: .* # frozen: (v[\d.]+)\n    hooks:\n      - id: gitleaks\n", config)
    [run] = re.findall(r"run: go run github\.com/zricethezav/gitleaks/v8@(v[\d.]+) dir ", ci)

    assert hook == run


def test_the_licence_is_the_one_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["license"] == "Apache-2.0"
    assert [name for name in project["license-files"] if not (ROOT / name).is_file()] == []
    assert re.match(r"\s+Apache License\n\s+Version 2\.0, January 2004\n", (ROOT / "LICENSE").read_text("utf-8"))


def test_everything_has_an_owner() -> None:
    lines = (ROOT / ".github/CODEOWNERS").read_text("utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]

    assert rules[0][0] == "*"
    assert [line for line in rules if not all(re.fullmatch(r"@[\w-]+/[\w-]+", owner) for owner in line[1:])] == []
    assert all(owners for _, *owners in rules)
