"""The graphs of a dashboard's body, and in what their lines are measured."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ops.dashboard.words import in_words


@dataclass(frozen=True)
class Line:
    """One line of a graph."""

    label: str
    metric: str
    """The metric's name; of metric math the label."""
    measured: str
    """Metric and statistic, or an expression."""
    place: str
    """Namespace and dimensions, and the Region where it is not the graph's; empty for an expression."""


@dataclass(frozen=True)
class Graph:
    """One graph of the dashboard."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    limits: tuple[tuple[str, float], ...]
    """The lines that alarms watch: a label and a height."""

    @property
    def places(self) -> tuple[str, ...]:
        """Where its lines are measured, each place once."""
        return tuple(dict.fromkeys(line.place for line in self.lines if line.place))


@dataclass(frozen=True)
class Section:
    """A part of the environment with its graphs."""

    title: str
    graphs: tuple[Graph, ...]


def sections(widgets: Sequence[Mapping[str, Any]]) -> Iterator[Section]:
    """The graphs below each line of text; what has no graph below it is a title of the page."""
    title, graphs = "", list[Graph]()
    for widget in [*widgets, {"type": "text", "properties": {"markdown": ""}}]:
        properties = widget["properties"]
        if widget["type"] == "text":
            if graphs:
                yield Section(title, tuple(graphs))
            title, graphs = str(properties["markdown"]).lstrip("# "), []
        elif widget["type"] == "metric":
            graphs.append(_graph(properties))


def units(drawn: Iterable[Section]) -> dict[str, str]:
    """The unit of each metric that a graph shows, by its name; CloudWatch's alarms know none."""
    return {line.metric: graph.unit for section in drawn for graph in section.graphs for line in graph.lines}


def _graph(properties: Mapping[str, Any]) -> Graph:
    horizontal = properties.get("annotations", {}).get("horizontal", ())
    return Graph(
        title=properties["title"],
        unit=properties["yAxis"]["left"].get("label", ""),
        lines=tuple(_lines(properties["metrics"], properties["region"])),
        limits=tuple((one["label"], float(one["value"])) for one in horizontal),
    )


def _lines(rows: Sequence[Sequence[Any]], region: str) -> Iterator[Line]:
    ids = {row[-1]["id"]: str(row[1]) for row in rows if "id" in row[-1] and "expression" not in row[-1]}
    for row in rows:
        options = row[-1]
        if options.get("visible") is False:
            continue
        elsewhere = options.get("region", region)
        where = "" if elsewhere == region else f" in {elsewhere}"
        if "expression" in options:
            text = in_words(options["expression"], ids)
            yield Line(label=options["label"], metric=options["label"], measured=text, place="")
        else:
            yield Line(
                label=options["label"],
                metric=str(row[1]),
                measured=f"{row[1]}, {options['stat']}",
                place=_place(row) + where,
            )


def _place(row: Sequence[Any]) -> str:
    namespace, _, *dimensions = row[:-1]
    pairs = (f"{key} {value}" for key, value in zip(dimensions[::2], dimensions[1::2], strict=True))
    return ", ".join((str(namespace), *pairs))
