"""Rules that span the parts of a stack: what cannot be built of them together, one sentence each."""

from collections.abc import Iterator, Mapping

from components.compute.route_settings import Route
from components.compute.service_settings import ServiceSettings
from components.foundation.provider import REQUIRED_TAGS, ProviderSettings
from naming import InvalidNameError, Names
from settings.account_rules import account_problems
from settings.alarm_names import alarm_name_problems
from settings.alarm_rules import alarm_problems
from settings.alert_rules import alert_names
from settings.cache_rules import cache_problems
from settings.data_rules import data_problems
from settings.delivery_rules import delivery_problems
from settings.edge_rules import edge_problems
from settings.firewall_rules import firewall_problems
from settings.host_rules import host_names, host_problems
from settings.network_rules import network_problems
from settings.off_hours_rules import off_hours_problems
from settings.queue_rules import queue_problems
from settings.region_rules import region_problems
from settings.stack import StackSettings

STACK = "platform:stack"
ONE_NAMESPACE = {"database_replica": "database", "alternate_target_group": "target_group"}
"""Kinds of names that AWS does not tell apart from another kind."""
NAMED_BY_ROLE = frozenset({"secret", "database_replica"})
"""Kinds of names that no setting overrides."""
MAX_STACK_NAME = 26
"""IAM allows 64 characters in a role's name, and `pulumi:autonaming` makes a service's longest of the stack's name, its
role of 20, `-execution` and 8 of its own."""
MAX_DATABASE_NAMES = {"own": 45, "managed": 41}
"""What is left of the 64 for the stack's name and a database's role beside `-monitoring`, or `-redeploy-start`."""


def problems(stack_name: str, stack: StackSettings, provider: ProviderSettings, names: Names) -> Iterator[str]:
    """Everything that is wrong between the parts."""
    yield from _stack_fits(stack_name, stack)
    yield from _databases_leave_room(stack_name, stack)
    yield from _tags_fit(stack, provider)
    yield from account_problems(stack)
    yield from network_problems(stack, provider)
    yield from edge_problems(stack, provider, names)
    yield from firewall_problems(stack)
    yield from cache_problems(stack, names)
    yield from data_problems(stack)
    yield from host_problems(stack)
    yield from region_problems(stack, provider)
    yield from alarm_problems(stack)
    yield from delivery_problems(stack)
    yield from off_hours_problems(stack)
    yield from queue_problems(stack)
    yield from _services_fit(stack)
    yield from _names_are_free(stack, names)


def image_problems(stack: StackSettings, images: Mapping[str, str]) -> Iterator[str]:
    """Images of roles that have none."""
    for role in images:
        if role in stack.registries:
            continue
        if role not in stack.services:
            known = ", ".join(stack.registries) or "none"
            yield f"platform:images.{role} is no service of this stack; the services with an image are {known}"
        elif stack.services[role].image_of is not None:
            yield (
                f"platform:images.{role} is never used: {role} runs the image of {stack.services[role].image_of}; "
                "release that one"
            )


def _stack_fits(stack_name: str, stack: StackSettings) -> Iterator[str]:
    short = stack.environment.short
    own = f"{stack.system}-{short}"
    if stack_name not in {short, own} and not stack_name.startswith(f"{own}-"):
        yield (
            f"{STACK}.environment.short is {short!r}, which does not fit the stack {stack_name!r}; "
            f"this file belongs to a stack named {short}, {own} or {own}-<region>"
        )
    if len(stack_name) > MAX_STACK_NAME:
        yield (
            f"The stack name {stack_name!r} has {len(stack_name)} characters and {MAX_STACK_NAME} are the most: "
            "IAM's names of at most 64 are made of it; choose a shorter one"
        )


def _databases_leave_room(stack_name: str, stack: StackSettings) -> Iterator[str]:
    for role, database in stack.databases.items():
        room = MAX_DATABASE_NAMES[database.password] - len(stack_name)
        if len(role) > room:
            yield (
                f"{STACK}.databases.{role} has {len(role)} characters and {room} are the most in the stack "
                f"{stack_name!r}: IAM's names of at most 64 are made of both; take a shorter role"
            )


def _tags_fit(stack: StackSettings, provider: ProviderSettings) -> Iterator[str]:
    tags = provider.default_tags.tags
    expected = {"System": stack.system, "Environment": stack.environment.long}
    for tag in REQUIRED_TAGS:
        path = f"aws:defaultTags.tags.{tag}"
        if tag not in tags:
            yield f"{path} is missing; every resource is tagged with {', '.join(REQUIRED_TAGS)} (standard G-12)"
        elif tags[tag] != expected.get(tag, tags[tag]):
            yield f"{path} is {tags[tag]!r} in the stack of {expected[tag]!r}; write {expected[tag]!r}"


def _services_fit(stack: StackSettings) -> Iterator[str]:
    priorities: dict[tuple[str, int], str] = {}
    for role, service in stack.services.items():
        path = f"{STACK}.services.{role}"
        source = service.image_of
        if source is not None and source not in stack.registries:
            known = ", ".join(other for other in stack.registries if other != role) or "none"
            yield f"{path}.image_of is {source!r}, which has no image of its own; the services with one are {known}"
        route = service.route
        if route is None:
            continue
        if route.load_balancer not in stack.load_balancers:
            known = ", ".join(stack.load_balancers) or "none"
            wanted = route.load_balancer
            yield f"{path}.route.load_balancer is {wanted!r}, which is not there; the load balancers are {known}"
            continue
        yield from _priorities_are_free(role, service, route, priorities)
        certificate = stack.load_balancers[route.load_balancer].certificate
        for host in route.hosts:
            if not certificate.covers(host):
                yield (
                    f"{path}.route.hosts has {host!r}, which the certificate of load balancer {route.load_balancer} "
                    f"does not cover; it covers {', '.join(certificate.names)}: take such a host or another certificate"
                )


def _priorities_are_free(
    role: str, service: ServiceSettings, route: Route, taken: dict[tuple[str, int], str]
) -> Iterator[str]:
    path, balancer = f"{STACK}.services.{role}.route.priority {route.priority}", route.load_balancer
    other = taken.setdefault((balancer, route.priority), role)
    if other != role:
        yield f"{path} is that of {other} on load balancer {balancer}; give each rule its own"
    if not service.deployment.has_two_target_groups:
        return
    other = taken.setdefault((balancer, route.test_priority), role)
    if other != role:
        yield (
            f"{path} leaves {route.test_priority} to its test rule, which is that of {other} on load balancer "
            f"{balancer}; leave two numbers to a service with two target groups"
        )


def _names_are_free(stack: StackSettings, names: Names) -> Iterator[str]:
    taken: dict[tuple[str, str], str] = {}
    told: set[frozenset[str]] = set()
    for path, kind, override, parts in _named(stack, names):
        try:
            name = names.fill(kind, override=override, **parts)
        except InvalidNameError as error:
            yield f"{path}: {error}"
            continue
        other = taken.setdefault((ONE_NAMESPACE.get(kind, kind), name), path)
        if other != path:
            what = kind.replace("_", " ")
            told.add(frozenset((path, other)))
            way_out = "take another role" if kind in NAMED_BY_ROLE else "set `name`, `container` or `short`"
            yield f"{path}: the {what} name {name!r} is that of {other}; {way_out}"
    yield from alarm_name_problems(stack, names, told)


def _named(stack: StackSettings, names: Names) -> Iterator[tuple[str, str, str | None, dict[str, str]]]:
    yield f"{STACK}.system", "vpc", None, {}
    for role in stack.delivery.applications if stack.delivery else ():
        yield f"{STACK}.delivery.applications.{role}", "application_role", None, {"role": role}
    for cluster in stack.clusters.values():
        yield f"{STACK}.cluster", "cluster", cluster.name, {}
    yield from alert_names(stack)
    for role, load_balancer in stack.load_balancers.items():
        path, name = f"{STACK}.load_balancers.{role}", load_balancer.name
        yield path, "load_balancer", name, {}
        if name is not None or names.place:
            balancer = name or names.any("load_balancer")
            yield path, "load_balancer_logs", None, {"load_balancer": balancer}
    for role in stack.firewalls:
        path = f"{STACK}.firewalls.{role}"
        yield path, "web_acl", None, {"role": role}
        yield path, "web_acl_logs", None, {"role": role}
    for role, website in stack.websites.items():
        yield f"{STACK}.websites.{role}", "website", website.name, {"role": role}
    for role, database in stack.databases.items():
        path = f"{STACK}.databases.{role}"
        yield path, "database", database.name, {"role": role}
        yield path, "secret", None, {"role": role}
        if database.replicate_to:
            yield path, "secret_abroad", None, {"role": role}
        for replica in database.replicas:
            yield f"{path}.replicas.{replica}", "database_replica", None, {"role": role, "replica": replica}
    for role, cache in stack.caches.items():
        yield f"{STACK}.caches.{role}", "cache", cache.name, {"role": role}
        yield f"{STACK}.caches.{role}", "secret", None, {"role": role}
    for role in stack.secrets:
        yield f"{STACK}.secrets.{role}", "secret", None, {"role": role}
    for role, service in stack.services.items():
        yield from _named_of(role, service)
    yield from host_names(stack)


def _named_of(role: str, service: ServiceSettings) -> Iterator[tuple[str, str, str | None, dict[str, str]]]:
    path = f"{STACK}.services.{role}"
    container = service.container or role
    yield path, "service", service.name, {"container": container}
    yield path, "task_family", None, {"container": container}
    yield path, "service_logs", None, {"role": role}
    if service.image_of is None:
        yield path, "registry", None, {"role": role}
    if service.route is not None:
        yield path, "target_group", None, {"abbreviation": service.short or role}
        if service.deployment.has_two_target_groups:
            yield path, "alternate_target_group", None, {"abbreviation": service.short or role}
