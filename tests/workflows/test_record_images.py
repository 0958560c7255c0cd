"""What a rollback wrote under platform:images reaches the branch, with git itself."""

import subprocess
from pathlib import Path

import pytest

from tests.workflows.files import action

AS_SOMEBODY = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def run(folder: Path, script: str) -> None:
    path = f"{folder.parent}/bin:/usr/local/bin:/usr/bin:/bin"
    known = {
        "PATH": path,
        "HOME": str(folder.parent),
        "GITHUB_REF_NAME": "main",
        "MESSAGE": "Rolled back",
        **AS_SOMEBODY,
    }
    command = ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=known)  # noqa: S603 - from here


def record(folder: Path) -> None:
    for step in action("record-images")["runs"]["steps"]:
        run(folder, step["run"])


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with two stack files, and a `gh` that has nothing to set up."""
    gh = tmp_path / "bin/gh"
    gh.parent.mkdir()
    gh.write_text("#!/bin/sh\n")
    gh.chmod(0o755)
    first = tmp_path / "first"
    first.mkdir()
    run(first, "git init --quiet -b main; echo 1 | tee Pulumi.a.yaml Pulumi.b.yaml; git add .; git commit --quiet -m 1")
    run(tmp_path / "first", "git clone --quiet --bare . ../origin")
    return tmp_path / "origin"


def machine(origin: Path, name: str) -> Path:
    """A checkout as GitHub's action makes it: one commit, no branch."""
    folder = origin.parent / name
    folder.mkdir()
    run(folder, f"git clone --quiet --depth 1 file://{origin} .; git checkout --quiet --detach")
    return folder


def at_origin(origin: Path, script: str) -> str:
    command = ["git", "-C", str(origin), *script.split()]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - from here


def test_regions_that_were_checked_out_together_both_reach_the_branch(origin: Path) -> None:
    first, second = machine(origin, "a"), machine(origin, "b")
    (first / "Pulumi.a.yaml").write_text("2\n")
    (second / "Pulumi.b.yaml").write_text("2\n")
    (second / "release").write_text("not a stack file\n")

    record(first)
    record(second)

    assert [at_origin(origin, f"show main:Pulumi.{stack}.yaml") for stack in "ab"] == ["2\n", "2\n"]
    assert at_origin(origin, "ls-tree --name-only main").split() == ["Pulumi.a.yaml", "Pulumi.b.yaml"]
    assert at_origin(origin, "log --format=%s main").split("\n")[:2] == ["Rolled back", "Rolled back"]


def test_nothing_is_committed_where_nothing_changed(origin: Path) -> None:
    before = at_origin(origin, "rev-parse main")

    record(machine(origin, "a"))

    assert at_origin(origin, "rev-parse main") == before


def test_what_somebody_else_wrote_there_meanwhile_is_not_overwritten(origin: Path) -> None:
    first, second = machine(origin, "a"), machine(origin, "b")
    (first / "Pulumi.a.yaml").write_text("2\n")
    (second / "Pulumi.a.yaml").write_text("3\n")
    record(first)

    with pytest.raises(subprocess.CalledProcessError):
        record(second)

    assert at_origin(origin, "show main:Pulumi.a.yaml") == "2\n"
