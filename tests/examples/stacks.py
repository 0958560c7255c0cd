"""The stack files of all systems but the first, whose files lie beside `Pulumi.yaml`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ops.offline.stackfile import read_stack
from tests.harness import PROJECT, ROOT, Config

FILES: Final = sorted((ROOT / "examples").glob("*/Pulumi.*.yaml"))
"""Whatever is put there is tested."""


def name_of(path: Path) -> str:
    """The stack of a file."""
    return path.stem.removeprefix("Pulumi.")


STACKS: Final[Sequence[str]] = [name_of(path) for path in FILES]


def file_of(stack: str) -> Path:
    """The file of a stack."""
    return next(path for path in FILES if name_of(path) == stack)


def config_of(stack: str) -> Config:
    """What the file of a stack says, as plain values; what is encrypted in it is not read."""
    written = read_stack(ROOT, stack, file_of(stack)).config
    own = {key: value for key, value in written.items() if key.startswith((f"{PROJECT}:", "aws:"))}
    return {key: json.loads(value) if value[:1] in ("{", "[") else value for key, value in own.items()}
