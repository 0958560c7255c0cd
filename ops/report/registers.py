"""What people decided about rules: the pack's exemptions and decisions, and the frameworks that rules answer.

The pack judges its own exemptions and refuses what is wrong in them; here only entries that are whole are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import yaml

from ops.failures import WrongInputError
from ops.report.model import DecisionFacts, Justification

FRAMEWORKS: Final = Path(__file__).with_name("frameworks.yaml")
EXEMPTION: Final = ("rule", "stack", "resource", "reason", "owner", "expires")
DECISION: Final = ("control", "title", "reason", "standard")


@dataclass(frozen=True)
class Exemption:
    """An entry of exemptions.yaml."""

    rule: str
    stack: str
    """Glob over the stack's name."""
    resource: str
    """Glob over `<type>::<name>`."""
    justification: Justification

    def speaks_of(self, stack: str) -> bool:
        """Whether it is for a stack of this name."""
        return fnmatchcase(stack, self.stack)

    def covers(self, rule: str, kind: str, name: str) -> bool:
        """Whether it is for this rule and a resource of this type and name."""
        return self.rule == rule and fnmatchcase(f"{kind}::{name}", self.resource)


@dataclass(frozen=True)
class Framework:
    """A set of controls that somebody else published."""

    key: str
    name: str
    version: str
    url: str
    mapping: str
    verified: bool
    titles: Mapping[str, str] = field(default_factory=dict)
    """What it calls its controls, as far as that is known here."""
    of_standard: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Its controls by ids of the platform's standard, where rules do not name them themselves."""


def read_exemptions(pack: Path) -> tuple[Exemption, ...]:
    """Read the exemptions of a pack, in the order of the file, which is that in which the pack tries them."""
    return tuple(
        Exemption(
            rule=entry["rule"],
            stack=entry["stack"],
            resource=entry["resource"],
            justification=Justification(entry["reason"], entry["owner"], entry["expires"], entry.get("ticket", "")),
        )
        for entry in _entries(pack / "exemptions.yaml", EXEMPTION)
        if _is_day(entry["expires"])
    )


def read_decisions(pack: Path) -> tuple[DecisionFacts, ...]:
    """Read the decisions of a pack, by framework and control."""
    decisions = []
    for entry in _entries(pack / "decisions.yaml", DECISION):
        framework, _, control = entry["control"].partition(":")
        decisions.append(DecisionFacts(framework, control, entry["title"], entry["reason"], entry["standard"]))
    return tuple(sorted(decisions, key=lambda decision: (decision.framework, decision.control)))


def read_frameworks(path: Path = FRAMEWORKS) -> tuple[Framework, ...]:
    """Read the frameworks, in the order in which reports show them."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Framework(
            **{key: value for key, value in entry.items() if key != "of_standard"},
            of_standard={fact: tuple(map(str, ids)) for fact, ids in entry.get("of_standard", {}).items()},
        )
        for entry in listed
    )


def _entries(path: Path, required: tuple[str, ...]) -> list[dict[str, str]]:
    """Give the entries of a file that have all that is required, as text in one line; none where there is no file."""
    if not path.is_file():
        return []
    try:
        listed: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError):
        raise WrongInputError(f"{path} is not valid YAML.") from None
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return [
        {str(key): " ".join(str(value).split()) for key, value in entry.items()}
        for entry in entries
        if all(entry.get(key) for key in required)
    ]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
