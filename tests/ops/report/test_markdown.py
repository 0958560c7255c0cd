import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from ops.findings import Result
from ops.report.markdown import LONGEST, marker, render
from ops.report.markdown_text import BREAK, code, prose
from ops.report.model import Comparison, Report, Source
from tests.ops.report import samples

GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def as_html(text: str) -> str:
    """What GitHub makes of it, before it looks for mentions and addresses outside of code."""
    return str(GITHUB.render(text))


def headings(text: str) -> list[str]:
    found = re.findall(r"^#+ (.*)|<summary>(.*)</summary>", text, re.MULTILINE)
    return [open_title or folded_title for open_title, folded_title in found]


def test_the_first_line_names_the_comment_and_is_not_seen() -> None:
    text = render(samples.mixed(), None)

    assert text.splitlines()[0] == "<!-- policy-report platform/prod -->" == marker(samples.mixed())


def test_no_name_of_a_stack_ends_the_hidden_line() -> None:
    assert marker(replace(samples.good(), stack="a --> <b>")) == "<!-- policy-report platform/a-b- -->"


def test_the_verdict_comes_first_and_what_refuses_before_the_rest() -> None:
    assert headings(render(samples.mixed(), samples.compared())) == [
        "❌ prod may NOT be deployed: 1 mandatory violation, 1 failed rule.",
        "Rules that failed (1)",
        "Violations (1)",
        "Advisories (1)",
        "Not known (1)",
        "Exempted (1)",
        "Results",
        "Since commit 0123456789ab of 2026-11-01T08:00:00Z",
        "Fixed (1)",
        "Newly exempted (1)",
        "Newly not known (1)",
        "Not judged any more (1)",
        "How this was made",
    ]


def test_a_violation_says_where_it_is_and_the_way_out() -> None:
    entry = (
        "- **Databases are encrypted on disk.** `rds-storage-encrypted` · critical · M-01\n"
        "  - `rds Instance main` (`components/data/database.py:88`): storageEncrypted is not true\n"
        "  - Fix: Set storage\\_encrypted=True before it is created.\n"
    )

    assert entry in render(samples.mixed(), None)


def test_an_exemption_says_who_answers_for_it_and_how_long_still() -> None:
    text = render(samples.mixed(), None)

    assert "Nobody is on call yet. `platform@glibiz.com`, until 2027-01-31 (71 days left), `OPS-12`" in text


def test_what_is_counted_says_what_it_means() -> None:
    text = render(samples.mixed(), None)

    assert "| unknown | 1 | The rule could not see what it judges, which may exist only after deployment. " in text
    assert "| violation | 2 |" in text
    assert "passed" not in text


def test_every_fold_is_closed() -> None:
    for made in (samples.mixed(), samples.large(), samples.large(Result.UNKNOWN)):
        text = render(made, samples.compared())
        assert text.count("<details>") == text.count("</details>") > 0


@pytest.mark.parametrize("rest", [Result.COMPLIANT, Result.VIOLATION, Result.UNKNOWN])
def test_a_comment_is_never_longer_than_github_takes(rest: Result) -> None:
    changed = tuple(replace(samples.compared().violations[0], rule=f"rule-{number}") for number in range(5000))
    since = replace(samples.compared(), violations=changed, fixed=changed)

    text = render(samples.large(rest), since)

    assert LONGEST - 6000 < len(text) <= LONGEST
    assert "How this was made" in text
    assert "Better" not in text


def test_what_there_is_no_room_for_is_counted() -> None:
    text = render(samples.large(), None)

    shown = len(re.findall(r"^- \*\*", text, re.MULTILINE))
    missing = int(re.findall(r"^- … and (\d+) more, left out", text, re.MULTILINE)[0])
    assert shown + missing == 230
    assert shown > 10
    assert "  - … and 10 more resources; the full report has them." in text


def test_a_comment_that_has_room_leaves_nothing_out() -> None:
    assert "left out" not in render(samples.mixed(), samples.compared())


def outside_of_code(html: str) -> str:
    return re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)


def test_hostile_text_is_shown_and_nothing_else() -> None:
    html = as_html(render(samples.hostile(), None))

    tags = set(re.findall(r"</?(\w+)", re.sub(r"&lt;.*?&gt;", "", html)))
    assert tags <= {
        "h2", "h3", "p", "ul", "li", "strong", "code", "details", "summary",
        "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert re.search(r"@\w|#\d|://|www\.", outside_of_code(html)) is None
    assert "&lt;img src=x onerror=alert(2)&gt;" in html


@pytest.mark.parametrize(
    "text",
    ["@glibiz", "a@b.c", "#12", "GH-12", "https://evil.example", "www.evil.example", "[x](https://e.x)", "![x](y)",
     "*a* _b_ ~~c~~ $d$", "<b>x</b>", "&lt;", "a|b", "\\", "``", "x ` y"],
)  # fmt: skip
def test_text_reads_as_it_was_written(text: str) -> None:
    html = as_html(f"- {prose(text)}").replace(BREAK, "")

    shown = html.removeprefix("<ul>\n<li>").removesuffix("</li>\n</ul>\n")
    assert shown == text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert re.search(r"@\w|#\d|://|www\.|GH-\d", prose(text)) is None


@pytest.mark.parametrize("text", ["plain", "with ` one", "`", "``two``", "<b> @x | $y$", "a\nb"])
def test_a_code_span_holds_its_text(text: str) -> None:
    shown = " ".join(text.split()).replace("<", "&lt;").replace(">", "&gt;")

    assert as_html(code(text)) == f"<p><code>{shown}</code></p>\n"


def test_what_stands_between_backticks_is_code() -> None:
    assert prose("Leave `network.nat` alone_") == r"Leave `network.nat` alone\_"


def verdict_of(made: Report, since: Comparison | None = None) -> str:
    return render(made, since).splitlines()[1]


def test_nobody_calls_passed_what_nobody_looked_at() -> None:
    nothing = samples.report([samples.rule("a")], [samples.judged("a", Result.UNKNOWN, message="not known")])

    assert verdict_of(nothing) == "## ❔ Nothing is known of prod: no rule could decide about any of its resources."
    assert verdict_of(samples.good()) == (
        "## ✅ prod may be deployed: no mandatory violation in 1 decided result; "
        "0 advisories, 0 exempted, 0 not known yet."
    )


def test_a_deployed_stack_is_not_said_to_be_deployable() -> None:
    assert verdict_of(replace(samples.good(), source=Source.STATE)).startswith(
        "## ✅ prod, as it is deployed, keeps its mandatory rules"
    )
    assert verdict_of(replace(samples.mixed(), source=Source.STATE)).startswith(
        "## ❌ prod, as it is deployed, would be refused"
    )


def test_the_same_report_gives_the_same_bytes() -> None:
    since = samples.compared()

    assert render(samples.mixed(), since).encode() == render(samples.mixed(), since).encode()
