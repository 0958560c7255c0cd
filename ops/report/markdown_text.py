"""Foreign text inside GitHub's Markdown: shown as it is, never as markup, a mention or a link."""

import re
from typing import Final

BREAK: Final = "\u200b"
"""Zero-width space: GitHub looks for mentions and addresses after it has rendered, so a backslash stops none."""
MARKUP: Final = re.compile(r"([\\`*_\[\]|~$])")
"""What means something inside a line; text never begins one."""
LINKED: Final = re.compile(r"(?<=@)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=#)(?=\d)|(?<=GH-)(?=\d)", re.IGNORECASE)
"""Places inside of mentions, addresses and references."""
ELLIPSIS: Final = "…"


def prose(text: str, longest: int = 600) -> str:
    """Give text as a line of a paragraph, cut after `longest` characters; what stands between backticks is code."""
    parts = re.split(r"`([^`]+)`", _cut(text, longest))
    return "".join(code(part) if place % 2 else _escaped(part) for place, part in enumerate(parts))


def code(text: str, longest: int = 200) -> str:
    """Give text as a code span, where GitHub looks for nothing; empty text stays empty."""
    plain = _cut(text, longest)
    if not plain:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    gap = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{gap}{plain}{gap}{fence}"


def _escaped(text: str) -> str:
    plain = LINKED.sub(BREAK, text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MARKUP.sub(r"\\\1", plain)


def _cut(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + ELLIPSIS
