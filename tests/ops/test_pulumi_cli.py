"""No call of the Pulumi CLI ends with a link to the state, signed for whoever reads the log."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.live.pulumi_cli import NO_LINK
from tests.harness import ROOT
from tests.workflows.files import steps

LINKING = ("destroy", "import", "preview", "refresh", "up", "watch")
"""Commands that end with a link: https://github.com/pulumi/pulumi, `SuppressPermalink` in pkg/cmd/pulumi/operations."""
QUIET = ("plugin", "stack", "version", "whoami")
CALL = re.compile(r"\bpulumi\s+([a-z][\w-]*)")


def calls(source: str) -> Iterator[tuple[str, list[str]]]:
    """Lists of arguments that begin with `pulumi`: the command, empty where it is no constant, and all words."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.List) and len(node.elts) > 1:
            words = [one.value if isinstance(one, ast.Constant) else ast.unparse(one) for one in node.elts]
            if words[0] == "pulumi":
                yield (str(words[1]) if isinstance(node.elts[1], ast.Constant) else ""), list(map(str, words))


FOUND = [
    (f"{path.relative_to(ROOT)} {command}", command, words)
    for path in sorted((ROOT / "ops").rglob("*.py"))
    for command, words in calls(path.read_text("utf-8"))
]


@pytest.mark.parametrize(("command", "words"), [one[1:] for one in FOUND], ids=[one[0] for one in FOUND])
def test_a_command_of_ops_asks_for_no_link(command: str, words: list[str]) -> None:
    assert command in QUIET or "NO_LINK" in words


def test_the_commands_of_ops_are_found() -> None:
    found = {where.partition(" ")[0] for where, *_ in FOUND}
    assert {"ops/care/drift/engine.py", "ops/delivery/hands.py", "ops/release/target.py"} <= found
    assert [command for command, _ in calls('run(["pulumi", verb, "--stack"]); run(["pulumi", "up"])')] == ["", "up"]


def test_a_step_of_a_workflow_asks_for_no_link() -> None:
    lines = [line for _, step in steps() for line in step.get("run", "").splitlines() if CALL.search(line)]
    linking = [line for line in lines if any(command in LINKING for command in CALL.findall(line))]
    assert linking
    assert [line for line in linking if NO_LINK not in line] == []


def test_the_flag_is_never_without_its_value_which_would_mean_no() -> None:
    files: list[Path] = [*(ROOT / "ops").rglob("*.py"), *(ROOT / ".github").rglob("*.yml")]
    texts = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in files}
    assert [name for name, text in texts.items() if re.search(r"--suppress-permalink(?!=true)", text)] == []
