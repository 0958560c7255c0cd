"""Every command of the runbook does what the runbook says, typed as it stands there."""

import pytest

from tests.docs.pages import OPS, RUNBOOK, Command, commands

COMMANDS = {one.words: one for page in RUNBOOK for one in commands(page)}.values()
RUN = [one for one in COMMANDS if one.of_ops]
STAGES = {
    "abort": "release",
    "checklist": "care",
    "continue": "release",
    "deploy": "deploy",
    "deploy-host": "deploy_host",
    "diagnose": "care",
    "doctor": "care",
    "drift": "care",
    "migrate": "migrate",
    "notify": "tell",
    "preview": "offline",
    "publish-website": "website",
    "release": "release",
    "restore-database": "restore",
    "rollback": "release",
    "scale": "scale",
    "secrets": "secrets",
    "verify": "release",
    "wake": "wake",
}
"""Where each command is run: the fixtures of conftest.py."""
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


def test_every_other_program_is_known_and_why_it_is_not_run() -> None:
    assert {one.words[0] for one in COMMANDS} - {OPS[0]} == set(PARSED_ALONE)


def test_every_stage_is_used() -> None:
    assert {one.arguments[0] for one in RUN} == set(STAGES)
