"""Text for a terminal."""

import re
from typing import Final

DIGEST: Final = re.compile(r"sha256:([0-9a-f]{12})[0-9a-f]{52}")
UNPRINTABLE: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Escape sequences and control characters, which an application's log may hold and a terminal would obey."""


def short_digests(text: str) -> str:
    """The text with digests of twelve digits, as people compare them."""
    return DIGEST.sub(r"sha256:\1", text)


def clean(text: str) -> str:
    """Text that a terminal prints and does not obey."""
    return UNPRINTABLE.sub("", text.replace("\t", "    "))
