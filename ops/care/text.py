"""Text of 80 columns for people, commands left whole so that they can be pasted."""

import shutil
import textwrap
from collections.abc import Iterator
from typing import Final

from ops.release.words import clean, short_digests

WIDTH: Final = 80
NARROWEST: Final = 40
COMMANDS: Final = ("python -m ops ", "aws ", "pulumi ")


def wrapped(text: str, first: str = "", later: str | None = None) -> Iterator[str]:
    """The lines of a paragraph that begins with `first`; the others begin with `later`, or as many blanks."""
    width = max(NARROWEST, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))
    yield from textwrap.wrap(
        short_digests(clean(text)).strip(),
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first) if later is None else later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def labelled(label: str, text: str) -> Iterator[str]:
    """A paragraph with a label at its left."""
    yield from wrapped(text, f"  {label:<8} ")


def way_out(text: str, first: str) -> Iterator[str]:
    """What to do: a command stays in one line, however long, so that it can be pasted."""
    if text.startswith(COMMANDS):
        yield f"{first}{text}"
    else:
        yield from wrapped(text, first)
