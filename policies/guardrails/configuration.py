"""What a file of `--policy-pack-config` may say to this pack.

The engine hands over any name and any property that such a file holds, also those that nothing reads, so what nobody
would notice is refused here. Levels it merges itself and checks against its own four words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from google.protobuf import json_format
from pulumi.runtime import proto

from guardrails.entries import nearest, parse_date
from guardrails.tier import Tier

ALL: Final = "all"
"""The engine's name for every policy; it hands it over like a policy's."""


@dataclass(frozen=True)
class Configuration:
    """What the file says besides levels; None is what it leaves out."""

    tier: Tier | None = None
    """The tier to judge by, whatever the stack's configuration says."""
    at: date | None = None
    """The day on which exemptions are judged."""


def read_configuration(
    given: Mapping[str, proto.PolicyConfig], settings: Mapping[str, Mapping[str, Any]]
) -> Configuration:
    """Reads the configuration of every policy; raises ValueError with a sentence for each thing that is wrong.

    `settings` has every policy's properties by the policy's name.
    """
    values = {name: json_format.MessageToDict(config.properties) for name, config in given.items()}
    problems = [*_unused(values, settings), *_remediating(given)]
    tier, at = values.get("tier-is-known", {}).get("tier"), values.get("exemptions-are-current", {}).get("at")
    if tier is not None and tier not in list(Tier):
        problems.append(f"`tier` {tier!r} is none; it is one of {', '.join(Tier)}")
    day = parse_date(at) if isinstance(at, str) else None
    if at is not None and day is None:
        problems.append(f"`at` {at!r} is no day; write it as 2027-01-31")
    if problems:
        raise ValueError("\n".join(problems))
    return Configuration(None if tier is None else Tier(tier), day)


def _unused(values: Mapping[str, Mapping[str, Any]], settings: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Names and properties that nothing would read."""
    for name in sorted(values):
        if name not in settings and name != ALL:
            yield f"{name} is no rule of this pack{nearest(name, settings)}"
            continue
        known = settings.get(name, {})
        for key in sorted(set(values[name]) - set(known)):
            yield f"{name} has no setting `{key}`; it takes {', '.join(['enforcementLevel', *known])}"


def _remediating(given: Mapping[str, proto.PolicyConfig]) -> Iterator[str]:
    named = sorted(name for name, config in given.items() if config.enforcementLevel == proto.REMEDIATE)
    for name in [ALL] if ALL in named else named:
        yield f"{name} cannot be `remediate`: no rule of this pack changes a resource; use `mandatory`"
