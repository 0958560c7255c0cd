"""What a pull request gets: of this repository a preview with a role that reads, of a fork one without any role."""

import pytest

from tests.workflows.conftest import Machine
from tests.workflows.expressions import evaluate
from tests.workflows.files import workflow

COMMENTS = "repos/glibiz/infrastructure/issues/5/comments"
EVENT = {"event": {"pull_request": {"number": 5}}, "ref": "refs/pull/5/merge"}


def ours(repository: str | None, author: str) -> bool:
    expression = workflow("preview")["env"]["OURS"].removeprefix("${{").removesuffix("}}")
    head = {"repo": {"full_name": repository} if repository else None}
    pull_request = {"head": head, "user": {"login": author}}
    names = {"github": {"repository": "glibiz/infrastructure", "event": {"pull_request": pull_request}}}
    return bool(evaluate(expression, names))


@pytest.mark.parametrize(
    ("repository", "author", "trusted"),
    [
        ("glibiz/infrastructure", "somebody", True),
        ("somebody/infrastructure", "somebody", False),
        (None, "somebody", False),  # the fork was deleted
        ("glibiz/infrastructure", "dependabot[bot]", False),
    ],
)
def test_only_branches_of_this_repository_are_trusted(repository: str | None, author: str, *, trusted: bool) -> None:
    assert ours(repository, author) is trusted


def test_a_fork_starts_no_job_that_takes_a_role_or_writes() -> None:
    for name, job in workflow("preview")["jobs"].items():
        names = {"needs": {"stacks": {"outputs": {"ours": "false", "matrix": '{"include":[{}]}'}}}}
        runs = evaluate(job.get("if", "true").removeprefix("${{").removesuffix("}}"), {**names, "cancelled": bool})
        assert runs is (name in {"stacks", "offline"})
        if runs:
            assert job["permissions"] == {"contents": "read"}


def test_no_workflow_runs_with_more_rights_than_the_pull_request_that_starts_it() -> None:
    assert list(workflow("preview")["on"]) == ["pull_request"]


def test_the_changed_files_say_which_stacks_are_previewed(machine: Machine) -> None:
    player = machine({"git diff": ("Pulumi.dev.yaml\nsome file; rm -rf .\n", 0)}, github=EVENT)
    played = player.play("preview", "stacks")

    assert played.lines[-2] == "git diff --name-only --no-renames HEAD^1 HEAD"
    assert played.calls[-1][3:] == [
        "matrix", "--event", "pull_request", "--ref", "refs/pull/5/merge", "--changed=-",
        "Pulumi.dev.yaml\nsome file; rm -rf .\n",
    ]  # fmt: skip


def test_a_stack_is_previewed_with_the_policies_as_the_role_that_reads(machine: Machine) -> None:
    player = machine()
    played = player.play("preview", "preview")

    log = f"{player.temp}/prod.jsonl"
    assert played.inputs("aws-actions/configure-aws-credentials")["role-to-assume"] == "arn:preview"
    assert f"pulumi preview --stack prod --policy-pack policies --event-log {log}" in played.lines
    assert played.ops() == [
        f"report --stack prod --events {log} --format {kind} --output evidence/prod.{kind}"
        for kind in ("html", "json", "sarif")
    ]


def test_a_refused_preview_still_leaves_evidence_and_a_comment(machine: Machine) -> None:
    player = machine({"pulumi preview": ("", 255), "python -m ops report": ("", 1)})
    (player.workspace / "evidence").mkdir()
    (player.workspace / "evidence/prod.sarif").touch()
    played = player.play("preview", "preview")

    assert [call[1] for call in played.calls if call[0] == "uses"][-3:] == [
        "actions/upload-artifact",
        "actions/upload-artifact",
        "github/codeql-action/upload-sarif",
    ]
    assert len(played.ops()) == 3
    assert played.status == "failure"


def test_there_is_one_comment_and_it_is_updated(machine: Machine) -> None:
    url = "https://api.github.com/repos/glibiz/infrastructure/issues/comments/9"
    player = machine({f"gh api --paginate {COMMENTS}": (f"{url}\n{url}0\n", 0)}, github=EVENT)
    (player.temp / "comment.md").write_text("<!-- marker -->\nText\n")
    played = player.play("preview", "comment")

    assert played.ops() == [f"comment --events {player.temp}/previews --output {player.temp}/comment.md"]
    assert played.lines[-1] == f"gh api --silent --method PATCH {url} --field body=@{player.temp}/comment.md"


def test_the_first_comment_is_made(machine: Machine) -> None:
    player = machine(github=EVENT)
    (player.temp / "comment.md").write_text("<!-- marker -->\nText\n")

    line = player.play("preview", "comment").lines[-1]

    assert line == f"gh api --silent --method POST {COMMENTS} --field body=@{player.temp}/comment.md"


@pytest.mark.parametrize("program", ["python -m ops comment", "gh api --paginate"])
def test_nothing_is_posted_after_a_failure(machine: Machine, program: str) -> None:
    player = machine({program: ("", 3)}, github=EVENT)
    (player.temp / "comment.md").write_text("<!-- marker -->\n")
    played = player.play("preview", "comment")

    assert not any("--method" in line for line in played.lines)
    assert played.status == "failure"


def test_a_fork_gets_the_plan_and_the_policies_answers_on_the_runs_page(machine: Machine) -> None:
    played = machine({"python -m ops preview": ("", 1)}).play("preview", "offline")

    assert played.ops() == ["preview --stack prod", "report --stack prod --format markdown --output summary.md"]
    assert not any(line.startswith("pulumi") for line in played.lines)
    assert played.status == "failure"
