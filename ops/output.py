"""Where the text that a command makes goes: the file of `--output`, or stdout."""

import sys
from pathlib import Path

from ops.failures import WrongInputError


def write(text: str, path: Path | None) -> None:
    """Write bytes, so that a file has the same ones on every system.

    Raises WrongInputError where the file cannot be written.
    """
    if path is None:
        sys.stdout.write(text)
        return
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise WrongInputError(f"--output {path} cannot be written: {error.strerror}.") from None
