"""Controls of other rule sets that the platform answers differently, for good."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guardrails.entries import read_entries

DECISIONS = Path(__file__).parents[1] / "decisions.yaml"


@dataclass(frozen=True)
class Decision:
    """One control and why the platform does not follow it to the letter."""

    control: str
    """`<rule set>:<id>`, as in the tags of a rule."""
    title: str
    reason: str
    standard: str
    """The id of the standard's fact that the answer follows."""


def load_decisions(path: Path = DECISIONS) -> tuple[Decision, ...]:
    """The decisions of a file; raises ValueError with a sentence for each entry that is wrong."""
    entries = read_entries(path, ("control", "title", "reason", "standard"))
    decisions = tuple(Decision(**entry.values) for entry in entries.good)
    problems = [*entries.problems, *_twice(decisions)]
    if problems:
        raise ValueError("\n".join(problems))
    return decisions


def _twice(decisions: tuple[Decision, ...]) -> Iterator[str]:
    controls = [decision.control for decision in decisions]
    for control in sorted({control for control in controls if controls.count(control) > 1}):
        yield f"{control} is decided twice; keep one entry"
