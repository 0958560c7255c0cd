"""What the tables of databases and caches have in common."""

from collections.abc import Sequence

from guardrails.tokens import (
    INGRESS_RULE,
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    SUBNET,
)

from tests.policies.cases.table import Cases
from tests.policies.harness import UNKNOWN, Given, Props

KEY_ARN = "arn:aws:kms:ap-northeast-2:917891822317:key/1"
AWSX = Given("awsx:ec2:Vpc", "awsx")


def closed_cases(kind: str, key: str) -> Cases:
    """A store of this type, which names its security groups by this property."""
    wearing = Given(kind, "store", {key: UNKNOWN}, {key: ["group"]})
    bare = Given(SECURITY_GROUP, "group")

    def opened(rule: Props, token: str = INGRESS_RULE) -> Sequence[Given]:
        return [wearing, bare, Given(token, "rule", rule, {"securityGroupId": ["group"]})]

    return Cases(
        compliant=[
            [wearing, bare],
            opened({"referencedSecurityGroupId": UNKNOWN, "fromPort": 5432}),
            opened({"type": "egress", "cidrBlocks": ["0.0.0.0/0"]}, SECURITY_GROUP_RULE),
            opened({"type": "ingress", "sourceSecurityGroupId": UNKNOWN}, SECURITY_GROUP_RULE),
            [wearing, bare, Given(INGRESS_RULE, "rule", {"cidrIpv4": "0.0.0.0/0"}, {"securityGroupId": ["other"]})],
            [wearing, Given(SECURITY_GROUP, "group", {"egress": [{"cidrBlocks": ["0.0.0.0/0"]}]})],
        ],
        violation=[
            [Given(kind, "store")],
            [Given(kind, "store", {key: []})],
            opened({"cidrIpv4": "10.30.0.0/16"}),
            opened({"cidrIpv6": "::/0"}),
            opened({"prefixListId": "pl-1"}),
            opened({"type": "ingress", "cidrBlocks": ["10.30.0.0/16"]}, SECURITY_GROUP_RULE),
            opened({"type": "ingress", "prefixListIds": ["pl-1"]}, SECURITY_GROUP_RULE),
            [wearing, Given(SECURITY_GROUP, "group", {"ingress": [{"cidrBlocks": ["10.30.0.0/16"]}]})],
            [
                wearing,
                Given(SECURITY_GROUP, "group", {"ingress": UNKNOWN}),
                Given(INGRESS_RULE, "rule", {"cidrIpv4": "10.30.0.0/16"}, {"securityGroupId": ["group"]}),
            ],
        ],
        unknown=[
            [Given(kind, "store", {key: UNKNOWN})],
            [Given(kind, "store", {key: ["sg-0a1b"]})],
            opened({"cidrIpv4": UNKNOWN}),
            [wearing, Given(SECURITY_GROUP, "group", {"ingress": UNKNOWN})],
        ],
    )


def _routed(subnet: str, route: Given) -> Sequence[Given]:
    """What leads from a subnet, whose id is its name, to where the route goes."""
    table, pair = f"{subnet}-table", f"{subnet}-pair"
    return [
        Given(SUBNET, subnet),
        Given(ROUTE_TABLE, table),
        Given(ROUTE_TABLE_ASSOCIATION, pair, {"subnetId": subnet}, {"subnetId": [subnet], "routeTableId": [table]}),
        Given(ROUTE, f"{subnet}-route", route.props, {**route.deps, "routeTableId": [table]}),
    ]


TO_INTERNET = Given(ROUTE, props={"gatewayId": UNKNOWN}, deps={"gatewayId": ["igw"]})
TO_NAT = Given(ROUTE, props={"natGatewayId": UNKNOWN}, deps={"natGatewayId": ["nat"]})
TO_IGW_BY_ID = Given(ROUTE, props={"gatewayId": "igw-0a1b"})
GATEWAYS = (Given(INTERNET_GATEWAY, "igw"), Given(NAT_GATEWAY, "nat"))
SUBNETS = (*_routed("inside", TO_NAT), *_routed("public", TO_INTERNET), *GATEWAYS, AWSX)
INLINE = (
    Given(SUBNET, "inline"),
    Given(ROUTE_TABLE, "table", deps={"routes": ["igw"]}),
    Given(ROUTE_TABLE_ASSOCIATION, "pair", {"subnetId": "inline"}, {"subnetId": ["inline"], "routeTableId": ["table"]}),
    Given(INTERNET_GATEWAY, "igw"),
)


def route_cases(
    store: Given,
    group: str | None,
    *,
    unknown: Sequence[Sequence[Given]] = (),
    not_applicable: Sequence[Sequence[Given]] = (),
) -> Cases:
    """A store whose subnets are those of a subnet group of this type, or its own."""

    def placed(ids: object, origins: Sequence[str], others: Sequence[Given] = SUBNETS) -> Sequence[Given]:
        props, deps = {"subnetIds": ids}, {"subnetIds": origins}
        if group is None:
            return [Given(store.type, "store", props, deps), *others]
        return [store, Given(group, "group", props, deps), *others]

    return Cases(
        compliant=[
            placed(["inside"], ["inside", "public", "awsx"]),
            placed(UNKNOWN, ["inside"]),
            placed([UNKNOWN], ["inside", "awsx"]),
        ],
        violation=[
            placed(["inside", "public"], ["inside", "public", "awsx"]),
            placed(UNKNOWN, ["inside", "public"]),
            placed(UNKNOWN, ["public", "awsx"]),
            placed(["inline"], ["inline"], INLINE),
            placed(UNKNOWN, ["by-id"], _routed("by-id", TO_IGW_BY_ID)),
        ],
        unknown=[
            placed(UNKNOWN, []),
            placed(UNKNOWN, ["inside", "public", "awsx"]),
            placed(["of-another-stack"], []),
            placed(UNKNOWN, ["some"], _routed("some", Given(ROUTE, props={"gatewayId": UNKNOWN}))),
            *unknown,
        ],
        not_applicable=not_applicable,
    )
