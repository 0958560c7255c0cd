"""Rules between the network and what stands in it."""

from collections.abc import Iterator

from components.edge.load_balancer import MIN_ZONES as MIN_LOAD_BALANCER_ZONES
from components.foundation.endpoints import PULLS_AND_LOGS
from components.foundation.network_settings import NetworkSettings
from components.foundation.provider import ProviderSettings
from settings.stack import StackSettings

STACK = "platform:stack"
MIN_DATABASE_ZONES = 2
"""A DB subnet group covers two Availability Zones, even for an instance in one.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
"""
STAND_IN_A_NETWORK = ("load_balancers", "databases", "caches", "services", "hosts")


def network_problems(stack: StackSettings, provider: ProviderSettings) -> Iterator[str]:
    """Everything that is wrong with the network, or between it and what stands in it."""
    if stack.network is None:
        yield from _nothing_needs_one(stack)
        return
    for problem in stack.network.problems(provider.region):
        field, _, rest = problem.removeprefix("`").partition("` ")
        yield f"{STACK}.network.{field} {rest}"
    yield from _load_balancers_can_stand(stack, stack.network)
    yield from _databases_can_stand(stack, stack.network)
    yield from _tasks_can_start(stack, stack.network)


def _nothing_needs_one(stack: StackSettings) -> Iterator[str]:
    homeless = [parts for parts in STAND_IN_A_NETWORK if getattr(stack, parts)]
    if homeless:
        yield (
            f"{STACK}.network is missing and {', '.join(homeless)} stand in one; "
            "give it a `cidr` and `zones`, or the ids of an `existing` one"
        )


def _load_balancers_can_stand(stack: StackSettings, network: NetworkSettings) -> Iterator[str]:
    existing = network.existing
    zones = len(existing.public_subnet_ids) if existing else len(network.zones)
    where = "existing.public_subnet_ids" if existing else "zones"
    way_out = "name a subnet of another zone" if existing else "append another zone"
    for role in stack.load_balancers:
        path = f"{STACK}.load_balancers.{role}"
        if zones < MIN_LOAD_BALANCER_ZONES:
            yield f"{path} needs two Availability Zones and {STACK}.network.{where} has {zones}; {way_out}"


def _databases_can_stand(stack: StackSettings, network: NetworkSettings) -> Iterator[str]:
    existing = network.existing
    subnets = len(existing.isolated_subnet_ids) if existing else len(network.zones)
    for role in stack.databases:
        if subnets < MIN_DATABASE_ZONES:
            yield (
                f"{STACK}.databases.{role} needs isolated subnets in two Availability Zones and {STACK}.network has "
                f"{subnets}; append another zone"
            )


def _tasks_can_start(stack: StackSettings, network: NetworkSettings) -> Iterator[str]:
    """Without a way to the internet a task starts only through endpoints: for image, log and each kind of secret."""
    services = stack.services.values()
    references = (reference for service in services for reference in service.foreign_secrets.values())
    needed: set[str] = {*PULLS_AND_LOGS, *(reference.split(":")[2] for reference in references)}
    if any(service.own_secrets or service.uses for service in services):
        needed.add("secretsmanager")
    missing = sorted(needed.difference(network.endpoints))
    if stack.services and network.nat == "none" and missing:
        yield (
            f"{STACK}.network.nat is 'none', so tasks cannot start without endpoints; "
            f"add {', '.join(missing)} to {STACK}.network.endpoints, or take nat 'single' or 'per_az'"
        )
