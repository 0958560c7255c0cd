"""The two roles of a service: what ECS may do to start it, and what its code may do once it runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import Statement, document, service_trust, statement
from components.compute.service_settings import ServiceSettings
from components.wiring import ClusterPort, LogTarget
from naming import Names


@dataclass(frozen=True)
class RolesArgs:
    """What the roles are made from."""

    settings: ServiceSettings
    names: Names
    cluster: ClusterPort
    logs: LogTarget
    secret_arns: Sequence[Input[str]]
    """Secrets of this stack that ECS reads for the service."""
    secret_statements: Sequence[Statement]
    """What ECS may do besides, to read them."""
    task_statements: Sequence[Statement]
    """What the service's code may do."""
    key_arn: Input[str] | None


@dataclass(frozen=True)
class Roles:
    """The roles, and the policies without which a task cannot start."""

    execution: aws.iam.Role
    task: aws.iam.Role
    ready: Sequence[pulumi.Resource]


def service_roles(name: str, args: RolesArgs, parent: pulumi.Resource) -> Roles:
    """The execution role reads the service's own secrets and writes its own log; the task role may do nothing yet."""
    below = ResourceOptions(parent=parent)
    trust = Output.json_dumps(
        service_trust("ecs-tasks.amazonaws.com", account=args.names.account, source_arn=args.names.arn("ecs", "*"))
    )
    execution = aws.iam.Role(
        f"{name}-execution", description=f"Starts {name}'s tasks", assume_role_policy=trust, opts=below
    )
    task = aws.iam.Role(f"{name}-task", description=f"What {name} may do", assume_role_policy=trust, opts=below)
    ready: list[pulumi.Resource] = [
        aws.iam.RolePolicy(
            f"{name}-execution",
            role=execution.name,
            policy=Output.json_dumps(execution_policy(args)),
            opts=below,
        )
    ]
    if args.settings.execute_command:
        ready.append(
            aws.iam.RolePolicy(
                f"{name}-exec",
                role=task.name,
                policy=Output.json_dumps(exec_policy(args.cluster.exec_logs, args.key_arn, args.names)),
                opts=below,
            )
        )
    may = [*args.task_statements, *_protect(args)]
    if may:
        ready.append(
            aws.iam.RolePolicy(
                f"{name}-task",
                role=task.name,
                policy=Output.json_dumps(document(*may)),
                opts=below,
            )
        )
    return Roles(execution=execution, task=task, ready=tuple(ready))


def _protect(args: RolesArgs) -> Sequence[Statement]:
    """Keep a task of the cluster from being stopped while it works.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
    """
    if args.settings.scaling is None or not args.settings.scaling.protection:
        return []
    tasks = args.names.arn("ecs", f"task/{args.cluster.name}/*")
    return [statement("ProtectTasks", actions=["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"], resources=[tasks])]


def execution_policy(args: RolesArgs) -> dict[str, Any]:
    """Write this log group, read these secrets."""
    statements = [
        statement(
            "WriteOwnLog",
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[f"{args.logs.arn}:*"],
        )
    ]
    references = args.settings.foreign_secrets.values()
    secrets = [*args.secret_arns, *_resources(references, "secretsmanager")]
    parameters = _resources(references, "ssm")
    if secrets:
        statements.append(statement("ReadOwnSecrets", actions=["secretsmanager:GetSecretValue"], resources=secrets))
    if parameters:
        statements.append(statement("ReadOwnParameters", actions=["ssm:GetParameters"], resources=parameters))
    if (secrets or parameters) and args.key_arn is not None:
        statements.append(_decrypt(args.key_arn, args.names))
    return document(*statements, *args.secret_statements)


def exec_policy(logs: LogTarget, key_arn: Input[str] | None, names: Names) -> dict[str, Any]:
    """What the agent in the container needs for an audited ECS Exec session.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-enabling-and-using
    """
    statements = [
        statement(
            "Channels",
            actions=[
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            resources=["*"],
        ),
        statement("FindLogGroups", actions=["logs:DescribeLogGroups"], resources=[names.arn("logs", "log-group:*")]),
        statement(
            "RecordSessions",
            actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            resources=[f"{logs.arn}:*"],
        ),
    ]
    if key_arn is not None:
        statements.append(statement("EncryptSessions", actions=["kms:Decrypt"], resources=[key_arn]))
    return document(*statements)


def _decrypt(key_arn: Input[str], names: Names) -> Statement:
    return statement(
        "DecryptOwnSecrets",
        actions=["kms:Decrypt"],
        resources=[key_arn],
        condition={
            "StringEquals": {
                "kms:ViaService": [
                    f"secretsmanager.{names.region}.amazonaws.com",
                    f"ssm.{names.region}.amazonaws.com",
                ]
            }
        },
    )


def _resources(references: Iterable[str], service: str) -> list[str]:
    """The ARNs of one service's secrets, without what ECS appends to pick a JSON key, a stage or a version."""
    own = (reference.split(":") for reference in references if reference.startswith(f"arn:aws:{service}:"))
    return sorted({":".join(parts[:7]) for parts in own})
