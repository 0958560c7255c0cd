"""What components make: seen in recordings of stacks that have all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ops.labels import PLATFORM, short_type
from ops.offline.program import record_stack
from ops.offline.recording import Recording

STACKS: Final = (
    "Pulumi.prod.yaml",
    "Pulumi.dev.yaml",
    "Pulumi.account.yaml",
    "examples/aut/Pulumi.aut-account.yaml",
    "examples/aut/Pulumi.aut-prod-nrt.yaml",
    "examples/rse/Pulumi.rse-host.yaml",
    "examples/rse/Pulumi.rse-platform.yaml",
)
"""Stack files that together have every component."""
NEVER_DELETED: Final = ("deletionProtection", "enableDeletionProtection", "deletionProtectionEnabled")
"""Inputs by which AWS itself refuses to delete."""


@dataclass
class Made:
    """What components of one type made, by their types for people."""

    types: set[str] = field(default_factory=set)
    components: set[str] = field(default_factory=set)
    protected: set[str] = field(default_factory=set)
    """What Pulumi refuses to delete or to replace, in a stack that gives nothing up."""
    kept: set[str] = field(default_factory=set)
    """What AWS refuses to delete there."""


def record_all(root: Path) -> list[Recording]:
    """Run the program for each of the stack files."""
    return [record_stack(root, None, root / file) for file in STACKS]


def made_by(recordings: Iterable[Recording]) -> Mapping[str, Made]:
    """By the component's type; what stands in a component inside of it is that one's."""
    found: dict[str, Made] = defaultdict(Made)
    for recording in recordings:
        kinds = {one.urn: one for one in recording.resources}
        for one in recording.resources:
            owner = one.parent
            while owner in kinds and not kinds[owner].type.startswith(f"{PLATFORM}:"):
                owner = kinds[owner].parent
            if owner not in kinds or one.type.startswith("pulumi:"):
                continue
            made, kind = found[kinds[owner].type], short_type(one.type)
            (made.components if one.type.startswith(f"{PLATFORM}:") else made.types).add(kind)
            if one.options.protect:
                made.protected.add(kind)
            if any(one.inputs.get(key) is True for key in NEVER_DELETED):
                made.kept.add(kind)
    return found
