"""The callers of the guides' repositories give the reusable workflows what these ask for."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from ops.delivery.stacks import Stacks, read_stacks
from tests.examples.stacks import STACKS, config_of
from tests.harness import ROOT
from tests.settings.stackfile import STACK
from tests.workflows.conftest import SHA
from tests.workflows.expressions import filled
from tests.workflows.files import EXAMPLES, read, workflow

CALLED = ("service", "website")
GLI = {"dev": "dev", "stg": "stg", "main": "prod"}
"""Branch to stack (standard G-25)."""
REACHED = [
    ("maintenance-monorepo", "develop", "", "mnt-dev"),
    ("maintenance-monorepo", "release/1.2", "", "mnt-stg"),
    ("maintenance-monorepo", "main", "", "mnt-prod"),
    ("maintenance-monorepo", "v1.2.2", "", "mnt-prod"),
    ("maintenance-monorepo", "develop", "mnt-prod", "mnt-prod"),
    ("aedpics", "main", "", "aed-prod"),
    ("resee", "main", "", "rse-platform"),
    ("automata-signal", "develop", "", "development"),
    ("automata-signal", "qa", "", "qa"),
    ("automata-signal", "main", "", "production"),
    ("automata-signal", "main", "staging", "staging"),
]
"""Repository, branch or tag, what a person chose, and the environment that the guides name for it."""


def calls(path: Path) -> list[dict[str, Any]]:
    return list(read(path)["jobs"].values())


def called(call: dict[str, Any]) -> str:
    return Path(call["uses"].partition("@")[0]).stem


def given(call: dict[str, Any], ref: str, **inputs: str) -> dict[str, str]:
    github = {"ref_name": ref, "ref_type": "tag" if ref.startswith("v") else "branch", "sha": SHA}
    names = {"github": github, "inputs": inputs}
    return {key: filled(value, names) for key, value in call["with"].items()}


def repository(path: Path) -> str:
    return path.relative_to(ROOT / "examples/repositories").parts[0]


@pytest.fixture(scope="module")
def stacks() -> Stacks:
    return read_stacks(ROOT)


@pytest.mark.parametrize("path", EXAMPLES, ids=repository)
def test_a_caller_gives_every_input_that_is_required_and_none_that_is_not_there(path: Path) -> None:
    for call in calls(path):
        accepted = workflow(called(call))["on"]["workflow_call"]
        required = {name for name, one in accepted["inputs"].items() if one.get("required")}
        assert required <= set(call["with"]) <= set(accepted["inputs"])
        assert set(call["secrets"]) <= set(accepted["secrets"])


@pytest.mark.parametrize("path", EXAMPLES, ids=repository)
def test_a_caller_grants_what_the_jobs_that_it_calls_need_and_no_more(path: Path) -> None:
    for call in calls(path):
        needed: dict[str, str] = {}
        for job in workflow(called(call))["jobs"].values():
            needed |= job["permissions"]
        assert call["permissions"] == needed


@pytest.mark.parametrize("path", EXAMPLES, ids=repository)
def test_a_caller_reads_the_repository_whose_workflow_it_calls(path: Path) -> None:
    for call in calls(path):
        assert call["uses"].startswith(f"{call['with']['infrastructure']}/.github/workflows/")


@pytest.mark.parametrize(("branch", "stack"), GLI.items())
@pytest.mark.parametrize("path", [one for one in EXAMPLES if repository(one).startswith("gli-")], ids=repository)
def test_a_branch_of_gli_releases_what_its_stack_file_lets_that_repository_release(
    path: Path, branch: str, stack: str, stacks: Stacks
) -> None:
    (call,) = calls(path)
    inputs = given(call, branch)

    (found,) = stacks.named(inputs["environment"])
    application = found.delivery.applications[inputs["application"]]
    assert found.name == stack
    assert found.delivery.deploys.branches == (branch,)
    assert application.repository == f"glibiz/{repository(path)}"
    assert inputs["infrastructure"] == found.delivery.repository
    assert inputs[called(call)] in (*application.services, *application.websites)


@pytest.mark.parametrize(
    ("branch", "pages"),
    [("main", "https://api.glibiz.com"), ("stg", "https://api-stg.glibiz.com"), ("dev", "https://api-dev.glibiz.com")],
)
def test_the_pages_of_an_environment_ask_its_own_api(branch: str, pages: str) -> None:
    (call,) = calls(ROOT / "examples/repositories/gli-user-frontend/.github/workflows/deploy.yml")

    assert f"NEXT_PUBLIC_API_URL={pages}\n" in given(call, branch)["variables"]


@pytest.mark.parametrize(("name", "branch", "by_hand", "environment"), REACHED)
def test_branches_and_people_reach_the_environments_of_the_guides(
    name: str, branch: str, by_hand: str, environment: str
) -> None:
    for call in calls(ROOT / f"examples/repositories/{name}/.github/workflows/deploy.yml"):
        assert given(call, branch, **({"environment": by_hand} if by_hand else {}))["environment"] == environment


@pytest.mark.parametrize(("name", "branch", "by_hand", "environment"), REACHED)
def test_a_caller_releases_what_the_stack_files_of_its_system_let_it_release(
    name: str, branch: str, by_hand: str, environment: str
) -> None:
    named = {stack: config_of(stack)[STACK] for stack in STACKS}
    for call in calls(ROOT / f"examples/repositories/{name}/.github/workflows/deploy.yml"):
        inputs = given(call, branch, **({"environment": by_hand} if by_hand else {}))
        found = [
            one
            for stack, one in named.items()
            if environment in (stack, one["environment"]["long"])
            and _repository(one, inputs["application"]).endswith(f"/{name}")
        ]
        assert found
        for stack in found:
            delivery, service = stack["delivery"], stack["services"][inputs["service"]]
            assert delivery["repository"] == inputs["infrastructure"]
            assert inputs["service"] in delivery["applications"][inputs["application"]]["services"]
            assert service["image_updates"] == "pipeline"
        if not by_hand and not branch.startswith("v"):
            patterns = [pattern for one in found for pattern in one["delivery"]["deploys"]["branches"]]
            assert all(fnmatchcase(branch, pattern) for pattern in patterns)


def _repository(stack: dict[str, Any], application: str) -> str:
    applications = stack.get("delivery", {}).get("applications", {})
    return str(applications.get(application, {}).get("repository", ""))


@pytest.mark.parametrize(("ref", "version"), [("v1.2.2", "v1.2.2"), ("main", SHA)])
def test_a_version_is_what_one_can_go_back_to(ref: str, version: str) -> None:
    for call in calls(ROOT / "examples/repositories/maintenance-monorepo/.github/workflows/deploy.yml"):
        assert given(call, ref)["version"] == version


def test_both_reusable_workflows_have_a_caller() -> None:
    assert {called(call) for path in EXAMPLES for call in calls(path)} == set(CALLED)
