"""What AWS knows by a name of ours, in a recording."""

from collections.abc import Iterator

from ops.offline.recording import Recorded, Recording

NAMED_BY = {
    "aws:ecs/taskDefinition:TaskDefinition": "family",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:elasticache/user:User": "userId",
    "aws:elasticache/userGroup:UserGroup": "userGroupId",
    "aws:rds/instance:Instance": "identifier",
    "aws:s3/bucket:Bucket": "bucket",
}
"""The input that is a resource's physical name, where it is not `name`."""


def physical_names(recording: Recording) -> Iterator[tuple[str, str]]:
    """Type and name of everything that AWS knows by a name of ours; aliases and final snapshots are names, too."""
    for resource in recording.resources:
        if resource.custom:
            yield from _named(resource)


def _named(resource: Recorded) -> Iterator[tuple[str, str]]:
    name = resource.inputs.get(NAMED_BY.get(resource.type, "name"))
    if resource.type == "aws:route53/record:Record":
        yield resource.type, f"{name} {resource.inputs['type']}"
    elif isinstance(name, str):
        yield resource.type, name
    if resource.type == "aws:cloudfront/distribution:Distribution":
        aliases = resource.inputs["aliases"]
        assert isinstance(aliases, list | tuple)
        yield from ((resource.type, str(alias)) for alias in aliases)
    snapshot = resource.inputs.get("finalSnapshotIdentifier")
    if snapshot is not None:
        yield f"{resource.type} snapshot", str(snapshot)
