"""The way back by inputs (standard M-03), and what runs every night."""

import pytest

from tests.workflows.conftest import DIGEST, ROW, RUN, Machine
from tests.workflows.files import workflow

INPUTS = {"environment": "production", "rollback": True, "version": "v1.2.2", "service": "", "website": "",
          "database_revision": ""}  # fmt: skip
TOLD = f"--version v1.2.2 --url {RUN}"
BACK = "rollback --stack prod --service {} --to v1.2.2 --yes"


def test_the_way_back_is_one_run_with_the_inputs_of_the_standard() -> None:
    inputs = workflow("rollback")["on"]["workflow_dispatch"]["inputs"]

    assert {name for name, one in inputs.items() if one.get("required")} == {"environment"}
    assert {"environment", "rollback", "version"} <= set(inputs)


def test_nothing_is_rolled_back_without_a_yes(machine: Machine) -> None:
    played = machine(inputs={**INPUTS, "rollback": False}).play("rollback", "stacks")

    assert (played.status, played.calls) == ("failure", [])


def test_every_service_goes_back_where_none_is_named(machine: Machine) -> None:
    played = machine({"jq": ("api\nwebsocket\n", 0)}, inputs=INPUTS).play("rollback", "rollback")

    assert played.inputs("aws-actions/configure-aws-credentials")["role-to-assume"] == "arn:deploy"
    assert played.ops() == [
        f"notify --stack prod --of prod {TOLD} --started --slack-secret=slack",
        BACK.format("api"),
        BACK.format("websocket"),
        f"notify --stack prod --of prod {TOLD} --exit-code=0 --slack-secret=slack",
    ]


def test_a_stack_without_images_is_no_success(machine: Machine) -> None:
    played = machine({"jq": ("", 0)}, inputs=INPUTS).play("rollback", "rollback")

    end = f"notify --stack prod --of prod {TOLD} --exit-code=1 --slack-secret=slack"
    assert (played.status, played.ops()[1:]) == ("failure", [end])


def test_a_service_goes_back_then_its_database_by_the_newer_image(machine: Machine) -> None:
    inputs = {**INPUTS, "service": "api", "database_revision": "ae10"}
    played = machine({"git diff": ("", 1)}, inputs=inputs).play("rollback", "rollback")

    undo = f"migrate --stack prod --service api --down ae10 --image {DIGEST} --snapshot --yes"
    assert played.ops()[1:-1] == [BACK.format("api"), undo]
    lines = [line.removeprefix("python -m ops ") for line in played.lines]
    assert (
        lines.index(BACK.format("api"))
        < lines.index("git push --quiet origin HEAD:refs/heads/main")
        < lines.index(undo)
    )


def test_a_database_goes_back_once_for_all_regions(machine: Machine) -> None:
    inputs = {**INPUTS, "service": "api", "database_revision": "ae10"}
    played = machine(inputs=inputs, matrix={**ROW, "migrations": ["websocket"]}).play("rollback", "rollback")

    assert not any(line.startswith("migrate") for line in played.ops())


def test_a_website_goes_back_alone(machine: Machine) -> None:
    played = machine(inputs={**INPUTS, "website": "user-frontend"}).play("rollback", "rollback")

    assert played.ops()[1:-1] == ["rollback --stack prod --website user-frontend --to v1.2.2 --yes"]


def test_the_first_service_that_does_not_go_back_ends_it_and_is_told(machine: Machine) -> None:
    inputs = {**INPUTS, "database_revision": "ae10"}
    answers = {"jq": ("api\nwebsocket\n", 0), "python -m ops rollback": ("", 1), "git diff": ("", 1)}
    played = machine(answers, inputs=inputs).play("rollback", "rollback")

    end = f"notify --stack prod --of prod {TOLD} --exit-code=1 --slack-secret=slack"
    assert played.ops()[1:] == [BACK.format("api"), end]
    assert any(line.startswith("git push") for line in played.lines)
    assert played.status == "failure"


def test_slack_does_not_hold_a_way_back_up(machine: Machine) -> None:
    answers = {"python -m ops notify": ("", 3)}
    played = machine(answers, inputs={**INPUTS, "service": "api"}).play("rollback", "rollback")

    assert BACK.format("api") in played.ops()
    assert played.status == "success"


def test_every_night_each_stack_is_asked_for_drift_and_its_state_judged(machine: Machine) -> None:
    player = machine()
    played = player.play("nightly", "drift")

    state = f"{player.temp}/state.json"
    assert played.inputs("aws-actions/configure-aws-credentials")["role-to-assume"] == "arn:drift"
    assert played.ops() == [
        "drift --stack prod",
        *(f"report --stack prod --state {state} --format {kind} --output evidence/prod.{kind}"
          for kind in ("html", "json", "sarif")),
    ]  # fmt: skip
    assert f"pulumi stack export --stack prod --file {state}" in played.lines


def test_it_is_every_night() -> None:
    [schedule] = workflow("nightly")["on"]["schedule"]
    minute, hour, *days = schedule["cron"].split()

    assert minute.isdecimal()
    assert hour.isdecimal()
    assert days == ["*", "*", "*"]


def test_the_night_asks_for_every_stack(machine: Machine) -> None:
    assert machine().play("nightly", "stacks").ops() == ["matrix --event schedule --ref refs/heads/main"]


@pytest.mark.parametrize("failing", ["python -m ops drift", "pulumi stack export"])
def test_evidence_is_made_whatever_the_night_finds_and_the_run_is_red(machine: Machine, failing: str) -> None:
    played = machine({failing: ("", 1)}).play("nightly", "drift")

    assert len([line for line in played.ops() if line.startswith("report")]) == 3
    assert played.status == "failure"


def test_every_night_deployments_are_broken_off_at_every_resource(machine: Machine) -> None:
    played = machine().play("nightly", "faults")

    assert played.lines[-1] == "make faults"
    assert "pulumi plugin install resource awsx 3.11.0" in played.lines


def test_a_deployment_that_does_not_heal_makes_the_night_red(machine: Machine) -> None:
    assert machine({"make": ("", 2)}).play("nightly", "faults").status == "failure"


def test_no_exported_state_is_kept_as_an_artifact(machine: Machine) -> None:
    played = machine().play("nightly", "drift")

    kept = [call[2] for call in played.calls if call[:2] == ["uses", "actions/upload-artifact"]]
    assert len(kept) == 1
    assert "evidence/prod.*" in kept[0]
