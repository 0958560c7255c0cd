"""Rules that every workflow, local action and example keeps."""

import re
from pathlib import Path

import pytest

from tests.harness import ROOT
from tests.workflows.files import EVERYTHING, WORKFLOWS, Yaml, jobs, read, steps

PINNED = re.compile(r"^\s*-? *uses: (?!\./)(\S+?)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$")
USES = re.compile(r"^\s*-? *uses: (?!\./)(\S+)@")
WRITES = {
    "deploy.yml: deploy": {"contents", "id-token"},
    "rollback.yml: rollback": {"contents", "id-token"},
    "nightly.yml: drift": {"id-token", "security-events"},
    "release.yml: release": {"contents"},
    "preview.yml: preview": {"id-token", "security-events"},
    "preview.yml: comment": {"pull-requests"},
    "service.yml: release": {"id-token"},
    "website.yml: publish": {"id-token"},
}
"""Every job that may write, and what; a role is taken by `id-token: write`."""
MOST_LINES = 3
RELATIVE = [path.relative_to(ROOT).as_posix() for path in EVERYTHING]


def of_this_repository(where: str) -> bool:
    return where.startswith(".github/")


@pytest.mark.parametrize("file", RELATIVE)
def test_actions_of_others_are_pinned_by_commit_with_their_version_beside_it(file: str) -> None:
    used = [line for line in (ROOT / file).read_text("utf-8").splitlines() if USES.match(line)]

    assert [line for line in used if not PINNED.match(line) and "/infrastructure/" not in line] == []


def test_one_action_has_one_version_everywhere() -> None:
    found: dict[str, set[str]] = {}
    for path in EVERYTHING:
        for line in path.read_text("utf-8").splitlines():
            if match := PINNED.match(line):
                found.setdefault(match[1], set()).add(match[2])

    assert len(found) > 5
    assert {name: commits for name, commits in found.items() if len(commits) > 1} == {}


def test_a_step_is_three_lines_at_most() -> None:
    long = [
        f"{where}: {step.get('name')}"
        for where, step in steps()
        if len(step.get("run", "").replace("\\\n", " ").strip().splitlines()) > MOST_LINES
    ]

    assert long == []


def test_no_expression_reaches_a_shell() -> None:
    assert [f"{where}: {step.get('name')}" for where, step in steps() if "${{" in step.get("run", "")] == []


def test_no_step_sets_what_the_rest_of_a_job_runs_from_an_expression() -> None:
    assert [where for where, step in steps() if "${{" in str(step.get("shell", "")) + str(step.get("uses", ""))] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_command_of_a_pipe_may_fail_the_step(path: Path) -> None:
    assert read(path).get("defaults", {}).get("run", {}).get("shell") == "bash"


@pytest.mark.parametrize("file", [one for one in RELATIVE if "actions/" not in one])
def test_a_workflow_has_no_permission_and_its_jobs_say_theirs(file: str) -> None:
    document = read(ROOT / file)

    assert document["permissions"] == {}
    assert all("permissions" in job for job in document["jobs"].values())


def test_jobs_write_what_they_are_known_to_write() -> None:
    writing: dict[str, set[str]] = {}
    for where, job in jobs():
        found = {name for name, level in job["permissions"].items() if level == "write"}
        if found and of_this_repository(where):
            writing[where.removeprefix(".github/workflows/")] = found

    assert writing == WRITES


def takes_role(job: Yaml) -> bool:
    return any("configure-aws-credentials" in step.get("uses", "") for step in job.get("steps", ()))


def test_only_jobs_that_take_a_role_may_ask_for_one() -> None:
    asking = {where for where, job in jobs() if job["permissions"].get("id-token") and of_this_repository(where)}

    assert asking == {where for where, job in jobs() if takes_role(job)}


def test_no_key_of_aws_is_a_secret_of_github() -> None:
    for path in EVERYTHING:
        text = path.read_text("utf-8").lower()
        assert "access_key" not in text
        assert "access-key" not in text


def test_a_checkout_leaves_no_token_behind() -> None:
    checkouts = [step for _, step in steps() if "actions/checkout@" in step.get("uses", "")]

    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_what_changes_a_stack_waits_for_its_approval_and_is_never_cut_off() -> None:
    changing = {where: job for where, job in jobs() if "environment" in job}

    assert len(changing) == 4
    for job in changing.values():
        assert job["environment"]["name"] == "${{ matrix.stack }}"
        assert "${{ matrix.stack }}" in job["concurrency"]["group"]
        assert job["concurrency"]["cancel-in-progress"] is False


def groups(name: str) -> set[str]:
    document = read(ROOT / f".github/workflows/{name}.yml")
    return {job["concurrency"]["group"] for job in document["jobs"].values() if "concurrency" in job}


def test_deployments_and_rollbacks_of_a_stack_exclude_each_other() -> None:
    assert groups("deploy") == groups("rollback") == {"stack-${{ matrix.stack }}"}


def test_the_night_cancels_no_deployment_that_waits_for_its_turn() -> None:
    assert groups("nightly") == {"drift-${{ matrix.stack }}"}


def test_every_job_has_an_end() -> None:
    assert [where for where, job in jobs() if "steps" in job and "timeout-minutes" not in job] == []
