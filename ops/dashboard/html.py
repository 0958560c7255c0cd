"""The drawn dashboard as one HTML file: no data, since nothing exists yet, but every graph, line, limit and alarm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from markupsafe import Markup

from ops.dashboard.declared import Declared
from ops.dashboard.graphs import Graph
from ops.dashboard.words import amount
from ops.labels import count
from ops.pages import html_templates

TEMPLATES: Final = Path(__file__).with_name("templates")
WIDTH: Final = 320
HEIGHT: Final = 96
"""Of a graph's drawing, in pixels."""
HEADROOM: Final = 1.25
"""How much of the axis lies above the highest limit."""
TEXT: Final = 12
"""Height of a line of text, in pixels."""


@dataclass(frozen=True)
class Limit:
    """Limits of one height, as one line of a drawing; `y` and `text_y` are pixels from the top."""

    labels: tuple[str, ...]
    amount: str
    y: float
    text_y: float


def render(declared: Declared, runbook: Mapping[str, Markup]) -> str:
    """The whole page, with those sections of the runbook that its alarms name."""
    named = {alarm.runbook for alarm in declared.alarms}
    template = html_templates(TEMPLATES).get_template("dashboard.html.j2")
    return template.render(
        declared=declared,
        graphs=sum(len(section.graphs) for section in declared.sections),
        untold=[alarm.name for alarm in declared.alarms if not alarm.told],
        runbook={heading: text for heading, text in runbook.items() if heading in named},
        limits=lambda graph: tuple(limits(graph)),
        width=WIDTH,
        height=HEIGHT,
        count=count,
    )


def limits(graph: Graph) -> Iterator[Limit]:
    """The limits of a graph from the lowest to the highest, with texts that do not cover each other."""
    top = max((at for _, at in graph.limits), default=0) * HEADROOM or 1.0
    above: float = HEIGHT + TEXT
    for at, same in groupby(sorted(graph.limits, key=lambda limit: limit[1]), key=lambda limit: limit[1]):
        y = round(HEIGHT * (1 - at / top), 1)
        above = max(min(y - 3, above - TEXT), TEXT)
        yield Limit(tuple(label for label, _ in same), amount(at, graph.unit), y, round(above, 1))
