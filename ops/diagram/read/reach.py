"""Who can connect to whom: what security groups let out at one end and in at the other, and routes carry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Final

from ops.diagram.model import Flow, Look, Node, Way
from ops.diagram.read import types
from ops.diagram.read.found import Found
from ops.diagram.read.network import INTERNET, NAT, UNKNOWN, Networks
from ops.diagram.read.resources import Resources, items, section, slug, text
from ops.labels import count
from ops.offline.recording import Recorded

ANYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})
ALL: Final = "-1"
"""Every protocol."""
INTERNET_NODE: Final = Node("internet", Look.OUTSIDE, "Anybody", "Internet")
RANGES_SHOWN: Final = 3


@dataclass(frozen=True)
class Ports:
    """What a rule lets through."""

    protocol: str
    first: int
    last: int

    def common(self, other: "Ports") -> "Ports | None":
        """What both let through; None where that is nothing."""
        if ALL not in (self.protocol, other.protocol) and self.protocol != other.protocol:
            return None
        first, last = max(self.first, other.first), min(self.last, other.last)
        protocol = other.protocol if self.protocol == ALL else self.protocol
        return Ports(protocol, first, last) if first <= last else None

    def __str__(self) -> str:
        if self.protocol == ALL:
            return "all"
        numbers = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return numbers if self.protocol == "tcp" else f"{self.protocol} {numbers}"


@dataclass(frozen=True)
class Rule:
    """A rule of a security group: with whom its members may talk."""

    group: str
    ports: Ports
    peer: str
    """Another group's id, a range, or a list of ranges."""


class Reach:
    """The reachability of a stack's parts."""

    def __init__(self, resources: Resources, networks: Networks, found: Sequence[Found]) -> None:
        self._networks = networks
        self._lists = {one.id: one for one in resources.of(types.PREFIX_LIST)}
        self._found = [one for one in found if one.groups]
        self._members: dict[str, list[Found]] = {}
        for one in self._found:
            for group in one.groups:
                self._members.setdefault(group, []).append(one)
        self._in = [_rule(one) for one in resources.of(types.INGRESS)]
        self._out = [_rule(one) for one in resources.of(types.EGRESS)]
        self.outside: dict[str, Node] = {}
        """Nodes that are none of the stack's, by id, as flows begin or end there."""

    def flows(self) -> Iterator[tuple[str, str, Ports, str]]:
        """Source, target, ports, and by which way it goes where that is worth a word."""
        for rule in self._in:
            yield from self._into(rule)
        for rule in self._out:
            yield from self._out_of(rule)

    def _into(self, rule: Rule) -> Iterator[tuple[str, str, Ports, str]]:
        for target in self._members.get(rule.group, ()):
            for source in self._members.get(rule.peer, ()):
                for out in self._out:
                    if source is not target and out.group in source.groups and out.peer == rule.group:
                        yield from _both(source.node.id, target.node.id, out.ports, rule.ports)
            if self._is_inside(rule.peer):
                yield from self._from_within(rule, target)
            elif rule.peer in self._networks.peers:
                yield self._networks.peers[rule.peer], target.node.id, rule.ports, ""
            elif target.is_public and self._is_range(rule.peer):
                yield self._range(rule.peer), target.node.id, rule.ports, ""

    def _from_within(self, rule: Rule, target: Found) -> Iterator[tuple[str, str, Ports, str]]:
        """Whoever of the network is let out to a range in which the target has its addresses."""
        for source in self._found:
            outs = [out for out in self._out if out.group in source.groups]
            for out in outs:
                if source is not target and self._is_range(out.peer) and self._covers(out.peer, rule.peer):
                    yield from _both(source.node.id, target.node.id, out.ports, rule.ports)

    def _out_of(self, rule: Rule) -> Iterator[tuple[str, str, Ports, str]]:
        for source in self._members.get(rule.group, ()):
            if rule.peer in self._networks.peers:
                yield source.node.id, self._networks.peers[rule.peer], rule.ports, ""
            elif self._is_range(rule.peer) and not self._is_inside(rule.peer):
                way = self._networks.left_by(source)
                if way in (NAT, UNKNOWN) or (way == INTERNET and source.is_public):
                    yield source.node.id, self._range(rule.peer), rule.ports, "NAT" if way == NAT else ""

    def _is_range(self, peer: str) -> bool:
        return "/" in peer or peer.startswith("pl-")

    def _is_inside(self, peer: str) -> bool:
        blocks = [block for block in self._networks.blocks.values() if block]
        return "/" in peer and any(_holds(block, peer) for block in blocks)

    def _covers(self, peer: str, block: str) -> bool:
        ranges = _ranges(self._lists[peer]) if peer in self._lists else [peer]
        return any("/" in one and _holds(one, block) for one in ranges)

    def _range(self, peer: str) -> str:
        node = INTERNET_NODE if peer in ANYWHERE else self._node_of(peer)
        self.outside.setdefault(node.id, node)
        return node.id

    def _node_of(self, peer: str) -> Node:
        made = self._lists.get(peer)
        if made is None:
            return Node(slug("range", peer), Look.OUTSIDE, "Range" if "/" in peer else "AWS's prefix list", peer)
        ranges = _ranges(made)
        if set(ranges) & ANYWHERE:
            return INTERNET_NODE
        name = str(section(made.outputs, "tags").get("Name", made.name))
        more = len(ranges) - RANGES_SHOWN
        facts = (*ranges[:RANGES_SHOWN], *([f"and {count(more, 'range')} more"] if more > 0 else []))
        return Node(slug("ranges", made.name), Look.OUTSIDE, "Prefix list", name, facts, (made.urn,))


def arrows(reach: Reach) -> Iterator[Flow]:
    """One flow for each pair, with all its ports."""
    ports: dict[tuple[str, str, str], list[Ports]] = {}
    for source, target, let_through, way in reach.flows():
        known = ports.setdefault((source, target, way), [])
        if let_through not in known:
            known.append(let_through)
    for (source, target, way), known in ports.items():
        numbers = ", ".join(str(one) for one in sorted(known, key=lambda one: (one.protocol, one.first)))
        yield Flow(source, target, Way.NETWORK, f"{numbers} through {way}" if way else numbers)


def _both(source: str, target: str, out: Ports, into: Ports) -> Iterator[tuple[str, str, Ports, str]]:
    common = out.common(into)
    if common:
        yield source, target, common, ""


def _rule(rule: Recorded) -> Rule:
    peers = ("referencedSecurityGroupId", "cidrIpv4", "cidrIpv6", "prefixListId")
    first, last = rule.outputs.get("fromPort"), rule.outputs.get("toPort")
    numbers = (first, last) if isinstance(first, int) and isinstance(last, int) else (0, 65535)
    return Rule(
        group=text(rule, "securityGroupId"),
        ports=Ports(text(rule, "ipProtocol"), *numbers),
        peer=next((text(rule, key) for key in peers if text(rule, key)), ""),
    )


def _ranges(prefix_list: Recorded) -> list[str]:
    return [str(one.get("cidr")) for one in items(prefix_list.outputs, "entries")]


def _holds(outer: str, inner: str) -> bool:
    one, other = ip_network(outer, strict=False), ip_network(inner, strict=False)
    return one.version == other.version and other.subnet_of(one)  # type: ignore[arg-type] # of one version by now
