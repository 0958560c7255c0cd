"""Rules of the edge that span parts: hosts lead to one place, stand in the zone, and have certificates that fit."""

from collections.abc import Iterator, Mapping

from components._hosts import in_zone
from components.edge.certificates import CertificateSettings
from components.foundation.provider import ProviderSettings
from naming import InvalidNameError, Names
from settings.stack import StackSettings

STACK = "platform:stack"
DERIVED_NAMES: Mapping[str, Mapping[str, str]] = {
    "website_logs": {},
    "website_part": {"part": "immutable-assets"},
    "website_log_delivery": {},
}
"""What is named after a website, at its longest."""


def edge_problems(stack: StackSettings, provider: ProviderSettings, names: Names) -> Iterator[str]:
    """Everything that is wrong between hosts, certificates, the zone and what stands behind them."""
    yield from _certificates_fit(stack, provider)
    yield from _hosts_lead_to_one_place(stack)
    yield from _hosts_stand_in_the_zone(stack)
    yield from _origins_answer(stack)
    yield from _health_check_asks_this_region(stack)
    yield from _website_names_fit(stack, names)


def _certificates_fit(stack: StackSettings, provider: ProviderSettings) -> Iterator[str]:
    for role, load_balancer in stack.load_balancers.items():
        region = load_balancer.certificate.region
        if region not in (None, provider.region):
            yield (
                f"{STACK}.load_balancers.{role}.certificate.arn is a certificate of {region}; a load balancer in "
                f"{provider.region} takes one that ACM issued there"
            )
    for path, certificate in _certificates(stack):
        if certificate.account not in (None, provider.account):
            yield f"{path}.arn belongs to account {certificate.account}; take one of {provider.account}"


def _certificates(stack: StackSettings) -> Iterator[tuple[str, CertificateSettings]]:
    for role, load_balancer in stack.load_balancers.items():
        yield f"{STACK}.load_balancers.{role}.certificate", load_balancer.certificate
    for role, website in stack.websites.items():
        yield f"{STACK}.websites.{role}.certificate", website.certificate


def _hosts(stack: StackSettings) -> Iterator[tuple[str, str, str]]:
    """Each host with where it is written and what it leads to."""
    for role, service in stack.services.items():
        if service.route is not None:
            for host in service.route.hosts:
                yield f"{STACK}.services.{role}.route.hosts", host, f"load balancer {service.route.load_balancer}"
    for role, website in stack.websites.items():
        for host in website.hosts:
            yield f"{STACK}.websites.{role}.hosts", host, f"website {role}"


def _hosts_lead_to_one_place(stack: StackSettings) -> Iterator[str]:
    places: dict[str, str] = {}
    for path, host, place in _hosts(stack):
        other = places.setdefault(host, place)
        if other != place:
            yield f"{path} has {host!r}, which leads to {other} already; a host leads to one place, take another"


def _hosts_stand_in_the_zone(stack: StackSettings) -> Iterator[str]:
    dns = stack.dns
    if dns is None:
        return
    for path, host, _ in _hosts(stack):
        if not in_zone(host, dns.zone):
            yield (
                f"{path} has {host!r}, which cannot stand in the zone {dns.zone} of {STACK}.dns; "
                f"take a host that ends in .{dns.zone}"
            )
    for path, certificate in _certificates(stack):
        for name in certificate.names if certificate.zone_id == dns.zone_id else ():
            if not in_zone(name, dns.zone):
                yield (
                    f"{path}.names has {name!r}, which cannot be proven in the zone {dns.zone}; "
                    f"take a name that ends in .{dns.zone}, or the certificate's `arn` once ACM issued it otherwise"
                )


def _origins_answer(stack: StackSettings) -> Iterator[str]:
    routed = stack.routed_hosts
    for role, website in stack.websites.items():
        if website.api is not None and website.api.host not in routed:
            known = ", ".join(routed) or "none"
            yield (
                f"{STACK}.websites.{role}.api.host is {website.api.host!r}, which no service's route takes; "
                f"the hosts of services are {known}"
            )


def _health_check_asks_this_region(stack: StackSettings) -> Iterator[str]:
    check = stack.dns.health_check if stack.dns else None
    if check is not None and check.host not in stack.routed_hosts:
        yield (
            f"{STACK}.dns.health_check.host is {check.host!r}, which no service's route takes; "
            "add it to the `hosts` of the service that answers for this Region, and to no other Region's"
        )


def _website_names_fit(stack: StackSettings, names: Names) -> Iterator[str]:
    """What is named after a website must keep to AWS's limits, too."""
    for role, website in stack.websites.items():
        try:
            bucket = names.fill("website", override=website.name, role=role)
        except InvalidNameError:
            continue  # said with the names of all parts
        for kind, parts in DERIVED_NAMES.items():
            try:
                names.fill(kind, website=bucket, **parts)
            except InvalidNameError as error:
                yield f"{STACK}.websites.{role}: {error}"
