"""AWS for tests of commands: moto's server, and answers put in at the wire where moto has none.

What moto 5.2.5 lacks, answered here by what AWS was documented to say, in the form of botocore's parsed responses:

| operation | what moto lacks | source of the answer |
|---|---|---|
| ecs:DescribeTasks | exit codes, reasons of containers, tasks that ECS forgot | API_DescribeTasks, API_Container |
| ecs:RunTask | `failures`, as when Fargate has no capacity | API_RunTask |
| rds:DescribeDBSnapshots | a snapshot that is not available at once, or fails | API_DescribeDBSnapshots |
| rds:DescribeDBInstances, DescribeDBInstanceAutomatedBackups | the window that can be restored to | API_RestoreWindow |
| cloudfront:GetInvalidation | an invalidation that takes time | API_GetInvalidation |
| all | throttling, expired credentials, access denied | Common errors of each API |
"""

import io
import json
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
import yaml
from botocore.loaders import create_loader
from moto.server import ThreadedMotoServer

from ops import cli
from ops.live.aws import Aws
from ops.live.waiting import Clock

ROOT = Path(__file__).parents[2]
ACCOUNT, REGION = "123456789012", "ap-northeast-2"
DIGEST, OTHER_DIGEST = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
BEGIN = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
Answer = Mapping[str, Any] | type[BaseException] | str | Callable[[], None]
"""A parsed response, something to raise, or the code of an AWS error; a function runs, and AWS answers itself."""


@dataclass
class Wire:
    """Answers by operation, such as `ecs.DescribeTasks`, in their order; the last one stays."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    """Operations that were called, with their parameters."""

    def says(self, operation: str, *answers: Answer) -> None:
        self.answers[operation] = list(answers)

    def calls(self, operation: str) -> list[Mapping[str, Any]]:
        return [parameters for name, parameters in self.asked if name == operation]

    def note(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        self.asked.append((f"{model.service_model.service_id.hyphenize()}.{model.name}", dict(params)))

    def answer(self, model: Any, **_: Any) -> Any:
        waiting = self.answers.get(f"{model.service_model.service_id.hyphenize()}.{model.name}")
        if not waiting:
            return None
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(answer, type):
            raise answer
        if isinstance(answer, str):
            error = {"Error": {"Code": answer, "Message": "as AWS says"}, "ResponseMetadata": {}}
            return SimpleNamespace(status_code=400), error
        if callable(answer):
            answer()
            return None
        return SimpleNamespace(status_code=200), dict(answer)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """AWS's API, answered by moto's server on this machine."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


def empty(server: str) -> None:
    """Forget what other tests of this process made: moto keeps it beyond its server."""
    request = urllib.request.Request(f"{server}/moto-api/reset", method="POST")  # noqa: S310 - moto's own address
    urllib.request.urlopen(request).close()  # noqa: S310 - as above


_LOADER = create_loader()


@pytest.fixture
def wire(server: str, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """An empty AWS, credentials for it, and the wire to it."""
    empty(server)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.chdir(ROOT)
    # The descriptions of AWS's APIs take longer to read than moto to answer: they are read once.
    monkeypatch.setattr("botocore.session.create_loader", lambda *_: _LOADER)
    boto3.setup_default_session()
    wire, client = Wire(), Aws.client

    def wired(self: Aws, service: str, region: str | None = None) -> Any:
        made = client(self, service, region)
        made.meta.events.register("provide-client-params.*.*", wire.note)
        made.meta.events.register("before-call.*.*", wire.answer)
        return made

    monkeypatch.setattr(Aws, "client", wired)
    return wire


def stack_file(folder: Path, stack: str, change: Callable[[dict[str, Any]], None] | None = None) -> Path:
    """A stack's file in moto's account, changed under `config` by `change`."""
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text("utf-8").replace("917891822317", ACCOUNT)
    file = folder / f"Pulumi.{stack}.yaml"
    if change is None:
        file.write_text(text, "utf-8")
        return file
    document = yaml.safe_load(text)
    change(document["config"])
    file.write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")
    return file


def client(service: str, region: str = REGION) -> Any:
    """A client of moto, past the wire."""
    return boto3.client(service, region_name=region)


def fake_clock(passed: list[float] | None = None) -> Clock:
    """A clock whose sleeps cost nothing."""
    slept = passed if passed is not None else []
    return Clock(now=lambda: sum(slept), sleep=slept.append, utc=lambda: BEGIN + timedelta(seconds=sum(slept)))


Ops = Callable[..., int]


@pytest.fixture
def ops(monkeypatch: pytest.MonkeyPatch) -> Ops:
    """Runs `python -m ops` and gives its exit code; nobody sits at the terminal."""

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        monkeypatch.setattr(sys, "argv", ["ops", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)

    return run


def as_json(out: str) -> Any:
    return json.loads(out)
