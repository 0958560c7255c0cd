"""The sections of the runbook as HTML, so that the page of a dashboard needs no other."""

from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markupsafe import Markup

RUNBOOK: Final = Path("docs", "runbook.md")
HEADING: Final = "## "


def sections(root: Path) -> dict[str, Markup]:
    """Each section's text by its heading; none where the project has no runbook. HTML in it is shown, not obeyed."""
    path = root / RUNBOOK
    if not path.is_file():
        return {}
    markdown = MarkdownIt("commonmark", {"html": False})
    found: dict[str, list[str]] = {}
    heading = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            heading = line.removeprefix(HEADING) if line.startswith(HEADING) else ""
        elif heading:
            found.setdefault(heading, []).append(line)
    return {title: Markup(markdown.render("\n".join(lines))) for title, lines in found.items()}  # noqa: S704 - escaped
