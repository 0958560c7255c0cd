import json
from pathlib import Path
from typing import Any

import pytest

from ops.delivery.matrix import asked_for, print_matrix
from ops.delivery.question import Event, Question
from ops.delivery.stacks import Stacks, read_stacks
from ops.failures import WrongInputError
from tests.harness import ACCOUNT, ROOT
from tests.ops.delivery.conftest import QA, REPOSITORY, write
from tests.settings.stackfile import DIGEST, STACK

NRT, FRA, SYD, QA_STACK = "gli-prod-nrt", "gli-prod-fra", "gli-prod-syd", "qa"
EVERYTHING = [NRT, FRA, SYD, QA_STACK]


@pytest.fixture(scope="module")
def real() -> Stacks:
    return read_stacks(ROOT)


def names(root: Path, question: Question) -> list[str]:
    return [one.name for one in asked_for(read_stacks(root), question)]


def pushed(ref: str, *changed: str) -> Question:
    return Question(Event.PUSH, ref, changed or None)


def pull_request(*changed: str) -> Question:
    return Question(Event.PULL_REQUEST, "refs/pull/1/merge", changed or None)


@pytest.mark.parametrize(
    ("ref", "deployed"),
    [("dev", ["dev"]), ("stg", ["stg"]), ("main", ["prod"]), ("feature", [])],
)
def test_each_branch_of_the_guide_deploys_its_environment(real: Stacks, ref: str, deployed: list[str]) -> None:
    assert [one.name for one in asked_for(real, pushed(f"refs/heads/{ref}"))] == deployed


def test_a_push_deploys_all_regions_in_their_order(regions: Path) -> None:
    assert names(regions, pushed("refs/heads/main")) == [NRT, FRA, SYD]


@pytest.mark.parametrize(
    ("ref", "deployed"),
    [
        ("refs/heads/release/1.2", [QA_STACK]),
        ("refs/tags/v1.2", [QA_STACK]),
        ("refs/heads/v1.2", []),
        ("refs/tags/qa", []),
        ("refs/tags/deploy-20261121-080000", []),
        ("refs/heads/mainline", []),
        ("refs/pull/1/merge", []),
        ("main", []),
        ("v1.2", []),
    ],
)
def test_a_branch_is_no_tag_and_the_tag_of_a_deployment_starts_nothing(
    regions: Path, ref: str, deployed: list[str]
) -> None:
    assert names(regions, pushed(ref)) == deployed


def test_a_new_environment_is_one_file(regions: Path) -> None:
    delivery = {"repository": REPOSITORY, "deploys": {"branches": ["demo"]}}
    environment = {"short": "demo", "long": "demo", "tier": "development"}
    write(regions, "demo", "eu-central-1", {f"{STACK}/environment": environment, f"{STACK}/delivery": delivery})

    assert names(regions, pushed("refs/heads/demo")) == ["demo"]


@pytest.mark.parametrize(
    ("changed", "touched"),
    [
        (["Pulumi.gli-prod-fra.yaml"], [FRA]),
        (["Pulumi.qa.yaml", "Pulumi.gli-prod-nrt.yaml"], [NRT, QA_STACK]),
        (["Pulumi.gone.yaml"], []),
        (["Pulumi.yaml"], EVERYTHING),
        (["components/data/database.py"], EVERYTHING),
        (["policies/exemptions.yaml"], EVERYTHING),
        (["naming.yaml"], EVERYTHING),
        (["requirements.txt"], EVERYTHING),
        ([".github/workflows/deploy.yml"], EVERYTHING),
        (["policies/README.md"], EVERYTHING),
        (["docs/runbook.md", "tests/test_stacks.py", "README.md", "bench/run.py", "examples/aed/Pulumi.aed.yaml"], []),
        (["docs/runbook.md", "Pulumi.qa.yaml"], [QA_STACK]),
        (['"docs/\\355\\225\\234.md"'], EVERYTHING),
    ],
)
def test_a_pull_request_previews_what_its_files_can_change(
    regions: Path, changed: list[str], touched: list[str]
) -> None:
    assert names(regions, pull_request(*changed)) == touched


def test_what_is_not_known_to_have_changed_may_have(regions: Path) -> None:
    assert names(regions, pull_request()) == EVERYTHING
    assert names(regions, Question(Event.PULL_REQUEST, "", [])) == []


def test_a_push_that_changes_nothing_of_a_stack_does_not_deploy_it(regions: Path) -> None:
    assert names(regions, pushed("refs/heads/main", "Pulumi.gli-prod-syd.yaml", "Pulumi.qa.yaml")) == [SYD]


@pytest.mark.parametrize(("name", "deployed"), [("production", [NRT, FRA, SYD]), (FRA, [FRA]), ("qa", [QA_STACK])])
def test_a_person_deploys_an_environment_or_one_of_its_stacks(regions: Path, name: str, deployed: list[str]) -> None:
    assert names(regions, Question(Event.BY_HAND, "refs/heads/any", environment=name)) == deployed


def test_a_person_has_to_say_what(regions: Path) -> None:
    with pytest.raises(WrongInputError, match="add --environment"):
        names(regions, Question(Event.BY_HAND, "refs/heads/main"))


def test_what_is_not_there_is_said_with_what_is(regions: Path) -> None:
    with pytest.raises(
        WrongInputError, match=r"'prd' is no stack .* there are: gli-prod-nrt, production, gli-prod-fra"
    ):
        names(regions, Question(Event.BY_HAND, "", environment="prd"))


def test_an_environment_of_two_systems_is_not_guessed(regions: Path) -> None:
    tags = {"System": "aed", "Environment": "production", "ManagedBy": "pulumi"}
    delivery = {"repository": REPOSITORY, "deploys": {"manual": True}}
    edits = {"aws:defaultTags/tags": tags, f"{STACK}/system": "aed", f"{STACK}/delivery": delivery}
    write(regions, "aed-prod", "ap-northeast-2", edits)

    with pytest.raises(WrongInputError, match="'production' is an environment of several systems; name a stack: "):
        names(regions, Question(Event.BY_HAND, "", environment="production"))
    assert names(regions, Question(Event.BY_HAND, "", environment="aed-prod")) == ["aed-prod"]


def test_a_stack_that_only_a_person_deploys_is_started_by_no_push(project: Path) -> None:
    delivery = {"repository": REPOSITORY, "deploys": {"manual": True}}
    write(project, "qa", "ap-northeast-2", {f"{STACK}/environment": QA, f"{STACK}/delivery": delivery})

    assert names(project, pushed("refs/heads/main")) == []
    assert names(project, Question(Event.CLOCK, "refs/heads/main")) == ["qa"]
    assert names(project, Question(Event.BY_HAND, "", environment="qa")) == ["qa"]


def test_a_stack_without_delivery_is_not_among_them(project: Path) -> None:
    write(project, "prod", "ap-northeast-2", {})

    assert names(project, pull_request()) == []


def broken(root: Path) -> None:
    write(root, "gli-prod-fra", "eu-central-1", {f"{STACK}/network/cidr": "10.0.0.0/33"})


def printed(root: Path, question: Question, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    print_matrix(root, question)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    document: dict[str, Any] = json.loads(out)
    return document


def test_a_row_says_where_and_by_which_roles(regions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = printed(regions, pushed("refs/heads/main"), capsys)

    arn = f"arn:aws:iam::{ACCOUNT}:role/gli-prod-ap-northeast-1"
    assert document["broken"] == []
    assert document["include"][0] == {
        "stack": NRT,
        "environment": "production",
        "region": "ap-northeast-1",
        "tier": "production",
        "approval": True,
        "deploy_role": f"{arn}-deploy",
        "drift_role": f"{arn}-drift",
        "preview_role": f"{arn}-preview",
        "slack_secret": "",
        "datadog_secret": "",
        "images": {"api": DIGEST, "websocket": DIGEST},
        "migrations": [],
        "applications": {},
    }


def test_a_row_says_where_an_application_pushes_its_images_and_as_whom(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    delivery = {
        "repository": "glibiz/infrastructure",
        "deploys": {"branches": ["main"]},
        "applications": {"server": {"repository": "glibiz/gli-api-server", "services": ["api", "worker", "websocket"]}},
    }
    services = {
        "api": {"image_updates": "pipeline"},
        "worker": {"image_of": "api", "image_updates": "pipeline"},
        "websocket": {},
    }
    write(project, NRT, "ap-northeast-1", {f"{STACK}/delivery": delivery, f"{STACK}/services": services})

    registry = f"{ACCOUNT}.dkr.ecr.ap-northeast-1.amazonaws.com/gli-api-production"
    assert printed(project, pushed("refs/heads/main"), capsys)["include"][0]["applications"] == {
        "server": {
            "role": f"arn:aws:iam::{ACCOUNT}:role/gli-prod-ap-northeast-1-app-server",
            "images": {"api": registry, "worker": registry},
        }
    }


def test_a_broken_stack_file_does_not_hide_the_others_from_a_pull_request(
    regions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(regions)
    (regions / "Pulumi.bad.yaml").write_text("config: [")

    document = printed(regions, pull_request(), capsys)

    assert [row["stack"] for row in document["include"]] == [NRT, SYD, QA_STACK]
    assert document["broken"] == ["bad", "gli-prod-fra"]


@pytest.mark.parametrize("question", [pushed("refs/heads/qa"), Question(Event.BY_HAND, "", environment="qa")])
def test_nothing_is_deployed_while_a_stack_file_cannot_be_read(regions: Path, question: Question) -> None:
    broken(regions)

    with pytest.raises(WrongInputError, match=r"gli-prod-fra: platform:stack\.network\.cidr"):
        names(regions, question)
