"""What requests meet first: DNS, firewalls, distributions, load balancers."""

from collections.abc import Iterator

from ops.diagram.model import Look, Node, Place
from ops.diagram.read import types
from ops.diagram.read.found import Found
from ops.diagram.read.resources import Resources, items, section, slug, text
from ops.labels import count
from ops.offline.recording import Recorded


def edge(resources: Resources) -> Iterator[Found]:
    """Every part of the edge."""
    yield from _zones(resources)
    for acl in resources.of(types.WEB_ACL):
        yield _firewall(resources, acl)
    for distribution in resources.of(types.DISTRIBUTION):
        hosts = tuple(map(str, items(distribution.outputs, "aliases")))
        node = Node(
            slug("distribution", distribution.name),
            Look.EDGE,
            "CloudFront",
            distribution.name,
            hosts or (text(distribution, "domainName"),),
            (distribution.urn,),
        )
        yield Found(node, distribution, Place.EDGE, is_public=True)
    for balancer in resources.of(types.LOAD_BALANCER):
        yield _load_balancer(balancer)


def aliases(resources: Resources) -> dict[str, Recorded]:
    """The distribution or load balancer behind each host that a recorded DNS record points there."""
    ends = {
        text(one, key): one
        for token, key in ((types.DISTRIBUTION, "domainName"), (types.LOAD_BALANCER, "dnsName"))
        for one in resources.of(token)
    }
    return {
        text(record, "name"): ends[str(alias.get("name"))]
        for record in resources.of(types.RECORD)
        for alias in items(record.outputs, "aliases")
        if str(alias.get("name")) in ends
    }


def _zones(resources: Resources) -> Iterator[Found]:
    """Hosted zones, which are nobody's of these stacks, by the records in them."""
    known = {str(one.inputs.get("zone_id")): str(one.inputs.get("zone")) for one in resources.of(types.RECORDS)}
    behind = aliases(resources)
    zones: dict[str, list[Recorded]] = {}
    for record in resources.of(types.RECORD):
        if text(record, "name") in behind:
            zones.setdefault(text(record, "zoneId"), []).append(record)
    for zone, records in zones.items():
        hosts = dict.fromkeys(text(record, "name") for record in records)
        facts = tuple(f"{host} to {behind[host].name}" for host in hosts)
        urns = tuple(record.urn for record in records)
        node = Node(slug("zone", zone), Look.EDGE, "Route 53 records", known.get(zone, zone), facts, urns)
        yield Found(node, records[0], Place.EDGE)


def _firewall(resources: Resources, acl: Recorded) -> Found:
    rules = items(acl.outputs, "rules")
    limits = [section(section(one, "statement"), "rateBasedStatement") for one in rules]
    rates = [
        f"{limit['limit']:,} requests in {limit.get('evaluationWindowSec', 300)} s"
        for limit in limits
        if isinstance(limit.get("limit"), int)
    ]
    groups = [one for one in rules if "managedRuleGroupStatement" in section(one, "statement")]
    is_global = text(acl, "scope") == "CLOUDFRONT"
    facts = (*([count(len(groups), "rule group")] if groups else []), *rates)
    word = f"WAF in {resources.region_of(acl)}" if is_global else "WAF"
    node = Node(slug("firewall", acl.name), Look.EDGE, word, acl.name, facts, (acl.urn,))
    return Found(node, acl, Place.EDGE if is_global else Place.FRONT)


def _load_balancer(balancer: Recorded) -> Found:
    internal = bool(balancer.outputs.get("internal"))
    facts = (text(balancer, "name"), "internal" if internal else "internet-facing")
    word = f"{text(balancer, 'loadBalancerType').title()} Load Balancer".strip()
    return Found(
        node=Node(slug("balancer", balancer.name), Look.EDGE, word, balancer.name, facts, (balancer.urn,)),
        resource=balancer,
        place=Place.TIER,
        subnets=tuple(map(str, items(balancer.outputs, "subnets"))),
        groups=tuple(map(str, items(balancer.outputs, "securityGroups"))),
        is_public=not internal,
    )
