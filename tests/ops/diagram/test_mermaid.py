"""The flowchart: what Mermaid's own parser makes of it."""

import os
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from ops.diagram.mermaid import render, text
from ops.diagram.model import Diagram, Flow, Look, Way
from ops.diagram.read.picture import picture
from tests.conftest import Record
from tests.ops.diagram.samples import HOSTILE, diagram, hostile, node, tier
from tests.ops.report.chromium import CHROMIUM, FLAGS, MISSING, REQUIRED

Parse = Callable[[str], dict[str, dict[str, str]]]
VERTICES = """async (text) => {
  const made = await mermaid.mermaidAPI.getDiagramFromText(text);
  return Object.fromEntries([...made.db.getVertices()].map(([id, one]) => [id, one]));
}"""
"""What the parser found: nodes by id."""


@pytest.fixture(scope="module")
def real(deployed: Record) -> Diagram:
    """A real stack, recorded before the browser keeps an event loop running."""
    return picture(deployed("rse-host"))


@pytest.fixture(scope="module")
def parse(real: Diagram, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parse]:
    """Mermaid itself, as the package mermaidx brings it, in a real Chromium; syntax errors are raised."""
    assert real.nodes
    if MISSING and not os.environ.get(REQUIRED):
        pytest.skip(MISSING)
    assert not MISSING, f"{REQUIRED} is set, and {MISSING}"
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    spec = find_spec("mermaidx")
    assert spec is not None
    assert spec.origin is not None
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("chromium"), executable_path=CHROMIUM, headless=True, args=FLAGS
        )
        page = context.new_page()
        page.add_script_tag(path=Path(spec.origin).with_name("assets") / "mermaid.js")
        page.evaluate("mermaid.initialize({startOnLoad: false})")
        yield lambda written: page.evaluate(VERTICES, written)
        context.close()


def meant(label: str) -> str:
    """A label with its numbers read, as Mermaid does before it draws."""
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label)


def test_its_parser_finds_every_node_with_its_text(parse: Parse, real: Diagram) -> None:
    found = parse(render(real))

    for one in real.nodes:
        label = entities(found[f"n_{one.id.replace('-', '_')}"]["text"])
        assert label.split("<br>") == [one.title, one.word, *one.facts]


def test_its_parser_takes_hostile_text_as_text(parse: Parse) -> None:
    found = parse(render(hostile()))

    assert entities(found["n_of_compute"]["text"]) == f"{HOSTILE}<br>Kind of of-compute<br>{HOSTILE}"


def entities(label: str) -> str:
    """Mermaid keeps `#34;` as `fl°°34¶ß` until it draws."""
    return re.sub(r"ﬂ°°(\d+)¶ß", lambda match: chr(int(match[1])), label)


def test_its_parser_refuses_what_is_broken(parse: Parse) -> None:
    with pytest.raises(Exception, match="Parse error"):
        parse('flowchart TB\n  a["never closed --> b')


def test_text_has_nothing_that_means_something_to_mermaid_or_markdown() -> None:
    written = text(HOSTILE)

    assert not re.search(r"[\"'`*_<>|&\[\]{}%]", written)
    assert meant(written) == HOSTILE


def test_ways_differ_and_a_look_on_the_way_is_a_stop() -> None:
    flows = (
        Flow("internet", "main", Way.NETWORK, "443", ("a.example", "/x"), "guard"),
        Flow("main", "db", Way.GRANT, "reads"),
        Flow("main", "db", Way.COPY, "copies"),
    )
    made = diagram(tier("public", node("guard"), node("main"), node("db", Look.STORE), zones=0), flows=flows)

    assert [line.strip() for line in render(made).splitlines() if re.search(r"n_\w+ [-=.]", line)] == [
        "n_internet --> n_guard",
        'n_guard -->|"443<br>a.example<br>/x"| n_main',
        'n_main -.->|"reads"| n_db',
        'n_main ==>|"copies"| n_db',
    ]


def test_an_empty_subnet_is_a_box_and_a_full_one_an_area() -> None:
    lines = [line.strip() for line in render(hostile()).splitlines()]
    empty = [line.strip() for line in render(diagram(tier("public"))).splitlines()]

    assert any(line.startswith("subgraph n_subnet[") for line in lines)
    assert 'n_public_0["zone-0, 10.0.0.0/24"]' in empty
