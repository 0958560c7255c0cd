"""What the tests of workflows share: a machine, and a stack's row of the matrix."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.runner import Answers, Player

SHA = "3f2a9d5c1b7e8f60412233445566778899aabbcc"
DIGEST = f"sha256:{'ab' * 32}"
ROW = {
    "stack": "prod",
    "environment": "production",
    "region": "ap-northeast-2",
    "approval": True,
    "deploy_role": "arn:deploy",
    "drift_role": "arn:drift",
    "preview_role": "arn:preview",
    "slack_secret": "slack",
    "datadog_secret": "",
    "images": {"api": DIGEST, "websocket": DIGEST},
    "migrations": ["api"],
    "applications": {"server": {"role": "arn:app", "images": {"api": "registry/gli-api"}}},
}
GITHUB = {
    "server_url": "https://github.com",
    "repository": "glibiz/infrastructure",
    "run_id": "7",
    "sha": SHA,
    "ref": "refs/heads/main",
    "ref_name": "main",
    "ref_type": "branch",
    "token": "token",
    "actor": "somebody",
    "actor_id": "1",
    "event_name": "push",
}
RUN = "https://github.com/glibiz/infrastructure/actions/runs/7"
Machine = Callable[..., Player]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Makes a machine: a program's answer is by the start of its call, and what GitHub knows by name."""

    def make(answers: Answers | None = None, **names: Any) -> Player:
        github = {**GITHUB, **names.pop("github", {})}
        known = {"github": github, "matrix": ROW, "inputs": {}, "vars": {"PULUMI_BACKEND_URL": "s3://state"}}
        return Player(tmp_path, {**known, "strategy": {"job-index": 0}, "needs": {}, **names}, answers)

    return make
