"""`python -m ops drift`: a table of what changed outside Pulumi, without what AWS does by itself."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ops.care.drift.engine import MASKED, Refresh, Step, command, refresh, refuse_without_pulumi, steps
from ops.care.drift.left import Surroundings, surroundings, why_left
from ops.care.text import labelled, wrapped
from ops.live.console import Console
from ops.live.environment import Environment, read_environment

UNCHANGED: Final = frozenset({"refresh", "same", "read"})
GONE: Final = "delete"
SECRETIVE: Final = ("password", "secret", "token", "credential", "privatekey")
"""Names of properties whose values are not shown even where the CLI would."""
LONGEST: Final = 200
"""Characters of a value that are shown to people."""
NONE: Final = "none"


@dataclass(frozen=True)
class Change:
    """One property of one resource that is not as Pulumi left it."""

    resource: str
    """Type and logical name."""
    urn: str
    property: str
    """Empty where the whole resource is gone."""
    before: str
    after: str
    left: str
    """Why it is no drift; empty where it is."""


def drift(
    root: Path,
    stack: str | None,
    *,
    config_file: Path | None,
    console: Console,
    run: Refresh = refresh,
) -> int:
    """Print the drift and give the exit code: 0 none, 1 drift; raises EngineFailedError (3) where nobody can say."""
    refuse_without_pulumi()
    environment = read_environment(root, stack, config_file)
    console.say(f"Comparing every resource of {environment.stack} with AWS; nothing is changed.")
    code, stdout, stderr = run(command(environment.stack, config_file), root)
    found = changes(environment, steps(code, stdout, stderr))
    drifted = [one for one in found if not one.left]
    console.result("\n".join(_text(environment, drifted, found)), _facts(environment, found))
    return 1 if drifted else 0


def changes(environment: Environment, found: Sequence[Step]) -> Sequence[Change]:
    """Every difference, those that AWS makes by itself marked as such."""
    around = surroundings(environment, found)
    return tuple(change for step in found if step.operation not in UNCHANGED for change in _changes(step, around))


def _changes(step: Step, around: Surroundings) -> Iterator[Change]:
    resource = f"{step.type.rpartition(':')[2]} {step.name}"
    if step.operation == GONE:
        yield Change(resource, step.urn, "", "", "it is gone from AWS", "")
    for name in step.changed:
        top = name.partition(".")[0].partition("[")[0]
        yield Change(
            resource, step.urn, name, _shown(step.before, top), _shown(step.after, top), why_left(step, top, around)
        )


def _shown(outputs: Mapping[str, Any], name: str) -> str:
    if any(word in name.lower().replace("_", "") for word in SECRETIVE):
        return MASKED
    value = outputs.get(name)
    return NONE if value is None else value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _text(environment: Environment, drifted: Sequence[Change], found: Sequence[Change]) -> Iterator[str]:
    resources = dict.fromkeys(one.resource for one in drifted)
    count = f"{len(resources)} {'resource' if len(resources) == 1 else 'resources'}"
    place = f"{environment.system} {environment.long}"
    yield f"{place}: {count} changed outside Pulumi" if drifted else f"{place}: nothing changed outside Pulumi"
    for resource in resources:
        yield f"- {resource}"
        for one in (each for each in drifted if each.resource == resource):
            yield from _change(one)
    left = [one for one in found if one.left]
    if left:
        yield ""
        yield "No drift, as AWS or a pipeline does it in the course of its work:"
        for one in left:
            yield from wrapped(f"{one.resource} {one.property}: {one.left}", "  ")
    if drifted:
        yield ""
        yield "To take it back, see what would be done, then do it:"
        yield f"  pulumi preview --stack {environment.stack} --refresh"
        yield f"  pulumi up --stack {environment.stack} --refresh --policy-pack policies"
        yield from wrapped("To keep it, write it into the stack file; the same preview then shows no change.")


def _change(change: Change) -> Iterator[str]:
    if not change.property:
        yield from wrapped(change.after, "    ")
        return
    yield from wrapped(change.property, "    ")
    yield from labelled("  was", change.before[:LONGEST])
    yield from labelled("  is", change.after[:LONGEST])


def _facts(environment: Environment, found: Sequence[Change]) -> dict[str, Any]:
    return {
        "stack": environment.stack,
        "drift": [asdict(one) for one in found if not one.left],
        "left_to_others": [asdict(one) for one in found if one.left],
    }
