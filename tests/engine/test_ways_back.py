"""What `ops rollback` and `ops drift` ask of Pulumi's CLI, asked of the real one."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import boto3
import pytest

from ops.care.drift.command import drift
from ops.live.aws import Aws
from ops.live.console import Console
from ops.live.environment import read_environment
from ops.release import deploy
from ops.release.target import Target, world
from tests.engine.changing import OWNED
from tests.engine.conftest import Deployed
from tests.engine.deployment import Deployment
from tests.engine.test_releases import FIRST, SECOND, SERVICE, TASK, one

NOBODY = Aws(session=boto3.Session(), region="ap-northeast-2", caller="")
"""AWS is not asked."""


@pytest.fixture(scope="module")
def released(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    deployment = deployed("dev")[0].copy(tmp_path_factory.mktemp("ways-back") / "dev")
    deployment.write({**OWNED, "platform:images.api": FIRST})
    assert deployment.up().error == ""
    return deployment


def surroundings(deployment: Deployment) -> Mapping[str, str]:
    return {**deployment.stack.workspace.env_vars, "PULUMI_HOME": str(deployment.toolbox.home)}


def images(deployment: Deployment) -> str:
    return json.dumps(one(deployment, TASK, "django-api").inputs["containerDefinitions"])


def test_what_a_rollback_runs_deploys_the_image_and_leaves_nothing_for_the_next_up(
    released: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = released.copy(tmp_path / "dev")
    deployment.write({"platform:images.api": SECOND})
    for name, value in surroundings(deployment).items():
        monkeypatch.setenv(name, value)
    environment = read_environment(deployment.project, "dev")
    service = environment.service("api")
    target = Target(deployment.project, None, environment, service, NOBODY, Console(), world())

    assert deploy.by_pulumi(target, [service]) == 0

    assert SECOND in images(deployment)
    assert FIRST not in images(deployment)
    after = deployment.up()
    assert (after.error, after.touched) == ("", set())


def test_what_was_changed_by_hand_is_drift_and_what_was_not_is_none(
    released: Deployment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deployment = released.copy(tmp_path / "dev")

    def run(command: Sequence[str], folder: Path) -> tuple[int, str, str]:
        ended = subprocess.run(  # noqa: S603 - the CLI, by the arguments that ops gives it
            list(command), cwd=folder, env={**os.environ, **surroundings(deployment)}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return ended.returncode, ended.stdout, ended.stderr

    def look() -> tuple[int, Mapping[str, object]]:
        code = drift(deployment.project, "dev", config_file=None, console=Console(as_json=True), run=run)
        return code, json.loads(capsys.readouterr().out)

    untouched, _ = look()
    one(deployment, SERVICE, "django-api").inputs["enableExecuteCommand"] = False
    code, found = look()

    assert untouched == 0
    assert code == 1
    assert "enableExecuteCommand" in json.dumps(found)
