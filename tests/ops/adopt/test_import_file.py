"""The import file is whole: every parent and provider is in it or in the state, and nothing is left to fill in."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.adopt.import_file import import_file, name
from ops.adopt.managed import managed_of, state_of
from ops.adopt.verdict import Fate
from ops.failures import WrongInputError
from ops.offline.stackfile import read_stack
from tests.harness import ROOT
from tests.ops.adopt.conftest import Looked


@pytest.fixture(scope="package")
def written(looked: Looked) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(import_file(looked.environment.recording, looked.verdict, frozenset()))
    return document


def urns(document: dict[str, Any], stack: str = "prod", project: str = "platform") -> dict[str, str]:
    """URNs as the CLI makes them of a file: the parents' types, then the type, then the logical name."""
    entries = {entry["name"]: entry for entry in document["resources"]}

    def qualified(entry: dict[str, Any]) -> str:
        parent = entry.get("parent")
        if parent is None:
            return str(entry["type"])
        above = (
            document["nameTable"][parent].split("::")[2]
            if parent in document["nameTable"]
            else qualified(entries[parent])
        )
        return f"{above}${entry['type']}"

    return {
        key: f"urn:pulumi:{stack}::{project}::{qualified(entry)}::{entry['logicalName']}"
        for key, entry in entries.items()
    }


def test_every_urn_is_the_programs(looked: Looked, written: dict[str, Any]) -> None:
    made = set(urns(written).values())
    assert made <= set(looked.environment.recording.urns())
    assert {one.recorded.urn for one in looked.verdict.of(Fate.IMPORTED)} <= made


def test_every_parent_and_provider_is_in_the_file(written: dict[str, Any]) -> None:
    known = {entry["name"] for entry in written["resources"]}
    assert len(known) == len(written["resources"])
    assert {entry["parent"] for entry in written["resources"] if "parent" in entry} <= known
    assert {entry["provider"] for entry in written["resources"] if "provider" in entry} == {"pulumi:providers:aws::aws"}


def test_components_have_no_id_and_everything_else_has_one(written: dict[str, Any]) -> None:
    for entry in written["resources"]:
        kind = entry["type"].partition(":")[0]
        if kind == "pulumi":
            assert entry["inputs"]["region"] == "ap-northeast-2"
            assert "version" not in entry["inputs"]
            assert "id" not in entry
        elif kind == "aws":
            assert entry["id"]
            assert entry["version"] == "7.51.1"
        else:
            assert entry["component"] is True
            assert "id" not in entry


def test_nothing_is_left_to_fill_in_and_no_secret_is_in_it(written: dict[str, Any]) -> None:
    text = json.dumps(written)
    for left in ("PLACEHOLDER", "[secret]", "[unknown]", "***", "hand-made-and-not-to-be-seen"):
        assert left not in text


def test_the_vpc_of_awsx_is_a_component_with_its_children_below(written: dict[str, Any]) -> None:
    [vpc] = [entry for entry in written["resources"] if entry["type"] == "awsx:ec2:Vpc"]
    [own] = [entry for entry in written["resources"] if entry["type"] == "aws:ec2/vpc:Vpc"]
    assert own["parent"] == vpc["name"]
    assert vpc["component"] is True


def exported(looked: Looked, tokens: set[str], tmp_path: Path) -> Path:
    """What `pulumi stack export` prints where resources of these types, and their parents, were adopted already."""
    recording = looked.environment.recording
    by_urn = {one.urn: one for one in recording.resources}
    urns = {one.urn for one in recording.resources if one.type in tokens and one.urn in looked.search.found}
    urns |= {one.options.provider for one in recording.resources if one.urn in urns}
    for urn in list(urns):
        while urn:
            urns.add(urn)
            urn = by_urn[urn].parent  # noqa: PLW2901 - upwards, to the stack
    resources = []
    for one in (each for each in recording.resources if each.urn in urns):
        entry = {"urn": one.urn, "type": one.type, "custom": one.custom, "parent": one.parent}
        found = looked.search.found.get(one.urn)
        if found:
            outputs = {key: value for key, value in found.attributes.items() if value is not None}
            entry |= {"id": found.attributes["id"], "outputs": outputs | {"tagsAll": {}}}
        resources.append({key: value for key, value in entry.items() if value != ""})
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}), "utf-8")
    return file


def test_what_was_adopted_before_is_left_out_and_its_parents_are_named(looked: Looked, tmp_path: Path) -> None:
    """Half of the account: the VPC and its subnets are in the state, the rest is not."""
    file = exported(looked, {"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"}, tmp_path)
    state = state_of(file, read_stack(ROOT, "prod", looked.made.file(tmp_path)))
    half = looked.judged_by(looked.asked, managed_of(looked.environment, state))
    managed = {one.recorded.urn for one in half.verdict.of(Fate.MANAGED)}
    assert len(managed) == 7
    in_state = frozenset(one.urn for one in state)
    document = json.loads(import_file(half.environment.recording, half.verdict, in_state))
    assert set(urns(document).values()).isdisjoint(in_state)
    [subnet] = [one for one in managed if one.endswith("network-public-1")]
    [table] = [one for one in document["resources"] if one["name"].endswith("RouteTable::network-public-1")]
    assert document["nameTable"][table["parent"]] == subnet
    assert {entry["provider"] for entry in document["resources"] if "provider" in entry} <= document["nameTable"].keys()
    whole = {one.recorded.urn for one in looked.verdict.of(Fate.IMPORTED)}
    assert {one.recorded.urn for one in half.verdict.of(Fate.IMPORTED)} == whole - managed


def test_a_stack_that_was_only_made_has_nothing_in_its_state(looked: Looked, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"manifest": {}}}), "utf-8")
    assert state_of(file, read_stack(ROOT, "prod", looked.made.file(tmp_path))) == ()


def test_what_is_no_state_is_refused(looked: Looked, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text("{}", "utf-8")
    with pytest.raises(WrongInputError, match="no exported state"):
        state_of(file, read_stack(ROOT, "prod", looked.made.file(tmp_path)))


def test_a_name_in_the_file_is_what_is_unique_of_a_urn() -> None:
    assert name("urn:pulumi:prod::platform::a:b:C$aws:s3/bucket:Bucket::files") == "a:b:C$aws:s3/bucket:Bucket::files"
