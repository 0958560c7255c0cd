"""How requests come in: what CloudFront serves and asks, and which firewall looks at them on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ops.diagram.model import Flow, Look, Node, Way
from ops.diagram.read import types
from ops.diagram.read.compute import conditions, rules_of
from ops.diagram.read.edge import aliases
from ops.diagram.read.found import Found
from ops.diagram.read.reach import INTERNET_NODE
from ops.diagram.read.resources import Resources, items, section, slug, text
from ops.offline.recording import Recorded

WEB: Final = "80, 443"
"""Where CloudFront listens; whether 80 only redirects is each path's own affair."""
TLS: Final = "443"


def served(resources: Resources, found: Sequence[Found]) -> Iterator[tuple[Flow, Node | None]]:
    """What distributions serve and ask for, with the node of an origin that is none of the stack's."""
    ids = {one.resource.urn: one.node.id for one in found}
    behind = aliases(resources)
    for distribution in resources.of(types.DISTRIBUTION):
        own = ids[distribution.urn]
        yield Flow(INTERNET_NODE.id, own, Way.REQUEST, WEB), INTERNET_NODE
        for origin in items(distribution.outputs, "origins"):
            domain = str(origin.get("domainName"))
            paths = tuple(_paths(distribution, str(origin.get("originId"))))
            bucket = _bucket(resources, domain)
            end = bucket or behind.get(domain)
            outside = None if end else Node(slug("origin", domain), Look.OUTSIDE, "Origin", domain)
            target = outside.id if outside else ids[end.urn] if end else ""
            yield Flow(own, target, Way.REQUEST, "reads" if bucket else TLS, paths), outside


def guarded(resources: Resources, found: Sequence[Found], flows: Sequence[Flow]) -> list[Flow]:
    """The flows from outside of the network, through the firewall in front of their target where there is one."""
    ids = {one.resource.urn: one.node.id for one in found}
    guards = dict(_guards(resources, ids))
    inside = {one.node.id for one in found if one.groups}
    return [
        replace(flow, through=guards[flow.target]) if flow.target in guards and flow.source not in inside else flow
        for flow in flows
    ]


def detailed(resources: Resources, found: Sequence[Found], flows: Sequence[Flow]) -> list[Flow]:
    """The flows from load balancers, with the hosts and paths for which their listeners take them."""
    ids = {one.resource.urn: one.node.id for one in found}
    details: dict[tuple[str, str], list[str]] = {}
    for service in resources.of(types.SERVICE):
        for rule in rules_of(resources, service):
            listener = resources.called(types.LISTENER, text(rule, "listenerArn"))
            balancer = resources.called(types.LOAD_BALANCER, text(listener, "loadBalancerArn")) if listener else None
            if balancer:
                details.setdefault((ids[balancer.urn], ids[service.urn]), []).extend(conditions(rule))
    return [replace(flow, details=tuple(details.get((flow.source, flow.target), flow.details))) for flow in flows]


def _guards(resources: Resources, ids: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is guarded, and by which firewall; by ids of nodes."""
    for association in resources.of(types.WEB_ACL_ASSOCIATION):
        target = resources.called(types.LOAD_BALANCER, text(association, "resourceArn"))
        acl = resources.called(types.WEB_ACL, text(association, "webAclArn"))
        if target and acl:
            yield ids[target.urn], ids[acl.urn]
    for distribution in resources.of(types.DISTRIBUTION):
        acl = resources.called(types.WEB_ACL, text(distribution, "webAclId"))
        if acl:
            yield ids[distribution.urn], ids[acl.urn]


def _bucket(resources: Resources, domain: str) -> Recorded | None:
    names = ("bucketRegionalDomainName", "bucketDomainName")
    return next((one for one in resources.of(types.BUCKET) if domain in (text(one, key) for key in names)), None)


def _paths(distribution: Recorded, origin: str) -> Iterator[str]:
    """The paths that lead to an origin; none where it has all that no other one has."""
    if section(distribution.outputs, "defaultCacheBehavior").get("targetOriginId") != origin:
        for behavior in items(distribution.outputs, "orderedCacheBehaviors"):
            if behavior.get("targetOriginId") == origin:
                yield str(behavior.get("pathPattern"))
