"""The role of people who look into what runs: a shell in a task, logs, values of secrets (standards M-04, M-05)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import Statement, document, statement
from components.delivery.delivery_settings import OperatorSettings
from components.delivery.operator_reads import LookedAt, read_statements
from naming import Names


@dataclass(frozen=True)
class OperatorRoleArgs:
    """What the role is made from."""

    settings: OperatorSettings
    looks: LookedAt
    secrets: Sequence[Input[str]]
    """ARNs."""
    key_arn: Input[str] | None


class OperatorRole(pulumi.ComponentResource):
    """Nobody takes it without a second factor; what a shell does is in the cluster's log, the rest in the trail."""

    arn: Output[str]
    """The role's ARN."""

    def __init__(self, name: str, args: OperatorRoleArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:delivery:OperatorRole", name, args.settings.props(), opts)
        below = ResourceOptions(parent=self)
        role = aws.iam.Role(
            name,
            name=args.looks.names.fill("operator_role"),
            description="People, with MFA: a look at everything, ECS Exec, logs and secrets",
            max_session_duration=args.settings.hours * 3600,
            assume_role_policy=Output.json_dumps(operator_trust(args.settings, args.looks.names)),
            opts=below,
        )
        aws.iam.RolePolicy(
            name, role=role.name, policy=Output.json_dumps(document(*operator_statements(args))), opts=below
        )
        self.arn = role.arn
        self.register_outputs({"arn": self.arn})


def operator_trust(settings: OperatorSettings, names: Names) -> dict[str, Any]:
    """Whoever is named, or whom IAM of the account allows to, with a second factor of this session alone.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    return document(
        {
            "Sid": "PeopleWithMfa",
            "Effect": "Allow",
            "Principal": {"AWS": list(settings.principals) or [f"arn:aws:iam::{names.account}:root"]},
            "Action": "sts:AssumeRole",
            "Condition": {
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "NumericLessThan": {"aws:MultiFactorAuthAge": str(settings.hours * 3600)},
                "StringEquals": {"aws:PrincipalAccount": names.account},
            },
        }
    )


def operator_statements(args: OperatorRoleArgs) -> Iterator[Statement]:
    """A shell in the environment's tasks, its logs, its secrets' values (`ops secrets set`), and a look at the rest."""
    names = args.looks.names
    groups = [names.arn("logs", f"log-group:{one.log_group}") for one in args.looks.services]
    for name in sorted({one.cluster for one in args.looks.services}):
        cluster, tasks = (names.arn("ecs", one) for one in (f"cluster/{name}", f"task/{name}/*"))
        own = {"ArnEquals": {"ecs:cluster": cluster}}
        yield statement("ListTasks", actions=["ecs:ListTasks"], resources=["*"], condition=own)
        yield statement("SeeTasks", actions=["ecs:DescribeTasks"], resources=[tasks])
        yield statement("OpenShells", actions=["ecs:ExecuteCommand"], resources=[cluster, tasks])
    if groups:
        yield statement(
            "SearchLogs",
            actions=[
                "logs:DescribeLogStreams",
                "logs:FilterLogEvents",
                "logs:GetQueryResults",
                "logs:StartLiveTail",
                "logs:StartQuery",
            ],
            resources=groups + [f"{group}:*" for group in groups],
        )
        yield statement(
            "ReadLogs", actions=["logs:GetLogEvents"], resources=[f"{group}:log-stream:*" for group in groups]
        )
        yield statement("FindLogs", actions=["logs:DescribeLogGroups"], resources=[names.arn("logs", "log-group:*")])
    if args.secrets:
        yield statement(
            "ReadAndSetSecrets",
            actions=["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
            resources=args.secrets,
        )
    if args.key_arn is not None:
        yield statement("UseKey", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[args.key_arn])
    yield from read_statements(args.looks)
