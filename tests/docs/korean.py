"""The Korean pages beside the English ones: which section is a translation of which, and of what text.

`python -m tests.docs.korean docs/runbook.ko.md` marks every section of a page as a translation of the English text that
is there now; run it when you have looked at both.
"""

import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from tests.docs.markdown import without_code
from tests.docs.pages import FENCE, INLINE
from tests.harness import ROOT

PAGES: Final = {"README.ko.md": "README.md", "docs/runbook.ko.md": "docs/runbook.md"}
"""Translations, and what they are translations of."""
GENERATED: Final = re.compile(r"<!-- cost: .*?<!-- /cost -->\n?", re.DOTALL)
"""The table of costs, which changes with every price: it stands in the English page alone."""
MARK: Final = re.compile(r"^<!-- en: ([0-9a-f]{12}) -->\n", re.MULTILINE)
HEADING: Final = re.compile(r"^(#+) (.+)$", re.MULTILINE)
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it, up to the next."""

    level: int
    title: str
    body: str
    of: str = ""
    """Of a translation: the hash of the English section that it was made from."""

    @property
    def hash(self) -> str:
        """Of heading and text, whatever the lines are broken at."""
        return sha256(" ".join(f"{self.title} {self.body}".split()).encode()).hexdigest()[:12]

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """Blocks of code with their languages."""
        return FENCE.findall(self.body)

    @property
    def code(self) -> list[str]:
        """Code inside of sentences; another language has another order."""
        return sorted(" ".join(one.split()) for one in INLINE.findall(FENCE.sub("", self.body)))

    @property
    def links(self) -> list[str]:
        """Where links lead to, in any order; a translation may lead to another translation."""
        return sorted(link.replace(".ko.md", ".md") for link in LINK.findall(FENCE.sub("", self.body)))


def sections(page: str) -> list[Section]:
    """A page's sections in their order."""
    text = GENERATED.sub("", (ROOT / page).read_text("utf-8"))
    outside = without_code(text)
    titles = {match[0] for match in HEADING.finditer(outside)}
    starts = [match for match in HEADING.finditer(text) if match[0] in titles]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return [_section(match, text[match.end() + 1 : end]) for match, end in zip(starts, ends, strict=True)]


def _section(heading: re.Match[str], body: str) -> Section:
    mark = MARK.match(body)
    return Section(len(heading[1]), heading[2], MARK.sub("", body, count=1).strip(), mark[1] if mark else "")


def mark_as_looked_at(page: str) -> None:
    """Write below each heading of a translation which English text it is of."""
    path = ROOT / page
    lines = MARK.sub("", path.read_text("utf-8")).splitlines(keepends=True)
    headings: dict[str, list[str]] = defaultdict(list)
    for own, english in zip(sections(page), sections(PAGES[page]), strict=True):
        headings[f"{'#' * own.level} {own.title}\n"].append(english.hash)
    marked: list[str] = []
    for line in lines:
        marked.append(line)
        if headings.get(line):
            marked.append(f"<!-- en: {headings[line].pop(0)} -->\n")
    path.write_text("".join(marked), "utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        mark_as_looked_at(Path(name).as_posix())
