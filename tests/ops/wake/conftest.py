"""A development environment that rests: its database is stopped, its services have no task and the calendar goes on."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ops.moto_aws import DIGEST, Ops, Wire, client, fake_clock, ops, server, stack_file, wire

__all__ = ["ops", "server", "wire"]

CLUSTER, DATABASE, GROUP = "development-gli-cluster", "gli-dev-db", "gli-dev-off-hours"
SERVICES = {"api": "development-django-api-service", "websocket": "development-websocket-service"}
HOURS = {"start": "cron(0 8 ? * MON,TUE,WED,THU,FRI *)", "stop": "cron(0 20 ? * MON,TUE,WED,THU,FRI *)"}
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}


def released(config: dict[str, Any]) -> None:
    """Both services have an image."""
    config["platform:images"] = dict.fromkeys(SERVICES, DIGEST)


def of(role: str) -> dict[str, str]:
    """What Application Auto Scaling calls a service."""
    return {
        "ServiceNamespace": "ecs",
        "ResourceId": f"service/{CLUSTER}/{SERVICES[role]}",
        "ScalableDimension": "ecs:service:DesiredCount",
    }


def schedule(action: str) -> dict[str, Any]:
    """A schedule of the database, as the program makes it."""
    call = f"arn:aws:scheduler:::aws-sdk:rds:{action}DBInstance"
    return {
        "GroupName": GROUP,
        "Name": f"db-{action}",
        "ScheduleExpression": HOURS[action],
        "ScheduleExpressionTimezone": "Asia/Seoul",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {
            "Arn": call,
            "RoleArn": "arn:aws:iam::123456789012:role/dev-off-hours",
            "Input": json.dumps({"DbInstanceIdentifier": DATABASE}),
            "RetryPolicy": {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 185},
        },
    }


@pytest.fixture
def asleep(wire: Wire) -> Wire:
    """The environment at night."""
    ecs, scaling, scheduler, rds = (client(one) for one in ("ecs", "application-autoscaling", "scheduler", "rds"))
    ecs.create_cluster(clusterName=CLUSTER)
    for role, name in SERVICES.items():
        task = {"name": role, "image": "it", "memory": 128}
        ecs.register_task_definition(family=name, containerDefinitions=[task])
        ecs.create_service(cluster=CLUSTER, serviceName=name, taskDefinition=name, desiredCount=0)
        scaling.register_scalable_target(**of(role), MinCapacity=0, MaxCapacity=0)
        for action, tasks in (("start", 1), ("stop", 0)):
            scaling.put_scheduled_action(
                **of(role),
                ScheduledActionName=f"off-hours-{action}",
                Schedule=HOURS[action],
                Timezone="Asia/Seoul",
                ScalableTargetAction={"MinCapacity": tasks, "MaxCapacity": tasks},
            )
    rds.create_db_instance(
        DBInstanceIdentifier=DATABASE, Engine="postgres", DBInstanceClass="db.t4g.micro", AllocatedStorage=20,
        MasterUsername="it", MasterUserPassword="hunter2hunter2",
    )  # fmt: skip
    rds.stop_db_instance(DBInstanceIdentifier=DATABASE)
    scheduler.create_schedule_group(Name=GROUP)
    for action in HOURS:
        scheduler.create_schedule(**schedule(action))
    wire.says("ecs.DescribeServices", {"services": [{"runningCount": 1, "desiredCount": 1}]})
    return wire


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its stack file; time costs nothing."""
    monkeypatch.setattr("ops.wake.command.Clock", fake_clock)
    return stack_file(tmp_path, "dev", released)


def awake(ops: Ops, file: Path, *more: str) -> int:
    """Run the command on the stack's file."""
    return ops("wake", "--stack", "dev", "--config-file", str(file), *more)
