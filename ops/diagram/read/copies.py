"""What AWS copies by itself, and what it tells: replicas, copies in other Regions, files of trails, alerts."""

from collections.abc import Iterator, Mapping, Sequence

from ops.diagram.model import Flow, Look, Node, Way
from ops.diagram.read import types
from ops.diagram.read.found import Found
from ops.diagram.read.resources import Resources, items, section, slug, text
from ops.offline.recording import Recorded

Abroad = tuple[str, Node]
"""A Region, and a node there that is no resource of its own."""


def copies(resources: Resources, found: Sequence[Found]) -> Iterator[tuple[Flow, Abroad | None]]:
    """Every copy that is kept, with its node where it is no resource of the stack."""
    ids = {one.resource.urn: one.node.id for one in found}
    yield from _databases(resources, ids)
    for replica in resources.of(types.KEY_REPLICA):
        key = resources.called(types.KEY, text(replica, "primaryKeyArn"))
        if key:
            yield _copied(ids[key.urn], ids[replica.urn]), None
    for secret in resources.of(types.SECRET):
        for copy in items(secret.outputs, "replicas"):
            region, name = str(copy.get("region")), text(secret, "name")
            node = Node(slug("copy", secret.name, region), Look.STORE, "Secret, copy", name)
            yield _copied(ids[secret.urn], node.id), (region, node)
    for replication in resources.of(types.REPLICATION):
        yield from _images(replication)


def told(resources: Resources, found: Sequence[Found]) -> Iterator[Flow]:
    """Who writes or tells without being asked."""
    ids = {one.resource.urn: one.node.id for one in found}
    for trail in resources.of(types.TRAIL):
        bucket = resources.called(types.BUCKET, text(trail, "s3BucketName"))
        if bucket:
            yield Flow(ids[trail.urn], ids[bucket.urn], Way.COPY, "writes")
    for budget in resources.of(types.BUDGET):
        arns = [arn for one in items(budget.outputs, "notifications") for arn in items(one, "subscriberSnsTopicArns")]
        yield from _tells(resources, ids, budget.urn, arns)
    for subscription in resources.of(types.ANOMALIES_TOLD):
        arns = [one.get("address") for one in items(subscription.outputs, "subscribers")]
        for monitor in items(subscription.outputs, "monitorArnLists"):
            made = resources.called(types.ANOMALIES, monitor)
            if made:
                yield from _tells(resources, ids, made.urn, arns)


def _tells(resources: Resources, ids: Mapping[str, str], urn: str, topics: Sequence[object]) -> Iterator[Flow]:
    for topic in (resources.called(types.TOPIC, arn) for arn in dict.fromkeys(map(str, topics))):
        if topic:
            yield Flow(ids[urn], ids[topic.urn], Way.COPY, "tells")


def _databases(resources: Resources, ids: Mapping[str, str]) -> Iterator[tuple[Flow, Abroad | None]]:
    for replica in resources.of(types.DATABASE):
        source = text(replica, "replicateSourceDb")
        made = resources.called(types.DATABASE, source)
        if made:
            yield _copied(ids[made.urn], ids[replica.urn]), None
        elif source.startswith("arn:"):
            region, name = source.split(":")[3], source.rpartition(":")[2]
            node = Node(slug("source", name, region), Look.OUTSIDE, "RDS, made elsewhere", name)
            yield _copied(node.id, ids[replica.urn]), (region, node)


def _images(replication: Recorded) -> Iterator[tuple[Flow, Abroad | None]]:
    """Images are copied by the beginning of their repositories' names, whoever has these."""
    for rule in items(section(replication.outputs, "replicationConfiguration"), "rules"):
        names = tuple(f"{one.get('filter')}*" for one in items(rule, "repositoryFilters"))
        for destination in items(rule, "destinations"):
            region = str(destination.get("region"))
            node = Node(slug("images", region), Look.STORE, "ECR, copies", "Images", names)
            yield _copied(slug("replication", replication.name), node.id), (region, node)


def _copied(source: str, target: str) -> Flow:
    return Flow(source, target, Way.COPY, "copies")
