"""A preview for people: the tree of what the stack would be, how many of each type, and what the policies found."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from rich.console import Console
from rich.text import Text

from ops.findings import Finding
from ops.labels import count, physical_name, short_type
from ops.offline.recording import Recorded, Recording
from ops.render_findings import READABLE, findings_text, verdict

WIDEST_LEFT: Final = 40
GAP: Final = 2
UNBOUNDED: Final = 1_000_000


@dataclass(frozen=True)
class Line:
    """A resource in the tree."""

    guide: str
    resource: Recorded

    @property
    def left(self) -> Text:
        """The logical name and type, behind the branches of the tree."""
        kind = "cyan" if self.resource.custom else "bold"
        return Text.assemble(
            (self.guide, "dim"), self.resource.name, " ", (short_type(self.resource.type), kind), no_wrap=True
        )

    @property
    def right(self) -> Text:
        """The name in AWS, and whether Pulumi refuses to delete it."""
        words = Text(physical_name(self.resource) if self.resource.custom else "", style="green")
        if self.resource.custom and self.resource.options.protect:
            words.append(" protected" if words else "protected", style="dim")
        return words


def show(recording: Recording, findings: Sequence[Finding]) -> None:
    """Print a preview; on a terminal nothing is wider than it."""
    console = Console(highlight=False, soft_wrap=True)
    width = console.width if console.is_terminal else UNBOUNDED
    lines = (
        *tree(recording, width),
        *counts(recording, width),
        *findings_text(findings, width),
        verdict(recording.stack, findings),
    )
    console.print(Text("\n").join(lines))


def tree(recording: Recording, width: int) -> Iterator[Text]:
    """Give the tree, with the physical names in a column of their own."""
    stack = recording.resources[0]
    yield Text(f"{stack.name}", style="bold")
    lines = list(_below(recording, stack.urn, ""))
    column = min(WIDEST_LEFT, max((line.left.cell_len for line in lines), default=0)) + GAP
    for line in lines:
        text = line.left
        if line.right:
            text.append(" " * max(GAP, column - text.cell_len))
            text.append_text(line.right)
        text.truncate(width, overflow="ellipsis")
        yield text


def _below(recording: Recording, urn: str, guide: str) -> Iterator[Line]:
    children = recording.children(urn)
    for child in children:
        last = child is children[-1]
        yield Line(guide + ("└ " if last else "├ "), child)
        yield from _below(recording, child.urn, guide + ("  " if last else "│ "))


def counts(recording: Recording, width: int) -> Iterator[Text]:
    """Give how many resources there are of each type, in as many columns as fit."""
    of_type = Counter(short_type(resource.type) for resource in recording.resources if resource.custom)
    components = sum(not resource.custom for resource in recording.resources) - 1
    yield Text()
    yield Text(f"{count(of_type.total(), 'resource')} in {count(components, 'component')}", style="bold")
    digits = len(str(max(of_type.values(), default=0)))
    ordered = sorted(of_type.items(), key=lambda item: (-item[1], item[0]))
    cells = [f"{number:>{digits}} {kind}" for kind, number in ordered]
    for row in _columns(cells, min(width, READABLE)):
        yield Text(row)


def _columns(cells: Sequence[str], width: int) -> Iterator[str]:
    """Lay out cells downwards, in the most columns that fit."""
    for columns in range(len(cells), 0, -1):
        rows = -(-len(cells) // columns)
        stacks = [cells[start : start + rows] for start in range(0, len(cells), rows)]
        widths = [max(map(len, stack)) + GAP for stack in stacks]
        if sum(widths) - GAP <= width or columns == 1:
            for row in zip_longest(*stacks, fillvalue=""):
                yield "".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
            return
