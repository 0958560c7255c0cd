"""Tables of figures: on the screen, and between marks in a page."""

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Self

import psutil
from rich import table as rich_table
from rich.console import Console

RUNS = 3
"""Of each command."""
BEGIN, END = "<!-- figures: make bench -->", "<!-- /figures -->"


@dataclass(frozen=True)
class Table:
    """A table with a title, and a sentence below it."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    note: str = ""

    def add(self, *cells: str) -> None:
        """Append a row."""
        self.rows.append(cells)

    def saying(self, note: str) -> Self:
        """Give the table with a sentence below it."""
        return replace(self, note=note)

    def show(self) -> None:
        """Print it."""
        shown = rich_table.Table(*self.columns, title=self.title)
        for row in self.rows:
            shown.add_row(*row)
        Console().print(shown, self.note)

    def markdown(self) -> str:
        """Give it for a page."""
        lines = [f"### {self.title}", ""]
        if self.rows:
            lines += [f"| {' | '.join(self.columns)} |", f"| {' | '.join(':--' for _ in self.columns)} |"]
            lines += [f"| {' | '.join(row)} |" for row in self.rows]
        return "\n".join([*lines, *(["", self.note] if self.note else [])])


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Minimum, median and maximum as people read them."""
    return " / ".join(f"{value:.{digits}f}" for value in (min(values), median(values), max(values)))


def machine() -> str:
    """Where and when figures were taken."""
    memory = round(psutil.virtual_memory().total / 2**30)
    cores, load = psutil.cpu_count(), psutil.getloadavg()[1]
    day = datetime.now(UTC).date()
    python = platform.python_version()
    return (
        f"{day}, {platform.system()} {platform.machine()}, {cores} cores, {memory} GiB, Python {python}; "
        f"load in the five minutes before: {load:.1f}. Three runs each, in turns, caches warm: "
        "minimum / median / maximum."
    )


def write(page: Path, where: str, tables: Sequence[Table]) -> None:
    """Put the tables between the marks of a page."""
    text = "\n\n".join([BEGIN, where, *(table.markdown() for table in tables), END])
    old = page.read_text(encoding="utf-8")
    page.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: text, old, flags=re.DOTALL), encoding="utf-8")
