"""A secret in Secrets Manager: what every secret here has in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import document, statement
from naming import Names


@dataclass(frozen=True)
class PrivateSecretArgs:
    """What the secret is made from."""

    secret: str
    """Its name."""
    description: str
    names: Names
    key_arn: Input[str] | None
    recovery_window_in_days: int
    """Days in which a deleted secret can be restored and its name is taken; 0 deletes at once."""
    value: Input[str] | None = None
    """What it holds; None leaves it empty, for something else to fill."""
    protect: bool = False
    replica_keys: Mapping[str, Input[str]] = field(default_factory=dict)
    """The key of the copy in each other Region that has one."""


@dataclass(frozen=True)
class PrivateSecret:
    """The secret, and what must exist before its value can be read."""

    arn: Output[str]
    ready: pulumi.Resource


def private_secret(name: str, args: PrivateSecretArgs, parent: pulumi.Resource) -> PrivateSecret:
    """Make a secret that no other account reads, whatever policy is attached to it or to their principals."""
    below = ResourceOptions(parent=parent)
    secret = aws.secretsmanager.Secret(
        name,
        name=args.secret,
        description=args.description,
        kms_key_id=args.key_arn,
        recovery_window_in_days=args.recovery_window_in_days,
        replicas=[{"region": region, "kms_key_id": key} for region, key in args.replica_keys.items()] or None,
        opts=ResourceOptions(parent=parent, protect=args.protect),
    )
    aws.secretsmanager.SecretPolicy(
        f"{name}-policy",
        secret_arn=secret.arn,
        policy=Output.json_dumps(secret_policy(args.names)),
        block_public_policy=True,
        opts=below,
    )
    if args.value is None:
        return PrivateSecret(arn=secret.arn, ready=secret)
    version = aws.secretsmanager.SecretVersion(
        f"{name}-value", secret_id=secret.id, secret_string=Output.secret(args.value), opts=below
    )
    return PrivateSecret(arn=secret.arn, ready=version)


def secret_policy(names: Names) -> dict[str, Any]:
    """Refuse whoever is neither of this account nor AWS acting for it; who may read is decided by IAM.

    In a secret's policy the resource `*` means this secret.
    """
    return document(
        statement(
            "OwnAccountAlone",
            effect="Deny",
            principal="*",
            actions=["secretsmanager:*"],
            resources=["*"],
            condition={
                "StringNotEquals": {"aws:PrincipalAccount": names.account},
                "Bool": {"aws:PrincipalIsAWSService": "false"},
            },
        )
    )
