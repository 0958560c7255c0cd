"""What stands at the edge and between: each figure beside the one worked out by hand, from the prices of Seoul."""

import pulumi_aws as aws
from pulumi import ResourceOptions

from ops.cost.estimate import monthly
from tests.ops.cost.conftest import Part, assumptions, by_key, priced, recording, resource


def network(opts: ResourceOptions, gateways: int) -> None:
    part = Part("platform:foundation:Network", "network", opts)
    for zone in range(gateways):
        aws.ec2.NatGateway(f"nat-{zone}", subnet_id="subnet-0a", opts=part.below)


def test_each_zones_nat_gateway_costs_hours_and_all_share_the_traffic() -> None:
    one = priced(lambda opts: network(opts, 1), nat_gb=100)
    three = priced(lambda opts: network(opts, 3), nat_gb=100)

    assert one == {"nat-hour": round(730 * 0.059, 2), "nat-gb": 5.9}
    assert three == {"nat-hour": round(3 * 730 * 0.059, 2), "nat-gb": 5.9}


def test_a_load_balancer_has_an_address_in_each_zone_unless_it_is_internal() -> None:
    def balanced(*, internal: bool) -> dict[str, float]:
        kind, subnets = "aws:lb/loadBalancer:LoadBalancer", ["subnet-0a", "subnet-0b"]
        balancer = resource(kind, "main", internal=internal, subnets=subnets)
        return by_key(monthly(recording(balancer), assumptions(lcus=2, internet_gb=10)))

    own = {"alb-hour": round(730 * 0.0225, 2), "alb-lcu-hour": round(2 * 730 * 0.008, 2)}
    assert balanced(internal=True) == own
    assert balanced(internal=False) == {**own, "ipv4-hour": 7.3, "out-gb": 1.26}


def test_an_interface_endpoint_costs_in_each_zone_and_a_gateway_nothing() -> None:
    kind = "aws:ec2/vpcEndpoint:VpcEndpoint"
    near = resource(kind, "ecr", vpcEndpointType="Interface", subnetIds=["a", "b", "c"])
    gateway = resource(kind, "s3", vpcEndpointType="Gateway")

    assert by_key(monthly(recording(near, gateway), assumptions(endpoint_gb=0))) == {
        "endpoint-hour": round(3 * 730 * 0.013, 2)
    }


def test_a_firewall_costs_by_rules_and_by_the_requests_of_what_it_stands_before() -> None:
    kind, rules = "aws:wafv2/webAcl:WebAcl", [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    volume = assumptions(million_requests=10, cdn_million_requests=1)
    near = monthly(recording(resource(kind, "near", rules=rules)), volume)
    far = monthly(recording(resource(kind, "far", rules=rules, region="us-east-1")), volume)

    assert by_key(near) == {"waf-acl": 5, "waf-rule": 3, "waf-requests": 6}
    assert by_key(far) == {"waf-acl": 5, "waf-rule": 3, "waf-requests": 0.6}


def test_a_website_costs_traffic_requests_and_the_functions_that_they_call() -> None:
    behaviour = {"functionAssociations": [{"eventType": "viewer-request"}]}
    site = resource("aws:cloudfront/distribution:Distribution", "site", defaultCacheBehavior=behaviour)

    assert by_key(monthly(recording(site), assumptions(cdn_gb=100, cdn_million_requests=2))) == {
        "cdn-gb": 12,
        "cdn-requests": round(2_000_000 / 10_000 * 0.012, 2),
        "cdn-function": 0.2,
    }


def test_https_and_ten_seconds_are_options_of_a_health_check() -> None:
    kind = "aws:route53/healthCheck:HealthCheck"

    def check(**inputs: object) -> float:
        return monthly(recording(resource(kind, "c", **inputs)), assumptions()).total

    assert check(type="HTTP", requestInterval=30) == 0.5
    assert check(type="HTTPS", requestInterval=30) == 1.5
    assert check(type="HTTPS", requestInterval=10) == 2.5
