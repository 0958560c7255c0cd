"""What using an encrypted volume takes, where the key is the environment's own; AWS's own key asks for nothing."""

from collections.abc import Sequence

from pulumi import Input

from components._iam import Statement, statement
from naming import Names


def volume_key_statements(key_arn: Input[str] | None, names: Names) -> Sequence[Statement]:
    """By way of EC2 alone, and grants that AWS takes for itself.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html#ebs-encryption-permissions
    """
    if key_arn is None:
        return ()
    via = {"kms:ViaService": f"ec2.{names.region}.amazonaws.com"}
    return (
        statement(
            "UseKeyOfVolume",
            actions=[
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo",
            ],
            resources=[key_arn],
            condition={"StringEquals": via},
        ),
        statement(
            "LendKeyOfVolume",
            actions=["kms:CreateGrant"],
            resources=[key_arn],
            condition={"Bool": {"kms:GrantIsForAWSResource": "true"}, "StringEquals": via},
        ),
    )
