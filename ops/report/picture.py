"""The picture of what was judged, for the page; it is drawn from the same resources that the rules read."""

from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from ops.report.sources import Evidence

NOT_DRAWABLE: Final = "There is no picture: this source does not say the ids by which resources refer to each other."


@dataclass(frozen=True)
class Picture:
    """A picture, or why there is none."""

    svg: Markup = field(default_factory=Markup)
    """Empty where there is none."""
    style: Markup = field(default_factory=Markup)
    """Its style sheet, which belongs to the page's."""
    missing: str = ""
    """Why there is none, in one sentence."""


def drawn(evidence: Evidence) -> Picture:
    """Draw what was judged."""
    if evidence.drawable is None:
        return Picture(missing=NOT_DRAWABLE)
    from ops.diagram.layout.lanes import NoLaneError  # noqa: PLC0415 - as below
    from ops.diagram.read.picture import picture  # noqa: PLC0415 - as below
    from ops.diagram.svg import inline, style  # noqa: PLC0415 - loads drawsvg, which other formats can do without

    try:
        svg = inline(picture(evidence.drawable))
    except NoLaneError as crowded:
        return Picture(missing=f"There is no picture: {crowded}. `python -m ops diagram --format mermaid` has one.")
    return Picture(Markup(svg), Markup(style()))  # noqa: S704 - our own SVG, whose texts drawsvg escapes
