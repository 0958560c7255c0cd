"""A report as one page that needs nothing else: no request leaves it, and it works without a script and on paper."""

import base64
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment
from markupsafe import Markup, escape

from ops.labels import count
from ops.pages import html_templates
from ops.report import html_view, words
from ops.report.coverage_words import STANDINGS, standing
from ops.report.links import control_url, is_web
from ops.report.model import SEVERITIES, Change, Comparison, Report
from ops.report.picture import Picture

TEMPLATES: Final = Path(__file__).parent / "templates"
GLYPHS: Final = {
    "violation": "✕",
    "advisory": "△",
    "error": "!",
    "unknown": "?",
    "exempted": "◇",
    "compliant": "✓",
    "not_applicable": "○",
    html_view.NOTHING: "○",
}
"""Colour is never the only sign of a result."""


def render(report: Report, comparison: Comparison | None, picture: Picture | None = None) -> str:
    """Give the page, with a picture of the stack where there is one."""
    style, script = _part("report.css") + (picture.style if picture else ""), _part("report.js")
    return (
        _templates()
        .get_template("report.html.j2")
        .render(
            report=report,
            verdict=words.verdict(report),
            outcome=words.outcome(report).value,
            made_from=words.MADE_FROM[report.source],
            meaning={result.value: text for result, text in words.MEANING.items()},
            sections=html_view.SECTIONS,
            rules=html_view.rules(report),
            severities=tuple(reversed(SEVERITIES)),
            services=html_view.services(report),
            standard=sorted({fact for rule in report.rules for fact in rule.standard}),
            glyphs=GLYPHS,
            comparison=comparison,
            picture=picture,
            changes=list(_changes(comparison)) if comparison else [],
            style=style,
            script=script,
            policy=f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; img-src data:; "
            "base-uri 'none'; form-action 'none'",
        )
    )


def _changes(comparison: Comparison) -> Iterator[tuple[str, str, tuple[Change, ...]]]:
    """Give what changed, the worse first: a heading, the state that it is shown as, and the changes."""
    yield "Worse: violated now", "violation", comparison.violations
    yield "Worse: the rule fails now", "error", comparison.errors
    yield "Newly exempted", "exempted", comparison.exempted
    yield "Newly not known", "unknown", comparison.unknown
    yield "Better: compliant now", "compliant", comparison.fixed
    yield "Not judged any more", html_view.NOTHING, comparison.gone


@cache
def _templates() -> Environment:
    environment = html_templates(TEMPLATES)
    environment.filters |= {"spoken": words.spoken, "days": words.days, "standing": standing, "inline": inline}
    environment.tests["web"] = is_web
    environment.globals |= {"count": count, "control_url": control_url, "standing": standing, "standings": STANDINGS}
    return environment


def inline(text: str) -> Markup:
    """Give escaped text, with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped, then marked up


def _part(name: str) -> Markup:
    """Give a file of ours as it stands; nothing of a report goes through here."""
    return Markup((TEMPLATES / name).read_text("utf-8"))  # noqa: S704 - a file beside this one


def _source(text: str) -> str:
    """Give what the page's own security policy allows: exactly this text."""
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
