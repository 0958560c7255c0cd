"""What the Pulumi CLI asks of the state's bucket and key is what each role of the workflows may, and no more.

Recorded from the CLI against moto, which stands for AWS as in test_state_backend.py.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from moto.moto_api import recorder

from ops.bootstrap.command import Options, bootstrap
from ops.bootstrap.place import Place, read_place
from ops.care.drift.engine import command as drift
from ops.live.environment import read_environment
from ops.live.pulumi_cli import NO_LINK
from tests.engine.deployment import Toolbox
from tests.harness import json_of
from tests.ops.moto_aws import ACCOUNT, REGION, ROOT, client, server, stack_file, wire
from tests.permissions import Request, allowed, refused, unused

__all__ = ["server", "wire"]

STACK = "prod"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"
PROGRAM = "import pulumi\npulumi.export('password', pulumi.Config().require_secret('password'))\n"
PREVIEW = ["pulumi", "preview", NO_LINK, "--stack", STACK, "--event-log", "events.jsonl"]
UP = ["pulumi", "up", NO_LINK, "--stack", STACK, "--yes"]
EXPORT = ["pulumi", "stack", "export", "--stack", STACK, "--file", "state.json"]


@dataclass
class Machine:
    """A project of an empty program, with a state that has one secret, and the CLI."""

    toolbox: Toolbox
    place: Place
    folder: Path
    printed: list[str] = field(default_factory=list)

    def run(self, words: Sequence[str], *, good: bool = True) -> list[Request]:
        """Run the CLI, which must succeed or fail; what AWS was asked for meanwhile."""
        recorder.reset_recording()
        recorder.start_recording()
        own = {"PULUMI_HOME": str(self.folder / "home"), "PULUMI_SKIP_UPDATE_CHECK": "true"}
        own |= {"PULUMI_BACKEND_URL": self.place.login, "PULUMI_DEBUG_COMMANDS": "true"}
        command = [self.toolbox.command.command, *words[1:]]
        done = subprocess.run(  # noqa: S603 - the CLI
            command, cwd=self.folder, env=os.environ | own, capture_output=True, text=True, check=False
        )
        recorder.stop_recording()
        assert (done.returncode == 0) is good, f"{words}: {done.stdout}{done.stderr}"
        self.printed.append(done.stdout + done.stderr)
        return list(self._asked(recorder.download_recording()))

    def while_locked(self, words: Sequence[str]) -> list[Request]:
        """Run the CLI while somebody else has the lock, which it must say."""
        key, lock = f".pulumi/locks/organization/platform/{STACK}/1.json", b'{"username": "somebody else", "pid": 1}'
        client("s3").put_object(Bucket=self.place.bucket, Key=key, Body=lock)
        asked = self.run(words, good=False)
        client("s3").delete_object(Bucket=self.place.bucket, Key=key)
        assert "created by somebody else" in self.printed[-1]
        return asked

    def _asked(self, recording: str) -> Iterator[Request]:
        for line in recording.splitlines():
            call = json.loads(line)
            headers = {key.lower(): value for key, value in call["headers"].items()}
            if "x-amz-target" in headers:
                yield from _of_kms(headers["x-amz-target"], json.loads(base64.b64decode(call["body"])), self.place)
            elif "/s3/" in headers.get("authorization", ""):
                yield from _of_s3(call["method"], call["url"], headers, self.place)


def _of_kms(target: str, body: dict[str, Any], place: Place) -> Iterator[Request]:
    context = {f"kms:encryptioncontext:{key.lower()}": [value] for key, value in body["EncryptionContext"].items()}
    yield Request(f"kms:{target.partition('.')[2]}", KEY, {"kms:resourcealiases": [place.alias], **context})


def _of_s3(method: str, url: str, headers: dict[str, str], place: Place) -> Iterator[Request]:
    address = urlsplit(url)
    path = unquote(address.path).lstrip("/")
    key = path.removeprefix(place.bucket).lstrip("/") if path.startswith(place.bucket) else path
    bucket = f"arn:aws:s3:::{place.bucket}"
    if not key:
        assert "list-type" in parse_qs(address.query), f"{method} {url}"
        yield Request("s3:ListBucket", bucket)
        return
    action = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject"}[method]
    asked = [(action, key)]
    if "x-amz-copy-source" in headers:
        asked.append(("GetObject", unquote(headers["x-amz-copy-source"]).lstrip("/").partition("/")[2]))
    encrypted = {"kms:resourcealiases": [place.alias], "kms:viaservice": [f"s3.{REGION}.amazonaws.com"]}
    for one, name in asked:
        yield Request(f"s3:{one}", f"{bucket}/{name}")
        if one != "DeleteObject":
            yield Request(f"kms:{'Decrypt' if one == 'GetObject' else 'GenerateDataKey'}", KEY, encrypted)


@pytest.fixture
def machine(toolbox: Toolbox, wire: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:  # noqa: ARG001 - moto has to stand
    account = stack_file(tmp_path, "account")
    place = read_place(ROOT, None, account)
    client("kms").create_alias(AliasName=place.alias, TargetKeyId=client("kms").create_key()["KeyMetadata"]["KeyId"])
    bootstrap(ROOT, Options(config_file=account, yes=True))
    client("s3").delete_bucket_policy(Bucket=place.bucket)
    account.unlink()
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)  # where moto's recorder writes
    (folder / "Pulumi.yaml").write_text("name: platform\nruntime: {name: python, options: {virtualenv: .venv}}\n")
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "__main__.py").write_text(PROGRAM)
    made = Machine(toolbox, place, folder)
    made.run(["pulumi", "stack", "init", STACK, "--secrets-provider", place.secrets_provider(STACK)])
    made.run(["pulumi", "config", "set", "--secret", "--stack", STACK, "password", "hunter2"])
    made.run(UP)
    return made


def test_each_role_may_do_to_the_state_what_its_workflow_asks_for_and_no_more(machine: Machine, tmp_path: Path) -> None:
    recording = read_environment(ROOT, STACK, stack_file(tmp_path, STACK)).recording
    found = {one.name: json_of(one, "policy") for one in recording.of_type("aws:iam/policy:Policy")}
    previewed, looked = machine.run(PREVIEW), [*machine.run(drift(STACK, None)), *machine.run(EXPORT)]
    (machine.folder / "__main__.py").write_text(f"{PROGRAM}pulumi.export('more', 1)\n")
    changed = [*machine.run(UP), *machine.while_locked(UP)]
    for kind, asked in (("preview", previewed), ("drift", looked), ("deploy", changed)):
        document = found[f"{kind}-state"]
        assert refused(asked, document, boundary=found["boundary"]) == [], kind
        assert unused(asked, document) == set(), kind
        assert _unused_names(asked, document) == [], kind
    writes = [one for one in changed if one.action in {"s3:PutObject", "s3:DeleteObject"}]
    assert writes
    assert not any(allowed(one, found[f"{kind}-state"]) for one in writes for kind in ("preview", "drift"))


def _unused_names(asked: Sequence[Request], document: dict[str, Any]) -> list[str]:
    """Names in the bucket that a statement allows for nothing."""
    named = [
        (action, name)
        for one in document["Statement"]
        for action in one["Action"]
        for name in one["Resource"]
        if name.startswith("arn:aws:s3:")
    ]
    return [
        f"{action} {name}"
        for action, name in named
        if not any(
            allowed(one, {"Statement": [{"Effect": "Allow", "Action": action, "Resource": name}]}) for one in asked
        )
    ]


def test_no_command_of_ours_prints_a_link_to_the_state(machine: Machine) -> None:
    for words in (PREVIEW, UP, drift(STACK, None)):
        machine.run(words)
    assert all("Permalink" not in text and "X-Amz-Signature" not in text for text in machine.printed)
    machine.run([*UP, "--suppress-permalink=false"])
    assert "X-Amz-Signature" in machine.printed[-1], "the link is what would be printed"
