"""`python -m ops diagram`: a stack as a picture, before it exists."""

import sys
from pathlib import Path

from ops.diagram.layout.lanes import NoLaneError
from ops.diagram.model import Diagram
from ops.diagram.options import Format
from ops.diagram.read.picture import picture
from ops.failures import WrongInputError
from ops.labels import count
from ops.offline.program import record_stack
from ops.output import write


def draw(root: Path, stack: str | None, *, config_file: Path | None, written_as: Format, output: Path | None) -> None:
    """Write the picture to a file or to stdout, and to stderr one line about what a file holds."""
    diagram = picture(record_stack(root, stack, config_file))
    write(_rendered(diagram, written_as), output)
    if output is not None:
        areas = count(len(diagram.every_area), "area")
        said = f"{count(len(diagram.nodes), 'part')} in {areas}, {count(len(diagram.flows), 'flow')}"
        sys.stderr.write(f"{output}: {diagram.stack}, {said}.\n")


def _rendered(diagram: Diagram, written_as: Format) -> str:
    if written_as is Format.MERMAID:
        from ops.diagram.mermaid import render as as_mermaid  # noqa: PLC0415 - the other one is not needed

        return as_mermaid(diagram)
    from ops.diagram.svg import render as as_svg  # noqa: PLC0415 - loads drawsvg

    try:
        return as_svg(diagram)
    except NoLaneError as crowded:
        raise WrongInputError(f"{crowded}; take --format mermaid, whose readers lay it out themselves.") from None
