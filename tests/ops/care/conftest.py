"""A healthy development environment on moto; tests break one thing of it.

Answered at the wire in the form of botocore's parsed responses, because moto 5.2.5 has no such state or operation:

| operation | what moto lacks | source of the answer |
|---|---|---|
| ecs:DescribeServices, ListTasks, DescribeTasks | rollouts, reasons, events | API_Service, API_Task |
| ecs:…ServiceDeployments, DescribeServiceRevisions | the operations | API_ServiceDeployment |
| elbv2:DescribeTargetHealth | targets that fail, with a reason | API_TargetHealth |
| rds:DescribeDBInstances | LatestRestorableTime, states such as storage-full | API_DBInstance |
| rds:DescribeDBSnapshots | automated snapshots of an age | API_DBSnapshot |
| elasticache:DescribeReplicationGroups, DescribeCacheClusters | members with security groups | API_ReplicationGroup |
| cloudwatch:GetMetricData | values of metric math and of the injected time | API_GetMetricData |
| cloudwatch:PutCompositeAlarm | the operation: a metric alarm of the name stands in its place | API_PutCompositeAlarm |
| budgets:DescribeBudget | what was spent | API_budgets_CalculatedSpend |
| all | throttling, access denied, expired credentials | Common errors of each API |
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ops.live.environment import Environment, read_environment
from tests.ops.care.account import network, watch, website
from tests.ops.moto_aws import (
    ACCOUNT,
    BEGIN,
    DIGEST,
    REGION,
    ROOT,
    Ops,
    Wire,
    client,
    fake_clock,
    ops,
    server,
    stack_file,
    wire,
)

__all__ = ["ops", "server", "wire"]

CLUSTER, SERVICE, FAMILY = "development-gli-cluster", "development-django-api-service", "development-gli-django-api"
CONTAINER, LOG_GROUP = "django-api", "/ecs/development-gli-api"
REPOSITORY, SECRET_NAME = "gli-api-development", "gli/redis/development"
TASK = "0123456789abcdef0123456789abcdef"
HOUR = timedelta(hours=1)


def arn(kind: str, name: str) -> str:
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:{kind}/{name}"


@dataclass
class World:
    """A stack and its AWS, and `python -m ops` on it."""

    file: Path
    wire: Wire
    environment: Environment
    run: Callable[..., tuple[int, str, str]]
    """Runs a command of ops on the stack; gives exit code, stdout and stderr."""

    def ecs(
        self, *, running: int = 2, events: tuple[str, ...] = (), stopped: tuple[dict[str, Any], ...] = (), **newest: Any
    ) -> None:
        """What ECS says of the service."""
        answers = self.wire
        definition = arn("task-definition", f"{FAMILY}:7")
        deployment = {"status": "PRIMARY", "taskDefinition": definition, "rolloutState": "COMPLETED"}
        deployment |= {"desiredCount": 2, "runningCount": running, "failedTasks": 0}  # type: ignore[dict-item]  # JSON
        groups = {"securityGroups": [self.groups["api"]], "subnets": ["subnet-1"]}
        service = {
            "status": "ACTIVE",
            "desiredCount": 2,
            "taskDefinition": definition,
            "deployments": [deployment],
            "loadBalancers": [{"targetGroupArn": "group", "containerName": CONTAINER, "containerPort": 8000}],
            "networkConfiguration": {"awsvpcConfiguration": groups},
            "events": [{"message": one} for one in events],
        }
        full = {
            "serviceDeploymentArn": arn("service-deployment", f"{CLUSTER}/{SERVICE}/1"),
            "createdAt": BEGIN,
            "status": "SUCCESSFUL",
            "targetServiceRevision": {"arn": arn("service-revision", f"{CLUSTER}/{SERVICE}/7")},
            "sourceServiceRevisions": [],
            **newest,
        }
        container = {"name": CONTAINER, "image": f"{REPOSITORY}@{DIGEST}"}
        tasks = [self.task(TASK, "RUNNING")] if running else []
        answers.says("ecs.DescribeServices", {"services": [service]})
        answers.says("ecs.ListServiceDeployments", {"serviceDeployments": [full]})
        answers.says("ecs.DescribeServiceDeployments", {"serviceDeployments": [full]})
        answers.says("ecs.DescribeServiceRevisions", {"serviceRevisions": [{"taskDefinition": definition}]})
        answers.says("ecs.DescribeTaskDefinition", {"taskDefinition": {"containerDefinitions": [container]}})
        answers.says(
            "ecs.ListTasks",
            {"taskArns": [one["taskArn"] for one in tasks]},
            {"taskArns": [one["taskArn"] for one in stopped]},
        )
        described = [{"tasks": one} for one in (tasks, list(stopped)) if one]
        answers.says("ecs.DescribeTasks", *(described or [{"tasks": []}]))

    def task(self, name: str, status: str, why: str = "", **container: Any) -> dict[str, Any]:
        """A task as DescribeTasks has it."""
        return {
            "taskArn": arn("task", f"{CLUSTER}/{name}"),
            "taskDefinitionArn": arn("task-definition", f"{FAMILY}:7"),
            "lastStatus": status,
            "stoppedReason": why,
            "containers": [{"name": CONTAINER, **container}],
        }

    def logs(self, *lines: str) -> None:
        """What the running task wrote last."""
        stream = f"{CONTAINER}/{CONTAINER}/{TASK}"
        logs, now = client("logs"), int(BEGIN.timestamp() * 1000)
        logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName=stream)
        events = [{"timestamp": now + number, "message": line} for number, line in enumerate(lines)]
        logs.put_log_events(logGroupName=LOG_GROUP, logStreamName=stream, logEvents=events)

    def targets(self, *states: tuple[str, str]) -> None:
        """State and description of each target."""
        described = [
            {"Target": {"Id": f"10.10.1.{number}"}, "TargetHealth": {"State": state, "Description": why}}
            for number, (state, why) in enumerate(states, start=5)
        ]
        self.wire.says("elastic-load-balancing-v2.DescribeTargetHealth", {"TargetHealthDescriptions": described})

    def database(self, status: str = "available", age: timedelta = HOUR, **more: Any) -> None:
        """The database, and its newest automated snapshot by its age."""
        instance = {
            "DBInstanceStatus": status,
            "BackupRetentionPeriod": 1,
            "LatestRestorableTime": BEGIN - timedelta(minutes=4),
            "Endpoint": {"Port": 5432},
            "VpcSecurityGroups": [{"VpcSecurityGroupId": self.groups["db"]}],
            **more,
        }
        snapshot = {"Status": "available", "SnapshotCreateTime": BEGIN - age}
        self.wire.says("rds.DescribeDBInstances", {"DBInstances": [instance]})
        self.wire.says("rds.DescribeDBSnapshots", {"DBSnapshots": [snapshot]})

    def cache(self, status: str = "available", *, encrypted: bool = True) -> None:
        """The cache."""
        group = {"Status": status, "TransitEncryptionEnabled": encrypted, "MemberClusters": ["gli-dev-redis-001"]}
        member = {"SecurityGroups": [{"SecurityGroupId": self.groups["redis"]}]}
        self.wire.says("elasticache.DescribeReplicationGroups", {"ReplicationGroups": [group]})
        self.wire.says("elasticache.DescribeCacheClusters", {"CacheClusters": [member]})

    def measured(self, *values: float) -> None:
        """What CloudWatch measured, of everything that is asked for."""
        self.wire.says("cloudwatch.GetMetricData", {"MetricDataResults": [{"Id": "watched", "Values": list(values)}]})

    def ring(self, name: str, reason: str = "Threshold Crossed", region: str = REGION) -> None:
        """An alarm goes to ALARM."""
        client("cloudwatch", region).set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason=reason)

    def released(self, digest: str, at: str = "2026-11-20T08:00:00Z", outcome: str = "succeeded") -> None:
        """An entry of the ledger."""
        entry = {"service": "api", "digest": digest, "tag": "", "revision": 7, "outcome": outcome, "kind": "release"}
        client("ssm").put_parameter(
            Name="/gli/development/releases/api",
            Value=json.dumps(entry | {"who": "somebody", "at": at}),
            Type="String",
            Overwrite=True,
        )

    @property
    def groups(self) -> dict[str, str]:
        """Security groups by name."""
        found = client("ec2").describe_security_groups()["SecurityGroups"]
        return {one["GroupName"]: one["GroupId"] for one in found}


@pytest.fixture
def world(
    wire: Wire, ops: Ops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> World:
    """Everything is well, and `api` was released."""
    monkeypatch.setenv("COLUMNS", "80")
    for module in ("diagnosis", "checklist", "doctor"):
        monkeypatch.setattr(f"ops.care.{module}.command.Clock", fake_clock)
    file = stack_file(tmp_path, "dev", lambda config: config.update({"platform:images": {"api": DIGEST}}))

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = ops(*arguments, "--stack", "dev", "--config-file", str(file))
        return code, *capsys.readouterr()

    world = World(file=file, wire=wire, environment=read_environment(ROOT, "dev", file), run=run)
    network()
    website()
    watch(world.environment)
    client("logs").create_log_group(logGroupName=LOG_GROUP)
    client("secretsmanager").create_secret(Name=SECRET_NAME, SecretString="hunter2-of-redis")
    wire.says("ecr.DescribeImages", {"imageDetails": [{"imageDigest": DIGEST}]})
    world.released(DIGEST)
    world.ecs()
    world.targets(("healthy", ""), ("healthy", ""))
    world.database()
    world.cache()
    world.measured(0.0)
    spend = {"ActualSpend": {"Amount": "100", "Unit": "USD"}, "ForecastedSpend": {"Amount": "200", "Unit": "USD"}}
    budget = {"BudgetLimit": {"Amount": "300", "Unit": "USD"}, "CalculatedSpend": spend}
    wire.says("budgets.DescribeBudget", {"Budget": budget})
    return world
