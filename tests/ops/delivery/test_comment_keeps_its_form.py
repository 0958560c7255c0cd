"""The comment of a pull request with whatever names, messages and numbers: it stays in its form and in its size."""

import re
import string

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ops.delivery.comment import MARKER, MOST_STACKS, render
from ops.delivery.previews import Change, Kind, Preview, Verdict
from tests.ops.delivery.events import ALARM, DATABASE
from tests.ops.report.files import urn
from tests.ops.report.samples import HOSTILE

GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
GITHUB_TAKES = 65_536


def update(name: str, *properties: str) -> Change:
    return Change(urn(ALARM, name), Kind.UPDATE, "update", properties)


def as_html(text: str) -> str:
    return str(GITHUB.render(text))


def outside_of_code(html: str) -> str:
    return re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)


def tags(html: str) -> set[str]:
    return set(re.findall(r"</?(\w+)", re.sub(r"&lt;.*?&gt;", "", html)))


TAGS = {"h2", "h3", "p", "ul", "li", "strong", "code", "details", "summary"}
TEXTS = st.one_of(
    st.sampled_from([HOSTILE, "@everyone", "</details>", "<!-- x -->", "`", "``x", "a|b", "#12", "-->", "]("]),
    st.text(alphabet=string.printable + "é한\u202e", max_size=60),
)


@given(TEXTS, TEXTS)
@settings(max_examples=200)
def test_no_name_and_no_message_breaks_out_or_calls_anybody(name: str, message: str) -> None:
    hostile = Preview(
        "prod",
        problems=(message,),
        lost={urn(DATABASE, name): message},
        verdicts=(
            Verdict(name, urn(ALARM, name), message, mandatory=True),
            Verdict(name, "", message, mandatory=False),
        ),
        changes=(update(name, name, message), Change(urn(ALARM, name), Kind.OTHER, "read", ())),
    )

    text = render([hostile], {})

    html = as_html(text.removeprefix(MARKER))
    assert tags(outside_of_code(html)) <= TAGS
    assert tags(html) <= TAGS
    assert re.search(r"@\w|#\d|://|www\.", outside_of_code(html)) is None
    assert html.count("<details>") == html.count("</details>") == 2
    assert "<!--" not in html


@given(st.integers(0, 400), st.integers(0, 40), st.integers(1, 2000), st.integers(0, 60))
@example(300, 1, 1, 0)
@example(400, 40, 2000, 60)
@settings(max_examples=25, deadline=None)
def test_it_is_never_longer_than_github_takes(stacks: int, changes: int, length: int, lost: int) -> None:
    long = "x" * length
    facts = {
        "lost": {urn(DATABASE, f"{long}{number}"): long for number in range(lost)},
        "verdicts": tuple(
            Verdict(long, urn(ALARM, long), long, mandatory=number % 2 == 0) for number in range(changes)
        ),
        "changes": tuple(update(f"{long}{number}", long, "y") for number in range(changes)),
    }

    text = render([Preview(f"stack-{number}", **facts) for number in range(stacks)], {})  # type: ignore[arg-type]  # of a dict

    assert len(text) <= GITHUB_TAKES
    assert ("### Would be lost" in text) == bool(stacks and lost)


def test_stacks_without_room_for_their_changes_are_counted() -> None:
    text = render([Preview(f"stack-{number:03}", changes=(update("a"),)) for number in range(300)], {})

    assert text.count("Changes of <code>") == MOST_STACKS
    assert "- 260 more stacks; the job's log has them." in text
    assert text.count(": 1 to update\n") == 300
