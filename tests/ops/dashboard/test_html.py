import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from markupsafe import Markup, escape

from ops.dashboard.alarms import DeclaredAlarm
from ops.dashboard.declared import Declared, Part, declared
from ops.dashboard.graphs import Graph, Line, Section
from ops.dashboard.html import HEIGHT, TEXT, limits, render
from ops.dashboard.runbook import sections as runbook_of
from ops.offline.program import record_stack
from tests.harness import ROOT
from tests.ops.dashboard.conftest import EVERYTHING

HOSTILE = "</style></svg><script>alert(1)</script><img src=x onerror=alert(2)>\"'"
RUNBOOK = runbook_of(ROOT)


def alarm(**facts: object) -> DeclaredAlarm:
    plain = DeclaredAlarm(
        name="gli-prod-api-down",
        part="Service api",
        severity="critical",
        region="ap-northeast-2",
        condition="Running < 1 in 5 min",
        means="Nobody is served.",
        first="Go back.",
        runbook="down",
        topics=("gli-alerts",),
        told=("team@example.com",),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # a test names the facts that it is about


def stack(*alarms: DeclaredAlarm, graphs: tuple[Graph, ...] = ()) -> Declared:
    parts = (Part("Service api", alarms),) if alarms else ()
    return Declared("prod", "GLI-Production", parts, (Section("Service api", graphs),) if graphs else ())


def rows(page: str) -> list[str]:
    """The text of each alarm's row."""
    found = re.findall(r'<tr class="alarm">(.*?)</tr>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in found]


def test_every_alarm_stands_in_a_row_with_all_that_is_declared_of_it(everything: Declared) -> None:
    for row, one in zip(rows(render(everything, RUNBOOK)), everything.alarms, strict=True):
        assert row.startswith(f"{escape(one.name)} {one.severity} {one.region} {escape(one.condition)}")
        for said in (one.means, f"First: {one.first}", f"Runbook: {one.runbook}", *one.told, *one.topics):
            assert " ".join(str(escape(said)).split()) in row


def test_every_graph_stands_below_its_part_with_its_lines_and_its_limits(everything: Declared) -> None:
    page = render(everything, {})
    parts = dict(re.findall(r'<h2 id="section-\d+">(.*?)</h2>(.*?)(?=<h2|</main>)', page, re.DOTALL))

    assert list(parts) == [section.title for section in everything.sections]
    for section in everything.sections:
        cards = re.findall(r'<section class="card">(.*?)</section>', parts[section.title], re.DOTALL)
        for card, graph in zip(cards, section.graphs, strict=True):
            assert f"<h3>{graph.title}" in card
            for line in graph.lines:
                assert f"{escape(line.label)} " in card
                assert str(escape(line.measured)) in card
            assert all(label in card for label, _ in graph.limits)
            assert ("<svg" in card) is bool(graph.limits)


def test_every_link_leads_to_a_place_on_the_page(everything: Declared) -> None:
    page = render(everything, RUNBOOK)

    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))
    assert {f"runbook-{alarm.runbook}" for alarm in everything.alarms} <= targets


def test_only_those_sections_of_the_runbook_are_there_that_an_alarm_names() -> None:
    page = render(stack(alarm()), {"down": Markup("<p>Look.</p>"), "high-cpu": Markup("<p>Other.</p>")})

    assert "<p>Look.</p>" in page
    assert "Other." not in page


def test_without_a_runbook_nothing_leads_to_it() -> None:
    page = render(stack(alarm()), {})

    assert "unbook" not in "".join(rows(page))
    assert "#runbook" not in page


def test_html_in_the_runbook_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "runbook.md").write_text(
        "# Services\n\nAll.\n\n## down\n\n<script>alert(1)</script> *Look*.\n"
    )

    assert runbook_of(tmp_path) == {"down": "<p>&lt;script&gt;alert(1)&lt;/script&gt; <em>Look</em>.</p>\n"}
    assert "<code>aws ecs describe-services --cluster &lt;cluster&gt;" in RUNBOOK["down"]


def test_alarms_that_tell_nobody_are_named_at_the_top() -> None:
    page = render(stack(alarm(), alarm(name="gli-prod-api-slow", told=())), {})

    assert '<p class="warn">1 alarm of 2 tell nobody: gli-prod-api-slow.</p>' in page
    assert "nobody" in rows(page)[1]
    assert "nobody" not in rows(page)[0].replace("Nobody", "")


def test_where_everybody_is_told_nothing_warns() -> None:
    assert 'class="warn"' not in render(stack(alarm()), {})


def test_a_stack_without_alarms_says_so() -> None:
    assert "No alarm is declared" in render(stack(), {})


def test_text_cannot_break_out() -> None:
    line = Line(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    graph = Graph(HOSTILE, HOSTILE, (line,), ((HOSTILE, 1.0),))
    texts = dict.fromkeys(("name", "severity", "region", "condition", "means", "first", "runbook"), HOSTILE)
    page = render(
        replace(stack(alarm(**texts, topics=(HOSTILE,), told=(HOSTILE,)), graphs=(graph,)), dashboard=HOSTILE),
        {HOSTILE: Markup("")},
    )

    assert "<script" not in page
    assert "<img" not in page


def test_the_page_asks_for_nothing_and_says_so_to_the_browser(everything: Declared) -> None:
    page = render(everything, RUNBOOK)

    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*|url\(|@import", page) == []
    assert "default-src 'none'" in page


def test_the_same_stack_gives_the_same_bytes(everything: Declared) -> None:
    again = declared(record_stack(ROOT, "all", EVERYTHING))

    assert render(again, runbook_of(ROOT)).encode() == render(everything, RUNBOOK).encode()


def test_limits_of_one_height_are_one_line_and_no_text_covers_another() -> None:
    heights = (("a", 0.0), ("b", 10.0), ("c", 100.0), ("d", 100.0), ("e", 0.5))
    drawn = list(limits(Graph("", "", (), heights)))

    assert [(limit.labels, limit.amount) for limit in drawn] == [
        (("a",), "0"),
        (("e",), "0.5"),
        (("b",), "10"),
        (("c", "d"), "100"),
    ]
    assert drawn[0].y == HEIGHT
    assert [limit.y for limit in drawn] == sorted((limit.y for limit in drawn), reverse=True)
    for lower, higher in pairwise(drawn):
        assert lower.text_y - higher.text_y >= TEXT
    assert drawn[-1].text_y >= TEXT


def test_a_limit_of_nothing_lies_on_the_axis() -> None:
    (limit,) = limits(Graph("", "", (), (("none", 0.0),)))

    assert limit.y == HEIGHT
