"""Peerings, addresses, endpoint services and the default VPC."""

from guardrails.evaluation import State
from guardrails.tokens import ADDRESS, DEFAULT_SUBNET, LOAD_BALANCERS, NAT_GATEWAY, ROLE_POLICY, ROUTE_TABLE

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

PEER = {"vpcPeeringConnectionId": "pcx-1"}

CASES: Table = {
    "vpc-peering-routes": Cases(
        compliant=[
            {"destinationCidrBlock": "10.20.0.0/16", **PEER},
            {"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"},
            [Given(ROUTE_TABLE, props={"routes": [{"cidrBlock": "10.20.0.0/16", **PEER}]})],
        ],
        violation=[
            {"destinationCidrBlock": "0.0.0.0/0", **PEER},
            {"destinationIpv6CidrBlock": "::/0", **PEER},
            [Given(ROUTE_TABLE, props={"routes": [{"cidrBlock": "0.0.0.0/0", **PEER}]})],
        ],
        unknown=[
            {"destinationCidrBlock": UNKNOWN, **PEER},
            {"destinationCidrBlock": "0.0.0.0/0", "vpcPeeringConnectionId": UNKNOWN},
            [Given(ROUTE_TABLE, props={"routes": UNKNOWN})],
        ],
    ),
    "no-default-vpc": Cases(
        violation=[{}, [Given(DEFAULT_SUBNET)]],
        impossible={
            State.COMPLIANT: "there is no right way to have one",
            State.UNKNOWN: "that it is there says everything",
        },
    ),
    "address-in-use": Cases(
        compliant=[
            [Given(ADDRESS, "eip"), Given(NAT_GATEWAY, "nat", deps={"allocationId": ["eip"]})],
            [Given(ADDRESS, "eip"), Given(LOAD_BALANCERS[0], "lb", deps={"subnetMappings": ["eip"]})],
            [Given(ADDRESS, "eip"), Given(ROLE_POLICY, "host", deps={"policy": ["eip"]})],
            {"instance": "i-1"},
            [
                Given(ADDRESS, "eip", {"instance": UNKNOWN}, {"instance": ["host"]}),
                Given("aws:ec2/instance:Instance", "host"),
            ],
        ],
        violation=[{}, [Given(ADDRESS, "eip"), Given(NAT_GATEWAY, "nat")]],
        unknown=[{"instance": UNKNOWN}],
    ),
    "endpoint-service-acceptance": Cases(
        compliant=[{"acceptanceRequired": True}],
        violation=[{}, {"acceptanceRequired": False}],
        unknown=[{"acceptanceRequired": UNKNOWN}],
    ),
}
