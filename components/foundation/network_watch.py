"""What is watched of a network: the NAT gateways, zone by zone.

https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
"""

from collections.abc import Iterator, Mapping

from pulumi import Input

from components._settings import Settings
from components._watched import Alarm, AlarmKind, Anomaly, Count, Expression, Metric, Percent, Watched, Widget, wanted

NAMESPACE = "AWS/NATGateway"
STEM = "network"
PORT_ERRORS = AlarmKind(
    key="port-errors",
    comparison=">",
    severity="critical",
    why="The NAT gateway has no port left for new connections, and tasks of its zone cannot reach the internet.",
    todo="Find in the flow logs which address is called so often, and let that client keep its connections.",
    periods=1,
)
DROPPED_PACKETS = AlarmKind(
    key="dropped-packets",
    comparison=">",
    severity="warning",
    why="The NAT gateway drops packets; connections out of its zone become slow or fail.",
    todo="Look at AWS's health dashboard and at the gateway's throughput, which ends at 100 Gbit/s.",
)


class NetworkAlarms(Settings):
    """Thresholds for each NAT gateway; null leaves an alarm out.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html#NATGateway
    """

    port_errors: Count | Anomaly | None = 0
    """Connections in five minutes for which there was no port."""
    dropped_packets: Percent | Anomaly | None = 0.01
    """Percent of the packets, for 15 minutes; AWS takes 0.01 for a sign of trouble."""


def watched_network(gateways: Mapping[str, Input[str]], alarms: NetworkAlarms) -> Watched:
    """The alarms and graphs of the NAT gateways, given by zone; a network without any has nothing to watch."""
    widgets = [
        _graph("NAT: connections", gateways, "ActiveConnectionCount", "Maximum"),
        _graph("NAT: ports missing", gateways, "ErrorPortAllocation", "Sum"),
        _graph("NAT: bytes to the internet", gateways, "BytesOutToDestination", "Sum", unit="bytes"),
    ]
    return Watched("Network", STEM, list(_alarms(gateways, alarms)), widgets if gateways else [])


def _alarms(gateways: Mapping[str, Input[str]], alarms: NetworkAlarms) -> Iterator[Alarm]:
    for zone, gateway in gateways.items():
        missing = _of(zone, gateway, "ErrorPortAllocation", "Sum")
        yield from wanted(
            (PORT_ERRORS, missing, alarms.port_errors),
            (DROPPED_PACKETS, _dropped(zone, gateway), alarms.dropped_packets),
            member=zone,
        )


def _graph(title: str, gateways: Mapping[str, Input[str]], name: str, statistic: str, *, unit: str = "") -> Widget:
    return Widget(title, [_of(zone, gateway, name, statistic) for zone, gateway in gateways.items()], unit=unit)


def _of(zone: str, gateway: Input[str], name: str, statistic: str) -> Metric:
    return Metric(NAMESPACE, name, {"NatGatewayId": gateway}, statistic, zone)


def _dropped(zone: str, gateway: Input[str]) -> Expression:
    metrics = {
        "dropped": _of(zone, gateway, "PacketsDropCount", "Sum"),
        "sent": _of(zone, gateway, "PacketsInFromSource", "Sum"),
        "received": _of(zone, gateway, "PacketsInFromDestination", "Sum"),
    }
    return Expression("100 * dropped / (sent + received)", metrics, f"Packets dropped in {zone}")
