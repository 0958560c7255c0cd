"""What may pass through the VPC's endpoints: AWS APIs that tasks call without leaving the network."""

from typing import Any, Literal

from components._iam import document, statement
from naming import Names

InterfaceEndpoint = Literal["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages"]
"""Interface endpoints, by the last part of their service name."""

PULLS_AND_LOGS: frozenset[InterfaceEndpoint] = frozenset({"ecr.api", "ecr.dkr", "logs"})
"""What a Fargate task without a way to the internet cannot start without (and S3, which every VPC here has).

https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-vpc-create
"""

_ECR = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
)
_ACTIONS: dict[InterfaceEndpoint, tuple[str, tuple[str, ...]]] = {
    "ecr.api": ("repository/*", _ECR),
    "ecr.dkr": ("repository/*", _ECR),
    "logs": ("log-group:*", ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")),
    "secretsmanager": ("secret:*", ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")),
    "ssm": ("parameter/*", ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath")),
}
_ACCOUNT_WIDE: dict[InterfaceEndpoint, tuple[str, ...]] = {
    "ecr.api": ("ecr:GetAuthorizationToken",),
    "ecr.dkr": ("ecr:GetAuthorizationToken",),
    "ssmmessages": (
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ),
}
"""Actions that AWS does not restrict to a resource."""


def interface_policy(endpoint: InterfaceEndpoint, names: Names) -> dict[str, Any]:
    """Principals of this account, on this account's resources, for what tasks do; nothing else passes."""
    own = {"StringEquals": {"aws:PrincipalAccount": names.account}}
    statements = []
    if endpoint in _ACTIONS:
        resource, actions = _ACTIONS[endpoint]
        service = endpoint.partition(".")[0]
        statements.append(
            statement(
                "OwnResources",
                principal="*",
                actions=actions,
                resources=[names.arn(service, resource)],
                condition=own,
            )
        )
    if endpoint in _ACCOUNT_WIDE:
        statements.append(
            statement(
                "OwnPrincipals",
                principal="*",
                actions=_ACCOUNT_WIDE[endpoint],
                resources=["*"],
                condition=own,
            )
        )
    return document(*statements)


def s3_policy(names: Names) -> dict[str, Any]:
    """This account's principals on its own buckets, and the bucket from which ECR serves image layers.

    ECR's layers come by presigned URLs of AWS's own account, so that statement cannot name ours.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
    """
    return document(
        statement(
            "OwnBuckets",
            principal="*",
            actions=[
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetBucketLocation",
                "s3:GetObject",
                "s3:ListBucket",
                "s3:PutObject",
            ],
            resources=["arn:aws:s3:::*"],
            condition={
                "StringEquals": {
                    "aws:PrincipalAccount": names.account,
                    "aws:ResourceAccount": names.account,
                }
            },
        ),
        statement(
            "EcrImageLayers",
            principal="*",
            actions=["s3:GetObject"],
            resources=[f"arn:aws:s3:::prod-{names.region}-starport-layer-bucket/*"],
        ),
    )
