"""The file for `pulumi import --file`, complete: parents, providers and ids, and nothing left to fill in.

Its form is that of pulumi 3.260, pkg/cmd/pulumi/operations/import.go: components have no id, a provider that is not in
the state stands in the file with its configuration, and what the state has already is named by `nameTable`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ops.adopt.verdict import PROVIDERS, Fate, Verdict
from ops.offline.recording import Recorded, Recording


def import_file(recording: Recording, verdict: Verdict, in_state: frozenset[str]) -> str:
    """The file's text, the same for the same account; without resources where nothing is to be adopted."""
    ids = {one.recorded.urn: one.id for one in verdict.of(Fate.IMPORTED)}
    by_urn = {one.urn: one for one in recording.resources}
    needed = {urn for one in ids for urn in _above(by_urn[one], by_urn)}
    needed |= {by_urn[one].options.provider for one in ids}
    version = next((str(one.inputs["version"]) for one in recording.of_type("pulumi:providers:aws")), "")
    entries = [
        _entry(one, ids.get(one.urn, ""), by_urn, version)
        for one in recording.resources
        if one.urn in ids or (one.urn in needed and one.urn not in in_state)
    ]
    names = {name(one): one for one in sorted(needed & in_state)}
    return json.dumps({"nameTable": names, "resources": entries}, indent=2) + "\n"


def name(urn: str) -> str:
    """What a resource is called within the file: the part of its URN that no other resource of the stack has."""
    return urn.split("::", 2)[2]


def _above(recorded: Recorded, by_urn: Mapping[str, Recorded]) -> Iterator[str]:
    """The parents of a resource, without the stack, which the CLI makes by itself."""
    parent = by_urn.get(recorded.parent)
    while parent is not None and parent.parent:
        yield parent.urn
        parent = by_urn.get(parent.parent)


def _entry(recorded: Recorded, import_id: str, by_urn: Mapping[str, Recorded], version: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": recorded.type, "name": name(recorded.urn), "logicalName": recorded.name}
    if by_urn[recorded.parent].parent:
        entry["parent"] = name(recorded.parent)
    if recorded.type.startswith(PROVIDERS):
        inputs = {key: value for key, value in recorded.inputs.items() if key != "version"}
        return entry | {"version": recorded.inputs["version"], "inputs": inputs}
    if not recorded.custom:
        return entry | {"component": True}
    return entry | {"id": import_id, "version": version, "provider": name(recorded.options.provider)}
