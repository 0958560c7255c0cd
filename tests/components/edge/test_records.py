"""Each host leads where it should, in one Region or in several, and nothing is promised that is not there."""

from typing import Any

import pytest
from pulumi import ResourceOptions
from pydantic import ValidationError

from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs, LoadBalancerSettings
from components.edge.records import DnsSettings, Records, RecordsArgs
from components.edge.website import Website, WebsiteArgs
from components.edge.website_settings import WebsiteSettings
from components.wiring import AliasTarget
from ops.offline.recording import Recording
from tests.harness import ACCOUNT, NAMES, PLACEMENT, REGION, build, inputs_by_name, listed

RECORD = "aws:route53/record:Record"
HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck"
ZONE = "Z0419507IHNIDPFGXUPL"
DNS = {"zone": "glibiz.com", "zone_id": ZONE}
LOAD_BALANCER = AliasTarget(
    dns_name="alb-1.ap-northeast-2.elb.amazonaws.com", zone_id="ZALB", dual_stack=False, regional=True
)
CLOUDFRONT = AliasTarget(dns_name="d1.cloudfront.net", zone_id="Z2FDTNDATAQYW2", dual_stack=True, regional=False)
TARGETS = {"api.glibiz.com": LOAD_BALANCER, "glibiz.com": CLOUDFRONT}
HEALTH: dict[str, Any] = {"host": "api-icn.glibiz.com", "path": "/health/"}
CERTIFICATE = {
    "arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/{'0' * 36}",
    "names": ("*.glibiz.com", "glibiz.com"),
}


def records(targets: dict[str, AliasTarget] | None = None, **settings: Any) -> Recording:
    made = DnsSettings.model_validate(DNS | settings)
    args = RecordsArgs(settings=made, region=REGION, targets=TARGETS if targets is None else targets)
    return build(lambda opts: Records("records", args, opts))


def policies(recording: Recording, name: str) -> dict[str, Any]:
    """How a record shares its name with others."""
    inputs = recording.one(RECORD, name).inputs
    return {key: inputs[key] for key in inputs if "olic" in key or key in ("setIdentifier", "healthCheckId")}


def test_a_load_balancer_answers_on_ipv4_alone_and_a_website_on_ipv6_too() -> None:
    found = inputs_by_name(records(), RECORD)
    assert {name: (inputs["name"], inputs["type"]) for name, inputs in found.items()} == {
        "records-api.glibiz.com-a": ("api.glibiz.com", "A"),
        "records-glibiz.com-a": ("glibiz.com", "A"),
        "records-glibiz.com-aaaa": ("glibiz.com", "AAAA"),
    }
    assert {inputs["zoneId"] for inputs in found.values()} == {ZONE}


def test_records_are_aliases_and_the_health_of_a_load_balancers_targets_counts() -> None:
    recording = records()
    assert listed(recording.one(RECORD, "records-api.glibiz.com-a"), "aliases") == [
        {"name": LOAD_BALANCER.dns_name, "zoneId": "ZALB", "evaluateTargetHealth": True}
    ]
    assert listed(recording.one(RECORD, "records-glibiz.com-aaaa"), "aliases") == [
        {"name": "d1.cloudfront.net", "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": False}
    ]


def test_a_record_that_somebody_else_made_is_never_overwritten() -> None:
    assert {r.inputs.get("allowOverwrite", False) for r in records().of_type(RECORD)} == {False}


def test_a_wildcard_host_gets_a_wildcard_record() -> None:
    recording = records({"*.glibiz.com": LOAD_BALANCER})
    assert recording.one(RECORD, "records-wildcard.glibiz.com-a").inputs["name"] == "*.glibiz.com"


def test_without_a_zone_of_ours_there_are_no_records() -> None:
    args = RecordsArgs(settings=None, region=REGION, targets=TARGETS)
    recording = build(lambda opts: Records("records", args, opts))
    assert recording.of_type(RECORD) == ()


def test_simple_records_share_their_name_with_nobody() -> None:
    assert policies(records(), "records-api.glibiz.com-a") == {}


def test_by_latency_each_region_answers_for_itself() -> None:
    assert policies(records(routing="latency"), "records-api.glibiz.com-a") == {
        "setIdentifier": REGION,
        "latencyRoutingPolicies": [{"region": REGION}],
    }


@pytest.mark.parametrize("part", ["primary", "secondary"])
def test_by_failover_each_region_has_its_part(part: str) -> None:
    assert policies(records(routing="failover", failover=part), "records-api.glibiz.com-a") == {
        "setIdentifier": part,
        "failoverRoutingPolicies": [{"type": part.upper()}],
    }


@pytest.mark.parametrize("routing", [{"routing": "latency"}, {"routing": "failover", "failover": "primary"}])
def test_a_websites_records_are_always_simple_because_cloudfront_is_everywhere(routing: dict[str, Any]) -> None:
    recording = records(**routing, health_check=HEALTH)
    for name in ("records-glibiz.com-a", "records-glibiz.com-aaaa"):
        assert policies(recording, name) == {}


def test_a_health_check_judges_the_region_by_a_host_of_its_own() -> None:
    recording = records(TARGETS | {HEALTH["host"]: LOAD_BALANCER}, routing="latency", health_check=HEALTH)
    check = recording.one(HEALTH_CHECK, "records")
    assert check.inputs == {
        "type": "HTTPS",
        "fqdn": "api-icn.glibiz.com",
        "port": 443,
        "resourcePath": "/health/",
        "requestInterval": 30,
        "failureThreshold": 3,
        "enableSni": True,
        "tags": {"Name": "api-icn.glibiz.com"},
    }
    shared = recording.one(RECORD, "records-api.glibiz.com-a")
    assert shared.inputs["healthCheckId"] == check.id
    assert policies(recording, "records-api-icn.glibiz.com-a") == {}


def test_a_record_gives_way_before_one_of_another_routing_takes_its_name() -> None:
    assert {r.options.delete_before_replace for r in records().of_type(RECORD)} == {True}


def test_a_load_balancer_and_a_website_say_where_their_records_point() -> None:
    def program(opts: ResourceOptions) -> None:
        balancer = LoadBalancer(
            "main",
            LoadBalancerArgs(
                settings=LoadBalancerSettings.model_validate({"certificate": CERTIFICATE}),
                names=NAMES,
                network=PLACEMENT,
            ),
            opts,
        )
        website = Website(
            "web",
            WebsiteArgs(
                settings=WebsiteSettings.model_validate({"hosts": ("glibiz.com",), "certificate": CERTIFICATE}),
                names=NAMES,
                key_arn=None,
            ),
            opts,
        )
        targets = {"api.glibiz.com": balancer.alias, "glibiz.com": website.alias}
        args = RecordsArgs(settings=DnsSettings.model_validate(DNS), region=REGION, targets=targets)
        Records("records", args, opts)

    recording = build(program)
    balancer = recording.one("aws:lb/loadBalancer:LoadBalancer", "main")
    assert listed(recording.one(RECORD, "records-api.glibiz.com-a"), "aliases") == [
        {
            "name": balancer.outputs["dnsName"],
            "zoneId": balancer.outputs["zoneId"],
            "evaluateTargetHealth": True,
        }
    ]
    distribution = recording.one("aws:cloudfront/distribution:Distribution", "web").urn
    for name in ("records-glibiz.com-a", "records-glibiz.com-aaaa"):
        record = recording.one(RECORD, name)
        assert record.property_dependencies["aliases"] == (distribution,)
        alias = listed(record, "aliases")[0]
        assert (alias["zoneId"], alias["evaluateTargetHealth"]) == ("Z2FDTNDATAQYW2", False)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"routing": "failover"}, "`failover` is missing; `routing` failover needs this Region to be primary"),
        ({"failover": "primary"}, "`failover` means nothing under `routing` simple"),
        ({"routing": "latency", "failover": "primary"}, "`failover` means nothing under `routing` latency"),
        ({"health_check": HEALTH}, "`health_check` decides nothing under `routing` simple"),
        ({"zone_id": "glibiz.com"}, "'glibiz.com' is not the id of a Route 53 hosted zone"),
        ({"zone": "https://glibiz.com"}, "'https://glibiz.com' is not a host name"),
    ],
)
def test_routing_that_leads_nowhere_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DnsSettings.model_validate(DNS | settings)
    assert said in str(refused.value)
