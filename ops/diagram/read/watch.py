"""What looks after the rest: keys, alerts, calendars, trails, budgets, and defaults of an account."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ops.diagram.model import Look, Node, Place
from ops.diagram.read import types
from ops.diagram.read.found import Found
from ops.diagram.read.resources import Resources, items, section, slug, text
from ops.labels import count
from ops.offline.recording import Recorded

CLOSED: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
"""What keeps all buckets of an account from being public."""
OF_THE_ACCOUNT: Final = frozenset({types.BUDGET, types.ANOMALIES, types.IDENTITY, types.NO_PUBLIC_ACCESS})
"""What belongs to no Region."""


def watch(resources: Resources) -> Iterator[Found]:
    """Every part that looks after others."""
    for key in resources.of(types.KEY):
        yield _found("key", "KMS key", key, _alias(resources, key) or key.name)
    for replica in resources.of(types.KEY_REPLICA):
        primary = resources.called(types.KEY, text(replica, "primaryKeyArn"))
        yield _found(
            "key",
            "KMS replica key",
            replica,
            _alias(resources, replica) or (_alias(resources, primary) if primary else ""),
        )
    for topic in resources.of(types.TOPIC):
        yield _found("topic", "SNS topic", topic, text(topic, "name"), _receivers(resources, topic))
    for queue in resources.of(types.QUEUE):
        yield _found("queue", "SQS queue", queue, text(queue, "name"))
    yield from _calendars(resources)
    for trail in resources.of(types.TRAIL):
        yield _found("trail", "CloudTrail", trail, text(trail, "name"), _trail_facts(trail))
    yield from _of_the_account(resources)


def _found(kind: str, word: str, resource: Recorded, title: str, facts: tuple[str, ...] = ()) -> Found:
    node = Node(slug(kind, resource.name), Look.WATCH, word, title, facts, (resource.urn,))
    return Found(node, resource, Place.ACCOUNT if resource.type in OF_THE_ACCOUNT else Place.SERVICES)


def _alias(resources: Resources, key: Recorded) -> str:
    names = {text(key, "keyId"), text(key, "arn")}
    region = resources.region_of(key)
    found = (
        text(alias, "name").removeprefix("alias/")
        for alias in resources.of(types.KEY_ALIAS)
        if text(alias, "targetKeyId") in names and resources.region_of(alias) == region
    )
    return next(found, "")


def _receivers(resources: Resources, topic: Recorded) -> tuple[str, ...]:
    """How many are told in which way; who they are stands in the stack file."""
    arn = text(topic, "arn")
    ways = Counter(text(one, "protocol") for one in resources.of(types.SUBSCRIPTION) if text(one, "topic") == arn)
    ways["Slack"] = sum(arn in items(one.outputs, "snsTopicArns") for one in resources.of(types.SLACK))
    return tuple(f"{way}: {count(number, 'receiver')}" for way, number in sorted(ways.items()) if number)


def _calendars(resources: Resources) -> Iterator[Found]:
    groups: dict[str, list[Recorded]] = {}
    for schedule in resources.of(types.SCHEDULE):
        groups.setdefault(text(schedule, "groupName"), []).append(schedule)
    for name, schedules in groups.items():
        roles = [text(one, "name") for one in resources.of(types.ROLE) if text(one, "arn") in _role_arns(schedules)]
        facts = tuple(text(one, "description") or one.name for one in schedules)
        urns = tuple(one.urn for one in schedules)
        node = Node(slug("calendar", name), Look.WATCH, "EventBridge Scheduler", name, facts, urns)
        yield Found(node, schedules[0], Place.SERVICES, roles=tuple(roles))


def _role_arns(schedules: list[Recorded]) -> set[str]:
    return {str(section(one.outputs, "target").get("roleArn")) for one in schedules}


def _trail_facts(trail: Recorded) -> tuple[str, ...]:
    everywhere = "all Regions" if trail.outputs.get("isMultiRegionTrail") else "this Region"
    logs = ("and into CloudWatch Logs",) if text(trail, "cloudWatchLogsGroupArn") else ()
    return (everywhere, *logs)


def _of_the_account(resources: Resources) -> Iterator[Found]:
    for budget in resources.of(types.BUDGET):
        limit = f"{float(text(budget, 'limitAmount') or 0):,.0f} {text(budget, 'limitUnit')} a month"
        yield _found("budget", "Budget", budget, text(budget, "name"), (limit,))
    for monitor in resources.of(types.ANOMALIES):
        yield _found("anomalies", "Cost anomalies", monitor, text(monitor, "name"))
    for provider in resources.of(types.IDENTITY):
        host = text(provider, "url").removeprefix("https://")
        yield _found("identity", "IAM identity provider", provider, host)
    for default in resources.of(types.NO_PUBLIC_ACCESS):
        closed = all(default.outputs.get(switch) is True for switch in CLOSED)
        title = "No public access" if closed else "Public access partly blocked"
        yield _found("default", "S3, of the account", default, title)
    for default in resources.of(types.ENCRYPTED_VOLUMES):
        title = "New volumes are encrypted" if default.outputs.get("enabled") else "New volumes are not encrypted"
        yield _found("default", "EBS, of the Region", default, title)
    for default in resources.of(types.SCANNING):
        scans = dict.fromkeys(str(one.get("scanFrequency")) for one in items(default.outputs, "rules"))
        facts = tuple(scan.replace("_", " ").lower() for scan in scans)
        yield _found("default", "ECR, of the Region", default, f"{text(default, 'scanType').title()} scans", facts)
    for replication in resources.of(types.REPLICATION):
        rules = items(section(replication.outputs, "replicationConfiguration"), "rules")
        names = tuple(f"{one.get('filter')}*" for rule in rules for one in items(rule, "repositoryFilters"))
        yield _found("replication", "ECR replication", replication, "Images", names)
