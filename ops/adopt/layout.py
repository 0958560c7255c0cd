"""A VPC that was made by hand in another layout: it is used as it is, through `network.existing` of the stack file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.adopt.asking import Asking
from ops.adopt.finding import Found, Search
from ops.adopt.rows import Question

VPC: Final = "aws:ec2/vpc:Vpc"
SUBNET: Final = "aws:ec2/subnet:Subnet"
EVERYWHERE: Final = "0.0.0.0/0"
OF_VPC: Final = [{"Name": "vpc-id", "Values": ["{vpcId}"]}]
SUBNETS: Final = Question.model_validate({"ask": "ec2.describe_subnets", "with": {"Filters": OF_VPC}})
TABLES: Final = Question.model_validate({"ask": "ec2.describe_route_tables", "with": {"Filters": OF_VPC}})
TIERS: Final = ("public", "private", "isolated")


@dataclass(frozen=True)
class Layout:
    """A live network."""

    vpc_id: str
    cidr: str
    subnets: Mapping[str, Sequence[str]]
    """Ids by tier: public has a way to and from the internet, private one out, isolated none."""
    differs: str
    """What is not as declared."""

    def block(self) -> str:
        """What stands in the stack file under `network`; the program wants a subnet of each tier."""
        ids = dict(self.subnets)
        ids["private"] = ids["private"] or ids["public"]
        ids["isolated"] = ids["isolated"] or ids["private"]
        lines = [f"{tier}_subnet_ids: [{', '.join(ids[tier])}]" for tier in TIERS]
        return "\n  ".join(["existing:", f"vpc_id: {self.vpc_id}", f"cidr: {self.cidr}", *lines])


def layout(looked: Search, asking: Asking) -> Layout | None:
    """The live network, where it is there and laid out otherwise; None where the stack's own is adopted or made."""
    for recorded in looked.recording.of_type(VPC):
        found = looked.found.get(recorded.urn)
        if found is None or found.managed:
            continue
        differs = "; ".join(_differences(found, looked))
        if differs:
            return _read(found, differs, asking)
    return None


def _differences(found: Found, looked: Search) -> Iterator[str]:
    cidr, declared = found.live["cidrBlock"], found.recorded.inputs["cidrBlock"]
    if cidr != declared:
        yield f"its range is {cidr} and not {declared}"
    for one in looked.recording.of_type(SUBNET):
        subnet, zone = looked.found.get(one.urn), one.inputs["availabilityZone"]
        if subnet is None:
            yield f"it has no subnet {one.inputs['cidrBlock']}"
        elif subnet.live.get("availabilityZone") != zone and not subnet.managed:
            yield f"{subnet.import_id} is in {subnet.live.get('availabilityZone')} and not in {zone}"


def _read(found: Found, differs: str, asking: Asking) -> Layout:
    values = {"vpcId": found.import_id}
    tables = (asking.ask(TABLES, values, found.region) or {}).get("RouteTables", [])
    subnets = (asking.ask(SUBNETS, values, found.region) or {}).get("Subnets", [])
    tiers: dict[str, list[str]] = {tier: [] for tier in TIERS}
    for subnet in sorted(subnets, key=lambda one: (one["AvailabilityZone"], one["SubnetId"])):
        tiers[_tier(subnet["SubnetId"], tables)].append(subnet["SubnetId"])
    return Layout(found.import_id, str(found.live["cidrBlock"]), tiers, differs)


def _tier(subnet: str, tables: Sequence[Mapping[str, Any]]) -> str:
    """By the way out of the subnet's table, or of the main one where it has none of its own."""
    own = [one for one in tables if any(part.get("SubnetId") == subnet for part in one["Associations"])]
    main = [one for one in tables if any(part.get("Main") for part in one["Associations"])]
    routes = [route for one in (own or main)[:1] for route in one["Routes"]]
    ways = [route for route in routes if route.get("DestinationCidrBlock") == EVERYWHERE]
    if any(str(route.get("GatewayId", "")).startswith("igw-") for route in ways):
        return "public"
    return "private" if ways else "isolated"
