"""A dev environment on moto, with recorded answers in front of it, and commands that are run on it."""

import json
import re
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from ops import cli
from ops.release import target, watch
from ops.release.target import Outside
from tests.harness import ROOT
from tests.ops.release.answers import ACCOUNT, CLUSTER, CONTAINER, FAMILY, NEW, OLD, REGION, SERVICE
from tests.ops.release.cloud import Cloud
from tests.ops.release.hands import Time
from tests.ops.release.recordings import DIGESTS, MANIFESTS

REPOSITORY = "gli-api-development"


@pytest.fixture(scope="session")
def served() -> Iterator[Cloud]:
    cloud = Cloud()
    cloud.start()
    yield cloud
    cloud.stop()


@dataclass
class World:
    """Everything that a test of a command touches."""

    cloud: Cloud
    file: Path
    time: Time
    run: Callable[..., tuple[int, str, str]]
    """Runs `python -m ops` on the stack; gives exit code, stdout and stderr."""
    serves: list[int | str]
    """What the service answers, one after the other; the last one stays."""

    def client(self, service: str) -> Any:
        """Asks moto what became of it."""
        return boto3.client(service, region_name=REGION, endpoint_url=self.cloud.url)

    def change(self, old: str, new: str) -> None:
        """Edit the stack file."""
        text = self.file.read_text("utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new, 1), "utf-8")

    def ledger(self) -> list[dict[str, Any]]:
        """Every entry, the oldest first."""
        found = self.client("ssm").get_parameter_history(Name="/gli/development/releases/api")["Parameters"]
        return [json.loads(one["Value"]) for one in found]

    def note(self, revision: int, outcome: str, kind: str = "release", at: str = "2026-11-20T08:00:00Z") -> None:
        """Put an entry into the ledger, as an earlier command would."""
        entry = {"service": "api", "digest": DIGESTS[revision], "tag": "", "revision": revision}
        entry |= {"outcome": outcome, "kind": kind, "who": f"arn:aws:iam::{ACCOUNT}:user/else", "at": at}
        self.client("ssm").put_parameter(
            Name="/gli/development/releases/api", Value=json.dumps(entry), Type="String", Overwrite=True
        )

    def asks_for(self) -> str:
        """What stands under `platform:images`."""
        return self.file.read_text("utf-8").partition("platform:images:")[2].partition("#")[0].strip()


@pytest.fixture
def rare_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ten minutes instead of every ten seconds, where many waits last until their end."""
    monkeypatch.setattr(watch, "EVERY", 600.0)


@pytest.fixture
def world(served: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> World:
    """A dev stack whose api runs OLD, with NEW pushed and asked for."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_ENDPOINT_URL", served.url)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(ROOT)
    served.clear()
    _reset(served.url)
    serves: list[int | str] = [200]
    time = Time()
    monkeypatch.setattr(target, "world", lambda: Outside(clock=time.clock(), ask=lambda _: _next(serves)))
    _on_moto()
    served.calls.clear()
    file = tmp_path / "Pulumi.dev.yaml"
    text = (ROOT / "Pulumi.dev.yaml").read_text("utf-8").replace("917891822317", ACCOUNT)
    text = re.sub(r" +image_updates: pipeline.*\n", "", text)  # what the commands do with Pulumi's; tests say the other
    file.write_text(text.replace("platform:images: {}", f"platform:images:\n    api: {DIGESTS[NEW]}"), "utf-8")

    def run(command: str, *arguments: str) -> tuple[int, str, str]:
        words = ["ops", command, "--stack", "dev", "--config-file", str(file), "--service", "api", *arguments]
        monkeypatch.setattr(sys, "argv", words)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return World(cloud=served, file=file, time=time, run=run, serves=serves)


def _next(serves: list[int | str]) -> int | str:
    return serves.pop(0) if len(serves) > 1 else serves[0]


def _reset(url: str) -> None:
    asked = urllib.request.Request(f"{url}/moto-api/reset", method="POST")  # noqa: S310 - the server of this test
    urllib.request.urlopen(asked).close()  # noqa: S310 - as above


def _on_moto() -> None:
    """Images, task definitions, the service and its log group."""
    ecr, ecs = boto3.client("ecr", region_name=REGION), boto3.client("ecs", region_name=REGION)
    ecr.create_repository(repositoryName=REPOSITORY)
    for revision, manifest in MANIFESTS.items():
        ecr.put_image(
            repositoryName=REPOSITORY,
            imageManifest=manifest,
            imageTag=f"commit-{revision}",
            imageDigest=DIGESTS[revision],
        )
    ecs.create_cluster(clusterName=CLUSTER)
    for revision in (OLD, NEW):
        _register(ecs, f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{REPOSITORY}@{DIGESTS[revision]}")
    ecs.create_service(cluster=CLUSTER, serviceName=SERVICE, taskDefinition=f"{FAMILY}:{OLD}", desiredCount=2)
    boto3.client("logs", region_name=REGION).create_log_group(logGroupName="/ecs/development-gli-api")


def _register(ecs: Any, image: str) -> None:
    ecs.register_task_definition(
        family=FAMILY,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[
            {"name": CONTAINER, "image": image, "environment": [{"name": "LOG_LEVEL", "value": "debug"}]}
        ],
    )
