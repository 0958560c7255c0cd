"""Redeploys the services that use a database when RDS has changed its password.

ECS reads a secret when a task starts, so that running tasks keep the old password. Secrets Manager reports each
rotation through CloudTrail (the account needs a trail); an EventBridge rule starts an SSM Automation, which asks ECS
for a new deployment of each service. There is no code to run and to keep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import Statement, document, service_trust, statement
from naming import Names


@dataclass(frozen=True)
class RedeployArgs:
    """What is watched, and who is redeployed."""

    names: Names
    role: str
    """The database's."""
    secret_arn: Input[str]
    cluster: str
    services: Mapping[str, Input[str]]
    """Names of ECS services by role."""


def redeploy_on_rotation(name: str, args: RedeployArgs, parent: pulumi.Resource) -> None:
    """Make rule, automation and the two roles: one may start this automation, the other update these services."""
    names, below = args.names, ResourceOptions(parent=parent)
    book = names.fill("redeploy_document", role=args.role)
    redeployer = _role(
        name,
        args,
        below,
        service="ssm.amazonaws.com",
        source_arn=names.arn("ssm", "automation-execution/*"),
        may=[
            statement(
                "Redeploy",
                actions=["ecs:UpdateService"],
                resources=[
                    Output.format("{0}/{1}", names.arn("ecs", f"service/{args.cluster}"), service)
                    for service in args.services.values()
                ],
            )
        ],
    )
    automation = aws.ssm.Document(
        name,
        name=book,
        document_type="Automation",
        document_format="JSON",
        content=Output.json_dumps(runbook(args, redeployer.arn)),
        opts=below,
    )
    starter = _role(
        f"{name}-start",
        args,
        below,
        service="events.amazonaws.com",
        source_arn=names.arn("events", "rule/*"),
        may=[
            statement(
                "Start",
                actions=["ssm:StartAutomationExecution"],
                resources=[names.arn("ssm", f"automation-definition/{book}:*")],
            ),
            statement(
                "PassRole",
                actions=["iam:PassRole"],
                resources=[redeployer.arn],
                condition={"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}},
            ),
        ],
    )
    rule = aws.cloudwatch.EventRule(
        name,
        description=f"The password of database {args.role} has changed",
        event_pattern=Output.json_dumps(rotated(args.secret_arn)),
        opts=below,
    )
    aws.cloudwatch.EventTarget(
        name,
        rule=rule.name,
        arn=names.arn("ssm", f"automation-definition/{book}:$DEFAULT"),
        role_arn=starter.arn,
        opts=ResourceOptions(parent=parent, depends_on=[automation]),
    )


def rotated(secret_arn: Input[str]) -> dict[str, Any]:
    """The event that Secrets Manager sends when a rotation of this secret is through.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
    """
    return {
        "source": ["aws.secretsmanager"],
        "detail-type": ["AWS Service Event via CloudTrail"],
        "detail": {
            "eventSource": ["secretsmanager.amazonaws.com"],
            "eventName": ["RotationSucceeded"],
            "additionalEventData": {"SecretId": [secret_arn]},
        },
    }


def runbook(args: RedeployArgs, role_arn: Input[str]) -> dict[str, Any]:
    """A step for each service; one that fails does not keep the others from being redeployed."""
    return {
        "schemaVersion": "0.3",
        "description": f"Redeploys what uses database {args.role} of {args.names.system} {args.names.long}",
        "assumeRole": role_arn,
        "mainSteps": [
            {
                "name": f"redeploy_{role.replace('-', '_')}",
                "action": "aws:executeAwsApi",
                "onFailure": "Continue",
                "inputs": {
                    "Service": "ecs",
                    "Api": "UpdateService",
                    "cluster": args.cluster,
                    "service": service,
                    "forceNewDeployment": True,
                },
            }
            for role, service in sorted(args.services.items())
        ],
    }


def _role(
    name: str, args: RedeployArgs, below: ResourceOptions, *, service: str, source_arn: str, may: Sequence[Statement]
) -> aws.iam.Role:
    role = aws.iam.Role(
        name,
        description=f"Redeploys what uses database {args.role}",
        assume_role_policy=Output.json_dumps(service_trust(service, account=args.names.account, source_arn=source_arn)),
        opts=below,
    )
    aws.iam.RolePolicy(name, role=role.name, policy=Output.json_dumps(document(*may)), opts=below)
    return role
