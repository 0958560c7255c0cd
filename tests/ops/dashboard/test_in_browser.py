"""The drawn dashboard as a reviewer meets it: opened in a real Chromium."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops.dashboard.declared import Declared
from ops.dashboard.html import render
from ops.dashboard.runbook import sections
from tests.harness import ROOT
from tests.ops.report.chromium import CHROMIUM, CONTRAST, FLAGS, MISSING, REQUIRED

if TYPE_CHECKING:
    from playwright.sync_api import Page

NARROW, WIDE = 400, 1280

pytestmark = pytest.mark.skipif(bool(MISSING) and not os.environ.get(REQUIRED), reason=MISSING)


@pytest.fixture(scope="module")
def page(everything: Declared, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Page"]:
    """The page, opened once; what it says to the console or asks of the network fails the module."""
    assert not MISSING, f"{REQUIRED} is set, and {MISSING}"
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    path: Path = tmp_path_factory.mktemp("page") / "dashboard.html"
    path.write_text(render(everything, sections(ROOT)), "utf-8")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("chromium"), executable_path=CHROMIUM, headless=True, args=FLAGS
        )
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url))
        page.goto(path.as_uri())
        yield page
        context.close()
    assert complaints == [path.as_uri()]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_is_wider_than_the_screen(page: "Page", width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})

    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: "Page", scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_alarm_and_every_graph_can_be_seen(page: "Page", everything: Declared, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    seen = "all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height > 20).length"

    assert page.eval_on_selector_all("tr.alarm", seen) == len(everything.alarms)
    assert page.eval_on_selector_all(".card", seen) == sum(len(section.graphs) for section in everything.sections)


def test_alarms_come_first_and_cost_last_of_what_is_watched(page: "Page") -> None:
    titles = page.locator("h2").all_inner_texts()

    assert titles[0] == "Alarms"
    assert titles[-2:] == ["Cost of the account", "Runbook"]


def test_a_reader_gets_from_an_alarm_to_what_to_do(page: "Page") -> None:
    page.locator("tr.alarm", has_text="all-all-api-high-error-rate").get_by_role("link").click()

    section = page.locator("#runbook-high-error-rate")
    assert "Means" in section.inner_text()
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 900


def test_no_text_of_a_limit_covers_another(page: "Page") -> None:
    covered = page.evaluate(
        """() => [...document.querySelectorAll("svg")].filter((drawing) => {
          const boxes = [...drawing.querySelectorAll("text")].map((one) => one.getBBox());
          return boxes.some((a, i) => boxes.slice(i + 1).some((b) => Math.abs(a.y - b.y) < a.height * 0.8));
        }).length"""
    )

    assert covered == 0
