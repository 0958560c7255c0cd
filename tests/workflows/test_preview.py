"""What a pull request gets: of this repository a preview with a role that reads, of a fork one without any role."""

import json
import re
import shutil
import subprocess

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
    assert (
        f"pulumi preview --suppress-permalink=true --stack prod --policy-pack policies --event-log {log}"
        in played.lines
    )
    assert played.ops() == [
        f"cost --stack prod --against {player.temp}/base --json --output {player.temp}/prod.cost.json",
        *(
            f"report --stack prod --events {log} --format {kind} --output evidence/prod.{kind}"
            for kind in ("html", "json", "sarif")
        ),
    ]


def test_the_cost_is_compared_with_what_the_branch_goes_into_before_any_role_is_taken(machine: Machine) -> None:
    player = machine()
    played = player.play("preview", "preview")

    called = [call[:2] for call in played.calls]
    assert played.lines.index(f"git worktree add --detach {player.temp}/base HEAD^1") < played.lines.index(
        f"python -m ops cost --stack prod --against {player.temp}/base --json --output {player.temp}/prod.cost.json"
    )
    assert called.index(["python", "-m"]) < called.index(["uses", "aws-actions/configure-aws-credentials"])


def test_an_estimate_that_fails_stops_no_preview(machine: Machine) -> None:
    played = machine({"python -m ops cost": ("", 2)}).play("preview", "preview")

    assert any(line.startswith("pulumi preview") for line in played.lines)
    assert played.status == "success"


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
    assert len(played.ops()) == 4
    assert played.status == "failure"


def test_there_is_one_comment_and_it_is_updated(machine: Machine) -> None:
    url = "https://api.github.com/repos/glibiz/infrastructure/issues/comments/9"
    answers = {f"gh api --paginate {COMMENTS}": (f"{url}\n{url}0\n", 0), "jq": ("--stack=dev\n--stack=prod\n", 0)}
    player = machine(answers, github=EVENT)
    (player.temp / "comment.md").write_text("<!-- marker -->\nText\n")
    played = player.play("preview", "comment")

    previews = f"{player.temp}/previews"
    read = f"--events {previews} --cost {previews} --report {player.temp}/evidence"
    assert played.ops() == [f"comment --output {player.temp}/comment.md {read} --stack=dev --stack=prod"]
    assert played.lines[-1] == f"gh api --silent --method PATCH {url} --field body=@{player.temp}/comment.md"


def test_every_stack_of_the_matrix_is_told_of_also_where_its_preview_left_nothing() -> None:
    [step] = [one for one in workflow("preview")["jobs"]["comment"]["steps"] if "ops comment" in one.get("run", "")]
    matrix = json.dumps({"include": [{"stack": "dev"}, {"stack": "gli-prod-fra"}], "broken": ["qa"]})

    program = re.search(r"jq --raw-output '(.+?)'", step["run"])

    assert step["env"]["MATRIX"] == "${{ needs.stacks.outputs.matrix }}"
    assert program is not None
    jq = shutil.which("jq")
    if jq is None:
        pytest.skip("jq is not on PATH: apt-get install jq")
    done = subprocess.run([jq, "--raw-output", program[1]], input=matrix, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.splitlines() == ["--stack=dev", "--stack=gli-prod-fra"]


def test_there_is_no_comment_where_nobody_knows_which_stacks_there_are() -> None:
    condition = workflow("preview")["jobs"]["comment"]["if"].removeprefix("${{").removesuffix("}}")
    runs = {
        result: evaluate(
            condition, {"cancelled": bool, "needs": {"stacks": {"result": result, "outputs": {"ours": "true"}}}}
        )
        for result in ("success", "failure")
    }
    assert runs == {"success": True, "failure": False}


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
