"""`platform:images` in a stack file: which digest each role runs. Everything else in the file stays as it is."""

import io
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from ops.failures import WrongInputError

KEY: Final = "platform:images"
DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
WIDTH: Final = 10_000
"""So that no line of the file is broken anew."""


def write_image(path: Path, role: str, digest: str) -> str | None:
    """Set a role's digest and give the one that was there; the file is replaced whole, or not at all.

    Raises WrongInputError for what is no digest, or a file that is no stack file.
    """
    if not DIGEST.fullmatch(digest):
        raise WrongInputError(f"{digest!r} is no image digest; write sha256: and 64 hexadecimal digits.")
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        document: Any = yaml.load(path.read_text("utf-8"))
        config = document["config"]
    except (OSError, KeyError, TypeError) as error:
        raise WrongInputError(f"{path} is no stack file that can be changed ({type(error).__name__}).") from None
    images = config.get(KEY)
    if not isinstance(images, dict) or not images:
        images = config[KEY] = yaml.map() if not isinstance(images, dict) else images
        getattr(images, "fa", _NoStyle()).set_block_style()
    before = images.get(role)
    if before == digest:
        return digest
    images[role] = digest
    written = io.StringIO()
    yaml.dump(document, written)
    _replace(path, written.getvalue())
    return str(before) if before is not None else None


class _NoStyle:
    def set_block_style(self) -> None:
        """Plain maps have no style."""


def _replace(path: Path, text: str) -> None:
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
