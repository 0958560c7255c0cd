"""What a picture shows: areas in areas, nodes in them, and the flows between nodes. No geometry, and no AWS."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Look(StrEnum):
    """What a node is to a reader, which is how it is drawn."""

    OUTSIDE = "outside"
    """Not ours: the internet, ranges, what another stack has."""
    EDGE = "edge"
    """What requests meet first: DNS, firewalls, distributions, load balancers."""
    COMPUTE = "compute"
    STORE = "store"
    NETWORK = "network"
    """Ways: NAT gateways, endpoints, peerings."""
    WATCH = "watch"
    """What looks after the rest: keys, topics, trails, budgets."""


class Place(StrEnum):
    """What an area is; a picture has them in this order."""

    OUTSIDE = "outside"
    EDGE = "edge"
    REGION = "region"
    FRONT = "front"
    """What stands in a Region and before its network."""
    VPC = "vpc"
    TIER = "tier"
    """Subnets of one kind, over all zones."""
    SUBNET = "subnet"
    SERVICES = "services"
    """What stands in a Region and in no network."""
    ELSEWHERE = "elsewhere"
    """Another Region."""
    ACCOUNT = "account"
    """What belongs to no Region."""


class Way(StrEnum):
    """What a flow is."""

    NETWORK = "network"
    """Connections: security groups let them out at one end and in at the other."""
    REQUEST = "request"
    """What CloudFront serves, and where it asks for it."""
    GRANT = "grant"
    """What IAM allows."""
    COPY = "copy"
    """What AWS copies by itself."""


@dataclass(frozen=True)
class Node:
    """One box."""

    id: str
    """Unique in the picture; letters, digits and dashes."""
    look: Look
    word: str
    """What it is: `RDS postgres 17`."""
    title: str
    facts: tuple[str, ...] = ()
    """Short lines that a reader wants to know."""
    urns: tuple[str, ...] = ()
    """The resources that it stands for; none for what is outside."""


@dataclass(frozen=True)
class Area:
    """What nodes and other areas stand in."""

    id: str
    place: Place
    title: str
    notes: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    areas: tuple["Area", ...] = ()

    def every_area(self) -> Iterator["Area"]:
        """Itself and all areas in it, the outer ones first."""
        yield self
        for area in self.areas:
            yield from area.every_area()


@dataclass(frozen=True, order=True)
class Flow:
    """Who may talk to whom: one arrow."""

    source: str
    """The node that begins, by its id."""
    target: str
    way: Way
    label: str
    """Ports, or what is done: `443`, `reads`."""
    details: tuple[str, ...] = ()
    """Hosts and paths for which it is."""
    through: str = ""
    """The node that looks at it on its way; empty where none does."""


@dataclass(frozen=True)
class Diagram:
    """A stack's picture."""

    stack: str
    title: str
    """What is drawn, in a few words."""
    areas: tuple[Area, ...] = ()
    flows: tuple[Flow, ...] = field(default=())

    @property
    def every_area(self) -> tuple[Area, ...]:
        """All areas, the outer ones first."""
        return tuple(inner for area in self.areas for inner in area.every_area())

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, in the order of their areas."""
        return tuple(node for area in self.every_area for node in area.nodes)
