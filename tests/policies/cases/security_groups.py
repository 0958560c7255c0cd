"""Security groups, in each of their shapes."""

from collections.abc import Mapping
from typing import Any

from guardrails.tokens import EGRESS_RULE, INGRESS_RULE, SECURITY_GROUP, SECURITY_GROUP_RULE

from tests.policies.cases.table import RELATION, Cases, Table
from tests.policies.harness import UNKNOWN, Given

WORLD = "0.0.0.0/0"
HIGH_RISK = [
    *[20, 21, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 4333, 5000, 5432, 5500, 5601, 6379, 8080, 8088, 8888],
    *[9200, 9300, 11211, 27017],
]
"""EC2.19's list without SSH and RDP, and the ports of caches and document stores."""


def _ports(first: int | str, last: int | str | None = None, protocol: str = "tcp") -> dict[str, Any]:
    return {"fromPort": first, "toPort": first if last is None else last, "ipProtocol": protocol}


def _inline(direction: str, first: int, ranges: Mapping[str, Any], protocol: str = "tcp") -> list[Given]:
    entry = {"fromPort": first, "toPort": first, "protocol": protocol, **ranges}
    return [Given(SECURITY_GROUP, props={direction: [{"fromPort": 1, "cidrBlocks": ["10.0.0.0/16"]}, entry]})]


def _legacy(direction: str, first: int | str, protocol: str = "tcp") -> list[Given]:
    props = {"type": direction, "cidrBlocks": [WORLD], "fromPort": first, "toPort": first, "protocol": protocol}
    return [Given(SECURITY_GROUP_RULE, props=props)]


def _ingress(props: Mapping[str, Any], cidr: str = WORLD) -> list[Given]:
    return [Given(INGRESS_RULE, props={"cidrIpv4": cidr, **props})]


def _egress(props: Mapping[str, Any], cidr: str = WORLD) -> list[Given]:
    return [Given(EGRESS_RULE, props={"cidrIpv4": cidr, **props})]


def _port_cases(port: int, *others: int) -> Cases:
    return Cases(
        compliant=[
            _ingress(_ports(443)),
            _ingress(_ports(port), "10.30.0.0/16"),
            _ingress(_ports(port), "10.0.0.0/8"),
            [Given(INGRESS_RULE, props={"cidrIpv6": "2600::/16", **_ports(port)})],
            _ingress(_ports(port, protocol="icmp")),
            [Given(INGRESS_RULE, props={"referencedSecurityGroupId": UNKNOWN, **_ports(port)})],
            _legacy("egress", port),
            _inline("egress", port, {"cidrBlocks": [WORLD]}),
        ],
        violation=[
            *(_ingress(_ports(each)) for each in (port, *others)),
            _ingress(_ports(0, 65535)),
            _ingress(_ports(port, protocol="udp")),
            _ingress(_ports(port, protocol="6")),
            _ingress(_ports(port), "0.0.0.1/0"),
            _ingress(_ports(port), "10.0.0.0/7"),
            [Given(INGRESS_RULE, props={"cidrIpv6": "2000::/15", **_ports(port)})],
            _ingress(_ports(0, 0, protocol="-1")),
            _ingress(_ports(port, protocol="17")),
            _ingress(_ports(port), "128.0.0.0/1"),
            [Given(INGRESS_RULE, props={"cidrIpv6": "::/0", **_ports(port)})],
            _ingress(_ports(port), "not a range"),
            _legacy("ingress", port),
            _inline("ingress", port, {"cidrBlocks": ["10.0.0.0/16", WORLD]}),
            _inline("ingress", port, {"ipv6CidrBlocks": ["::/0"]}),
            _inline("ingress", port, {"cidrBlocks": [UNKNOWN, WORLD]}),
        ],
        unknown=[
            _ingress(_ports(port), UNKNOWN),
            _ingress(_ports(UNKNOWN)),
            [Given(SECURITY_GROUP, props={"ingress": UNKNOWN})],
            _inline("ingress", port, {"cidrBlocks": UNKNOWN}),
        ],
    )


CASES: Table = {
    "security-group-admin-ports": _port_cases(22, 3389),
    "security-group-data-ports": _port_cases(*HIGH_RISK),
    "security-group-public-ports": Cases(
        compliant=[_ingress(_ports(80)), _ingress(_ports(443)), _ingress(_ports(8000), "10.30.0.0/16")],
        violation=[
            _ingress(_ports(8000)),
            _ingress(_ports(80, 81)),
            _ingress(_ports(0, 0, protocol="-1")),
            _inline("ingress", 8000, {"cidrBlocks": [WORLD]}),
            _legacy("ingress", 8000),
        ],
        unknown=[_ingress(_ports(UNKNOWN)), _ingress(_ports(8000), UNKNOWN)],
    ),
    "security-group-egress": Cases(
        compliant=[_egress(_ports(443)), _egress(_ports(-1, protocol="-1"), "10.30.0.0/16")],
        violation=[
            _egress(_ports(-1, protocol="-1")),
            _legacy("egress", 0, protocol="all"),
            _inline("egress", 0, {"cidrBlocks": [WORLD]}, protocol="-1"),
        ],
        unknown=[_egress(_ports(-1, protocol=UNKNOWN)), _legacy(UNKNOWN, 0)],
    ),
    "security-group-described": Cases(
        compliant=[{"description": "Load balancer"}, [Given(EGRESS_RULE, props={"description": "HTTPS"})]],
        violation=[{}, {"description": "Managed by Pulumi"}, _ingress(_ports(443))],
        unknown=[{"description": UNKNOWN}],
    ),
    "security-group-rule-resources": Cases(
        compliant=[{}, {"ingress": []}],
        violation=[{"ingress": [{}]}, {"egress": [UNKNOWN]}],
        unknown=[{"ingress": UNKNOWN}],
    ),
    "security-group-used": Cases(
        compliant=[
            [Given(SECURITY_GROUP, "group"), Given("aws:lb/loadBalancer:LoadBalancer", "lb", deps={"x": ["group"]})]
        ],
        violation=[
            [Given(SECURITY_GROUP, "group")],
            [Given(SECURITY_GROUP, "group"), Given(INGRESS_RULE, "rule", deps={"securityGroupId": ["group"]})],
            [Given(SECURITY_GROUP, "group"), Given("platform:edge:LoadBalancer", "part", deps={"x": ["group"]})],
        ],
        impossible=RELATION,
    ),
}
