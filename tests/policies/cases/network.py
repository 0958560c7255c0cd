"""VPCs, as `awsx.ec2.Vpc` lays them out, and what stands beside it."""

from collections.abc import Sequence

from guardrails.tokens import (
    DEFAULT_SECURITY_GROUP,
    FLOW_LOG,
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SUBNET,
    VPC,
)

from tests.policies.cases.table import RELATION, Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given, Props

AWSX = "awsx:ec2:Vpc"


def _subnet(name: str, zone: str = "a", subnet_type: str = "Private") -> Given:
    props = {"availabilityZone": zone, "tags": {"SubnetType": subnet_type}}
    return Given(SUBNET, name, props, deps={"vpcId": ["vpc"]})


def _routed(subnet: Given, route: Given) -> Sequence[Given]:
    """A subnet whose table has this route."""
    return [
        subnet,
        Given(ROUTE_TABLE, "table"),
        Given(ROUTE_TABLE_ASSOCIATION, "pair", deps={"subnetId": [subnet.name], "routeTableId": ["table"]}),
        Given(ROUTE, "route", route.props, {**route.deps, "routeTableId": ["table"]}),
        Given(INTERNET_GATEWAY, "igw"),
        Given(NAT_GATEWAY, "nat", deps={"subnetId": ["public"]}),
        _subnet("public", subnet_type="Public"),
    ]


TO_INTERNET = Given(ROUTE, props={"gatewayId": UNKNOWN}, deps={"gatewayId": ["igw"]})
TO_NAT = Given(ROUTE, props={"gatewayId": UNKNOWN}, deps={"natGatewayId": ["nat"]})
INLINE = [
    _subnet("inline"),
    Given(ROUTE_TABLE, "table", deps={"routes": ["igw"]}),
    Given(ROUTE_TABLE_ASSOCIATION, "pair", deps={"subnetId": ["inline"], "routeTableId": ["table"]}),
    Given(INTERNET_GATEWAY, "igw"),
]


def _interface(**more: object) -> Props:
    return {"vpcEndpointType": "Interface", **more}


OWN = {"StringEquals": {"aws:PrincipalAccount": "917891822317"}}

CASES: Table = {
    "vpc-flow-log": Cases(
        compliant=[
            [Given(VPC, "vpc"), Given(FLOW_LOG, "log", deps={"vpcId": ["vpc"]})],
            [
                Given(VPC, "vpc", parent="awsx"),
                Given(AWSX, "awsx"),
                Given(FLOW_LOG, "log", deps={"vpcId": ["awsx"]}),
            ],
        ],
        violation=[
            [Given(VPC, "vpc")],
            [Given(VPC, "vpc"), Given(VPC, "other"), Given(FLOW_LOG, "log", deps={"vpcId": ["other"]})],
            [Given(VPC, "vpc"), Given(FLOW_LOG, "log", deps={"subnetId": ["vpc"]})],
        ],
        impossible=RELATION,
    ),
    "flow-log-traffic": Cases(
        compliant=[{"trafficType": "ALL"}, {"trafficType": "REJECT"}],
        violation=[{"trafficType": "ACCEPT"}, {}],
        unknown=[{"trafficType": UNKNOWN}],
    ),
    "vpc-default-security-group": Cases(
        compliant=[[Given(VPC, "vpc"), Given(DEFAULT_SECURITY_GROUP, "group", deps={"vpcId": ["vpc"]})]],
        violation=[[Given(VPC, "vpc"), Given(DEFAULT_SECURITY_GROUP, "group")]],
        impossible=RELATION,
    ),
    "default-security-group-empty": Cases(
        compliant=[{}, {"ingress": [], "egress": []}],
        violation=[{"ingress": [{"fromPort": 1}]}, {"egress": [UNKNOWN]}],
        unknown=[{"ingress": UNKNOWN}],
    ),
    "vpc-dns": Cases(
        compliant=[{"enableDnsHostnames": True}],
        violation=[{}, {"enableDnsHostnames": True, "enableDnsSupport": False}],
        unknown=[{"enableDnsHostnames": UNKNOWN}],
    ),
    "vpc-two-zones": Cases(
        compliant=[[Given(VPC, "vpc"), _subnet("one", "a"), _subnet("two", "c")]],
        violation=[[Given(VPC, "vpc")], [Given(VPC, "vpc"), _subnet("one", "a"), _subnet("two", "a")]],
        unknown=[[Given(VPC, "vpc"), _subnet("one", "a"), _subnet("two", UNKNOWN)]],
    ),
    "subnet-no-public-address": Cases(
        compliant=[{}, {"mapPublicIpOnLaunch": False}],
        violation=[{"mapPublicIpOnLaunch": True}],
        unknown=[{"mapPublicIpOnLaunch": UNKNOWN}],
    ),
    "private-subnet-no-internet-route": Cases(
        compliant=[_routed(_subnet("private"), TO_NAT), [_subnet("isolated")]],
        violation=[
            _routed(_subnet("private"), TO_INTERNET),
            _routed(Given(SUBNET, "untagged"), TO_INTERNET),
            _routed(_subnet("private"), Given(ROUTE, props={"gatewayId": "igw-0a1b"})),
            INLINE,
        ],
        unknown=[
            _routed(_subnet("private"), Given(ROUTE, props={"gatewayId": UNKNOWN})),
            _routed(Given(SUBNET, "private", {"tags": UNKNOWN}), TO_INTERNET),
        ],
        not_applicable=[_routed(_subnet("front", subnet_type="Public"), TO_INTERNET)],
    ),
    "nat-per-zone": Cases(
        compliant=[_routed(_subnet("private"), TO_NAT)],
        violation=[_routed(_subnet("private", zone="c"), TO_NAT)],
        unknown=[_routed(_subnet("private", zone=UNKNOWN), TO_NAT)],
        not_applicable=[_routed(_subnet("front"), TO_INTERNET), [_subnet("isolated")]],
    ),
    "endpoint-policy": Cases(
        compliant=[
            {"policy": document(allow("s3:GetObject", "*", Principal="*", Condition=OWN))},
            {"policy": document(allow("s3:GetObject", "arn:aws:s3:::layers/*", Principal="*"))},
        ],
        violation=[
            {},
            {"policy": document(allow("*", "arn:aws:s3:::layers/*"))},
            {"policy": document(allow("s3:GetObject", "*"))},
            {"policy": document(allow("s3:GetObject", "arn:aws:s3:::*"))},
        ],
        unknown=[{"policy": UNKNOWN}],
    ),
    "endpoint-private-dns": Cases(
        compliant=[_interface(privateDnsEnabled=True)],
        violation=[_interface(), _interface(privateDnsEnabled=False)],
        unknown=[_interface(privateDnsEnabled=UNKNOWN), {"vpcEndpointType": UNKNOWN}],
        not_applicable=[{"vpcEndpointType": "Gateway"}, {}],
    ),
}
