"""The body of a CloudWatch dashboard: parts below each other, three graphs in a row.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from components._watched import Expression, Measure, Metric, Watched, Widget

COLUMNS = 24
"""CloudWatch's grid."""
PER_ROW = 3
GRAPH_HEIGHT = 6
TITLE_HEIGHT = 1
ALARMS_PER_ROW = 6
"""About as many alarms stand beside each other in an alarm widget as wide as the dashboard."""
PERIOD = 60
"""Seconds a point stands for until the console chooses longer ones for longer ranges."""

Placed = dict[str, Any]


class Grid:
    """Places widgets from left to right and from top to bottom."""

    def __init__(self) -> None:
        self.widgets: list[Placed] = []
        self._row = 0

    def add(self, widgets: Sequence[Placed], *, width: int, height: int) -> None:
        """Add widgets of one size, as many to a row as fit, below all that is there."""
        for position, widget in enumerate(widgets):
            row, column = divmod(position, COLUMNS // width)
            size = {"x": column * width, "y": self._row + row * height, "width": width, "height": height}
            self.widgets.append(widget | size)
        self._row += -(-len(widgets) // (COLUMNS // width)) * height

    def title(self, markdown: str) -> None:
        """Add a line of text over the whole width."""
        self.add([{"type": "text", "properties": {"markdown": markdown}}], width=COLUMNS, height=TITLE_HEIGHT)


def dashboard_body(
    title: str, parts: Sequence[Watched], alarms: Mapping[str, Sequence[str]], *, region: str
) -> dict[str, Any]:
    """The whole dashboard: all alarms by Region on top, given by ARN, then part by part its graphs."""
    grid = Grid()
    grid.title(f"# {title}")
    for where, arns in alarms.items():
        widget = {"type": "alarm", "properties": {"title": f"Alarms in {where}", "alarms": list(arns)}}
        grid.add([widget], width=COLUMNS, height=2 + -(-len(arns) // ALARMS_PER_ROW))
    for part in parts:
        if part.widgets:
            grid.title(f"## {part.title}")
            graphs = [graph(widget, region) for widget in part.widgets]
            grid.add(graphs, width=COLUMNS // PER_ROW, height=GRAPH_HEIGHT)
    return {"widgets": grid.widgets}


def graph(widget: Widget, region: str) -> Placed:
    """One graph; what is measured elsewhere says so itself."""
    properties: dict[str, Any] = {
        "title": widget.title,
        "view": "timeSeries",
        "stacked": widget.stacked,
        "region": region,
        "period": PERIOD,
        "metrics": [row for line in _lines(widget.measures, region) for row in line],
        "yAxis": {"left": {"min": 0, "showUnits": False} | ({"label": widget.unit} if widget.unit else {})},
    }
    if widget.limits:
        properties["annotations"] = {"horizontal": [{"label": label, "value": at} for label, at in widget.limits]}
    return {"type": "metric", "properties": properties}


def _lines(measures: Sequence[Measure], region: str) -> Iterator[list[list[Any]]]:
    numbers = count(1)
    for measure in measures:
        if isinstance(measure, Metric):
            yield [_metric(measure, region, {"label": measure.label})]
        else:
            yield _math(measure, next(numbers), region)


def _math(measure: Expression, number: int, region: str) -> list[list[Any]]:
    """The expression and what it is made of, hidden; ids are unique in a graph."""
    renamed = {key: f"{key}{number}x" for key in measure.metrics}
    text = re.sub(r"\b[a-z]\w*\b", lambda word: renamed.get(word[0], word[0]), measure.text)
    shown = {"expression": text, "label": measure.label, "id": f"shown{number}"}
    if measure.region is not None:
        shown["region"] = measure.region
    hidden = [
        _metric(metric, region, {"id": renamed[key], "visible": False}) for key, metric in measure.metrics.items()
    ]
    return [[shown], *hidden]


def _metric(metric: Metric, region: str, more: Mapping[str, Any]) -> list[Any]:
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    elsewhere = {"region": metric.region} if metric.region not in (None, region) else {}
    return [metric.namespace, metric.name, *dimensions, {"stat": metric.statistic, **elsewhere, **more}]
