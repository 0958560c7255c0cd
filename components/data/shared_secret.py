"""How the stacks of other Regions learn to connect to a database: a secret of its own, copied to those Regions.

Its name is known everywhere, its ARN is not: Secrets Manager puts six characters after it, the same in every Region.
ECS finds a secret by the ARN without them, as Secrets Manager does, and IAM takes `?` for each.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pulumi
from pulumi import Input

from components._iam import Statement, statement
from components.data.private_secret import PrivateSecretArgs, private_secret
from naming import Names

UNKNOWN_END = "-??????"
"""For IAM: what Secrets Manager puts after a secret's name."""


@dataclass(frozen=True)
class SharedSecretArgs:
    """What the secret is made from."""

    names: Names
    role: str
    """The database's."""
    key_arn: Input[str] | None
    replica_keys: Mapping[str, Input[str]]
    """The key by Region to copy to."""
    recovery_window_in_days: int
    value: Input[str]
    protect: bool


@dataclass(frozen=True)
class SharedSecret:
    """A Region's copy of the secret, known before it exists."""

    arn: str
    """For ECS."""
    readable: str
    """For IAM."""
    statement: Statement
    """Lets ECS decrypt it: its key is the primary Region's, of which an alias is known and the id is not."""


def share_secret(name: str, args: SharedSecretArgs, parent: pulumi.Resource) -> None:
    """Make the secret, with a copy in each Region.

    It stands beside the database's own, whose name must be free in those Regions: a replica that is promoted makes it.
    """
    private_secret(
        name,
        PrivateSecretArgs(
            secret=_name(args.names, args.role),
            description=f"How other Regions connect to database {args.role}",
            names=args.names,
            key_arn=args.key_arn,
            recovery_window_in_days=args.recovery_window_in_days,
            value=args.value,
            protect=args.protect,
            replica_keys=args.replica_keys,
        ),
        parent,
    )


def shared_secret(role: str, names: Names, primary_region: str) -> SharedSecret:
    """The copy in this Region of the secret that the primary Region's stack makes for the database of this role."""
    arn = names.arn("secretsmanager", f"secret:{_name(names, role)}")
    alias = replace(names, region=primary_region).fill("key_alias_abroad")
    return SharedSecret(
        arn=arn,
        readable=f"{arn}{UNKNOWN_END}",
        statement=statement(
            f"DecryptSecretOf{role.title().replace('-', '')}",
            actions=["kms:Decrypt"],
            resources=[names.arn("kms", "key/mrk-*")],
            condition={
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": alias},
                "StringEquals": {"kms:ViaService": f"secretsmanager.{names.region}.amazonaws.com"},
            },
        ),
    )


def _name(names: Names, role: str) -> str:
    return names.fill("secret_abroad", role=role)
