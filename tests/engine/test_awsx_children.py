import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from tests.engine.conftest import Deployed
from tests.engine.deployment import ROOT, Deployment, short

CASES: list[dict[str, Any]] = json.loads((ROOT / "tests/data/awsx-vpc-recording.json").read_text())["cases"]
VPC, SUBNET = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
STATEFUL = {
    "aws:ecr/repository:Repository",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:secretsmanager/secret:Secret",
    SUBNET,
    VPC,
}
Child = dict[str, Any]


def recorded(zones: int, nat: str) -> dict[str, Child]:
    """What the plugin was recorded to make, as the program's transform changes it."""
    [case] = [case for case in CASES if (len(case["availability_zone_names"]), case["nat"]) == (zones, nat)]
    numbered = {name: f"zone {number}" for number, name in enumerate(case["availability_zone_names"])}
    return {
        f"{child['type']}::{child['name']}": {
            "parent": "::".join(child["parent"]),
            "inputs": alike(child["inputs"], numbered) | ({"mapPublicIpOnLaunch": False} if is_subnet(child) else {}),
            "dependencies": set(child["dependencies"]),
        }
        for child in case["resources"]
        if child["type"].startswith("aws:")
    }


def on_the_engine(deployment: Deployment, zones: Sequence[str], named: Mapping[str, str]) -> dict[str, Child]:
    """The same of the engine's state; `named` tells what this stack calls what the recording calls otherwise."""
    state = deployment.state()
    children = [resource for resource in state if "$awsx:ec2:Vpc$aws:" in resource["urn"]]
    names = {child["id"]: child["urn"].rsplit("::", 1)[-1] for child in children}
    stand_ins = {id_: f"eipalloc-{name}" if id_.startswith("eipalloc") else f"{name}-id" for id_, name in names.items()}
    numbered = {name: f"zone {number}" for number, name in enumerate(zones)}
    return {
        short(child["urn"]): {
            "parent": child["parent"].split("::", 2)[2],
            "inputs": alike(child["inputs"], stand_ins | numbered | dict(named)),
            "dependencies": {short(urn) for urn in child.get("dependencies", ())},
        }
        for child in children
    }


def alike(inputs: Mapping[str, Any], names: Mapping[str, str]) -> Child:
    """Inputs with other names for some values, and without the provider's notes."""

    def renamed(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: renamed(item) for key, item in value.items()}
        return names.get(value, value) if isinstance(value, str) else value

    return {key: renamed(value) for key, value in inputs.items() if not key.startswith("__")}


def is_subnet(child: Mapping[str, Any]) -> bool:
    return bool(child["type"] == SUBNET)


def in_another_range(children: Iterable[str], *, theirs: str, ours: str) -> dict[str, str]:
    return {block.replace(theirs, ours): block for block in children}


def name_tags(children: Iterable[str], *, ours: str) -> dict[str, str]:
    """What the transform calls each child, to what awsx calls it."""
    names = {child.rsplit("::", 1)[-1] for child in children}
    return {name.replace("network", ours, 1): name for name in names if name != "network"}


def blocks(children: Mapping[str, Child]) -> set[str]:
    return {child["inputs"]["cidrBlock"] for child in children.values() if "cidrBlock" in child["inputs"]}


def test_production_has_the_children_of_two_zones_with_a_gateway_each(deployed: Deployed) -> None:
    expected = recorded(2, "OnePerAz")

    named = name_tags(expected, ours="gli-production")

    assert on_the_engine(deployed("prod")[0], ["ap-northeast-2a", "ap-northeast-2c"], named) == expected


@pytest.mark.parametrize(("stack", "long", "block"), [("dev", "development", "10.10."), ("stg", "staging", "10.20.")])
def test_the_others_have_the_children_of_two_zones_with_one_gateway(
    deployed: Deployed, stack: str, long: str, block: str
) -> None:
    expected = recorded(2, "Single")
    named = in_another_range(blocks(expected), theirs="10.30.", ours=block) | {f"gli-{long}": "gli-production"}
    named |= name_tags(expected, ours=f"gli-{long}")

    assert on_the_engine(deployed(stack)[0], ["ap-northeast-2a", "ap-northeast-2c"], named) == expected


@pytest.mark.parametrize(("stack", "protected"), [("dev", set()), ("stg", STATEFUL), ("prod", STATEFUL)])
def test_exactly_what_holds_state_is_protected(deployed: Deployed, stack: str, protected: set[str]) -> None:
    state = deployed(stack)[0].state()

    assert {short(resource["urn"]) for resource in state if resource.get("protect")} == {
        short(resource["urn"]) for resource in state if resource["type"] in protected
    }
