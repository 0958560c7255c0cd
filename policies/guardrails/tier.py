"""How much an environment must hold, and what blocks a deployment there."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pulumi


class Severity(StrEnum):
    """How bad it is to break a rule."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Tier(StrEnum):
    """What an environment is for."""

    PRODUCTION = "production"
    STAGING = "staging"
    DEVELOPMENT = "development"


BLOCKING: Mapping[Tier, frozenset[Severity]] = {
    Tier.PRODUCTION: frozenset({Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL}),
    Tier.STAGING: frozenset({Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL}),
    Tier.DEVELOPMENT: frozenset({Severity.HIGH, Severity.CRITICAL}),
}
"""Severities whose violations stop a deployment; the others are advice."""


def named_tier() -> Tier | None:
    """The tier that the stack's configuration names, if it names one that is known."""
    try:
        return tier_of(pulumi.Config("platform").get_object("stack"))
    except pulumi.ConfigTypeError:
        return None


def tier_of(stack: Any) -> Tier | None:
    """The tier in the value of `platform:stack`: `{environment: {tier: staging}}`."""
    environment = stack.get("environment") if isinstance(stack, Mapping) else None
    tier = environment.get("tier") if isinstance(environment, Mapping) else None
    return Tier(tier) if tier in list(Tier) else None
