"""What an application's repository does by the reusable workflows."""

import json
from typing import Any

import pytest

from tests.workflows.conftest import DIGEST, ROW, RUN, SHA, Machine
from tests.workflows.runner import Played

INPUTS = {
    "infrastructure": "glibiz/infrastructure", "infrastructure_ref": "main", "environment": "prod",
    "application": "server", "service": "api", "context": ".", "now": "",
    "complete": "/app\n/app/.next/static\n", "version": "",
}  # fmt: skip
SITE = {"website": "user-frontend", "folder": ".", "output": "out", "variables": "A=1\nB=$(id)", "node": "24"}
PUSHED = {"docker image inspect --format {{index .RepoDigests 0}}": (f"registry/gli-api@{DIGEST}\n", 0)}
USER = "docker image inspect --format {{.Config.User}}"
RELEASE = f"release --stack prod --service api --image {DIGEST} --yes --json"
WINDOW = "window --stack prod --now "
BEGUN = ("{}", 1)
BACK = "rollback --stack prod --service api --yes"


def released(machine: Machine, answers: Any = (), **names: Any) -> Played:
    return machine({**PUSHED, **dict(answers)}, inputs=INPUTS, **names).play("service", "release")


def told(end: str, what: str = "api") -> str:
    return f"notify --stack prod --of {what} --version {SHA} --url {RUN} {end} --slack-secret=slack"


def test_an_image_is_built_judged_and_scanned_before_it_is_kept(machine: Machine) -> None:
    played = machine({USER: ("app\n", 0), "docker create": ("c0ffee\n", 0)}, inputs=INPUTS).play("service", "build")

    assert played.lines == [
        f"docker build --pull --tag candidate:{SHA} .",
        f"{USER} candidate:{SHA}",
        f"docker create candidate:{SHA} nothing",
        "docker cp c0ffee:/app -",
        "docker cp c0ffee:/app/.next/static -",
        played.lines[-1],
    ]
    assert [call[0] for call in played.calls][-3:] == ["uses", "docker", "uses"]
    assert played.inputs("aquasecurity/trivy-action")["exit-code"] == "1"


@pytest.mark.parametrize("user", ["", "root", "0", "0:0", "root:app"])
def test_an_image_that_runs_as_root_goes_nowhere(machine: Machine, user: str) -> None:
    played = machine({USER: (f"{user}\n", 0)}, inputs=INPUTS).play("service", "build")

    assert played.status == "failure"
    assert not any("save" in line for line in played.lines)


@pytest.mark.parametrize("user", ["app", "10001", "10001:10001", "rooted"])
def test_any_other_user_is_good(machine: Machine, user: str) -> None:
    assert machine({USER: (f"{user}\n", 0)}, inputs=INPUTS).play("service", "build").status == "success"


def test_an_incomplete_build_goes_nowhere(machine: Machine) -> None:
    answers = {USER: ("app\n", 0), "docker create": ("c\n", 0), "docker cp c:/app ": ("", 1)}
    played = machine(answers, inputs=INPUTS).play("service", "build")

    assert played.lines[-1] == "docker cp c:/app -"
    assert played.status == "failure"


def test_a_release_is_pushed_migrated_released_and_verified_in_this_order(machine: Machine) -> None:
    played = released(machine)

    assert played.inputs("aws-actions/configure-aws-credentials")["role-to-assume"] == "arn:app"
    assert f"docker push --quiet registry/gli-api:{SHA}" in played.lines
    assert played.ops() == [
        WINDOW,
        told("--started"),
        f"migrate --stack prod --service api --image {DIGEST} --yes --snapshot",
        RELEASE,
        "verify --stack prod --service api",
        told("--exit-code=0"),
    ]


@pytest.mark.parametrize("inputs", [{"application": "other"}, {"service": "websocket"}])
def test_what_the_stack_file_does_not_let_it_release_is_refused_before_a_role_is_taken(
    machine: Machine, inputs: dict[str, str]
) -> None:
    played = machine(PUSHED, inputs={**INPUTS, **inputs}).play("service", "release")

    assert (played.status, played.calls) == ("failure", [])


def test_an_image_has_the_name_of_its_version(machine: Machine) -> None:
    played = machine(PUSHED, inputs={**INPUTS, "version": "v1.2.2"}).play("service", "release")

    assert "docker push --quiet registry/gli-api:v1.2.2" in played.lines
    assert played.ops()[-1] == told("--exit-code=0").replace(SHA, "v1.2.2")


def test_where_nobody_approves_the_database_is_not_copied_first(machine: Machine) -> None:
    migration = f"migrate --stack prod --service api --image {DIGEST} --yes"

    assert migration in released(machine, matrix={**ROW, "approval": False}).ops()


def test_a_region_whose_database_another_one_migrates_does_not(machine: Machine) -> None:
    elsewhere = {**ROW, "migrations": ["websocket"]}

    assert not any(line.startswith("migrate") for line in released(machine, matrix=elsewhere).ops())


@pytest.mark.parametrize(("file", "job"), [("service", "release"), ("website", "publish")])
def test_outside_of_the_window_no_role_is_taken_and_nobody_is_told(machine: Machine, file: str, job: str) -> None:
    closed = machine({**PUSHED, "python -m ops window": ("", 1)}, inputs={**INPUTS, **SITE}).play(file, job)

    assert (closed.status, closed.ops()) == ("failure", [WINDOW])
    assert not any("configure-aws-credentials" in call[1] for call in closed.calls)


@pytest.mark.parametrize(("file", "job"), [("service", "release"), ("website", "publish")])
def test_in_an_emergency_the_window_is_told_why(machine: Machine, file: str, job: str) -> None:
    emergency = machine(PUSHED, inputs={**INPUTS, **SITE, "now": "logins fail"}).play(file, job)

    assert (emergency.status, emergency.ops()[0]) == ("success", f"{WINDOW}logins fail")


@pytest.mark.parametrize(
    ("failing", "answer", "last"),
    [
        ("docker load", ("", 1), []),
        ("docker push", ("", 1), []),
        ("python -m ops migrate", ("", 1), ["migrate"]),
        ("python -m ops release", ("", 1), ["migrate", "release"]),
        ("python -m ops release", BEGUN, ["migrate", "release", "rollback"]),
        ("python -m ops verify", ("", 1), ["migrate", "release", "verify", "rollback"]),
    ],
)
def test_a_failure_ends_it_and_only_what_began_is_taken_back(
    machine: Machine, failing: str, answer: tuple[str, int], last: list[str]
) -> None:
    answers = {failing: answer} if "release" in failing else {failing: answer, "python -m ops release": ("{}", 0)}
    played = released(machine, answers)

    assert [line.split()[0] for line in played.ops() if not line.startswith(("notify", "window"))] == last
    assert [line for line in played.ops() if line.startswith("rollback")] == [BACK] * ("rollback" in last)
    assert played.ops()[-1:] == [told("--exit-code=1") if last else WINDOW]
    assert played.status == "failure"


def test_slack_does_not_hold_a_release_up(machine: Machine) -> None:
    assert RELEASE in released(machine, {"python -m ops notify": ("", 3)}).ops()


def test_the_infrastructure_is_read_from_where_the_caller_says(machine: Machine) -> None:
    played = released(machine)

    checkout = played.inputs("actions/checkout")
    assert (checkout["repository"], checkout["ref"], checkout["token"]) == ("glibiz/infrastructure", "main", "token")


def test_a_website_is_built_with_its_variables_as_text(machine: Machine) -> None:
    player = machine(inputs={**INPUTS, **SITE})
    played = player.play("website", "build")

    assert (player.workspace / ".env.production").read_text() == "A=1\nB=$(id)\n"
    assert played.lines == ["npm ci", "npm run build"]


@pytest.mark.parametrize("failing", ["npm ci", "npm run build"])
def test_a_website_that_does_not_build_goes_nowhere(machine: Machine, failing: str) -> None:
    played = machine({failing: ("", 1)}, inputs={**INPUTS, **SITE}).play("website", "build")

    assert (played.lines[-1], played.status) == (failing, "failure")
    assert not any("upload-artifact" in json.dumps(call) for call in played.calls)


@pytest.mark.parametrize("code", [0, 1])
def test_a_website_is_published_and_told_of(machine: Machine, code: int) -> None:
    player = machine({"python -m ops publish-website": ("", code)}, inputs={**INPUTS, **SITE})
    played = player.play("website", "publish")

    assert played.ops() == [
        WINDOW,
        told("--started", "user-frontend"),
        f"publish-website {player.temp}/website --stack prod --website user-frontend --version {SHA} --yes",
        told(f"--exit-code={code}", "user-frontend"),
    ]
