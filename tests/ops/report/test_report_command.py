import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.conftest import Run

MADE = ("--made", "2026-11-21T08:00:00Z")
DEV = ("report", "--stack", "dev", "--format", "json", *MADE)


def test_a_report_of_a_good_environment_is_accepted(run: Run) -> None:
    code, out, err = run(*DEV)

    assert (code, json.loads(out)["refused"]) == (0, False)
    assert err.splitlines()[-1] == (
        "dev (preview): accepted; "
        "0 mandatory violations, 1 advisory, 0 failed rules, 1 exempted, 0 unknown, 1 compliant."
    )


def test_who_refuses_an_advisory_is_said(run: Run) -> None:
    code, out, err = run(*DEV, "--fail-on", "low")

    assert (code, json.loads(out)["refused"]) == (1, False)
    assert err.splitlines()[-1].startswith(
        "dev (preview): REFUSED by --fail-on low; 0 mandatory violations, 1 advisory,"
    )


@pytest.mark.parametrize("state", ["violation", "error"])
def test_a_mandatory_violation_and_a_rule_that_fails_are_refused(run: Run, state: str) -> None:
    code, out, err = run(*DEV, state=state)

    assert (code, json.loads(out)["refused"]) == (1, True)
    assert "REFUSED" in err


def test_an_expired_exemption_is_refused(run: Run) -> None:
    assert run(*DEV, "--at", "2027-01-31")[0] == 0
    assert run(*DEV, "--at", "2027-02-01")[0] == 1


@pytest.mark.parametrize(("fail_on", "code"), [("low", 1), ("medium", 0), ("high", 0), ("critical", 0)])
def test_an_advisory_is_refused_from_the_severity_that_is_asked_for(run: Run, fail_on: str, code: int) -> None:
    assert run(*DEV, "--fail-on", fail_on)[0] == code


def test_a_mandatory_violation_is_refused_whatever_severity_is_asked_for(run: Run) -> None:
    assert run(*DEV, "--fail-on", "critical", state="violation")[0] == 1


def test_html_is_the_format_that_nobody_has_to_name(run: Run) -> None:
    _, out, _ = run("report", "--stack", "dev", *MADE)

    assert out.startswith("<!doctype html>")


def test_a_file_has_the_bytes_that_stdout_would_have(run: Run, project: Path) -> None:
    _, out, _ = run(*DEV)
    _, nothing, _ = run(*DEV, "--output", "report.json")

    assert (nothing, (project / "report.json").read_bytes()) == ("", out.encode())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("--state", "a.json", "--events", "b.json"),
            "--state and --events are two sources; a report has one, so name one of them.",
        ),
        (
            ("--state", "a.json", "--unknown-outputs"),
            "--unknown-outputs is for the preview; leave it out with --state and --events.",
        ),
        (("--output", "nowhere/report.json"), "--output nowhere/report.json: there is no directory nowhere."),
        (("--output", "."), "--output . cannot be written: Is a directory."),
        (("--made", "today"), "--made 'today' is no time; write it in UTC as 2027-01-31T08:00:00Z."),
        (
            ("--made", "2027-01-31T08:00:00+09:00"),
            "--made '2027-01-31T08:00:00+09:00' is no time; write it in UTC as 2027-01-31T08:00:00Z.",
        ),
        (("--at", "2027-02-30"), "--at '2027-02-30' is no day; write it as 2027-01-31."),
        (("--stack", "qa"), "There is no stack 'qa': Pulumi.qa.yaml does not exist; there are: dev."),
        (("--compare", "old.json"), "old.json does not exist."),
    ],
)
def test_wrong_input_is_one_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    code, out, err = run(*DEV, *arguments)

    assert (code, out) == (2, "")
    assert err.removeprefix("said by the program\n") == f"{sentence}\n"


def test_a_pack_that_breaks_is_the_engines_failure(run: Run) -> None:
    code, out, err = run(*DEV, state="exit")

    assert (code, out) == (3, "")
    assert "The policy pack in policies failed" in err


def test_the_command_line_starts_without_the_pulumi_sdk_and_the_renderers() -> None:
    heavy = "{'pulumi', 'grpc', 'jinja2', 'yaml'}"
    look = f"import sys, ops.cli; print([name for name in sys.modules if name.split('.')[0] in {heavy}])"

    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)  # noqa: S603 - this Python

    assert loaded.stdout.strip() == "[]"
