"""What the pages of the examples tell people to type is about files that are there; what needs no AWS is run."""

import os
import subprocess
import sys

import pytest

from tests.docs.pages import EXAMPLES, Command, commands
from tests.examples.stacks import FILES, name_of
from tests.harness import ROOT

OF_OPS = [one for page in EXAMPLES for one in commands(page) if one.of_ops and not one.mention]
HERE = [one for one in OF_OPS if one.arguments[0] == "preview" and "minimal" in str(one)]


def option(command: Command, name: str) -> str:
    words = command.arguments
    return words[words.index(name) + 1] if name in words else ""


@pytest.mark.parametrize("command", OF_OPS, ids=str)
def test_a_command_names_a_stack_file_that_is_there_and_its_stack(command: Command) -> None:
    file = ROOT / option(command, "--config-file")
    assert file in FILES
    assert option(command, "--stack") in {"", name_of(file)}


@pytest.mark.parametrize("command", HERE, ids=str)
def test_a_command_without_aws_does_what_it_says(command: Command) -> None:
    environment = {**os.environ, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    run = subprocess.run(  # noqa: S603 - words of our own pages
        [sys.executable, "-m", "ops", *command.arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1].startswith("minimal-prod may be deployed: 0 violations")


def test_every_system_has_a_preview_to_run() -> None:
    shown = {option(one, "--config-file") for one in OF_OPS if one.arguments[0] == "preview"}
    assert {path.parent.name for path in FILES} <= {file.split("/")[1] for file in shown}
    assert len(HERE) == 1
