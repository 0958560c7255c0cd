"""Blocks of a VPC: inside it, apart from each other, and never moved by another zone."""

import itertools
import json
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.foundation.subnets import MAX_ZONES, SubnetBlocks, subnet_blocks
from tests.harness import ROOT

PRIVATE_RANGE = int(IPv4Network("10.0.0.0/8").network_address)
RECORDED: list[dict[str, Any]] = json.loads((ROOT / "tests/data/awsx-vpc-recording.json").read_text("utf-8"))["cases"]


@st.composite
def vpcs(draw: st.DrawFn) -> IPv4Network:
    prefix = draw(st.integers(16, 19))
    number = draw(st.integers(0, 2 ** (prefix - 8) - 1))
    return IPv4Network((PRIVATE_RANGE + (number << (32 - prefix)), prefix))


def all_blocks(vpc: IPv4Network) -> list[IPv4Network]:
    return [block for zone in range(MAX_ZONES) for block in vars(subnet_blocks(vpc, zone)).values()]


def test_productions_blocks_are_these() -> None:
    vpc = IPv4Network("10.30.0.0/16")
    assert [subnet_blocks(vpc, zone) for zone in (0, 1, 2, 7)] == [
        SubnetBlocks(*map(IPv4Network, ("10.30.0.0/24", "10.30.16.0/20", "10.30.8.0/24"))),
        SubnetBlocks(*map(IPv4Network, ("10.30.1.0/24", "10.30.32.0/20", "10.30.9.0/24"))),
        SubnetBlocks(*map(IPv4Network, ("10.30.2.0/24", "10.30.48.0/20", "10.30.10.0/24"))),
        SubnetBlocks(*map(IPv4Network, ("10.30.7.0/24", "10.30.128.0/20", "10.30.15.0/24"))),
    ]


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: f"{len(case['availability_zone_names'])}-{case['nat']}")
def test_the_blocks_are_those_that_the_real_plugin_was_recorded_with(case: dict[str, Any]) -> None:
    subnets = [r["inputs"] for r in case["resources"] if r["type"] == "aws:ec2/subnet:Subnet"]
    recorded = {(s["availabilityZone"], s["tags"]["SubnetType"].lower()): s["cidrBlock"] for s in subnets}
    assert recorded == {
        (zone, tier): str(block)
        for index, zone in enumerate(case["availability_zone_names"])
        for tier, block in vars(subnet_blocks(IPv4Network("10.30.0.0/16"), index)).items()
    }


@given(vpcs())
def test_every_block_lies_in_the_vpc(vpc: IPv4Network) -> None:
    assert all(block.subnet_of(vpc) for block in all_blocks(vpc))


@given(vpcs())
def test_no_two_blocks_overlap_however_many_zones_there_are(vpc: IPv4Network) -> None:
    assert not any(one.overlaps(other) for one, other in itertools.combinations(all_blocks(vpc), 2))


@given(vpcs(), st.integers(0, MAX_ZONES - 1))
def test_blocks_have_room_for_what_stands_in_them(vpc: IPv4Network, zone: int) -> None:
    blocks = subnet_blocks(vpc, zone)
    assert blocks.public.prefixlen <= 27
    assert blocks.isolated.prefixlen <= 27
    assert blocks.private.prefixlen == vpc.prefixlen + 4


@given(vpcs(), st.integers(0, MAX_ZONES - 1))
def test_the_same_zone_always_gets_the_same_blocks(vpc: IPv4Network, zone: int) -> None:
    shuffled = {index: subnet_blocks(vpc, index) for index in reversed(range(MAX_ZONES))}
    assert shuffled[zone] == subnet_blocks(vpc, zone)


@pytest.mark.parametrize("zone", [-1, MAX_ZONES, 100])
def test_a_zone_beyond_the_layout_is_refused(zone: int) -> None:
    with pytest.raises(ValueError, match=rf"^zone number {zone + 1} has no block: the layout has room for 8 zones$"):
        subnet_blocks(IPv4Network("10.30.0.0/16"), zone)


@pytest.mark.parametrize("vpc", ["10.0.0.0/15", "10.0.0.0/8", "10.30.0.0/20", "10.30.0.0/28"])
def test_a_vpc_that_is_too_big_or_too_small_is_refused_with_its_range(vpc: str) -> None:
    with pytest.raises(ValueError, match=rf"^`cidr` {vpc} does not fit the subnets: take a range from /16 to /19$"):
        subnet_blocks(IPv4Network(vpc), 0)
