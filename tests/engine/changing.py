"""A deployed stack gets another stack file: what that changed, and whether anything that holds state was lost."""

from collections.abc import Mapping

from tests.engine.deployment import Deployment, Run

STACK = "platform:stack"
OWNED: Mapping[str, object] = {f"{STACK}.services.{role}.image_updates": "pulumi" for role in ("api", "websocket")}
"""Pulumi registers what tasks are made of, where the stack files leave it to the applications' pipelines."""
DASHBOARD = {"aws:cloudwatch/dashboard:Dashboard::dashboard": {"dashboardBody"}}
"""It shows every part and draws thresholds as lines."""
METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
STATEFUL = {
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ebs/volume:Volume",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:ecr/repository:Repository",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:secretsmanager/secret:Secret",
}


def change(deployment: Deployment, values: Mapping[str, object]) -> Run:
    """Deploy another stack file, after which there is nothing left to do."""
    deployment.write({f"{STACK}.{path}": value for path, value in values.items()})
    run = deployment.up()
    assert run.error == ""
    assert deployment.preview().touched == set()
    return run


def changed(run: Run) -> dict[str, set[str]]:
    """What was updated or replaced, and which of its properties are not what they were."""
    return {name: run.changed[name] for name in run.touched - run.did("create", "delete")}


def alarm(name: str) -> str:
    """An alarm by its logical name, as runs name it."""
    return f"{METRIC_ALARM}::{name}"


def lost(run: Run) -> set[str]:
    """What held state, and is not there any more."""
    return {name for name in run.replaced | run.did("delete") if name.split("::")[0] in STATEFUL}
