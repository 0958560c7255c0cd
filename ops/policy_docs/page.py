"""The page docs/policies.md: every rule, the decisions, and what is not checked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ops.policy_docs.catalogue import TIERS, Section
from ops.policy_docs.words import judged, spoken_levels
from ops.report.links import control_url
from ops.report.markdown_text import code, prose
from ops.report.model import DecisionFacts
from ops.report.registers import read_decisions

TEMPLATES: Final = Path(__file__).with_name("templates")
NOT_CHECKED: Final = Path(__file__).with_name("not_checked.yaml")


@dataclass(frozen=True)
class Decided:
    """One answer and the controls of other rule sets that it answers."""

    title: str
    reason: str
    standard: str
    controls: tuple[str, ...]


def render(root: Path, sections: Iterable[Section]) -> str:
    """Give the page as Markdown, the same for the same pack."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701 - Markdown; `prose` and `code` escape what is foreign
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(prose=_prose, judged=judged, levels=spoken_levels, control=_control)
    return environment.get_template("policies.md.j2").render(
        sections=list(sections),
        tiers=TIERS,
        decided=_decided(read_decisions(root / "policies")),
        not_checked=yaml.safe_load(NOT_CHECKED.read_text("utf-8")),
    )


def _prose(text: str) -> str:
    """Escape text as `prose` does, but leave names of arguments as they are: inside a word `_` marks nothing."""
    return re.sub(r"(?<=\w)\\_(?=\w)", "_", prose(text))


def _control(control: str, framework: str) -> str:
    url = control_url(framework, control)
    return f"[{control}]({url})" if url else code(control)


def _decided(decisions: Iterable[DecisionFacts]) -> list[Decided]:
    """Put those together that say the same, in the order of their titles."""
    controls: dict[tuple[str, str, str], list[str]] = {}
    for decision in decisions:
        said = (decision.title, decision.reason, decision.standard)
        controls.setdefault(said, []).append(f"{decision.framework}:{decision.control}")
    return [Decided(*said, tuple(answered)) for said, answered in sorted(controls.items())]
