"""Changes of a stack file: what a person wrote stays as it is, and what the program refuses is never written."""

import io
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from ops.failures import WrongInputError
from ops.live.environment import Environment, read_environment

STACK: Final = "platform:stack"
WIDTH: Final = 10_000
"""So that no line of the file is broken anew."""


@dataclass(frozen=True)
class Draft:
    """A stack file as it would be, and the environment that the program makes of it."""

    path: Path
    text: str
    environment: Environment

    def write(self) -> None:
        """Put it in the old file's place: whole, or not at all."""
        replace(self.path, self.text)


def stack_path(root: Path, stack: str | None, config_file: Path | None) -> Path:
    """The stack file that a command works on."""
    return config_file or root / f"Pulumi.{stack}.yaml"


def edited(path: Path, change: Callable[[Any], None]) -> str:
    """The file's text after `change` was made to its `config`: comments, order and quotes stay.

    Raises WrongInputError for what is no stack file.
    """
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        document: Any = yaml.load(path.read_text("utf-8"))
        config = document["config"]
    except (OSError, KeyError, TypeError) as error:
        raise WrongInputError(f"{path} is no stack file that can be changed ({type(error).__name__}).") from None
    change(config)
    written = io.StringIO()
    yaml.dump(document, written)
    return written.getvalue()


def drafted(root: Path, environment: Environment, path: Path, change: Callable[[Any], None]) -> Draft:
    """Make a change to `platform:stack` and run the program with it; nothing is written.

    Raises ProgramRefusedError with the program's own sentence where it cannot be built.
    """
    text = edited(path, lambda config: change(config[STACK]))
    with tempfile.TemporaryDirectory() as beside:
        tried = Path(beside) / path.name
        tried.write_text(text, "utf-8")
        return Draft(path=path, text=text, environment=read_environment(root, environment.stack, tried))


def replace(path: Path, text: str) -> None:
    """Write beside the file and move over it: a full disk or a power cut leaves the old file."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(beside).chmod(path.stat().st_mode)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
