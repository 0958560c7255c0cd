"""`platform:images` in a stack file: which digest each role runs. Everything else in the file stays as it is."""

import re
from pathlib import Path
from typing import Any, Final

from ruamel.yaml.comments import CommentedMap

from ops.failures import WrongInputError
from ops.live.stack_file import edited, replace

KEY: Final = "platform:images"
DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")


def write_image(path: Path, role: str, digest: str) -> str | None:
    """Set a role's digest and give the one that was there; the file is replaced whole, or not at all.

    Raises WrongInputError for what is no digest, or a file that is no stack file.
    """
    if not DIGEST.fullmatch(digest):
        raise WrongInputError(f"{digest!r} is no image digest; write sha256: and 64 hexadecimal digits.")
    before: list[str | None] = []
    text = edited(path, lambda config: before.append(_put(config, role, digest)))
    if before != [digest]:
        replace(path, text)
    return before[0]


def _put(config: Any, role: str, digest: str) -> str | None:
    images = config.get(KEY)
    if not isinstance(images, dict):
        images = config[KEY] = CommentedMap()
    if not images and isinstance(images, CommentedMap):
        images.fa.set_block_style()
    before = images.get(role)
    images[role] = digest
    return str(before) if before is not None else None
