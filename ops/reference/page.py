"""The page docs/configuration.md: every key of a stack file."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ops.reference import words
from ops.reference.examples import Examples
from ops.reference.keys import Key, Keys
from ops.report.markdown_text import code, prose

TEMPLATES: Final = Path(__file__).with_name("templates")
COMMAND: Final = "python -m ops settings --format markdown --output docs/configuration.md"
URL: Final = re.compile(r"(`[^`]+`)|(https?://[^\s),;]+[^\s),;.])")
"""An address; one inside of code stays what it is."""
LONGEST: Final = 2_000


def render_settings(root: Path, keys: Keys) -> str:
    """Give the page as Markdown, the same for the same models and stack files."""
    examples = Examples(root)
    environment = markdown_templates()
    environment.filters.update(
        allowed=lambda key: _cell(words.allowed(key.schema, _link(keys))),
        default=lambda key: "**required**" if key.required else _cell(words.default(key)),
        about=_about(examples),
    )
    ordered = sorted(keys.sections, key=lambda section: section.shared)
    return environment.get_template("configuration.md.j2").render(
        command=COMMAND, keys=keys, sections=ordered, examples=examples
    )


def markdown_templates() -> Environment:
    """The templates of this folder, for Markdown."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701 - Markdown; `text` and `code` escape what is foreign
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(text=text, code=code, paragraphs=paragraphs, anchor=anchor)
    return environment


def text(words_of_docstring: str) -> str:
    """A docstring as a line of Markdown, its addresses as links."""
    line, done, parts = " ".join(words_of_docstring.split()), 0, list[str]()
    for found in URL.finditer(line):
        parts += [_plain(line[done : found.start()]), _plain(found[1]) if found[1] else f"<{found[2]}>"]
        done = found.end()
    return "".join([*parts, _plain(line[done:])])


def paragraphs(docstring: str) -> str:
    """The same of several paragraphs."""
    return "\n\n".join(map(text, docstring.split("\n\n")))


def anchor(heading: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _plain(part: str) -> str:
    """Escaped, but for names of arguments, in which `_` marks nothing."""
    before, after = " " * part.startswith(" "), " " * part.endswith(" ")
    return before + re.sub(r"(?<=\w)\\_(?=\w)", "_", prose(part, LONGEST)) + after


def _link(keys: Keys) -> words.Link:
    def link(definition: str) -> str:
        section = keys.section_of(definition)
        return f"[{f'`{section.spoken}`' if section.shared else 'map'}](#{anchor(section.spoken)})"

    return link


def _about(examples: Examples) -> Callable[[Key], str]:
    def about(key: Key) -> str:
        shown = examples.of_key(key)
        example = f" *e.g.* {_cell(code(shown))}" if shown else ""
        return (text(key.schema.get("description", "")) + example).strip()

    return about


def _cell(markdown: str) -> str:
    """What stands in a table's cell, where a bar would end it."""
    return markdown.replace("|", r"\|")
