"""Every command of ops is run: those of the runbook as they stand there, of other pages one of each form.

A form is a command with its options: another stack or another value is no other form.
"""

import pytest

from tests.docs.pages import OPS, PAGES, RUNBOOK, Command, commands
from tests.harness import ROOT


def spelled(command: Command) -> str:
    """A form, as it stands in ELSEWHERE."""
    name, options = command.form
    return " ".join([name, *sorted(options)])


COMMANDS = {one.words: one for page in RUNBOOK for one in commands(page)}.values()
RUN = [one for one in COMMANDS if one.of_ops]
ELSEWHERE = {
    "adopt": "tests/ops/adopt/test_command.py",
    "bootstrap": "tests/ops/bootstrap/test_bootstrap.py",
    "components": "tests/ops/reference/test_components_command.py",
    "cost --overview": "tests/ops/cost/test_stacks.py",
    "policies": "tests/ops/policy_docs/test_policies_command.py",
    "preview --unknown-outputs": "tests/ops/test_preview.py",
    "report --events": "tests/ops/report/test_report_of_events.py",
    "report --state": "tests/ops/report/test_report_of_a_state.py",
    "restore-database --anonymise --at --new --role": "tests/ops/restore/test_restore.py",
    "settings": "tests/ops/reference/test_settings_command.py",
}
"""Commands, and where tests run them in every form."""
OWN_TESTS = {"for-auditors.md": "tests/ops/report/test_for_auditors.py"}
"""Pages of which a test of their own runs every command."""
OF_PAGES = [
    one
    for page in PAGES
    if page.name not in OWN_TESTS
    for one in commands(page)
    if one.of_ops and not one.mention and one.arguments[0] not in ELSEWHERE
]
"""Named with what they need; those that a sentence only mentions are known to exist by test_commands_exist.py."""
STAGES = {
    "abort": "release",
    "checklist": "care",
    "continue": "release",
    "cost": "reading",
    "dashboard": "reading",
    "deploy": "deploy",
    "deploy-host": "deploy_host",
    "diagnose": "care",
    "diagram": "reading",
    "doctor": "care",
    "drift": "care",
    "migrate": "migrate",
    "notify": "tell",
    "preview": "offline",
    "publish-website": "website",
    "release": "release",
    "report": "reading",
    "restore-database": "restore",
    "rollback": "release",
    "scale": "scale",
    "secrets": "secrets",
    "verify": "release",
    "wake": "wake",
}
"""Where each command is run: the fixtures of conftest.py."""
DONE = {one.form for one in RUN}
OTHERS = {
    one.form: one for one in reversed(OF_PAGES) if one.form not in DONE and spelled(one) not in ELSEWHERE
}.values()
PARSED_ALONE = {
    "pulumi": "the real engine and its CLI are proved in tests/engine; here its options are compared with its help",
    "aws": "the AWS CLI is no part of this project; operations and parameters are compared with botocore's",
    "git": "git is no part of this project",
}
"""Programs whose commands are not run, and why."""


@pytest.mark.parametrize("command", RUN, ids=str)
def test_a_command_of_the_runbook_succeeds(command: Command, request: pytest.FixtureRequest) -> None:
    website = "--website" in command.words
    stage = request.getfixturevalue("website" if website else STAGES[command.arguments[0]])
    code, out, err = stage(command.arguments)
    assert code == 0, (out, err)
    assert out.strip(), "it says what came of it"


@pytest.mark.parametrize("command", OTHERS, ids=str)
def test_a_command_of_another_page_succeeds(command: Command, request: pytest.FixtureRequest) -> None:
    assert command.arguments[0] in STAGES, (
        f"nothing runs `{command}`: give it a stage (tests/docs/conftest.py), or name the test that does in ELSEWHERE"
    )
    code, out, err = request.getfixturevalue(STAGES[command.arguments[0]])(command.arguments)
    assert code == 0, (out, err)


@pytest.mark.parametrize("test", [*ELSEWHERE.values(), *OWN_TESTS.values()])
def test_where_a_command_is_run_instead_there_are_tests(test: str) -> None:
    assert "def test_" in (ROOT / test).read_text("utf-8")


def test_every_other_program_is_known_and_why_it_is_not_run() -> None:
    assert {one.words[0] for one in COMMANDS} - {OPS[0]} == set(PARSED_ALONE)


def test_every_stage_is_used() -> None:
    assert {one.arguments[0] for one in [*RUN, *OTHERS]} == set(STAGES)
