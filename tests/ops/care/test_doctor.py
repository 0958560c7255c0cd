import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from ops.care.doctor import command
from ops.care.doctor.machine import run as real_run
from ops.care.doctor.machine import secrets_provider
from ops.live.console import Console
from tests.ops.moto_aws import ACCOUNT, BEGIN, ROOT, Wire, fake_clock, server, stack_file, wire

__all__ = ["server", "wire"]

PLUGINS = [("aws", "7.51.1"), ("awsx", "3.11.0"), ("random", "4.21.4")]
Said = tuple[int, str, str]
HEALTHY: Mapping[str, Said] = {
    "version": (0, "v3.260.0\n", ""),
    "plugin ls --json": (0, json.dumps([{"name": name, "version": version} for name, version in PLUGINS]), ""),
    "whoami --json": (0, '{"user": "ops", "url": "s3://gli-state?region=ap-northeast-2"}', ""),
    "stack ls --json": (0, '[{"name": "dev"}]', ""),
}
"""As Pulumi CLI 3.260.0 answers."""


@dataclass
class Machine:
    """This machine, with a `pulumi` that says what a test wants."""

    file: Path
    capsys: pytest.CaptureFixture[str]
    pulumi: dict[str, Said] = field(default_factory=lambda: dict(HEALTHY))

    def run(self) -> tuple[int, dict[str, dict[str, Any]]]:
        code, out = self.printed(as_json=True)
        return code, {one["subject"]: one for one in json.loads(out)["checks"]}

    def printed(self, *, as_json: bool = False) -> tuple[int, str]:
        def execute(words: Sequence[str]) -> Said:
            return self.pulumi.get(" ".join(words[1:]), (127, "", ""))

        code = command.doctor(
            ROOT,
            "dev",
            config_file=self.file,
            console=Console(as_json=as_json),
            clock=fake_clock(),
            execute=execute,
        )
        out, err = self.capsys.readouterr()
        assert err == ""
        return code, out


@pytest.fixture
def machine(
    wire: Wire,  # noqa: ARG001 - an AWS to sign in at
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Machine:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "hunter2")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2-key")
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)
    return Machine(stack_file(tmp_path, "dev"), capsys)


def test_a_machine_in_order_has_no_failure_and_says_who_works_here(machine: Machine) -> None:
    code, checks = machine.run()

    assert code == 0
    assert [name for name, one in checks.items() if one["state"] == "failed"] == []
    assert checks["account"]["seen"] == f"{ACCOUNT}, as the stack allows"
    assert f"arn:aws:sts::{ACCOUNT}" in checks["credentials"]["seen"]
    assert checks["backend"]["seen"] == "s3://gli-state?region=ap-northeast-2"
    assert checks["packages"]["state"] == "ok"


def test_no_credential_and_no_passphrase_is_shown(machine: Machine) -> None:
    for as_json in (False, True):
        _, out = machine.printed(as_json=as_json)
        assert "hunter2" not in out
        assert "testing" not in out  # the access key


def test_a_long_lived_key_is_a_warning(machine: Machine) -> None:
    _, checks = machine.run()

    assert checks["expiry"]["state"] == "warning"
    assert "M-05" in checks["expiry"]["way_out"]


@pytest.mark.parametrize(("minutes", "state"), [(10, "warning"), (600, "ok")])
def test_credentials_that_end_soon_are_a_warning(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, minutes: int, state: str
) -> None:
    class Temporary:
        _expiry_time = BEGIN + timedelta(minutes=minutes)

    monkeypatch.setattr(boto3.Session, "get_credentials", lambda _: Temporary())

    _, checks = machine.run()

    assert checks["expiry"]["state"] == state


def test_credentials_of_another_account_fail(machine: Machine) -> None:
    machine.file.write_text(machine.file.read_text("utf-8").replace(ACCOUNT, "917891822317"), "utf-8")

    code, checks = machine.run()

    assert code == 1
    assert checks["account"]["state"] == "failed"
    assert "allows 917891822317" in checks["account"]["seen"]


def test_no_credentials_at_all_fail_with_the_way_out(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)

    code, checks = machine.run()

    assert code == 1
    assert checks["credentials"]["seen"] == "There are no AWS credentials; set AWS_PROFILE or log in."
    assert "account" not in checks


def _no_cli(said: dict[str, Said]) -> None:
    said.clear()


def _old_cli(said: dict[str, Said]) -> None:
    said["version"] = (0, "v3.99.0\n", "")


def _no_backend(said: dict[str, Said]) -> None:
    said["whoami --json"] = (255, "", 'error: unable to open state directory "file:///nonexist": no such file\n')


@pytest.mark.parametrize(
    ("broken", "subject", "seen"),
    [
        (_no_cli, "Pulumi CLI", "not on PATH"),
        (_old_cli, "Pulumi CLI", "v3.99.0; Pulumi.yaml wants >=3.260.0"),
        (_no_backend, "backend", 'unable to open state directory "file:///nonexist": no such file'),
    ],
)
def test_what_pulumi_lacks_fails(
    machine: Machine, broken: Callable[[dict[str, Said]], None], subject: str, seen: str
) -> None:
    broken(machine.pulumi)

    code, checks = machine.run()

    assert code == 1
    assert (checks[subject]["state"], checks[subject]["seen"]) == ("failed", seen)
    assert checks[subject]["way_out"]


def test_a_plugin_that_is_missing_and_a_stack_that_is_not_there_are_warnings(machine: Machine) -> None:
    machine.pulumi["plugin ls --json"] = (0, '[{"name": "aws", "version": "7.51.1"}]', "")
    machine.pulumi["stack ls --json"] = (0, "[]", "")

    code, checks = machine.run()

    assert code == 0
    assert checks["plugin awsx"]["way_out"] == "pulumi plugin install resource awsx 3.11.0"
    assert checks["stack"]["way_out"] == "pulumi stack init dev"


def test_a_stack_file_that_is_refused_is_told_and_ends_the_list(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    machine.file.write_text("config: {}\n", "utf-8")

    code, checks = machine.run()

    assert code == 1
    assert checks["stack file"]["state"] == "failed"
    assert "credentials" not in checks


@pytest.mark.parametrize(
    ("file", "variables", "state", "seen"),
    [
        ("secretsprovider: awskms://alias/gli?region=x\n", {}, "ok", "awskms://alias/gli"),
        ("encryptionsalt: v1:x\n", {"PULUMI_CONFIG_PASSPHRASE": "hunter2"}, "ok", "by a passphrase, which is set"),
        ("encryptionsalt: v1:x\n", {}, "warning", "by a passphrase, which is not set"),
    ],
)
def test_what_encrypts_secrets_is_told_and_never_by_what(
    tmp_path: Path, file: str, variables: dict[str, str], state: str, seen: str
) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(f"{file}config: {{}}\n", "utf-8")

    check = secrets_provider(path, "s3://state", variables)

    assert (check.state, check.seen) == (state, seen)


def test_another_region_of_the_session_is_a_warning(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")

    _, checks = machine.run()

    assert checks["region"]["state"] == "warning"


def test_a_program_that_is_not_there_is_no_crash() -> None:
    assert real_run(["no-such-program-anywhere"])[0] == 127


def test_every_line_begins_with_how_it_stands(machine: Machine) -> None:
    _, out = machine.printed()

    assert all(line.startswith(("ok ", "warning ", "FAILED ", "   ")) for line in out.splitlines())
    assert [line for line in out.splitlines() if len(line) > 80] == []
