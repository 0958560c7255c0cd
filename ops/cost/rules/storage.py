"""What keys, secrets, buckets and registries use."""

from collections.abc import Iterator
from typing import Final

from ops.cost.context import Context, Usage, items, section
from ops.offline.recording import Recorded


def key(resource: Recorded, context: Context) -> Iterator[Usage]:
    """A key, as each of its copies in another Region, and the requests to it; AWS charges rotated keys more."""
    yield Usage("kms-key", 1)
    yield Usage("kms-requests", context.assumed("key_requests", resource))


def secret(resource: Recorded, context: Context) -> Iterator[Usage]:
    """A secret, and the readings of it."""
    yield Usage("secret", 1)
    yield Usage("secret-calls", context.assumed("secret_calls", resource))


def bucket(resource: Recorded, context: Context) -> Iterator[Usage]:
    """What is stored and written."""
    yield Usage("s3-gb", context.assumed("bucket_gb", resource))
    yield Usage("s3-writes", context.assumed("bucket_writes", resource))


def repository(resource: Recorded, context: Context) -> Iterator[Usage]:
    """The images that are kept."""
    yield Usage("ecr-gb", context.assumed("registry_gb", resource))


def replication(resource: Recorded, context: Context) -> Iterator[Usage]:
    """New images on their way to other Regions; what they take there is counted with the registries there."""
    rules = items(section(resource.inputs, "replicationConfiguration"), "rules")
    destinations = sum(len(items(rule, "destinations")) for rule in rules)
    yield Usage("region-gb", destinations * context.assumed("image_replication_gb", resource), "images")


RULES: Final = {
    "aws:kms/key:Key": key,
    "aws:kms/replicaKey:ReplicaKey": key,
    "aws:secretsmanager/secret:Secret": secret,
    "aws:s3/bucket:Bucket": bucket,
    "aws:ecr/repository:Repository": repository,
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": replication,
}
