"""What every push to main and every pull request is tested by."""

import pytest

from tests.workflows.conftest import Machine
from tests.workflows.files import workflow

PREPARED = ("curl", "pulumi", "go")
"""What brings the CLI, its plugin, and actionlint."""


def test_everything_is_tested_with_the_cli_by_the_readmes_command(machine: Machine) -> None:
    played = machine().play("test", "test")

    programs = [line.split()[0] for line in played.lines]
    assert played.lines[-1] == "make test"
    assert [one for one in dict.fromkeys(programs) if one in PREPARED] == list(PREPARED)
    assert "pulumi plugin install resource awsx 3.11.0" in played.lines
    assert played.status == "success"


@pytest.mark.parametrize("program", PREPARED)
def test_nothing_is_tested_without_its_tools_since_tests_would_be_skipped(machine: Machine, program: str) -> None:
    played = machine({program: ("", 1)}).play("test", "test")

    assert "make test" not in played.lines
    assert played.status == "failure"


def test_a_failed_test_fails_the_run(machine: Machine) -> None:
    assert machine({"make": ("", 2)}).play("test", "test").status == "failure"


def test_no_kind_of_test_may_be_skipped() -> None:
    environment = workflow("test")["jobs"]["test"]["env"]

    assert environment == {"REQUIRE_ENGINE": "1", "REQUIRE_ACTIONLINT": "1", "REQUIRE_CHROMIUM": "1"}
