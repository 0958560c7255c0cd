"""Which stacks a change to the repository's files can touch."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final

from ops.offline.stackfile import FILE_NAME

WITHOUT_EFFECT: Final = frozenset({"bench", "docs", "examples", "tests"})
"""Folders that no deployment reads."""
PROSE: Final = ".md"


def touched(files: Iterable[str], stacks: Sequence[str]) -> Sequence[str]:
    """The stacks, in their order, that these files can change.

    A stack file changes its own stack, documents and tests change none, and whatever else there is changes all.
    """
    found = {stack for file in files for stack in _of_file(PurePosixPath(file), stacks)}
    return [stack for stack in stacks if stack in found]


def _of_file(path: PurePosixPath, stacks: Sequence[str]) -> Iterable[str]:
    if len(path.parts) > 1:
        return () if path.parts[0] in WITHOUT_EFFECT else stacks
    if path.suffix == PROSE:
        return ()
    named = FILE_NAME.fullmatch(path.name)
    return (named["stack"],) if named else stacks
