"""The task definition: one container, and what Fargate gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components.compute.roles import Roles
from components.compute.service_settings import EXEC_VOLUMES, ServiceSettings
from components.wiring import LogTarget
from naming import Names

LOG_BUFFER = "25m"
"""What the non-blocking log driver holds in memory before it drops lines: a slow CloudWatch never stops the service.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
"""


OF_PIPELINE = ("containerDefinitions", "cpu", "ephemeralStorage", "memory", "runtimePlatform", "volumes")
"""What a task is made of: with `image_updates: pipeline` no change of it registers a revision, since none would run."""


@dataclass(frozen=True)
class TaskArgs:
    """What the task definition is made from."""

    settings: ServiceSettings
    names: Names
    container: str
    image: str
    logs: LogTarget
    roles: Roles
    variables: Mapping[str, Input[str]]
    """Plain variables of what the service uses."""
    secrets: Mapping[str, Input[str]]
    """Variables with the reference that ECS reads each from."""


def task_definition(name: str, args: TaskArgs, parent: pulumi.Resource) -> aws.ecs.TaskDefinition:
    """Register a revision; earlier ones are kept, so that a rollback has somewhere to go (standard G-27)."""
    settings = args.settings
    storage = settings.ephemeral_storage_gib
    return aws.ecs.TaskDefinition(
        name,
        family=args.names.fill("task_family", container=args.container),
        requires_compatibilities=["FARGATE"],
        network_mode="awsvpc",
        cpu=str(settings.cpu),
        memory=str(settings.memory),
        runtime_platform={"cpu_architecture": settings.architecture, "operating_system_family": "LINUX"},
        ephemeral_storage=None if storage is None else {"size_in_gib": storage},
        volumes=[{"name": volume} for volume in sorted(writable(settings))],
        execution_role_arn=args.roles.execution.arn,
        task_role_arn=args.roles.task.arn,
        container_definitions=Output.json_dumps([container_definition(args)]),
        skip_destroy=True,
        opts=ResourceOptions(
            parent=parent, ignore_changes=list(OF_PIPELINE) if settings.image_updates == "pipeline" else []
        ),
    )


def writable(settings: ServiceSettings) -> dict[str, str]:
    """Writable directories by volume name."""
    return settings.volumes | (EXEC_VOLUMES if settings.execute_command else {})


def container_definition(args: TaskArgs) -> dict[str, Any]:
    """The container as ECS's RegisterTaskDefinition takes it.

    What the settings say of a variable wins over what a store says, and ECS takes it plain or secret, never both.
    Lists are sorted, so that the order of a stack file never makes a new revision.
    """
    settings = args.settings
    plain = {**args.variables, **settings.environment}
    variables = {key: value for key, value in plain.items() if key not in args.secrets}
    definition: dict[str, Any] = {
        "name": args.container,
        "image": args.image,
        "essential": True,
        "user": settings.user,
        "privileged": False,
        "readonlyRootFilesystem": True,
        "linuxParameters": {"initProcessEnabled": True},
        "stopTimeout": settings.stop_timeout,
        "environment": [{"name": key, "value": value} for key, value in _sorted(variables)],
        "secrets": [{"name": key, "valueFrom": arn} for key, arn in _sorted(args.secrets)],
        "mountPoints": [
            {"sourceVolume": volume, "containerPath": path, "readOnly": False}
            for volume, path in sorted(writable(settings).items())
        ],
        "portMappings": [],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": args.logs.name,
                "awslogs-region": args.names.region,
                "awslogs-stream-prefix": args.container,
                "mode": "non-blocking",
                "max-buffer-size": LOG_BUFFER,
            },
        },
    }
    if settings.port is not None:
        definition["portMappings"] = [{"name": args.container, "containerPort": settings.port, "protocol": "tcp"}]
    if settings.command:
        definition["command"] = list(settings.command)
    if settings.entry_point:
        definition["entryPoint"] = list(settings.entry_point)
    if settings.health_check is not None:
        check = settings.health_check
        definition["healthCheck"] = {
            "command": ["CMD", *check.command],
            "interval": check.interval,
            "timeout": check.timeout,
            "retries": check.retries,
            "startPeriod": check.start_period,
        }
    return definition


def _sorted(values: Mapping[str, Input[str]]) -> list[tuple[str, Input[str]]]:
    return sorted(values.items(), key=lambda item: item[0])
