import re
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from ops import cli
from ops.dashboard.declared import Declared, declared
from ops.dashboard.table import show
from ops.offline.program import record_stack
from tests.harness import OF_THE_ACCOUNT, ROOT, STACKS
from tests.ops.dashboard.conftest import EVERYTHING

KEY = "0123456789abcdef0123456789abcdef"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `python -m ops dashboard` in the project; gives exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(sys, "argv", ["ops", "dashboard", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        return ended.value.code, *capsys.readouterr()

    return run


@cache
def of(stack: str) -> Declared:
    return declared(record_stack(ROOT, stack))


def printed(found: Declared, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setenv("COLUMNS", str(columns))
    show(found)
    return capsys.readouterr().out


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("stack", [*STACKS, OF_THE_ACCOUNT])
def test_the_table_names_every_alarm_in_one_piece(
    stack: str, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = of(stack)

    text = printed(found, columns, monkeypatch, capsys)

    assert max(map(len, text.splitlines())) <= columns
    assert [alarm.name for alarm in found.alarms] == re.findall(
        r"^ (\S+) +\S+@\S+ *\n   (?:critical|warning) \S", text, re.M
    )
    assert f"{len(found.alarms)} alarms, {found.critical} critical." in text
    assert found.dashboard in text


def test_the_table_says_when_each_is_raised_and_whom_it_tells(
    everything: Declared, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(everything, 400, monkeypatch, capsys)

    for alarm in everything.alarms:
        assert f"{alarm.severity} {alarm.condition}" in text
    for receiver in {receiver for alarm in everything.alarms for receiver in alarm.told}:
        assert receiver in text


def test_brackets_in_a_name_are_no_markup(
    everything: Declared, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    part = everything.parts[0]
    odd = replace(part, title="[bold]odd[/]", alarms=(replace(part.alarms[0], name="[red]down", told=("[x] y",)),))

    text = printed(replace(everything, parts=(odd,)), 80, monkeypatch, capsys)

    assert "[bold]odd[/]" in text
    assert "[red]down" in text
    assert "[x] y" in text


def test_the_table_says_who_tells_nobody(
    everything: Declared, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    part = everything.parts[0]
    deaf = replace(part, alarms=(replace(part.alarms[0], told=()), part.alarms[1]))

    text = printed(replace(everything, parts=(deaf,)), 80, monkeypatch, capsys)

    assert "nobody" in text
    assert "2 alarms, 2 critical. 1 of them tell nobody." in text


def test_a_stack_without_alarms_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(Declared("prod", "GLI-Production", (), ()), 200, monkeypatch, capsys)

    assert text == "prod declares no alarm: nobody would be told of anything.\n"


def test_the_page_goes_to_its_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "dashboard.html"

    code, out, err = run("--stack", "prod", "--format", "html", "--output", str(path))

    assert (code, out, err) == (0, "", "")
    page = path.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "<h1>GLI-Production</h1>" in page
    assert "gli-prod-api-high-error-rate" in page
    assert 'id="runbook-high-error-rate"' in page


def test_without_a_file_the_page_goes_to_stdout(run: Run) -> None:
    code, out, _ = run("--stack", "account", "--format", "html")

    assert code == 0
    assert out.startswith("<!doctype html>")
    assert "<h1>GLI-Account</h1>" in out


REFUSED = {
    "a stack that is not there": (("--stack", "nope"), "There is no stack 'nope'"),
    "no stack": ((), "No stack is named; add --stack"),
    "a file for the table": (("--stack", "prod", "--output", "x"), "--output takes --format html"),
    "a file that cannot be written": (
        ("--stack", "account", "--format", "html", "--output", "/nonexistent/x.html"),
        "--output /nonexistent/x.html cannot be written: No such file or directory.",
    ),
    "another format": (("--stack", "prod", "--format", "pdf"), "Invalid value for '--format'"),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_wrong_input_is_one_sentence_and_exit_code_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize("drawing", ["table", "html"])
def test_no_key_of_a_receiver_is_shown(run: Run, tmp_path: Path, drawing: str) -> None:
    stack_file = tmp_path / "Pulumi.all.yaml"
    written = EVERYTHING.read_text("utf-8")
    clear = re.sub(r"pagerduty-oncall: \{secure: .*\}", f"pagerduty-oncall: {{secure: {KEY}}}", written)
    assert clear != written
    stack_file.write_text(clear, "utf-8")

    code, out, err = run("--config-file", str(stack_file), "--format", drawing)

    assert (code, err) == (0, "")
    assert "PagerDuty oncall" in out
    assert KEY not in out
    assert "/enqueue" not in out
