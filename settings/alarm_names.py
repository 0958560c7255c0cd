"""What the parts of a stack name their alarms after: of two with one name the second would replace the first.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from collections.abc import Iterator, Set

from components.compute.app_metrics import KIND as APP_METRIC
from components.data.cache_names import node_names
from naming import Names
from settings.stack import StackSettings

STACK = "platform:stack"


def alarm_name_problems(stack: StackSettings, names: Names, told: Set[frozenset[str]]) -> Iterator[str]:
    """Roles that would name their alarms like another part does; `told` are pairs that share another name already."""
    taken: dict[str, str] = {}
    for path, stem in (*alarm_stems(stack), *_members(stack)):
        other = taken.setdefault(stem, path)
        if other != path and {path, other} not in told:
            name = names.fill("alarm", stem=stem, alarm="")
            yield f"{path}: its alarms would be called {name}…, as those of {other} are; take another role"


def alarm_stems(stack: StackSettings) -> Iterator[tuple[str, str]]:
    """The place in the stack file and the stem of every part that is watched; those without a role come first."""
    yield f"{STACK}.alerts", "alerts"
    yield f"{STACK}.events", "events"
    for name in stack.calendars:
        yield f"{STACK}.off_hours", name
    for name in stack.networks:
        yield f"{STACK}.network", name
    for account in stack.accounts:
        for name in account.trails:
            yield f"{STACK}.account.trail", name
    for role in stack.load_balancers:
        yield f"{STACK}.load_balancers.{role}", f"{role}-alb"
    for role in stack.websites:
        yield f"{STACK}.websites.{role}", f"{role}-cdn"
    for role in stack.firewalls:
        yield f"{STACK}.firewalls.{role}", f"{role}-waf"
    for role in stack.databases:
        yield f"{STACK}.databases.{role}", role
    for role in stack.caches:
        yield f"{STACK}.caches.{role}", role
    for role in stack.services:
        yield f"{STACK}.services.{role}", role
    for role in stack.hosts:
        yield f"{STACK}.hosts.{role}", role
    for role in stack.services:
        yield f"{STACK}.services.{role} (its log)", f"{role}-logs"


def _members(stack: StackSettings) -> Iterator[tuple[str, str]]:
    """Replicas and nodes, whose alarms are named after them within their part's."""
    for role, database in stack.databases.items():
        for replica in database.replicas:
            yield f"{STACK}.databases.{role}.replicas.{replica}", f"{role}-{replica}"
    for role, service in stack.services.items():
        if service.metrics:
            yield f"{STACK}.services.{role}.metrics", f"{role}-{APP_METRIC}"
    for role, cache in stack.caches.items():
        if cache.serverless is None:
            for node in node_names(role, cache.nodes).values():
                yield f"{STACK}.caches.{role}", node
