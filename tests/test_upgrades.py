"""What earlier releases deployed is still declared, as far as that shows without an engine.

That the real engine replaces nothing on the way is in tests/engine/test_upgrades.py.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ops.offline.cloud import Cloud
from ops.offline.shapes import RANDOM_PASSWORD
from ops.offline.values import secret_signature, type_signature
from tests.conftest import Record
from tests.engine.changing import STATEFUL
from tests.harness import ROOT
from tests.releases import FOLDER, Recorded, listed, recordings, reviewed, vanished

CHANGELOG = " ".join((ROOT / "CHANGELOG.md").read_text("utf-8").split())
ALL = pytest.mark.parametrize("recorded", recordings(), ids=str)


@ALL
def test_what_held_state_in_a_release_is_still_declared(recorded: Recorded, deployed: Record) -> None:
    gone = {urn.split("::", 2)[2] for urn in vanished(recorded, deployed(recorded.stack).resources, STATEFUL)}

    assert {urn for urn in gone if not any(one.covers(recorded, named(urn)) for one in reviewed())} == set()


@ALL
def test_the_text_of_a_releases_urns_is_of_its_state(recorded: Recorded) -> None:
    assert recorded.urns == listed(one["urn"] for one in recorded.resources)


@ALL
def test_a_recording_has_no_secret_in_clear(recorded: Recorded) -> None:
    secrets = [value for value in mappings(recorded.export) if value.get(type_signature) == secret_signature]
    passwords = [one for one in recorded.resources if one["type"] == RANDOM_PASSWORD]
    text = json.dumps(recorded.export)

    assert {key for secret in secrets for key in secret} <= {type_signature, "ciphertext"}
    assert [one for one in passwords if str(made(one)["result"]) in text] == []
    assert len(secrets) >= len(passwords)


def test_every_release_has_gli_in_all_its_environments() -> None:
    stacks: dict[str, set[str]] = {}
    for one in recordings():
        stacks.setdefault(one.release, set()).add(one.stack)

    assert len(stacks) >= 4
    assert all({"dev", "stg", "prod"} <= found for found in stacks.values())


def test_recordings_stay_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.rglob("*")) < 1_000_000


def test_what_may_be_lost_is_named_with_its_line_of_the_changelog() -> None:
    holding = [one for one in reviewed() if one.resource.split("::")[0] in STATEFUL]

    assert [one.resource for one in holding if not one.changelog or one.changelog not in CHANGELOG] == []
    assert [one.resource for one in reviewed() if not one.why] == []


def test_every_reviewed_entry_is_about_something_that_a_release_had() -> None:
    had = {str(one): (one, {named(line) for line in one.urns.splitlines()}) for one in recordings()}

    idle = [
        known.resource
        for known in reviewed()
        if not any(known.covers(one, resource) for one, resources in had.values() for resource in resources)
    ]
    assert idle == []


def test_a_resource_under_another_name_has_vanished_unless_it_has_an_alias(deployed: Record) -> None:
    recorded = next(one for one in recordings() if one.stack == "prod")
    [vpc] = deployed("prod").of_type("aws:ec2/vpc:Vpc")
    renamed = replace(vpc, urn=f"{vpc.urn}-main")
    others = [one for one in deployed("prod").resources if one is not vpc]
    aliased = replace(renamed, options=replace(vpc.options, aliases=(vpc.urn,)))

    assert vanished(recorded, [*others, renamed], STATEFUL) == {vpc.urn}
    assert vanished(recorded, [*others, aliased], STATEFUL) == set()


def test_a_recording_is_the_same_whenever_it_is_made(tmp_path: Path) -> None:
    [state, *_] = recordings()
    for day in ("monday", "tuesday"):
        resources = [{**one, "created": day, "sourcePosition": day} for one in state.resources]
        export = {**state.export, "deployment": {**state.export["deployment"], "resources": resources}}
        Recorded(day, "dev", tmp_path).write(export)

    monday, tuesday = (tmp_path / day for day in ("monday", "tuesday"))
    assert [file.read_bytes() for file in sorted(monday.iterdir())] == [
        file.read_bytes() for file in sorted(tuesday.iterdir())
    ]
    assert Recorded("monday", "dev", tmp_path).resources == state.resources


def named(urn: str) -> str:
    """A URN's type and logical name."""
    types, name = urn.split("::")[-2:]
    return f"{types.rpartition('$')[2]}::{name}"


def made(password: dict[str, Any]) -> Any:
    """What the stand-in made for a password."""
    return Cloud().create(RANDOM_PASSWORD, password["urn"], password["inputs"]).attributes


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a document."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from mappings(item)
