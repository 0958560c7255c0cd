"""What keeps something: databases, caches, buckets, volumes, secrets, parameters, images."""

from collections.abc import Iterator

from ops.diagram.model import Look, Node, Place
from ops.diagram.read import types
from ops.diagram.read.found import Found
from ops.diagram.read.resources import Resources, items, section, slug, text
from ops.labels import count
from ops.offline.recording import Recorded


def stores(resources: Resources) -> Iterator[Found]:
    """Every store."""
    for proxy in resources.of(types.PROXY):
        yield _proxy(resources, proxy)
    for database in resources.of(types.DATABASE):
        yield _database(resources, database)
    for cache in resources.of(types.CACHE):
        yield _cache(resources, cache)
    for cache in resources.of(types.SERVERLESS_CACHE):
        yield _serverless(cache)
    for repository in resources.of(types.REPOSITORY):
        yield _plain("repository", "ECR repository", repository, text(repository, "name"))
    for secret in resources.of(types.SECRET):
        yield _plain("secret", "Secret", secret, text(secret, "name"))
    yield from _parameters(resources)
    for volume in resources.of(types.VOLUME):
        facts = (f"{volume.outputs.get('size')} GiB {text(volume, 'type')}", text(volume, "availabilityZone"))
        name = str(section(volume.outputs, "tags").get("Name", volume.name))
        yield _plain("volume", "EBS volume", volume, name, facts)
    for bucket in resources.of(types.BUCKET):
        yield _plain("bucket", "S3 bucket", bucket, text(bucket, "bucket"), _logs_of(resources, bucket))


def _plain(kind: str, word: str, resource: Recorded, title: str, facts: tuple[str, ...] = ()) -> Found:
    node = Node(slug(kind, resource.name), Look.STORE, word, title, facts, (resource.urn,))
    return Found(node, resource, Place.SERVICES)


def _database(resources: Resources, database: Recorded) -> Found:
    source = resources.called(types.DATABASE, text(database, "replicateSourceDb"))
    first = source or database
    engine = f"{text(first, 'engine')} {text(first, 'engineVersion')}".strip()
    zones = "Multi-AZ" if database.outputs.get("multiAz") else "one zone"
    replica = " replica" if text(database, "replicateSourceDb") else ""
    subnets = resources.called(types.DATABASE_SUBNETS, text(first, "dbSubnetGroupName"))
    return Found(
        node=Node(
            id=slug("database", database.name),
            look=Look.STORE,
            word=" ".join(f"RDS {engine}{replica}".split()),
            title=database.name,
            facts=(text(database, "identifier"), f"{text(database, 'instanceClass')}, {zones}"),
            urns=(database.urn,),
        ),
        resource=database,
        place=Place.TIER,
        subnets=tuple(map(str, items(subnets.outputs, "subnetIds"))) if subnets else (),
        groups=tuple(map(str, items(database.outputs, "vpcSecurityGroupIds"))),
        is_public=bool(database.outputs.get("publiclyAccessible")),
    )


def _proxy(resources: Resources, proxy: Recorded) -> Found:
    role = resources.called(types.ROLE, text(proxy, "roleArn"))
    name = text(proxy, "name")
    return Found(
        node=Node(slug("proxy", proxy.name), Look.STORE, "RDS Proxy", proxy.name, (name,), (proxy.urn,)),
        resource=proxy,
        place=Place.TIER,
        subnets=tuple(map(str, items(proxy.outputs, "vpcSubnetIds"))),
        groups=tuple(map(str, items(proxy.outputs, "vpcSecurityGroupIds"))),
        roles=(text(role, "name"),) if role else (),
    )


def _cache(resources: Resources, cache: Recorded) -> Found:
    subnets = resources.called(types.CACHE_SUBNETS, text(cache, "subnetGroupName"))
    nodes = cache.outputs.get("numCacheClusters")
    number = f"{count(nodes, 'node')}, " if isinstance(nodes, int) else ""
    return Found(
        node=Node(
            id=slug("cache", cache.name),
            look=Look.STORE,
            word=f"ElastiCache {text(cache, 'engine')} {text(cache, 'engineVersion')}",
            title=cache.name,
            facts=(text(cache, "replicationGroupId"), f"{number}{text(cache, 'nodeType')}"),
            urns=(cache.urn,),
        ),
        resource=cache,
        place=Place.TIER,
        subnets=tuple(map(str, items(subnets.outputs, "subnetIds"))) if subnets else (),
        groups=tuple(map(str, items(cache.outputs, "securityGroupIds"))),
    )


def _serverless(cache: Recorded) -> Found:
    word = f"ElastiCache {text(cache, 'engine')} {text(cache, 'majorEngineVersion')}"
    facts = (text(cache, "name"), "serverless")
    return Found(
        node=Node(slug("cache", cache.name), Look.STORE, word, cache.name, facts, (cache.urn,)),
        resource=cache,
        place=Place.TIER,
        subnets=tuple(map(str, items(cache.outputs, "subnetIds"))),
        groups=tuple(map(str, items(cache.outputs, "securityGroupIds"))),
    )


def _parameters(resources: Resources) -> Iterator[Found]:
    """Parameters of one path as one node: their names are facts of it."""
    paths: dict[str, list[Recorded]] = {}
    for parameter in resources.of(types.PARAMETER):
        paths.setdefault(text(parameter, "name").rpartition("/")[0], []).append(parameter)
    for path, parameters in paths.items():
        names = tuple(text(one, "name").rpartition("/")[2] for one in parameters)
        urns = tuple(one.urn for one in parameters)
        node = Node(slug("parameters", path or "root"), Look.STORE, "Parameter Store", f"{path}/", names, urns)
        yield Found(node, parameters[0], Place.SERVICES)


def _logs_of(resources: Resources, bucket: Recorded) -> tuple[str, ...]:
    """Whose access logs are kept in a bucket."""
    name, arn = text(bucket, "bucket"), text(bucket, "arn")
    balancers = [
        one.name
        for one in resources.of(types.LOAD_BALANCER)
        if name in (section(one.outputs, kind).get("bucket") for kind in ("accessLogs", "connectionLogs"))
    ]
    delivered = [
        one.name
        for one in resources.of(types.LOG_DESTINATION)
        if str(section(one.outputs, "deliveryDestinationConfiguration").get("destinationResourceArn")).split("/")[0]
        == arn
    ]
    return tuple(f"logs of {one}" for one in balancers) + (("logs of CloudFront",) if delivered else ())
