"""The drawing as a file: well-formed, complete, readable by itself."""

import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from ops.diagram.layout.place import place
from ops.diagram.model import Diagram, Flow, Look, Way
from ops.diagram.svg import inline, render, style
from tests.ops.diagram.samples import HOSTILE, diagram, hostile, node, tier

SVG = "{http://www.w3.org/2000/svg}"
PLAIN = diagram(
    tier("public", node("main", Look.EDGE)),
    tier("private", node("api"), node("worker")),
    flows=(Flow("internet", "main", Way.NETWORK, "443"), Flow("main", "api", Way.NETWORK, "8000")),
)


def parsed(made: Diagram) -> ET.Element:
    return ET.fromstring(render(made))  # noqa: S314 - our own file


@pytest.mark.parametrize("made", [PLAIN, hostile()], ids=["plain", "hostile"])
def test_it_is_well_formed_and_every_id_is_there_once(made: Diagram) -> None:
    ids = Counter(one.get("id") for one in parsed(made).iter() if one.get("id"))

    drawn = [node.id for node in made.nodes] + [arrow.id for arrow in place(made).arrows]
    assert {f"picture-{one}" for one in drawn} <= set(ids)
    assert set(ids.values()) == {1}


def test_hostile_text_is_text() -> None:
    root = parsed(hostile())

    assert HOSTILE in "".join(root.itertext())
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == {
        "svg", "title", "desc", "style", "rect", "text", "g", "path",
    }  # fmt: skip


def test_it_scales_and_says_what_it_shows_to_whoever_cannot_see_it() -> None:
    root = parsed(PLAIN)
    layout = place(PLAIN)

    assert root.get("viewBox") == f"0 0 {layout.width} {layout.height}"
    assert root.get("role") == "img"
    labels = [root.find(f".//*[@id='{one}']") for one in str(root.get("aria-labelledby")).split()]
    title, description = [one.text for one in labels if one is not None]
    assert title == "sample, nothing real"
    assert description == (
        "4 parts, 2 flows. Kind of internet internet to Kind of main main: 443. "
        "Kind of main main to Kind of api api: 8000."
    )


def test_it_asks_nothing_of_anybody_and_runs_nothing() -> None:
    text = render(PLAIN)
    elsewhere = re.findall(r"(?:https?:)?//[^\s\"')]+", text)

    assert set(elsewhere) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"<script|<image|<foreignObject|@import|@font-face|url\(|\son\w+=", text)


def test_it_knows_light_and_dark_and_a_page_has_the_styles_once() -> None:
    assert "prefers-color-scheme: dark" in style()
    assert style() in render(PLAIN)
    assert "<style" not in inline(PLAIN)


def test_every_colour_is_given_for_light_dark_and_paper() -> None:
    light, dark, paper = re.findall(r"\.stack-diagram \{ (--[^}]+)", style())
    used = set(re.findall(r"var\((--[\w-]+)\)", style())) - {"--tone"}

    for scheme in (light, dark, paper):
        assert set(re.findall(r"(--[\w-]+):", scheme)) == used


@pytest.mark.parametrize("scheme", [0, 1, 2])
def test_text_stands_out_from_its_ground(scheme: int) -> None:
    """At least 4.5 to 1: WCAG 2.2, 1.4.3."""
    colours = dict(re.findall(r"(--[\w-]+): (#\w+)", re.findall(r"\.stack-diagram \{ (--[^}]+)", style())[scheme]))
    grounds = ("--ground", "--area", "--inner", "--tier", "--box")
    looks = ("--ink", "--muted", "--edge", "--compute", "--store", "--network", "--watch", "--outside")

    for text in (*looks, "--flow", "--request", "--grant", "--copy"):
        for ground in grounds:
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_legend_explains_the_lines_that_are_there_and_no_others() -> None:
    texts = [one.text for one in parsed(PLAIN).iter(f"{SVG}text")]

    assert "may connect, at these ports" in texts
    assert "may, by IAM" not in texts
