"""Headings and links of a page, as GitHub understands them."""

import re

from tests.docs.pages import FENCE


def headings(text: str) -> list[str]:
    """The titles of a page in their order; a comment in a block of code is none."""
    return re.findall(r"^#+ (.+)$", without_code(text), re.MULTILINE)


def without_code(text: str) -> str:
    """The text without its blocks of code."""
    return FENCE.sub("", text)


def anchor(heading: str) -> str:
    """As GitHub makes it: https://docs.github.com/en/get-started/writing-on-github (section links)."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(text: str) -> list[str]:
    """Where links of other pages can lead to."""
    return [anchor(heading) for heading in headings(text)]


def links_inside(text: str) -> set[str]:
    """The anchors of its own that a page links to."""
    return set(re.findall(r"\]\(#([^)]+)\)", text))
