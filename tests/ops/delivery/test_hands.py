"""What the hands do: the commands of `ops` with these arguments, the CLI with these, and the ledger, against moto."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ops.delivery.hands import AwsHands
from ops.delivery.ledger import parameter
from ops.delivery.plan import Part
from ops.delivery.stacks import Stack, read_stacks
from ops.failures import AwsFailedError, RefusedError
from ops.live.aws import connect
from ops.live.environment import Environment, read_environment
from ops.live.ledger import Outcome, Release
from ops.live.ledger import record as record_release
from ops.live.waiting import Clock
from tests.harness import ROOT
from tests.ops.moto_aws import DIGEST, OTHER_DIGEST, Wire, client, server, stack_file, wire

__all__ = ["server", "wire"]

COMMIT = "4f1c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90"
CLOCK = Clock(utc=lambda: datetime(2026, 11, 21, 8, tzinfo=UTC))
PART = Part(
    stack="dev", window=None, careful=True, migrations=("api",), services=("api",), images=("api",), tag="dev-deploy-"
)


def with_image(config: dict[str, Any]) -> None:
    config["platform:images"] = {"api": DIGEST}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return read_environment(ROOT, "dev", stack_file(tmp_path_factory.mktemp("stack"), "dev", with_image))


@cache
def development() -> Stack:
    return next(one for one in read_stacks(ROOT).delivered if one.name == "dev")


def hands_of(environment: Environment, root: Path = ROOT) -> AwsHands:
    """Hands that have read this environment already."""
    seen = {"dev": (environment, connect(environment))}
    return AwsHands(root, [development()], COMMIT, "https://run", CLOCK, _seen=seen)


@pytest.fixture
def hands(wire: Wire, environment: Environment) -> AwsHands:  # noqa: ARG001 - moto has to stand
    return hands_of(environment)


def events(environment: Environment) -> list[Mapping[str, Any]]:
    found = client("ssm").get_parameter_history(Name=parameter(environment))["Parameters"]
    return [json.loads(one["Value"]) for one in found]


def test_each_event_is_a_version_of_the_environments_ledger(hands: AwsHands, environment: Environment) -> None:
    hands.record(PART, "started", "hotfix")
    hands.record(PART, "failed", "password=hunter2 was wrong")

    assert parameter(environment) == "/gli/development/deployments"
    started, failed = events(environment)
    assert started == {
        "stack": "dev",
        "commit": COMMIT,
        "outcome": "started",
        "reason": "hotfix",
        "who": started["who"],
        "at": "2026-11-21T08:00:00Z",
    }
    assert started["who"].startswith("arn:aws:")
    assert (failed["outcome"], failed["reason"]) == ("failed", "password=[redacted] was wrong")


def test_a_long_reason_still_fits_a_parameter(hands: AwsHands, environment: Environment) -> None:
    hands.record(PART, "failed", "é" * 9000)

    assert len(events(environment)[0]["reason"]) == 1000


def released(environment: Environment, digest: str, outcome: Outcome) -> None:
    release = Release("api", digest, "", 1, outcome, "release", "arn:aws:iam::1:root", "2026-11-21T07:00:00Z")
    record_release(connect(environment), environment, release)


@pytest.mark.parametrize(
    ("entries", "new"),
    [
        ([], ["api"]),
        ([(DIGEST, "succeeded")], []),
        ([(DIGEST, "started")], ["api"]),
        ([(DIGEST, "succeeded"), (DIGEST, "started"), (DIGEST, "failed")], []),
        ([(DIGEST, "succeeded"), (OTHER_DIGEST, "succeeded")], ["api"]),
        ([(OTHER_DIGEST, "succeeded"), (DIGEST, "succeeded"), (OTHER_DIGEST, "failed")], []),
    ],
)
def test_an_image_is_new_until_it_was_seen_to_serve(
    hands: AwsHands, environment: Environment, entries: list[tuple[str, Outcome]], new: list[str]
) -> None:
    for digest, outcome in entries:
        released(environment, digest, outcome)

    assert hands.new_images(PART) == new


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A CLI that writes its arguments down, speaks on stdout, and ends with what FAKE_CODE says."""
    program = tmp_path / "pulumi"
    program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\necho spoken\nexit "${{FAKE_CODE:-0}}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "asked"


def test_pulumi_previews_and_deploys_with_the_policies(
    hands: AwsHands, pulumi: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert (hands.preview(PART), hands.up(PART)) == ("", "")

    assert pulumi.read_text().splitlines() == [
        "preview --suppress-permalink=true --stack dev --policy-pack policies",
        "up --suppress-permalink=true --stack dev --yes --policy-pack policies",
    ]
    assert capfd.readouterr() == ("", "spoken\nspoken\n")


@pytest.mark.parametrize("code", [1, 255])
def test_pulumis_failure_is_a_sentence(
    hands: AwsHands, pulumi: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setenv("FAKE_CODE", str(code))

    assert hands.preview(PART) == f"`pulumi preview` ended with {code}"
    assert hands.up(PART) == f"`pulumi up` ended with {code}"
    assert pulumi.exists()


def test_pulumi_that_does_not_end_is_a_failure(hands: AwsHands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.delivery.hands.run", lambda *_: None)

    assert hands.up(PART) == "`pulumi up` did not end within 3 h"


class Commands:
    """Commands that print on stdout, and give these answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: object) -> None:
        self.asked: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {}
        for name, answer in answers.items():
            monkeypatch.setattr(f"ops.delivery.hands.{name}", self._command(name, answer))

    def _command(self, name: str, answer: object) -> Any:
        def command(*arguments: Any, **named: Any) -> object:
            self.asked[name] = (arguments, named)
            sys.stdout.write("a result\n")
            if isinstance(answer, Exception):
                raise answer
            return answer

        return command


@pytest.mark.parametrize(("code", "good"), [(0, True), (1, False), (3, False)])
def test_a_checklist_is_good_only_where_all_was_seen(
    hands: AwsHands, monkeypatch: pytest.MonkeyPatch, *, code: int, good: bool
) -> None:
    commands = Commands(monkeypatch, checklist=code)

    assert hands.checklist(PART) is good
    assert commands.asked["checklist"][0][1:3] == ("dev", "before")


def test_a_migration_is_not_asked_about_and_copies_the_databases_of_what_is_approved(
    hands: AwsHands, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = Commands(monkeypatch, migrate=None)

    hands.migrate(PART, "api")
    (_, careful), _ = commands.asked["migrate"]
    hands.migrate(replace(PART, careful=False), "api")
    (_, other), _ = commands.asked["migrate"]

    assert (careful.stack, careful.service, careful.yes, careful.snapshot, careful.again) == (
        "dev", "api", True, True, False,
    )  # fmt: skip
    assert other.snapshot is False


def test_services_are_released_verified_and_rolled_back_by_the_commands_of_ops(
    hands: AwsHands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = Commands(monkeypatch, release=True, verify=False, rollback=True)

    hands.release(PART, "api")

    assert (hands.verify(PART, "api"), hands.roll_back(PART, "api")) == (False, True)
    assert {name: arguments[1:] for name, (arguments, _) in commands.asked.items()} == {
        "release": ("dev", "api", DIGEST),
        "verify": ("dev", "api"),
        "rollback": ("dev", "api", "previous"),
    }
    assert all(named["console"].yes for _, named in commands.asked.values())
    assert capsys.readouterr() == ("", "a result\n" * 3)


@pytest.mark.parametrize(
    ("outcome", "started", "code"), [("started", True, None), ("succeeded", False, 0), ("failed", False, 1)]
)
def test_people_are_told_of_the_beginning_and_of_the_end(
    hands: AwsHands, monkeypatch: pytest.MonkeyPatch, *, outcome: Any, started: bool, code: int | None
) -> None:
    commands = Commands(monkeypatch, announce=0)

    hands.announce(PART, outcome)

    (_, told), _ = commands.asked["announce"]
    assert (told.stack, told.what, told.version, told.url) == ("dev", "dev", COMMIT, "https://run")
    assert (told.started, told.exit_code) == (started, code)


@pytest.mark.parametrize("error", [AwsFailedError("no answer"), RefusedError("nobody to tell")])
def test_a_message_that_is_lost_stops_nothing(
    hands: AwsHands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    Commands(monkeypatch, announce=error)

    hands.announce(PART, "started")

    assert f"The deployment was not announced: {error}" in capsys.readouterr().err
