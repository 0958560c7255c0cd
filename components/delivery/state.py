"""Access to Pulumi's state of one stack, in the bucket and by the key that `ops bootstrap` makes."""

from collections.abc import Sequence

from components._iam import Statement, statement
from naming import Names

PROJECT = "platform"
"""As in Pulumi.yaml: the folder of the stacks in the state."""


def state_statements(names: Names, stack: str, *, locks: bool, writes: bool) -> Sequence[Statement]:
    """Read the stack's state and decrypt its secrets; `locks` adds its lock, `writes` the rest.

    `pulumi preview` takes no lock, `refresh --preview-only` does, `up` writes state, history and backups.
    https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/backend.go
    """
    bucket = f"arn:aws:s3:::{names.fill('state_bucket')}"
    own = [f"{bucket}/.pulumi/{folder}/{PROJECT}/{stack}{end}" for folder, end in _FILES]
    lock = f"{bucket}/.pulumi/locks/organization/{PROJECT}/{stack}/*"
    with_key = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": names.fill("state_key_alias")}}
    keys = f"arn:aws:kms:*:{names.account}:key/*"
    found = [
        statement("StatesListed", actions=["s3:ListBucket"], resources=[bucket]),
        statement("StateRead", actions=["s3:GetObject"], resources=[f"{bucket}/.pulumi/meta.yaml", *own, lock]),
        statement(
            "SecretsOfThisStack",
            actions=["kms:Decrypt"],
            resources=[keys],
            condition={**with_key, "StringEquals": {"kms:EncryptionContext:stack": stack}},
        ),
        statement(
            "StateDecrypted",
            actions=["kms:Decrypt", *(["kms:GenerateDataKey"] if locks else [])],
            resources=[keys],
            condition={**with_key, "StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
        ),
    ]
    if locks:
        written = [lock, *(own if writes else [])]
        found.append(statement("StateWritten", actions=["s3:DeleteObject", "s3:PutObject"], resources=written))
    return found


_FILES = (("stacks", ".json"), ("stacks", ".json.*"), ("backups", "/*"), ("history", "/*"))
"""The state itself, its copy and its checksum; what it was, and who changed it."""
