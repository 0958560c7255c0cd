"""What only the engine's steps show: that something which holds state is replaced or deleted.

The policy pack never sees steps, so this rule is the report's own. Pulumi's `protect` refuses such a step only while it
was set before and stays set: giving it up and replacing the resource may happen in one update
(https://www.pulumi.com/docs/iac/concepts/resources/options/protect/).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ops.findings import Finding, Result, Rule

STATEFUL: Final = frozenset(
    {
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:cognito/userPool:UserPool",
        "aws:dynamodb/table:Table",
        "aws:ebs/volume:Volume",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:ecr/repository:Repository",
        "aws:efs/fileSystem:FileSystem",
        "aws:elasticache/cluster:Cluster",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/serverlessCache:ServerlessCache",
        "aws:kms/key:Key",
        "aws:kms/replicaKey:ReplicaKey",
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
        "aws:route53/zone:Zone",
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketV2:BucketV2",
        "aws:secretsmanager/secret:Secret",
    }
)
"""Types whose resources cannot be made again with what they held, or that everything else stands in."""
REPLACING: Final = frozenset({"replace", "create-replacement", "delete-replaced", "import-replacement"})
DELETING: Final = frozenset({"delete"})
RULE: Final = Rule(
    id="no-stateful-replacement",
    title="In production an update replaces and deletes nothing that holds state.",
    kind="steps",
    on=STATEFUL,
    severity="high",
    enforcement="mandatory",
    why="What it held is lost, or left behind in a resource that nothing uses any more.",
    fix=(
        "Take back the change of the properties that the message names, or move the data to a new resource first. "
        "To give a resource up without losing it set retain_on_delete=True, and delete it in AWS by hand afterwards."
    ),
    standard=("G-27",),
    controls={},
    tiers=("production",),
)


@dataclass(frozen=True)
class Step:
    """What the engine does, or would do, to a resource."""

    urn: str
    type: str
    operation: str
    """As the engine names it: `same`, `update`, `create-replacement` …"""
    keys: tuple[str, ...]
    """Properties that make it a replacement."""
    retained: bool
    """Whether AWS keeps the resource when Pulumi lets it go."""
    replica: bool
    """Whether it is a copy of a resource that stays."""


def steps(happenings: Iterable[Mapping[str, object]]) -> Iterator[Step]:
    """Read the steps from the metadata of the engine's events."""
    for metadata in happenings:
        old = metadata.get("old")
        before: Mapping[str, object] = old if isinstance(old, dict) else {}
        inputs, keys = before.get("inputs"), metadata.get("keys")
        yield Step(
            urn=str(metadata["urn"]),
            type=str(metadata["type"]),
            operation=str(metadata["op"]),
            keys=tuple(map(str, keys)) if isinstance(keys, list) else (),
            retained=before.get("retainOnDelete") is True,
            replica=isinstance(inputs, dict) and bool(inputs.get("replicateSourceDb")),
        )


def judge(taken: Iterable[Step], tier: str) -> Iterator[Finding]:
    """Say of every stateful resource of a run whether the run loses it."""
    by_resource: dict[str, list[Step]] = {}
    for step in taken:
        if step.type in STATEFUL:
            by_resource.setdefault(step.urn, []).append(step)
    for urn in sorted(by_resource):
        result, message = _of_resource(by_resource[urn], tier)
        yield Finding(RULE, result, urn, message, RULE.severity, RULE.enforcement)


def _of_resource(of_one: list[Step], tier: str) -> tuple[Result, str]:
    if tier not in RULE.tiers:
        return Result.NOT_APPLICABLE, f"judged in {' and '.join(RULE.tiers)} only, this is {tier}"
    if any(step.replica for step in of_one):
        return Result.NOT_APPLICABLE, "it is a replica, which holds nothing that its source does not"
    if any(step.operation in REPLACING for step in of_one):
        keys = ", ".join(sorted({key for step in of_one for key in step.keys}))
        return Result.VIOLATION, f"it is replaced for {keys}" if keys else "it is replaced"
    if any(step.operation in DELETING and not step.retained for step in of_one):
        return Result.VIOLATION, "it is deleted"
    return Result.COMPLIANT, ""
