"""The picture in the report: part of the page, under the page's own security policy."""

import os
import re
from pathlib import Path

import pytest
from markupsafe import Markup

from ops.diagram.svg import inline, style
from ops.offline.recording import Recording
from ops.report.html import render
from ops.report.model import Source
from ops.report.picture import NOT_DRAWABLE, Picture, drawn
from ops.report.sources import Evidence
from tests.ops.diagram.samples import hostile
from tests.ops.report import samples
from tests.ops.report.chromium import CHROMIUM, CONTRAST, FLAGS, MISSING, REQUIRED

PICTURE = Picture(Markup(inline(hostile())), Markup(style()))  # noqa: S704 - our own SVG


def evidence(drawable: Recording | None) -> Evidence:
    return Evidence(Source.PREVIEW, "production", (), (), None, (), drawable=drawable)


def test_what_was_recorded_is_drawn() -> None:
    made = drawn(evidence(Recording("prod", "platform", (), {})))

    assert made.svg.startswith("<svg ")
    assert made.missing == ""


def test_a_source_without_ids_has_a_sentence_in_its_place() -> None:
    page = render(samples.mixed(), None, drawn(evidence(None)))

    assert NOT_DRAWABLE in page
    assert "stack-diagram" not in page


def test_a_picture_too_full_for_lines_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.diagram.layout.place.TRIES", ())

    made = drawn(evidence(Recording("prod", "platform", (), {})))

    assert made.svg == ""
    assert made.missing == (
        "There is no picture: prod has 0 flows, which is more than a drawing has room for. "
        "`python -m ops diagram --format mermaid` has one."
    )


def test_a_report_without_a_picture_does_not_speak_of_one() -> None:
    assert "picture" not in re.sub(r"<style>.*?</style>", "", render(samples.mixed(), None), flags=re.S)


@pytest.mark.skipif(bool(MISSING) and not os.environ.get(REQUIRED), reason=MISSING)
def test_a_browser_draws_it_in_light_and_dark_wide_and_narrow(tmp_path: Path) -> None:
    assert not MISSING, f"{REQUIRED} is set, and {MISSING}"
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    page_file = tmp_path / "report.html"
    page_file.write_text(render(samples.mixed(), None, PICTURE), "utf-8")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "chromium", executable_path=CHROMIUM, headless=True, args=FLAGS
        )
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(page_file.as_uri())
        grounds = {}
        for scheme, width in (("light", 1280), ("dark", 400)):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.set_viewport_size({"width": width, "height": 900})
            ground = page.locator(".stack-diagram .ground")
            grounds[scheme] = ground.evaluate("one => getComputedStyle(one).fill")
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width
            assert page.evaluate(CONTRAST) == []
        context.close()
    assert complaints == []
    assert grounds == {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 22, 28)"}
