"""The HTML report as an auditor meets it: opened in a real Chromium."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops.report.html import render
from tests import bad_stack
from tests.harness import ROOT
from tests.ops.report import samples
from tests.ops.report.chromium import CHROMIUM, CONTRAST, FLAGS, MISSING, REQUIRED, previewed

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Dialog, Page

NARROW, WIDE = 400, 1280

pytestmark = pytest.mark.skipif(bool(MISSING) and not os.environ.get(REQUIRED), reason=MISSING)


@pytest.fixture(scope="module")
def browser(prod: str, refused: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator["BrowserContext"]:
    """A Chromium that knows nobody; it keeps an event loop running, so programs are recorded before it starts."""
    assert prod != refused
    assert not MISSING, f"{REQUIRED} is set, and {MISSING}"
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("chromium"), executable_path=CHROMIUM, headless=True, args=FLAGS
        )
        yield context
        context.close()


Show = Callable[..., "Page"]


@pytest.fixture
def show(browser: "BrowserContext", tmp_path: Path) -> Iterator[Show]:
    """Opens a report; whatever its page says to the console or asks of the network fails the test."""
    page = browser.new_page()
    complaints: list[str] = []

    def dismiss(dialog: "Dialog") -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", dismiss)
    page.on("request", lambda request: complaints.append(request.url))

    def open_report(text: str, fragment: str = "", width: int = WIDE) -> "Page":
        path = tmp_path / "report.html"
        path.write_text(text, "utf-8")
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{path.as_uri()}{fragment}")
        return page

    yield open_report
    page.close()
    assert [one for one in complaints if not one.startswith(("data:,", tmp_path.as_uri()))] == []


@pytest.fixture(scope="module")
def prod() -> str:
    """The report of production as it is."""
    return render(previewed(ROOT, "prod"), None)


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a stack that breaks more than a hundred rules."""
    root = bad_stack.laid_out(tmp_path_factory.mktemp("bad") / "project")
    return render(previewed(root, bad_stack.STACK, first=True), samples.compared())


MIXED = render(samples.mixed(), samples.compared())


def shown(page: "Page") -> list[str]:
    """Ids of the rules that can be seen."""
    found: list[str] = page.eval_on_selector_all(
        ".rule", "rules => rules.filter(one => one.checkVisibility()).map(one => one.id.slice(5))"
    )
    return sorted(found)


def test_production_shows_all_its_rules(show: Show, prod: str) -> None:
    page = show(prod)

    assert page.locator("h1").inner_text().lstrip("✓✕ \n").startswith("prod may ")
    assert len(shown(page)) > 140
    assert page.locator("#shown").inner_text() == f"Showing all {len(shown(page))} rules."


def test_a_refused_environment_shows_its_violations_open(show: Show, refused: str) -> None:
    page = show(refused)

    assert "bad may NOT be deployed" in page.locator("h1").inner_text()
    violation = page.locator("#rule-stateful-protected")
    assert violation.get_attribute("open") is not None
    assert "rds Instance db" in violation.inner_text()
    assert "hunter2" not in page.content()


@pytest.mark.parametrize(
    ("field", "value", "rules"),
    [
        ("result", "violation", ["rds-storage-encrypted", "s3-versioned"]),
        ("result", "error", ["rds-parsed"]),
        ("result", "unknown", ["s3-tls-only"]),
        ("result", "exempted", ["s3-logged"]),
        ("result", "compliant", ["rds-multi-az", "s3-versioned"]),
        ("result", "not_applicable", ["rds-storage-encrypted"]),
        ("severity", "high", ["rds-multi-az", "s3-tls-only"]),
    ],
)
def test_a_box_shows_its_rules_alone(show: Show, field: str, value: str, rules: list[str]) -> None:
    page = show(MIXED)

    page.check(f"input[name={field}][value={value}]")

    assert shown(page) == rules
    assert page.evaluate("location.hash") == f"#{field}={value}"
    assert page.locator("#shown").inner_text() == f"Showing {len(rules)} of 7 rules."


@pytest.mark.parametrize(
    ("field", "value", "rules"),
    [
        ("service", "rds", ["rds-multi-az", "rds-parsed", "rds-storage-encrypted"]),
        ("service", "sns", ["sns-topic-encrypted"]),
        ("standard", "G-11", ["s3-logged", "s3-tls-only", "s3-versioned"]),
    ],
)
def test_a_choice_shows_its_rules_alone(show: Show, field: str, value: str, rules: list[str]) -> None:
    page = show(MIXED)

    page.select_option(f"#{field}", value)

    assert shown(page) == rules


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("BUCKETS versions", ["s3-versioned"]),
        ("main-replica", []),
        ("logs-old", ["s3-versioned"]),
        ("CKV_AWS_16 replica", ["rds-storage-encrypted"]),
        ("nothing has this", []),
    ],
)
def test_words_find_rules_by_all_that_is_said_of_them(show: Show, words: str, rules: list[str]) -> None:
    page = show(MIXED)

    page.fill("#q", words)

    assert shown(page) == rules
    assert page.locator("#empty").is_visible() is not bool(rules)


def test_filters_narrow_each_other_and_what_is_inside_a_rule(show: Show) -> None:
    page = show(MIXED)

    page.check("input[name=result][value=compliant]")
    page.check("input[name=severity][value=low]")
    page.click("#unfold")

    assert shown(page) == ["s3-versioned"]
    text = page.locator("#rule-s3-versioned").inner_text()
    assert "logs-old" in text
    assert "versioning is off" not in text


def test_a_link_with_filters_opens_what_was_seen(show: Show) -> None:
    page = show(MIXED, "#result=violation,unknown&service=s3&q=buckets")

    assert shown(page) == ["s3-tls-only", "s3-versioned"]
    assert page.is_checked("input[name=result][value=unknown]")
    assert page.input_value("#q") == "buckets"


def test_the_counts_at_the_top_lead_to_their_rules(show: Show) -> None:
    page = show(MIXED)

    page.click(".counts a[href='#result=exempted']")

    page.wait_for_function("document.querySelectorAll('.rule:not([hidden])').length === 1")
    assert shown(page) == ["s3-logged"]


def test_a_link_to_a_rule_opens_it_even_where_a_filter_hides_it(show: Show) -> None:
    page = show(MIXED, "#severity=high")

    page.click("#exemptions a[href='#rule-s3-logged']")

    page.wait_for_function("document.getElementById('rule-s3-logged').open")
    assert "Nobody is on call yet." in page.locator("#rule-s3-logged").inner_text()


def test_everything_comes_back(show: Show) -> None:
    page = show(MIXED, "#severity=high")

    page.click("form .everything")

    assert len(shown(page)) == 7
    assert page.evaluate("location.hash") == ""


def test_the_keyboard_alone_opens_a_rule_and_sets_a_filter(show: Show) -> None:
    page = show(MIXED)

    page.focus("#rule-s3-tls-only > summary")
    page.keyboard.press("Enter")
    page.focus("input[value=unknown]")
    page.keyboard.press("Space")

    assert page.locator("#rule-s3-tls-only").get_attribute("open") is not None
    assert shown(page) == ["s3-tls-only"]


@pytest.mark.parametrize("report", ["prod", "refused"])
def test_nothing_is_wider_than_a_phone(show: Show, request: pytest.FixtureRequest, report: str) -> None:
    page = show(request.getfixturevalue(report), width=NARROW)
    for unfold in ("#unfold", None):
        if unfold:
            page.click(unfold)
        else:
            page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")

        assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW
        assert page.evaluate("innerWidth") == NARROW


def test_hostile_text_runs_nothing_and_breaks_no_layout(show: Show) -> None:
    page = show(render(samples.hostile(), None), width=NARROW)

    assert page.locator("body > script").count() == 1
    assert page.locator("img").count() == 0
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW
    assert "<script>alert(1)</script>" in page.locator("#rule-s3-bad").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(show: Show, scheme: "str") -> None:
    page = show(MIXED)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.click("#unfold")

    weak = page.evaluate(CONTRAST)

    assert weak == []


def test_on_paper_every_rule_is_open_and_the_controls_are_gone(show: Show) -> None:
    page = show(MIXED)
    page.emulate_media(media="print")

    assert page.locator("#rule-s3-logged .said").is_visible()
    assert page.locator("#rule-s3-logged .said").bounding_box()
    assert not page.locator("#filters").is_visible()
    assert not page.locator("nav").is_visible()


def test_without_a_script_all_is_there_but_the_filters(show: Show) -> None:
    page = show(MIXED.replace("<script>", "<template>").replace("</script>", "</template>"))

    assert len(shown(page)) == 7
    assert not page.locator("#filters").is_visible()


def test_the_largest_report_filters_at_once(show: Show) -> None:
    page = show(render(samples.large(), None))

    took: float = page.evaluate(
        """() => {
          const before = performance.now();
          document.getElementById("q").value = "main-299";
          document.getElementById("filters").dispatchEvent(new Event("input"));
          document.body.offsetHeight;
          return performance.now() - before;
        }"""
    )

    assert len(shown(page)) == 230
    assert took < 3000
