"""NAT gateways are watched zone by zone, by the ids that AWS gives them."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components._watched import Expression, Metric, Watched
from components.foundation.network import Network, NetworkArgs
from components.foundation.network_settings import NetworkSettings
from components.foundation.network_watch import NetworkAlarms, watched_network
from components.watch.alarms import Alarms, AlarmsArgs
from components.wiring import Topics
from ops.offline.recording import Recording
from ops.offline.values import UNKNOWN
from tests.harness import NAMES, build, inputs_by_name, log_target

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
NAT = "aws:ec2/natGateway:NatGateway"
SUBNET = "aws:ec2/subnet:Subnet"
GIVEN = {"cidr": "10.30.0.0/16", "zones": ("ap-northeast-2a", "ap-northeast-2c")}
EXISTING = {
    "vpc_id": "vpc-0a",
    "cidr": "10.30.0.0/16",
    "public_subnet_ids": ("subnet-0a",),
    "private_subnet_ids": ("subnet-0b",),
    "isolated_subnet_ids": ("subnet-0c",),
}


def made(given: Mapping[str, Any] = GIVEN, *, first: bool = False) -> Recording:
    return _made(first, json.dumps(given))


@cache
def _made(first: bool, given: str) -> Recording:  # noqa: FBT001 - a key of the cache
    settings = NetworkSettings.model_validate_json(given)

    def program(opts: ResourceOptions) -> None:
        args = NetworkArgs(settings=settings, names=NAMES, flow_logs=log_target("flow", "/vpc/x"))
        watched = Network("network", args, opts).watched
        Alarms(watched.stem, AlarmsArgs(watched=watched, names=NAMES, topics={None: Topics("loud", "quiet")}), opts)

    return build(program, first=first)


def gateway_of(recording: Recording, zone: str) -> str:
    """The id of the NAT gateway that stands in a zone."""
    zones = {subnet.id: subnet.inputs["availabilityZone"] for subnet in recording.of_type(SUBNET)}
    (found,) = [gateway.id for gateway in recording.of_type(NAT) if zones[str(gateway.inputs["subnetId"])] == zone]
    return found


@pytest.mark.parametrize("zone", GIVEN["zones"])
def test_each_zones_alarms_are_about_the_gateway_that_stands_in_it(zone: str) -> None:
    alarms = inputs_by_name(made(), ALARM)
    own = {"NatGatewayId": gateway_of(made(), zone)}
    assert alarms[f"network-{zone}-port-errors"]["dimensions"] == own
    queries = alarms[f"network-{zone}-dropped-packets"]["metricQueries"]
    assert [query["metric"]["dimensions"] for query in queries if "metric" in query] == [own] * 3
    assert alarms[f"network-{zone}-port-errors"]["name"] == f"gli-prod-network-{zone}-port-errors"


def test_one_gateway_for_all_zones_is_watched_once_and_none_not_at_all() -> None:
    assert set(inputs_by_name(made({**GIVEN, "nat": "single"}), ALARM)) == {
        "network-ap-northeast-2a-port-errors",
        "network-ap-northeast-2a-dropped-packets",
    }
    assert inputs_by_name(made({**GIVEN, "nat": "none"}), ALARM) == {}
    assert inputs_by_name(made({"existing": EXISTING}), ALARM) == {}


def test_before_anything_exists_the_same_alarms_are_planned() -> None:
    planned = inputs_by_name(made(first=True), ALARM)
    assert planned.keys() == inputs_by_name(made(), ALARM).keys()
    assert planned["network-ap-northeast-2a-port-errors"]["dimensions"] == {"NatGatewayId": UNKNOWN}


def watched(**given: Any) -> Watched:
    return watched_network({"ap-northeast-2a": "nat-0a"}, NetworkAlarms.model_validate(given))


def test_a_single_refused_connection_and_one_packet_in_ten_thousand_are_told() -> None:
    alarms = {alarm.section: alarm for alarm in watched().alarms}
    assert (alarms["port-errors"].threshold, alarms["port-errors"].severity) == (0, "critical")
    share = alarms["dropped-packets"].measure
    assert isinstance(share, Expression)
    assert (share.text, alarms["dropped-packets"].threshold) == ("100 * dropped / (sent + received)", 0.01)


def test_an_alarm_is_left_out_by_null() -> None:
    assert [alarm.section for alarm in watched(port_errors=None).alarms] == ["dropped-packets"]
    assert watched(port_errors=None, dropped_packets=None).alarms == []


def test_what_is_drawn_is_drawn_of_every_gateway_and_of_none_where_there_is_none() -> None:
    assert [one.label for widget in watched().widgets for one in widget.measures] == ["ap-northeast-2a"] * 3
    assert all(isinstance(one, Metric) for widget in watched().widgets for one in widget.measures)
    assert watched_network({}, NetworkAlarms()).widgets == []
