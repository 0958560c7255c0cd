"""What a rule judges and what breaking it means, in words for the page and for the terminal."""

from collections.abc import Iterable
from typing import Final

from ops.findings import Rule
from ops.labels import short_type

RENAMED: Final = {"alb": "lb", "elasticloadbalancingv2": "lb", "applicationloadbalancing": "lb"}
"""Modules whose types pulumi-aws has moved, by their older names."""


def judged(rule: Rule) -> str:
    """Give `lb Listener` for all the tokens that pulumi-aws has had for listeners, and so for each type."""
    return ", ".join(sorted({_current(short_type(token)) for token in rule.on}))


def _current(kind: str) -> str:
    module, _, name = kind.partition(" ")
    return f"{RENAMED.get(module, module)} {name}".strip().removesuffix("V2")


def spoken_levels(levels: Iterable[tuple[str, str]]) -> str:
    """Give `mandatory in production and staging; advisory in development`."""
    tiers: dict[str, list[str]] = {}
    for tier, level in levels:
        tiers.setdefault(level, []).append(tier)
    if len(tiers) == 1:
        return f"{next(iter(tiers))} in every tier"
    return "; ".join(f"{level} in {' and '.join(of_level)}" for level, of_level in tiers.items())
