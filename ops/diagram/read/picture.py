"""The picture of a recording: reads every part, finds who talks to whom, and puts each node into its area."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ops.diagram.model import Area, Diagram, Flow, Look, Node, Place
from ops.diagram.read.compute import compute
from ops.diagram.read.copies import copies, told
from ops.diagram.read.edge import edge
from ops.diagram.read.found import Found
from ops.diagram.read.grants import grants
from ops.diagram.read.network import Networks, areas, endpoints, in_one_zone, networks, peerings, tier_id
from ops.diagram.read.reach import INTERNET_NODE, Reach, arrows
from ops.diagram.read.requests import detailed, guarded, served
from ops.diagram.read.resources import Resources, slug
from ops.diagram.read.stores import stores
from ops.diagram.read.watch import watch
from ops.offline.recording import Recording


@dataclass
class Sorted:
    """Nodes by where they stand."""

    outside: dict[str, Node] = field(default_factory=dict)
    edge: dict[str, Node] = field(default_factory=dict)
    front: dict[str, Node] = field(default_factory=dict)
    services: dict[str, Node] = field(default_factory=dict)
    account: dict[str, Node] = field(default_factory=dict)
    tiers: dict[str, dict[str, Node]] = field(default_factory=dict)
    """By the tier's id."""
    abroad: dict[str, dict[str, Node]] = field(default_factory=dict)
    """By the other Region."""


def picture(recording: Recording) -> Diagram:
    """The picture of a recording that was made as after a deployment, so that every id is known."""
    resources = Resources(recording)
    found = [*edge(resources), *compute(resources), *stores(resources), *endpoints(resources), *watch(resources)]
    placed = networks(resources, found)
    found = [in_one_zone(one, placed) for one in found]
    sorted_nodes = Sorted()
    flows = _flows(resources, placed, found, sorted_nodes)
    fronts = _fronts(found, flows)
    for one in found:
        _sort(one, resources, placed, sorted_nodes, fronts)
    for region, nodes in peerings(resources).items():
        sorted_nodes.abroad.setdefault(region, {}).update({node.id: node for node in nodes})
    where = " in ".join(filter(None, (f"account {resources.account}" if resources.account else "", resources.region)))
    return Diagram(recording.stack, where, tuple(_areas(resources, placed, sorted_nodes)), tuple(flows))


def _flows(resources: Resources, placed: Networks, found: Sequence[Found], nodes: Sorted) -> list[Flow]:
    reach = Reach(resources, placed, found)
    flows = list(arrows(reach))
    nodes.outside.update(reach.outside)
    for flow, node in served(resources, found):
        flows.append(flow)
        nodes.outside.update({node.id: node} if node else {})
    flows = guarded(resources, found, detailed(resources, found, flows))
    for flow, node in grants(resources, found):
        flows.append(flow)
        nodes.services.update({node.id: node} if node else {})
    for flow, abroad in copies(resources, found):
        flows.append(flow)
        if abroad:
            nodes.abroad.setdefault(abroad[0], {})[abroad[1].id] = abroad[1]
    return list(dict.fromkeys([*flows, *told(resources, found)]))


def _fronts(found: Iterable[Found], flows: Iterable[Flow]) -> set[str]:
    """Nodes that stand before the network because requests from the edge come there."""
    edges = {one.node.id for one in found if one.place is Place.EDGE}
    return {flow.target for flow in flows if flow.source in edges}


def _sort(one: Found, resources: Resources, placed: Networks, nodes: Sorted, fronts: set[str]) -> None:
    node, region = one.node, resources.region_of(one.resource)
    tier = next((tier_id(placed.subnets[subnet]) for subnet in one.subnets), "")
    if tier:
        nodes.tiers.setdefault(tier, {})[node.id] = node
    elif one.place is Place.EDGE:
        nodes.edge[node.id] = node
    elif one.place is Place.ACCOUNT:
        nodes.account[node.id] = node
    elif region != resources.region:
        nodes.abroad.setdefault(region, {})[node.id] = node
    elif one.place is Place.FRONT or node.id in fronts:
        nodes.front[node.id] = node
    else:
        nodes.services[node.id] = node


def _areas(resources: Resources, placed: Networks, nodes: Sorted) -> Iterable[Area]:
    if nodes.outside:
        order = sorted(nodes.outside.values(), key=lambda node: node.id != INTERNET_NODE.id)
        yield Area("outside", Place.OUTSIDE, "Outside", nodes=tuple(order))
    if nodes.edge:
        yield Area("edge", Place.EDGE, "Edge", ("in all of AWS's locations",), _tuple(nodes.edge))
    inner = (
        *([Area("front", Place.FRONT, "", nodes=_tuple(nodes.front))] if nodes.front else []),
        *areas(resources, placed, {tier: _tuple(standing) for tier, standing in nodes.tiers.items()}),
        *_services(nodes.services.values()),
    )
    if inner:
        yield Area(slug("region", resources.region), Place.REGION, f"Region {resources.region}", areas=inner)
    for region, others in sorted(nodes.abroad.items()):
        yield Area(slug("region", region), Place.ELSEWHERE, f"Region {region}", nodes=_tuple(others))
    if nodes.account:
        yield Area("account", Place.ACCOUNT, "Account", ("in no Region",), _tuple(nodes.account))


def _services(nodes: Iterable[Node]) -> Iterator[Area]:
    """What stands in no network: what is kept, and what looks after the rest."""
    kept = sorted((node for node in nodes if node.look is not Look.WATCH), key=lambda node: node.look is Look.OUTSIDE)
    watching = [node for node in nodes if node.look is Look.WATCH]
    for identity, title, members in (
        ("kept", "Images, secrets, files", kept),
        ("watching", "Keys, alerts, audit", watching),
    ):
        if members:
            yield Area(identity, Place.SERVICES, title, nodes=tuple(members))


def _tuple(nodes: Mapping[str, Node]) -> tuple[Node, ...]:
    return tuple(nodes.values())
