"""A picture as a Mermaid flowchart, for Markdown: GitHub and GitLab draw it where it stands.

https://mermaid.js.org/syntax/flowchart.html
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from ops.diagram.layout.shelves import Hop, hops
from ops.diagram.model import Area, Diagram, Look, Node, Place, Way

ESCAPED: Final = re.compile(r"[^A-Za-z0-9 .,:/()+-]")
"""What is written as a number in a label: quotes would end it, others would be taken for HTML, Markdown or an icon."""
FONT_ICON: Final = re.compile(r"\bfa[bklrs]?:")
LINKS: Final = {Way.NETWORK: "-->", Way.REQUEST: "-->", Way.GRANT: "-.->", Way.COPY: "==>"}
LOOKS: Final = {
    Look.OUTSIDE: "stroke:#5d6770,stroke-dasharray:5 3",
    Look.EDGE: "stroke:#8a5a00",
    Look.COMPUTE: "stroke:#0b5fa5",
    Look.STORE: "stroke:#4b3fa8",
    Look.NETWORK: "stroke:#47606f",
    Look.WATCH: "stroke:#7a3b69",
}
"""Borders alone: what is inside has the colours of the page, light or dark."""


def render(diagram: Diagram) -> str:
    """The flowchart, to stand between ```` ```mermaid ```` and ```` ``` ````."""
    lines = chain(
        ("flowchart TB", f"  %% {diagram.stack}, {diagram.title}"),
        (f"  {line}" for area in diagram.areas for line in _area(area)),
        (f"  {_link(hop)}" for hop in dict.fromkeys(hops(diagram.flows))),
        _classes(diagram),
    )
    return "".join(f"{line}\n" for line in lines)


def text(written: str) -> str:
    """Text as it may stand in quotes."""
    escaped = ESCAPED.sub(lambda match: f"#{ord(match[0])};", written)
    return FONT_ICON.sub(lambda match: match[0].replace(":", "#58;"), escaped)


def _area(area: Area) -> Iterator[str]:
    inner = [*(_node(node) for node in area.nodes), *(line for one in area.areas for line in _area(one))]
    label = text(", ".join((area.title, *area.notes)))  # one line: of a subgraph's title boxes cover any other
    if not area.title:
        yield from inner
    elif not inner and area.place is Place.SUBNET:
        yield f'{_id(area.id)}["{label}"]'
    else:
        yield f'subgraph {_id(area.id)}["{label}"]'
        yield from (f"  {line}" for line in inner)
        yield "end"


def _node(node: Node) -> str:
    return f'{_id(node.id)}["{_label(node.title, node.word, *node.facts)}"]'


def _label(*lines: str) -> str:
    return "<br>".join(text(line) for line in lines)


def _link(hop: Hop) -> str:
    arrow = LINKS[hop.flow.way]
    said = [text(hop.label), *(text(detail) for detail in hop.flow.details)] if hop.label else []
    label = f'|"{"<br>".join(said)}"|' if said else ""
    return f"{_id(hop.source)} {arrow}{label} {_id(hop.target)}"


def _classes(diagram: Diagram) -> Iterator[str]:
    for look, drawn in LOOKS.items():
        members = [_id(node.id) for node in diagram.nodes if node.look is look]
        if members:
            yield f"  classDef {look.value}s {drawn}"
            yield f"  class {','.join(members)} {look.value}s"


def _id(name: str) -> str:
    """An id that is no word of Mermaid's own."""
    return f"n_{name.replace('-', '_')}"
