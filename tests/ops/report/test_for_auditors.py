"""docs/for-auditors.md: every command on the page that needs no Pulumi CLI does what the page says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ops.findings import Result
from tests.harness import ROOT
from tests.ops.report.files import BUCKET, resource, write_state

PAGE = (ROOT / "docs" / "for-auditors.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]
BY_ENGINE = [command for command in COMMANDS if command.startswith(("pulumi ", "echo "))]
"""tests/engine/test_evidence.py does these, where the CLI is."""
PARTS = (
    "Pulumi.yaml",
    "Pulumi.dev.yaml",
    "__main__.py",
    "components",
    "naming.py",
    "naming.yaml",
    "policies",
    "settings",
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, where files may be written, and an exported state of one bucket."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in (*PARTS, "ops", "pyproject.toml"):
        (folder / part).symlink_to(ROOT / part)
    write_state(folder, resource(BUCKET, "logs"))
    return folder


def test_the_page_has_commands_of_ours_and_of_pulumi() -> None:
    assert {command.split()[0] for command in COMMANDS} == {"python", "cmp", "echo", "pulumi"}
    assert [command.split()[1:3] for command in BY_ENGINE if command.startswith("pulumi")] == [
        ["stack", "export"],
        ["policy", "analyze"],
    ]


def test_every_command_does_what_the_page_says(checkout: Path) -> None:
    for command in COMMANDS:
        if command not in BY_ENGINE:
            words = shlex.split(command, comments=True)
            words[0] = sys.executable if words[0] == "python" else words[0]
            done = subprocess.run(words, cwd=checkout, capture_output=True, text=True, check=False)  # noqa: S603 - the page's
            deployed = "--state" in words
            assert done.returncode == int(deployed), (command, done.stderr)
            assert done.stdout or "--output" in words or words[0] == "cmp", command
            assert not deployed or "REFUSED" in done.stderr

    assert {path.name for path in checkout.iterdir() if not path.is_symlink()} - {"__pycache__"} == {
        *("state.json", "report.html", "report.json", "again.json", "deployed.csv", "report.sarif")
    }


def test_each_of_the_six_results_has_an_example() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", PAGE, re.MULTILINE)

    assert rows == [
        *(Result.COMPLIANT, Result.VIOLATION, Result.NOT_APPLICABLE, Result.UNKNOWN, Result.EXEMPTED, Result.ERROR)
    ]


def test_every_link_leads_to_a_page_and_a_heading_that_are_there() -> None:
    for file, anchor in re.findall(r"\]\(([\w-]+\.md)#?([\w-]*)\)", PAGE):
        text = (ROOT / "docs" / file).read_text("utf-8")
        headings = {title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
        assert not anchor or anchor in headings, (file, anchor)
