"""Network ACLs and their rules."""

from typing import Any

from guardrails.tokens import NETWORK_ACL_RULE

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given


def _list(**entry: Any) -> dict[str, Any]:
    return {"ingress": [{"protocol": "tcp", "action": "allow", "fromPort": 22, "toPort": 22, **entry}]}


def _single(**entry: Any) -> list[Given]:
    props = {"protocol": "tcp", "ruleAction": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 0, "toPort": 1024}
    return [Given(NETWORK_ACL_RULE, props={**props, **entry})]


CASES: Table = {
    "network-acl-admin-ports": Cases(
        compliant=[
            {},
            _list(cidrBlock="10.0.0.0/8"),
            _list(cidrBlock="0.0.0.0/0", action="deny"),
            _list(cidrBlock="0.0.0.0/0", fromPort=443, toPort=443),
            _single(egress=True),
            _single(cidrBlock="10.0.0.0/8"),
        ],
        violation=[
            _list(cidrBlock="0.0.0.0/0"),
            _list(ipv6CidrBlock="::/0"),
            _list(cidrBlock="0.0.0.0/0", protocol="-1", fromPort=0, toPort=0),
            _list(cidrBlock="everywhere"),
            _single(),
            _single(fromPort=3389, toPort=3389, ruleAction="ALLOW"),
        ],
        unknown=[{"ingress": UNKNOWN}, _list(cidrBlock=UNKNOWN), _single(ruleAction=UNKNOWN)],
    )
}
