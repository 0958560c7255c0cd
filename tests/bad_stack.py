"""A stack that breaks as many rules as it can: raw resources, old types, passwords in clear, one exemption."""

import shutil
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ops.findings import Finding
from ops.offline.pack import PolicyPack
from ops.offline.program import record_program
from ops.offline.recording import Recording
from ops.offline.stackfile import read_stack
from tests.harness import ROOT

STACK: Final = "bad"
AT: Final = "2026-11-21"
SOURCE: Final = ROOT / "tests/data/bad_stack"


def laid_out(folder: Path) -> Path:
    """The project with the real policies beside it; of them only the exemptions are its own."""
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "policies", folder / "policies", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(SOURCE / "exemptions.yaml", folder / "policies")
    shutil.copy2(ROOT / "naming.yaml", folder)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


@cache
def judged() -> tuple[Recording, Sequence[Finding]]:
    """The stack before its first deployment, and what the rules say of it."""
    with TemporaryDirectory() as temporary:
        root = laid_out(Path(temporary) / "project")
        stack_file = read_stack(root, STACK)
        with PolicyPack(root / "policies", stack_file) as pack:
            recording = record_program(root, stack_file, unknown_outputs=True)
            return recording, pack.judge(recording, at=AT)
