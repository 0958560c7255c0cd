"""What the hosts' names lead to: Route 53 alias records, and how Regions share a host."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions
from pydantic import Field, model_validator

from components._hosts import HostedZoneId, HostName
from components._settings import Settings, matching
from components.wiring import AliasTarget


class HealthCheckSettings(Settings):
    """An HTTPS request that Route 53 sends from around the world to judge this Region."""

    host: HostName
    """A host that leads to this Region alone; a shared one would be answered by any Region."""
    path: Annotated[str, matching(r"/\S{0,254}", "a path of at most 255 characters, such as /health")] = "/"
    """What is asked for."""
    interval: Literal[10, 30] = 30
    """Seconds between two requests of one place; 10 costs more."""
    failure_threshold: Annotated[int, Field(ge=1, le=10)] = 3
    """Answers in a row that change what Route 53 thinks of the Region."""


class DnsSettings(Settings):
    """The Route 53 zone in which the hosts of the stack stand."""

    zone: HostName
    """Its name, such as example.com."""
    zone_id: HostedZoneId
    """Its id in Route 53."""
    routing: Literal["simple", "latency", "failover"] = "simple"
    """How load balancers of several Regions share a host; each Region is a stack of its own. A website's hosts are
    always simple: CloudFront is everywhere.
    """
    failover: Literal["primary", "secondary"] | None = None
    """This Region's part under `routing` failover."""
    health_check: HealthCheckSettings | None = None
    """Judges this Region in addition to the health of the load balancers' targets, which counts anyway."""

    @model_validator(mode="after")
    def _routes_one_way(self) -> Self:
        if self.routing == "failover" and self.failover is None:
            raise ValueError("`failover` is missing; `routing` failover needs this Region to be primary or secondary")
        if self.routing != "failover" and self.failover is not None:
            raise ValueError(f"`failover` means nothing under `routing` {self.routing}; remove it or set failover")
        if self.routing == "simple" and self.health_check is not None:
            raise ValueError(
                "`health_check` decides nothing under `routing` simple, where there is one answer; "
                "remove it or share the hosts by latency or failover"
            )
        return self


@dataclass(frozen=True)
class RecordsArgs:
    """What the records are made from."""

    settings: DnsSettings | None
    """None where something else owns the zone: there are no records then."""
    region: str
    """Where the stack stands, for records of several Regions."""
    targets: Mapping[str, AliasTarget]
    """Where each host leads."""


class Records(pulumi.ComponentResource):
    """Each host leads to its load balancer or website: A for IPv4, and AAAA where that answers on IPv6, too."""

    health_check_id: Output[str] | None
    """What CloudWatch, in us-east-1, calls the Region's health check."""

    def __init__(self, name: str, args: RecordsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:edge:Records", name, _props(args), opts)
        settings = args.settings
        self._name = name
        self.health_check_id = None
        if settings is not None:
            self.health_check_id = self._health_check(settings.health_check)
            for host, target in args.targets.items():
                self._record(host, target, settings, args.region)
        self.register_outputs({})

    def _health_check(self, check: HealthCheckSettings | None) -> Output[str] | None:
        if check is None:
            return None
        made = aws.route53.HealthCheck(
            self._name,
            type="HTTPS",
            fqdn=check.host,
            port=443,
            resource_path=check.path,
            request_interval=check.interval,
            failure_threshold=check.failure_threshold,
            enable_sni=True,
            tags={"Name": check.host},
            opts=ResourceOptions(parent=self),
        )
        return made.id

    def _record(self, host: str, target: AliasTarget, settings: DnsSettings, region: str) -> None:
        shared = target.regional and not (settings.health_check and settings.health_check.host == host)
        routing = settings.routing if shared else "simple"
        for kind in ("A", "AAAA") if target.dual_stack else ("A",):
            aws.route53.Record(
                f"{self._name}-{host.replace('*', 'wildcard')}-{kind.lower()}",
                zone_id=settings.zone_id,
                name=host,
                type=kind,
                aliases=[
                    {
                        "name": target.dns_name,
                        "zone_id": target.zone_id,
                        "evaluate_target_health": target.regional,
                    }
                ],
                set_identifier={"latency": region, "failover": settings.failover}.get(routing),
                latency_routing_policies=[{"region": region}] if routing == "latency" else None,
                failover_routing_policies=(
                    [{"type": settings.failover.upper()}] if routing == "failover" and settings.failover else None
                ),
                health_check_id=self.health_check_id if routing != "simple" else None,
                # Replaced only when `routing` changes, and Route 53 keeps no two kinds of routing under one name.
                opts=ResourceOptions(parent=self, delete_before_replace=True),
            )


def _props(args: RecordsArgs) -> dict[str, Any]:
    own: dict[str, Any] = args.settings.props() if args.settings else {}
    return {"hosts": sorted(args.targets)} | own
