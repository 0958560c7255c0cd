"""`python -m ops deploy`: what it asks, refuses and says; what it does is proved in test_regions.py."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ops import cli
from ops.delivery.command import Options, deploy
from ops.delivery.stacks import Stack
from ops.failures import ProgramRefusedError, WrongInputError
from ops.live.waiting import Clock
from tests.ops.delivery.conftest import write
from tests.ops.delivery.hands import FakeHands, is_refused
from tests.settings.stackfile import STACK

AT = Clock(utc=lambda: datetime(2026, 11, 21, 8, 0, 5, tzinfo=UTC))


def git(root: Path, *arguments: str) -> str:
    person = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    made = subprocess.run(["git", *person, *arguments], cwd=root, check=True, capture_output=True, text=True)  # noqa: S603, S607 - git of this machine
    return made.stdout.strip()


@pytest.fixture
def clone(regions: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project as a git repository, on a machine with a CLI of Pulumi."""
    git(regions, "init", "--quiet")
    git(regions, "add", ".")
    git(regions, "commit", "--quiet", "--message", "first")
    programs = tmp_path_factory.mktemp("bin")
    (programs / "pulumi").write_text("#!/bin/sh\nexit 1\n")
    (programs / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return regions


def head(root: Path) -> str:
    return git(root, "rev-parse", "HEAD")


def run(
    root: Path, hands: FakeHands, capsys: pytest.CaptureFixture[str], environment: str = "production"
) -> tuple[int, dict[str, Any]]:
    given: list[tuple[str, str]] = []

    def make(_root: Path, _stacks: Sequence[Stack], commit: str, url: str, _clock: Clock) -> FakeHands:
        given.append((commit, url))
        return hands

    options = Options(environment, head(root)[:7], url="https://x", yes=True, as_json=True)
    code = deploy(root, options, hands=make, clock=AT)
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert given == [(document["commit"], "https://x")]
    return code, document


def test_a_verified_environment_gets_its_tag(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = run(clone, FakeHands(), capsys)

    assert code == 0
    assert (document["commit"], document["tag"]) == (head(clone), "deploy-20261121-080005")
    assert [one["outcome"] for one in document["stacks"]] == ["deployed"] * 3


def test_a_region_before_the_last_gets_none(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, document = run(clone, FakeHands(), capsys, "gli-prod-nrt")

    assert document["tag"] is None


def test_an_environment_below_production_has_its_name_in_the_tag(
    clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(clone, FakeHands(), capsys, "qa")[1]["tag"] == "qa-deploy-20261121-080005"


def test_a_failure_is_no_release(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = run(clone, FakeHands({"gli-prod-fra verify api": "no"}), capsys)

    assert (code, document["tag"]) == (1, None)
    assert [one["outcome"] for one in document["stacks"]] == ["deployed", "failed", "not begun"]
    assert document["stacks"][1]["rolled_back"] == {"websocket": True, "api": True}


def test_edited_files_are_told_of_and_get_no_tag_of_a_commit_that_they_are_not(
    clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (clone / "Pulumi.yaml").write_text("name: platform\n# edited\n")

    code, document = run(clone, FakeHands(), capsys)

    assert (code, document["commit"], document["tag"]) == (0, f"{head(clone)}-dirty", None)


def test_people_read_what_became_of_each_stack(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hands = FakeHands({"gli-prod-fra migrate api": is_refused, "gli-prod-fra preview": "it was refused"})

    deploy(clone, Options("production", head(clone), yes=True), hands=lambda *_: hands, clock=AT)

    out, err = capsys.readouterr()
    assert out == (
        "gli-prod-nrt  deployed\n"
        "gli-prod-fra  refused: gli-prod-fra is not deployed: it was refused. Nothing was changed, nothing was "
        "migrated.\n"
        "gli-prod-syd  not begun\n"
    )
    assert err.startswith("1. gli-prod-nrt: checklist, preview, pulumi up, verify api, websocket, worker\n")


def test_a_good_end_says_how_to_tag_it(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy(clone, Options("qa", head(clone), yes=True), hands=lambda *_: FakeHands(), clock=AT)

    tag = "qa-deploy-20261121-080005"
    assert capsys.readouterr().out == f"qa  deployed\n\nNext: git tag {tag} && git push origin {tag}\n"


@pytest.mark.parametrize(
    ("commit", "said"),
    [
        ("0123456", r"--commit is 0123456 and the working tree is at [0-9a-f]{40}; run `git checkout 0123456`"),
        ("012", r"--commit '012' is too short to name a commit"),
        ("", r"--commit '' is too short"),
    ],
)
def test_another_commit_than_that_of_the_files_is_refused(clone: Path, commit: str, said: str) -> None:
    hands = FakeHands()

    with pytest.raises(WrongInputError, match=said):
        deploy(clone, Options("production", commit, yes=True), hands=lambda *_: hands)

    assert hands.happened == []


def test_files_of_no_commit_are_refused(regions: Path) -> None:
    with pytest.raises(WrongInputError, match="no git repository"):
        deploy(regions, Options("production", "0123456", yes=True), hands=lambda *_: FakeHands())


def test_a_machine_without_the_cli_is_refused(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")

    with pytest.raises(WrongInputError, match="The Pulumi CLI is not on PATH"):
        deploy(clone, Options("production", head(clone), yes=True), hands=lambda *_: FakeHands())


def test_production_is_not_deployed_unasked(clone: Path) -> None:
    hands = FakeHands()

    with pytest.raises(WrongInputError, match="Nobody can be asked here; add --yes"):
        deploy(clone, Options("production", head(clone)), hands=lambda *_: hands)

    assert hands.happened == []


def test_a_broken_stack_file_anywhere_stops_it_before_it_begins(clone: Path) -> None:
    write(clone, "qa", "ap-northeast-2", {f"{STACK}/network/cidr": "10.0.0.0/33"})

    with pytest.raises((WrongInputError, ProgramRefusedError), match="qa: platform:stack"):
        deploy(clone, Options("production", head(clone), yes=True), hands=lambda *_: FakeHands())


def ops(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "argv", ["ops", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(str(ended.value.code))


def test_the_command_line_ends_with_the_failures_code(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hands = FakeHands({"qa up": "`pulumi up` ended with 1"})
    monkeypatch.setattr("ops.delivery.command._real", lambda *_: hands)
    asked = ("deploy", "--environment", "qa", "--commit", head(clone), "--now", "hotfix", "--yes", "--json")

    assert ops(clone, monkeypatch, *asked) == 1

    assert hands.recorded[0] == ("qa", "started", "hotfix")
    assert json.loads(capsys.readouterr().out)["stacks"][0]["released"] == ["api", "websocket"]


def test_the_matrix_is_printed_of_files_on_stdin(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    names = tmp_path / "changed"
    names.write_text("docs/a.md\nPulumi.gli-prod-fra.yaml\n")
    with names.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        asked = ("matrix", "--event", "pull_request", "--ref", "refs/pull/1/merge", "--changed", "-")
        assert ops(clone, monkeypatch, *asked) == 0

    assert [row["stack"] for row in json.loads(capsys.readouterr().out)["include"]] == ["gli-prod-fra"]
