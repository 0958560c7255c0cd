"""A small project with a small pack, and a way to run ops on it."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ops import cli

PACK = Path(__file__).parent / "pack"
PROGRAM = """
import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions


class Store(pulumi.ComponentResource):
    def __init__(self, name, state):
        super().__init__("platform:data:Store", name, {}, None)
        below = ResourceOptions(parent=self, protect=True)
        aws.s3.Bucket(name, bucket="gli-logs", tags={"state": state, "secret": secret}, opts=below)
        self.register_outputs({})


config = pulumi.Config()
secret = config.require_secret("password")
if config.get("refuse"):
    raise pulumi.RunError("platform:refuse is set; remove it.")
if config.get("break"):
    raise ValueError("broken")
print("said by the program")
Store("logs", config.require("state"))
aws.kms.Key("unused" if config.get("unused") else "key", description="data")
pulumi.export("password", secret)
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: platform\n")
    (tmp_path / "__main__.py").write_text(PROGRAM)
    shutil.copytree(PACK, tmp_path / "policies")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `python -m ops` on a stack with these settings; gives exit code, stdout and stderr."""

    def run(*arguments: str, **settings: str) -> tuple[int, str, str]:
        config = {"state": "compliant", **settings}
        lines = [f"  platform:{key}: {value}" for key, value in config.items()]
        text = "\n".join(["config:", "  platform:password: {secure: v1:hunter2}", *lines])
        (project / "Pulumi.dev.yaml").write_text(text)
        monkeypatch.setattr(sys, "argv", ["ops", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run
