"""On what Pulumi CLI 3.260.0 answered to `pulumi refresh --preview-only --json`, with the tests' stand-in provider.

A production stack was deployed (`tests/engine/deployment.py`): `api` by blue/green, `websocket` with
`image_updates: pipeline`. `own.json`: ECS moved the requests, autoscaling counted seven tasks, the pipeline registered
a revision. `drift.json`: besides, by hand: another task definition of `api`, a key's rotation, a rule's description
and priority, the cache's password, and an alarm deleted. Resources without a change are left out, but for the target
groups.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ops.moto_aws import ROOT, Ops, ops, stack_file

__all__ = ["ops"]
RECORDINGS = Path(__file__).parent / "recordings"


@dataclass
class Machine:
    """A machine with a `pulumi` that answers as it was recorded."""

    folder: Path
    run: Callable[..., tuple[int, str, str]]

    def answers(self, answer: str, code: int = 0, error: str = "") -> None:
        (self.folder / "answer.json").write_text(answer, "utf-8")
        (self.folder / "error.txt").write_text(error, "utf-8")
        program = self.folder / "pulumi"
        here = self.folder
        program.write_text(
            f'#!/bin/sh\necho "$@" > {here}/asked\ncat {here}/answer.json\ncat {here}/error.txt >&2\nexit {code}\n',
            "utf-8",
        )
        program.chmod(0o755)

    def recorded(self, name: str) -> None:
        self.answers((RECORDINGS / f"{name}.json").read_text("utf-8"))

    @property
    def asked(self) -> str:
        return (self.folder / "asked").read_text("utf-8").strip()


def _as_deployed(config: dict[str, Any]) -> None:
    services = config["platform:stack"]["services"]
    services["api"]["scaling"], services["api"]["image_updates"] = {"max": 10}, "pulumi"
    services["api"]["deployment"] = {"strategy": "blue_green", "bake_minutes": 20}
    services["websocket"]["image_updates"] = "pipeline"
    config["platform:images"] = {"api": f"sha256:{'a' * 64}", "websocket": f"sha256:{'b' * 64}"}


@pytest.fixture
def machine(ops: Ops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Machine:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.defpath}")
    file = stack_file(tmp_path, "prod", _as_deployed)

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = ops("drift", "--stack", "prod", "--config-file", str(file), *arguments)
        return code, *capsys.readouterr()

    return Machine(folder, run)


def test_an_account_as_pulumi_left_it_has_no_drift(machine: Machine) -> None:
    machine.recorded("none")

    code, out, _ = machine.run()

    assert (code, out) == (0, "gli production: nothing changed outside Pulumi\n")
    options = "--suppress-permalink=true --preview-only --json --non-interactive"
    assert machine.asked.startswith(f"refresh {options} --stack prod --config-file /")


def test_what_releases_and_autoscaling_do_is_no_drift_and_is_told(machine: Machine) -> None:
    machine.recorded("own")

    code, out, _ = machine.run("--json")

    facts = json.loads(out)
    assert (code, facts["drift"]) == (0, [])
    assert {(one["resource"], one["property"], one["left"]) for one in facts["left_to_others"]} == {
        ("ListenerRule api", "actions", "a release moved the requests"),
        ("ListenerRule api-test", "actions", "a release moved the requests"),
        ("Service api", "desiredCount", "autoscaling chose it"),
        ("Service websocket", "taskDefinition", "the pipeline released it"),
    }


def test_what_was_changed_by_hand_is_drift(machine: Machine) -> None:
    machine.recorded("drift")

    code, out, _ = machine.run("--json")

    facts = json.loads(out)
    assert code == 1
    assert {(one["resource"], one["property"]) for one in facts["drift"]} == {
        ("Key data", "rotationPeriodInDays"),
        ("ListenerRule websocket", "priority"),
        ("MetricAlarm websocket-task-cpu", ""),
        ("ReplicationGroup redis", "authToken"),
        ("SecurityGroupIngressRule main-80", "description"),
        ("Service api", "taskDefinition"),
    }
    assert len(facts["left_to_others"]) == 4


def test_a_value_that_is_secret_is_shown_nowhere_although_the_cli_gives_it_away(machine: Machine) -> None:
    assert "hunter2" in (RECORDINGS / "drift.json").read_text("utf-8")
    machine.recorded("drift")

    for arguments in ((), ("--json",)):
        _, out, err = machine.run(*arguments)
        assert "authToken" in out
        assert "hunter2" not in out + err


def test_people_see_what_was_and_what_is_in_80_columns(machine: Machine) -> None:
    machine.recorded("drift")

    code, out, _ = machine.run()

    assert code == 1
    assert out.startswith("gli production: 6 resources changed outside Pulumi\n")
    told = " ".join(out.split())
    assert "- Key data rotationPeriodInDays was 365 is 90" in told
    assert "- MetricAlarm websocket-task-cpu it is gone from AWS" in told
    assert "pulumi up --stack prod --refresh --policy-pack policies" in out
    commands = ("pulumi ", "arn:")
    assert [line for line in out.splitlines() if len(line) > 80 and not any(one in line for one in commands)] == []


def altered(change: Callable[[dict[str, Any]], None]) -> str:
    document = json.loads((RECORDINGS / "own.json").read_text("utf-8"))
    change(
        {one["urn"].rpartition("$")[2]: one["newState"]["outputs"] for one in document["steps"] if "newState" in one}
    )
    return json.dumps(document)


RULE, SERVICE = "aws:lb/listenerRule:ListenerRule::api", "aws:ecs/service:Service::"


def _to_a_page(outputs: dict[str, Any]) -> None:
    outputs[RULE]["actions"] = [{"type": "fixed-response", "order": 1}]


def _to_a_third_group(outputs: dict[str, Any]) -> None:
    outputs[RULE]["actions"][0]["forward"]["targetGroups"][0]["arn"] = "arn:aws:elasticloadbalancing:somebody-elses"


def _more_than_scaling_may(outputs: dict[str, Any]) -> None:
    outputs[f"{SERVICE}api"]["desiredCount"] = 50


def _of_another_family(outputs: dict[str, Any]) -> None:
    outputs[f"{SERVICE}websocket"]["taskDefinition"] = "arn:aws:ecs:r:1:task-definition/debug:1"


@pytest.mark.parametrize(
    ("change", "drifted"),
    [
        (_to_a_page, ("ListenerRule api", "actions")),
        (_to_a_third_group, ("ListenerRule api", "actions")),
        (_more_than_scaling_may, ("Service api", "desiredCount")),
        (_of_another_family, ("Service websocket", "taskDefinition")),
    ],
)
def test_what_no_release_and_no_scaling_does_is_drift_although_the_program_ignores_it(
    machine: Machine, change: Callable[[dict[str, Any]], None], drifted: tuple[str, str]
) -> None:
    machine.answers(altered(change))

    code, out, _ = machine.run("--json")

    assert code == 1
    assert [(one["resource"], one["property"]) for one in json.loads(out)["drift"]] == [drifted]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("error: no stack named 'prod' found\n", 6),
        ("error: getting stack configuration: get stack secrets manager: incorrect passphrase\n", 1),
    ],
)
def test_what_the_cli_cannot_do_is_a_failure_and_never_no_drift(machine: Machine, error: str, code: int) -> None:
    machine.answers("", code, error)

    ended, out, err = machine.run()

    assert (ended, out) == (3, "")
    assert f"Pulumi could not compare the state with AWS: {error.removeprefix('error: ').strip()}." in err


def test_half_an_answer_with_an_error_is_a_failure(machine: Machine) -> None:
    document = json.loads((RECORDINGS / "none.json").read_text("utf-8"))
    document["diagnostics"] = [{"severity": "error", "message": "error: reading aws:kms/key: AccessDenied\n"}]
    machine.answers(json.dumps(document), 255)

    ended, out, err = machine.run()

    assert (ended, out) == (3, "")
    assert "AccessDenied" in err


def test_without_the_cli_it_is_wrong_input(machine: Machine) -> None:
    ended, _, err = machine.run()

    assert ended == 2
    assert "The Pulumi CLI is not on PATH" in err
