"""AWS, prepared so that what a page tells people to type succeeds.

The pages speak of production; here it is done to the stack `dev` of moto's account, or to `prod` where only that has
what the command is about. A stage gives the exit code and what was said.
"""

import io
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from ops import cli
from ops.notify.command import Tools as Messengers
from tests.harness import ROOT
from tests.ops.care.conftest import World as CareWorld
from tests.ops.care.conftest import world as healthy
from tests.ops.care.test_doctor import HEALTHY
from tests.ops.delivery.conftest import project, regions
from tests.ops.delivery.hands import FakeHands
from tests.ops.delivery.test_deploy import clone, head
from tests.ops.host.conftest import STACK, Shop, shop
from tests.ops.migrate.conftest import deployed as migratable
from tests.ops.migrate.conftest import task_says, with_migration
from tests.ops.migrate.test_status import database
from tests.ops.moto_aws import DIGEST, Wire, client, fake_clock, ops, server, stack_file, wire
from tests.ops.notify.test_notify import BOTH, Receivers
from tests.ops.release.answers import NEW, OLD, THIRD, Frame
from tests.ops.release.conftest import World, served
from tests.ops.release.conftest import world as releasing
from tests.ops.release.recordings import DIGESTS, DONE, PAUSED, coming, going_back, serving
from tests.ops.release.test_paused import BACK, STOPPED
from tests.ops.release.test_rollback import back, pulumi, register_third
from tests.ops.restore.test_restore import deployed as restorable
from tests.ops.scale.test_scale import deployed as scalable
from tests.ops.scale.test_scale import released
from tests.ops.wake.conftest import asleep
from tests.ops.wake.conftest import released as both_released
from tests.ops.website.conftest import build, published, tools
from tests.ops.website.conftest import deployed as bucket

__all__ = [
    "asleep", "bucket", "clone", "healthy", "migratable", "ops", "project", "pulumi", "regions", "releasing",
    "restorable", "scalable", "served", "server", "shop", "wire",
]  # fmt: skip

Said = tuple[int, str, str]
Stage = Callable[[Sequence[str]], Said]
NO_DRIFT = Path(__file__).parents[1] / "ops/care/recordings/none.json"
FRAMES: Mapping[str, Sequence[Frame]] = {
    "release": [serving(NEW)],
    "verify": [coming(), DONE],
    "rollback": [serving(NEW), back()],
    "continue": [PAUSED],
    "abort": [PAUSED, going_back(STOPPED), BACK],
}
"""What ECS answers while a command runs."""
FILE = re.compile(r"[\w-]+\.(html|json|jsonl|yaml|md|csv|sarif)")
"""A file that a command reads or writes, but for a stack's."""
WORDS = {"$COMMIT": "1a2b3c4", "$?": "0", "41": str(OLD), "released-20261120-103000": f"commit-{OLD}"}
"""What the pages' words stand for here."""


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs `python -m ops` on a stack's file, with its words understood as here."""

    def run(words: Sequence[str], *stack: str, piped: str = "", **more: str) -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(piped))
        monkeypatch.setattr(sys, "argv", ["ops", *understood(words, **more), *stack])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return run


def understood(words: Sequence[str], **more: str) -> list[str]:
    """The words without their stack, with what they stand for."""
    plain = list(words)
    if "--stack" in plain:
        at = plain.index("--stack")
        del plain[at : at + 2]
    meant = WORDS | {f"${name}": value for name, value in more.items()} | {"./out": more.get("folder", "./out")}
    return [meant.get(word, word) for word in plain]


@pytest.fixture
def release(releasing: World, pulumi: Path) -> Stage:  # noqa: ARG001 - a CLI of Pulumi on PATH
    """A service whose new release is asked for; an older one was verified."""

    def run(words: Sequence[str]) -> Said:
        releasing.cloud.play(*FRAMES[words[0]])
        releasing.note(OLD, "succeeded")
        if words[0] == "rollback":
            releasing.note(NEW, "failed")
            register_third(releasing)
        if words[0] == "verify":
            releasing.note(NEW, "started")
        digest = DIGESTS[THIRD if words[0] == "release" else OLD]
        return releasing.run(words[0], *understood(words[1:], DIGEST=digest))

    return run


@pytest.fixture
def care(healthy: CareWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """An environment in which all is well, on a machine whose `pulumi` answers as it was recorded."""
    answers = tmp_path / "pulumi-answers"
    answers.mkdir()
    cases = []
    said = {words: out for words, (_, out, _) in HEALTHY.items()} | {"refresh *": NO_DRIFT.read_text("utf-8")}
    for number, (words, out) in enumerate(said.items()):
        (answers / str(number)).write_text(out, "utf-8")
        cases.append(f"{words.replace(' ', chr(92) + ' ').replace(chr(92) + ' *', '*')}) cat {answers}/{number};;")
    program = answers / "pulumi"
    program.write_text("\n".join(["#!/bin/sh", 'case "$*" in', *cases, "*) exit 127;;", "esac"]), "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{answers}{os.pathsep}{os.defpath}")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "hunter2")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    return lambda words: healthy.run(*understood(words))


@pytest.fixture
def migrate(migratable: Wire, type_in: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A service with a migration that succeeds."""
    for module in ("command", "status"):
        monkeypatch.setattr(f"ops.migrate.{module}.Clock", fake_clock)
    database()
    migratable.says("ecs.DescribeTasks", task_says())
    file = stack_file(tmp_path, "dev", with_migration)
    return lambda words: type_in(words, "--stack", "dev", "--config-file", str(file), DIGEST=DIGEST)


@pytest.fixture
def restore(restorable: Wire, type_in: Callable[..., Said], tmp_path: Path) -> Stage:  # noqa: ARG001 - RDS's answers
    """A database with backups."""
    file = stack_file(tmp_path, "dev")
    return lambda words: type_in(words, "--stack", "dev", "--config-file", str(file))


@pytest.fixture
def scale(scalable: Wire, type_in: Callable[..., Said], tmp_path: Path) -> Stage:  # noqa: ARG001 - services on AWS
    """Production, where the service has autoscaling."""
    file = stack_file(tmp_path, "prod", released)
    return lambda words: type_in(words, "--stack", "prod", "--config-file", str(file), "--yes")


@pytest.fixture
def wake(
    asleep: Wire,  # noqa: ARG001 - the environment at night
    type_in: Callable[..., Said],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    """A development environment that rests."""
    monkeypatch.setattr("ops.wake.command.Clock", fake_clock)
    file = stack_file(tmp_path, "dev", both_released)
    return lambda words: type_in(words, "--stack", "dev", "--config-file", str(file))


@pytest.fixture
def website(
    bucket: Wire,  # noqa: ARG001 - its bucket and its distribution
    type_in: Callable[..., Said],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    """A website with two releases."""
    for module in ("publish", "rollback"):
        monkeypatch.setattr(f"ops.website.{module}.Tools", lambda: tools([900.0]))
    file = stack_file(tmp_path, "dev")
    for number in (1, 2):
        published(file, build(tmp_path, str(number)), 60.0 * number)
    folder = str(build(tmp_path, "3"))
    return lambda words: type_in(words, "--stack", "dev", "--config-file", str(file), folder=folder)


@pytest.fixture
def tell(wire: Wire, type_in: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:  # noqa: ARG001 - an AWS
    """Slack and Datadog that listen."""
    for name, value in BOTH.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(
        "ops.notify.command.Tools", lambda variables: Messengers(variables, Receivers(), clock=fake_clock)
    )
    file = stack_file(tmp_path, "dev")
    return lambda words: type_in(words, "--stack", "dev", "--config-file", str(file))


@pytest.fixture
def secrets(wire: Wire, type_in: Callable[..., Said], tmp_path: Path) -> Stage:  # noqa: ARG001 - an AWS
    """An application's secret that is empty."""

    def with_secret(config: dict[str, Any]) -> None:
        config["platform:stack"]["secrets"] = {"sentry": {}}

    client("secretsmanager").create_secret(Name="gli/sentry/development")
    file = stack_file(tmp_path, "dev", with_secret)
    return lambda words: type_in(words, "--stack", "dev", "--config-file", str(file), "--yes", piped="a value\n")


@pytest.fixture
def deploy(clone: Path, type_in: Callable[..., Said], monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A clone whose environment is deployed by hands that only say what they did; what they do is proved elsewhere."""
    monkeypatch.chdir(clone)
    monkeypatch.setattr("ops.delivery.command._real", lambda *_: FakeHands())
    monkeypatch.setitem(WORDS, "prod", "production")
    return lambda words: type_in(words, "--yes", COMMIT=head(clone))


@pytest.fixture
def deploy_host(shop: Shop, type_in: Callable[..., Said], monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A host with two deployments behind it."""
    monkeypatch.setattr("ops.host.command.Clock", lambda: shop.clock)
    digests = [DIGESTS[one] for one in (OLD, NEW, THIRD)]
    for digest in digests[:2]:
        shop.deploy(f"backend={digest}", f"frontend={digest}")
        shop.slept.append(600)

    def run(words: Sequence[str]) -> Said:
        at = list(words).index("--config-file")
        typed = [_with_digest(word, digests[2]) for word in words]
        del typed[at : at + 2]
        return type_in(typed, "--stack", STACK, "--config-file", str(shop.file), "--yes")

    return run


@pytest.fixture
def offline(wire: Wire, type_in: Callable[..., Said], tmp_path: Path) -> Stage:  # noqa: ARG001 - no AWS but moto's
    """Nothing but a stack file."""
    file = stack_file(tmp_path, "dev")
    return lambda words: type_in(words, "--stack", "dev", "--config-file", str(file))


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Stage:
    """The project itself, which is only read: files that a page names stand beside it, and so does what comes out."""
    (tmp_path / "use.yaml").write_text("nat_gb: 400\n", "utf-8")
    monkeypatch.chdir(ROOT)

    def run(words: Sequence[str]) -> Said:
        if "--compare" in words:
            old = words[list(words).index("--compare") + 1]
            assert run(["report", *words[1:3], "--format", "json", "--output", old])[0] == 0
        known = {"../main": str(ROOT)}
        typed = [known.get(word, str(tmp_path / word) if FILE.fullmatch(word) else word) for word in words]
        monkeypatch.setattr(sys, "argv", ["ops", *typed])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return run


def _with_digest(word: str, digest: str) -> str:
    """An image as a page writes it, such as `backend=$BACKEND`."""
    role, equals, value = word.partition("=")
    return f"{role}={digest}" if equals and value == f"${role.upper()}" else word
