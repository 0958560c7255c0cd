"""The rules of a report as SARIF's reporting descriptors."""

from collections.abc import Mapping
from typing import Final

from ops.report.links import is_web
from ops.report.markdown_text import code, prose
from ops.report.model import RuleFacts

LEVELS: Final = {"mandatory": "error", "advisory": "warning", "disabled": "none"}
"""SARIF's level of a violation, by enforcement."""
SCORES: Final = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""GitHub's `security-severity`: critical is over 9.0, high over 7.0, medium over 4.0."""
MOST_TAGS: Final = 10
"""What GitHub keeps of a rule's tags; it refuses a file with more than 20."""


def message(text: str) -> dict[str, str]:
    """Give a plain-text message: braces are doubled (3.11.5) and nothing in it is a link (3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def descriptor(rule: RuleFacts) -> dict[str, object]:
    """Give a rule with what it asks for, why, and the way out."""
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.split("-")),
        "shortDescription": message(rule.title),
        "fullDescription": message(f"{rule.title} {rule.why}".strip()),
        "help": {**message(_help(rule)), "markdown": _markdown(rule)},
        **({"helpUri": rule.url} if is_web(rule.url) else {}),
        "defaultConfiguration": {
            "enabled": rule.enforcement != "disabled",
            "level": LEVELS[rule.enforcement],
        },
        "properties": {
            "tags": _tags(rule),
            "precision": "very-high",
            "problem.severity": "error" if rule.enforcement == "mandatory" else "warning",
            "security-severity": SCORES[rule.severity],
            "severity": rule.severity,
            "enforcement": rule.enforcement,
            "standard": list(rule.standard),
            "controls": {framework: list(ids) for framework, ids in rule.controls.items()},
            "counts": rule.counts.as_json(),
        },
    }


def _tags(rule: RuleFacts) -> list[str]:
    """Give the words to filter by, the nearest first; all controls are in the properties."""
    controls = [f"{framework}:{control}" for framework, ids in rule.controls.items() for control in ids]
    return ["security", *rule.standard, *controls][:MOST_TAGS]


def _help(rule: RuleFacts) -> str:
    controls = _controls(rule.controls)
    standard = f"Standard: {', '.join(rule.standard)}." if rule.standard else ""
    return "\n".join(filter(None, (f"Fix: {rule.fix}", f"Why: {rule.why}", standard, controls)))


def _controls(controls: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{framework} {', '.join(ids)}" for framework, ids in controls.items())


def _markdown(rule: RuleFacts) -> str:
    """Give the same as Markdown without HTML, which SARIF forbids (3.11.4.2)."""
    lines = [f"**Fix:** {prose(rule.fix)}", f"**Why:** {prose(rule.why)}"]
    if rule.standard:
        lines.append(f"**Standard:** {', '.join(map(code, rule.standard))}")
    lines += [f"**{prose(framework)}:** {', '.join(map(code, ids))}" for framework, ids in rule.controls.items()]
    return "\n\n".join(lines)
