"""What deploy.yml does, in which order, and where it stops."""

import pytest

from tests.workflows.conftest import RUN, SHA, Machine
from tests.workflows.files import workflow

DEPLOY = f"deploy --environment prod --commit {SHA} --now  --url {RUN} --yes --json"
TAGGED = {"jq": ("deploy-20261121-101112\n", 0)}
TAG = "gh api --silent repos/glibiz/infrastructure/git/refs"


def test_a_push_asks_which_stacks_it_deploys(machine: Machine) -> None:
    played = machine({"python -m ops matrix": ('{"include":[]}\n', 0)}).play("deploy", "stacks")

    assert played.ops() == ["matrix --event push --ref refs/heads/main"]
    assert played.steps["matrix"]["outputs"] == {"matrix": '{"include":[]}'}


def test_a_run_by_hand_asks_for_its_environment(machine: Machine) -> None:
    by_hand = machine(github={"event_name": "workflow_dispatch"}, inputs={"environment": "production"})

    played = by_hand.play("deploy", "stacks")

    assert played.ops() == ["matrix --event workflow_dispatch --ref refs/heads/main --environment=production"]


def test_broken_stack_files_stop_everything_before_a_role_is_taken(machine: Machine) -> None:
    played = machine({"python -m ops matrix": ("", 2)}).play("deploy", "stacks")

    assert (played.status, played.steps["matrix"]["outcome"]) == ("failure", "failure")
    assert workflow("deploy")["jobs"]["deploy"]["needs"] == "stacks"


def test_a_stack_is_deployed_as_its_own_role_then_tagged(machine: Machine) -> None:
    played = machine(TAGGED).play("deploy", "deploy")

    assert played.inputs("aws-actions/configure-aws-credentials") == {
        "role-to-assume": "arn:deploy",
        "role-duration-seconds": "14400",
        "aws-region": "ap-northeast-2",
    }
    assert played.ops() == [DEPLOY]
    assert played.lines[-1] == f"{TAG} --field ref=refs/tags/deploy-20261121-101112 --field sha={SHA}"
    assert played.status == "success"


@pytest.mark.parametrize("program", ["python -m venv", "curl", "pulumi plugin"])
def test_nothing_is_deployed_where_the_tools_cannot_be_installed(machine: Machine, program: str) -> None:
    played = machine({program: ("", 1)}).play("deploy", "deploy")

    assert played.ops() == []
    assert played.status == "failure"


def test_a_failed_deployment_keeps_its_images_and_is_not_tagged(machine: Machine) -> None:
    played = machine({**TAGGED, "python -m ops deploy": ("", 1), "git diff": ("", 1)}).play("deploy", "deploy")

    assert not any(line.startswith(TAG) for line in played.lines)
    after = played.lines[played.lines.index(f"python -m ops {DEPLOY}") + 1 :]
    assert [line.split()[:2] for line in after] == [
        ["git", "diff"], ["git", "commit"], ["gh", "auth"], ["git", "pull"], ["git", "push"],
    ]  # fmt: skip
    assert played.status == "failure"


def test_unchanged_images_are_not_committed(machine: Machine) -> None:
    assert not any(line.startswith("git commit") for line in machine(TAGGED).play("deploy", "deploy").lines)


def test_images_are_not_pushed_to_a_tag(machine: Machine) -> None:
    played = machine(TAGGED, github={"ref_type": "tag"}).play("deploy", "deploy")

    assert not any(line.startswith("git push") for line in played.lines)


def test_a_deployment_that_is_not_the_environments_last_is_not_tagged(machine: Machine) -> None:
    assert not any(line.startswith(TAG) for line in machine({"jq": ("\n", 0)}).play("deploy", "deploy").lines)


def test_the_tags_that_record_deployments_start_none() -> None:
    assert {"!deploy-*", "!*-deploy-*"} <= set(workflow("deploy")["on"]["push"]["tags"])


def test_regions_follow_one_another_and_the_first_failure_ends_them() -> None:
    for name, job in (("deploy", "deploy"), ("rollback", "rollback"), ("service", "release"), ("website", "publish")):
        strategy = workflow(name)["jobs"][job]["strategy"]
        assert (strategy["max-parallel"], strategy["fail-fast"]) == (1, True)


def test_the_reason_of_an_emergency_reaches_no_shell_as_code(machine: Machine) -> None:
    reason = 'outage"; touch /tmp/x; echo "$(id)'
    played = machine(TAGGED, inputs={"now": reason}).play("deploy", "deploy")

    call = next(call for call in played.calls if call[:4] == ["python", "-m", "ops", "deploy"])
    assert call[call.index("--now") + 1] == reason
