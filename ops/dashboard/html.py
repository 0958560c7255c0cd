"""The drawn dashboard as one HTML file: no data, since nothing exists yet, but every graph, line, limit and alarm."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ops.dashboard.declared import Declared, Graph
from ops.dashboard.words import number

TEMPLATES: Final = Path(__file__).with_name("templates")
WIDTH, HEIGHT = 320, 120
"""Of a graph's drawing, in pixels."""
HEADROOM = 1.25
"""How much of the axis lies above the highest limit."""


def render(declared: Declared) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    return environment.get_template("dashboard.html.j2").render(
        declared=declared,
        heights=heights,
        width=WIDTH,
        height=HEIGHT,
        untold=[alarm for alarm in declared.alarms if not alarm.told],
    )


def heights(graph: Graph) -> list[tuple[str, float, float]]:
    """Each limit with where its line is drawn, from the top; the axis begins at zero."""
    top = max((at for _, at in graph.limits), default=1.0) * HEADROOM or 1.0
    return [(label, at, round(HEIGHT * (1 - at / top), 1)) for label, at in graph.limits]
