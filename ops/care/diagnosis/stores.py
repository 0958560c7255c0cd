"""Databases and caches: whether they are up, and whether the services that use them may connect."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.care.diagnosis.model import Chapter, Chapters, Failure
from ops.care.scene import Scene
from ops.live.environment import Service
from ops.offline.recording import Recorded

DATABASE: Final = "platform:data:Database"
CACHE: Final = "platform:data:Cache"
INSTANCE: Final = "aws:rds/instance:Instance"
REPLICATION_GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
STORED: Final = "aws:secretsmanager/secret:Secret"
BUSY: Final = frozenset({"backing-up", "configuring-enhanced-monitoring", "storage-optimization", "snapshotting"})
"""States in which a store serves all the same.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
"""
EVERY_PROTOCOL: Final = "-1"


@dataclass(frozen=True)
class Store:
    """A store as AWS has it."""

    part: str
    state: str
    groups: Sequence[str]
    """Its security groups."""
    port: int


def stores(scene: Scene, services: Sequence[Service], into: Chapters) -> None:
    """Look at every store that these services use."""
    used = {role for service in services for role in service.settings.get("uses") or ()}
    for component in scene.environment.recording.of_type(DATABASE):
        if component.name in used:
            _database(scene, component, services, into[Failure.TARGETS])
    for component in scene.environment.recording.of_type(CACHE):
        if component.name in used:
            _cache(scene, component, services, into[Failure.REDIS])


def _database(scene: Scene, component: Recorded, services: Sequence[Service], chapter: Chapter) -> None:
    identifier = str(_below(scene, component, INSTANCE).inputs["identifier"])
    part = f"database {component.name}"

    def ask() -> Store:
        [found] = scene.client("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
        groups = [one["VpcSecurityGroupId"] for one in found.get("VpcSecurityGroups", [])]
        port = int(found.get("Endpoint", {}).get("Port") or found.get("DbInstancePort") or 0)
        return Store(part, str(found["DBInstanceStatus"]), groups, port)

    store = chapter.looks.at(f"{part} ({identifier})", ask)
    if store is None:
        return
    if store.state == "storage-full":
        chapter.found(
            part,
            [f"{identifier} is storage-full"],
            "The database's disk is full, so it takes no writes.",
            f"Raise databases.{component.name}.max_storage in the stack file",
            scene.up,
        )
    elif store.state != "available" and store.state not in BUSY:
        chapter.found(
            part,
            [f"{identifier} is {store.state}"],
            "The database does not serve.",
            scene.cli("rds describe-events --source-type db-instance --source-identifier", identifier),
            *(
                [scene.cli("rds start-db-instance --db-instance-identifier", identifier)]
                if store.state == "stopped"
                else []
            ),
        )
    _ways(scene, component.name, store, services, chapter)


def _cache(scene: Scene, component: Recorded, services: Sequence[Service], chapter: Chapter) -> None:
    nodes = [one for one in scene.environment.recording.children(component.urn) if one.type == REPLICATION_GROUP]
    part = f"cache {component.name}"
    if not nodes:
        chapter.looks.blind.append(f"The {part} is serverless; nothing of it is looked at.")
        return
    name = str(nodes[0].inputs["replicationGroupId"])
    elasticache: Any = scene.client("elasticache")

    def ask() -> tuple[Store, bool]:
        [group] = elasticache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"]
        members = group.get("MemberClusters") or []
        clusters = elasticache.describe_cache_clusters(CacheClusterId=members[0])["CacheClusters"] if members else []
        groups = [one["SecurityGroupId"] for cluster in clusters for one in cluster.get("SecurityGroups", [])]
        return Store(part, str(group["Status"]), groups, int(nodes[0].inputs["port"])), bool(  # type: ignore[call-overload]  # recorded inputs are JSON
            group.get("TransitEncryptionEnabled")
        )

    found = chapter.looks.at(f"{part} ({name})", ask)
    if found is None:
        return
    store, encrypted = found
    if store.state not in {"available", *BUSY}:
        chapter.found(
            part,
            [f"{name} is {store.state}"],
            "The cache does not serve.",
            scene.cli("elasticache describe-events --source-type replication-group --source-identifier", name),
        )
    if not encrypted:
        chapter.found(
            part,
            [f"{name} has TransitEncryptionEnabled false"],
            "The cache was changed to speak without TLS, and the services are told to use it.",
            scene.ops("drift"),
            scene.up,
        )
    _ways(scene, component.name, store, services, chapter)
    _password(scene, component, chapter)


def _password(scene: Scene, component: Recorded, chapter: Chapter) -> None:
    """Whether the secret with the password is there; its value is not read."""
    name = str(_below(scene, component, STORED).inputs["name"])
    found = chapter.looks.at(
        f"secret {name}, without its value",
        lambda: scene.client("secretsmanager").describe_secret(SecretId=name),
    )
    if found is not None and found.get("DeletedDate"):
        chapter.found(
            f"cache {component.name}",
            [f"secret {name} is scheduled for deletion"],
            "Tasks cannot read the password: its secret was deleted.",
            scene.cli("secretsmanager restore-secret --secret-id", name),
        )


def _ways(scene: Scene, role: str, store: Store, services: Sequence[Service], chapter: Chapter) -> None:
    for service in services:
        if role not in (service.settings.get("uses") or ()) or not store.groups:
            continue
        answer = chapter.looks.at(f"the way from {service.role} to {store.part}", _open, scene, service, store)
        if answer is False:
            chapter.found(
                store.part,
                [f"no rule of {', '.join(store.groups)} lets {service.role} in on port {store.port}"],
                f"The way from the tasks of {service.role} to {store.part} is closed.",
                scene.ops("drift"),
                scene.up,
            )


def _open(scene: Scene, service: Service, store: Store) -> bool:
    """Whether a rule of the store's security groups names one of the service's; True where it is not deployed."""
    found = scene.client("ecs").describe_services(cluster=scene.environment.cluster, services=[service.name])[
        "services"
    ]
    network = found[0].get("networkConfiguration", {}).get("awsvpcConfiguration", {}) if found else {}
    tasks = set(network.get("securityGroups", []))
    if not tasks:
        return True
    groups = scene.client("ec2").describe_security_groups(GroupIds=list(store.groups))["SecurityGroups"]
    return any(tasks & set(sources) for group in groups for sources in _let_in(group, store.port))


def _let_in(group: Mapping[str, Any], port: int) -> Iterator[Sequence[str]]:
    """Security groups that may connect to a port."""
    for rule in group.get("IpPermissions", []):
        if rule["IpProtocol"] == EVERY_PROTOCOL or rule.get("FromPort", 0) <= port <= rule.get("ToPort", 0):
            yield [one["GroupId"] for one in rule.get("UserIdGroupPairs", [])]


def _below(scene: Scene, component: Recorded, kind: str) -> Recorded:
    """The component's own resource of a type, the first of the program's text."""
    return next(one for one in scene.environment.recording.children(component.urn) if one.type == kind)
