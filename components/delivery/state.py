"""Access to Pulumi's state of one stack, in the bucket and by the key that `ops bootstrap` makes."""

from collections.abc import Sequence

from components._iam import Statement, statement
from naming import Names

PROJECT = "platform"
"""As in Pulumi.yaml: the folder of the stacks in the state."""


def state_statements(names: Names, stack: str, *, writes: bool) -> Sequence[Statement]:
    """Read the stack's state and decrypt its secrets; with `writes` also lock and change it.

    `pulumi preview`, `refresh --preview-only` and `stack export` take no lock and write nothing; `up` writes state,
    history and backups. https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/backend.go
    tests/engine/test_state_access.py records what the CLI asks for.
    """
    bucket = f"arn:aws:s3:::{names.fill('state_bucket')}"
    own = f"{bucket}/.pulumi/{{}}/{PROJECT}/{stack}"
    state, lock = own.format("stacks"), f"{bucket}/.pulumi/locks/organization/{PROJECT}/{stack}/*"
    with_key = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": names.fill("state_key_alias")}}
    keys = f"arn:aws:kms:*:{names.account}:key/*"
    read = [f"{bucket}/.pulumi/meta.yaml", f"{state}.json", f"{state}.pulumi-tags"]
    found = [
        statement("StatesListed", actions=["s3:ListBucket"], resources=[bucket]),
        statement("StateRead", actions=["s3:GetObject"], resources=[*read, *([lock] if writes else [])]),
        statement(
            "SecretsOfThisStack",
            actions=["kms:Decrypt"],
            resources=[keys],
            condition={**with_key, "StringEquals": {"kms:EncryptionContext:stack": stack}},
        ),
        statement(
            "StateDecrypted",
            actions=["kms:Decrypt", *(["kms:GenerateDataKey"] if writes else [])],
            resources=[keys],
            condition={**with_key, "StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
        ),
    ]
    if writes:
        kept = [f"{state}.json", f"{state}.json.bak", *(f"{own.format(one)}/*" for one in ("backups", "history"))]
        found.append(statement("StateWritten", actions=["s3:PutObject"], resources=[*kept, lock]))
        found.append(statement("StateUnlocked", actions=["s3:DeleteObject"], resources=[lock]))
    return found
