"""What a tag `v…` becomes: a release on GitHub, with what proves it."""

import pytest

from tests.workflows.conftest import Machine
from tests.workflows.files import workflow
from tests.workflows.runner import Answers, Player

TAG = {"ref": "refs/tags/v0.1.0", "ref_name": "v0.1.0", "ref_type": "tag"}
TRIVY = "aquasecurity/trivy-action"


def tagged(machine: Machine, answers: Answers | None = None) -> Player:
    player = machine(answers, github=TAG)
    for stack in ("dev", "prod"):
        (player.workspace / f"Pulumi.{stack}.yaml").touch()
    return player


def test_a_release_has_its_section_and_a_report_of_each_environment(machine: Machine) -> None:
    player = tagged(machine)
    played = player.play("release", "release")

    assert played.ops() == [
        "changelog v0.1.0",
        *(f"report --stack {stack} --format {kind} --output evidence/{stack}.{kind}"
          for kind in ("html", "json") for stack in ("dev", "prod")),
    ]  # fmt: skip
    notes = f"--notes-file {player.temp}/notes.md"
    assert (
        played.lines[-1] == f"gh release create v0.1.0 --verify-tag --title v0.1.0 {notes} evidence/* docs/policies.md"
    )
    assert played.status == "success"


def test_what_it_is_made_of_is_listed_from_the_lock_before_it_is_released(machine: Machine) -> None:
    played = tagged(machine).play("release", "release")

    given = played.inputs(TRIVY)
    assert (given["scan-type"], given["scan-ref"], given["format"]) == ("fs", "requirements.txt", "cyclonedx")
    assert given["output"].startswith("evidence/")
    kinds = [" ".join(call[:2]) for call in played.calls]
    assert kinds.index(f"uses {TRIVY}") < kinds.index("gh release")


@pytest.mark.parametrize("failing", ["python -m ops changelog", "python -m ops report --stack prod --format html"])
def test_nothing_is_released_without_a_section_or_with_an_environment_that_is_refused(
    machine: Machine, failing: str
) -> None:
    played = tagged(machine, {failing: ("", 1)}).play("release", "release")

    assert played.status == "failure"
    assert not any(line.startswith("gh ") for line in played.lines)


def test_every_test_is_run_again_and_may_stop_it() -> None:
    jobs, tests = workflow("release")["jobs"], workflow("test")

    assert jobs["test"]["uses"] == "./.github/workflows/test.yml"
    assert jobs["release"]["needs"] == "test"
    assert "workflow_call" in tests["on"]


def test_tags_of_versions_alone_release_and_a_branch_never() -> None:
    assert workflow("release")["on"] == {"push": {"tags": ["v[0-9]*"]}}
