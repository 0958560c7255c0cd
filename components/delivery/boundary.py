"""What no role of an environment may ever do, whatever its policies say: the permissions boundary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from components._iam import document, statement
from components.delivery.delivery_names import BOUNDARY_PATH, DELIVERY_PATH, OF_A_PERSON, boundary_arn, role_arn
from naming import Names

ROLE = "aws:iam/role:Role"
WITHOUT_REGION = (
    "acm:*",
    "budgets:*",
    "chatbot:*",
    "cloudfront:*",
    "cloudwatch:*",
    "iam:*",
    "kms:*",
    "logs:*",
    "route53:*",
    "s3:*",
    "sns:*",
    "sqs:*",
    "sts:*",
    "wafv2:*",
)
"""Services that have one place for all Regions, and what stands beside CloudFront and Slack; nothing that runs code."""
ANOTHER_IDENTITY = (
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateGroup",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:CreateUser",
    "iam:PutGroupPolicy",
    "iam:PutUserPolicy",
    "iam:UpdateAccessKey",
    "iam:UpdateLoginProfile",
    "iam:UploadSSHPublicKey",
    "iam:UploadSigningCertificate",
)
CHANGES_OF_IAM = (
    "iam:Add*",
    "iam:Attach*",
    "iam:Create*",
    "iam:Delete*",
    "iam:Detach*",
    "iam:Put*",
    "iam:Remove*",
    "iam:Set*",
    "iam:Update*",
)


@dataclass(frozen=True)
class BoundaryArgs:
    """What the boundary is made from."""

    names: Names
    regions: Sequence[str]
    """Other Regions in which parts of the environment stand."""


class Boundary(pulumi.ComponentResource):
    """A policy that is no grant: it is laid around every role of the environment."""

    arn: str
    """Known before it exists."""
    around: ResourceOptions
    """For everything that makes roles: each gets the boundary, whoever wrote its component."""

    def __init__(self, name: str, args: BoundaryArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:delivery:Boundary", name, {"regions": list(args.regions)}, opts)
        self.arn = boundary_arn(args.names)
        self._policy = aws.iam.Policy(
            name,
            name=args.names.fill("boundary"),
            path=BOUNDARY_PATH,
            description=f"What no role of {args.names.system} {args.names.long} may do",
            policy=pulumi.Output.json_dumps(boundary_policy(args.names, args.regions)),
            opts=ResourceOptions(parent=self),
        )
        self.around = ResourceOptions(transformations=[self._around])
        self.register_outputs({"arn": self.arn})

    def _around(self, args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ != ROLE:
            return None
        return pulumi.ResourceTransformationResult(
            props={**args.props, "permissions_boundary": self.arn},
            opts=ResourceOptions.merge(args.opts, ResourceOptions(depends_on=[self._policy])),
        )


def boundary_policy(names: Names, regions: Sequence[str]) -> dict[str, Any]:
    """Everything, except what is refused here; a role has what both its own policies and this allow.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """
    here, anywhere = [names.region], sorted({names.region, "us-east-1", *regions})
    return document(
        statement("WhateverItsPoliciesAllow", actions=["*"], resources=["*"]),
        _refused("NobodyElse", [*ANOTHER_IDENTITY, "sts:AssumeRole", "sts:GetFederationToken"]),
        _refused("AccountIsAPersons", ["account:*", "aws-portal:*", "organizations:*", "cloudtrail:*"]),
        _refused("OtherRegions", ["*"], condition={"StringNotEquals": {"aws:RequestedRegion": anywhere}}),
        {
            "Sid": "RunsHereAlone",
            "Effect": "Deny",
            "NotAction": list(WITHOUT_REGION),
            "Resource": ["*"],
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": here}},
        },
        _refused(
            "OtherEnvironments",
            ["*"],
            condition={
                "StringEquals": {"aws:ResourceTag/System": names.system},
                "StringNotEquals": {"aws:ResourceTag/Environment": names.long},
                "Null": {"aws:ResourceTag/Environment": "false"},
            },
        ),
        statement(
            "TrailsAreAPersons",
            effect="Deny",
            actions=["s3:*"],
            resources=[
                f"arn:aws:s3:::*-trail{more}-{names.account}{keys}" for more in ("", "-access") for keys in ("", "/*")
            ],
        ),
        statement(
            "DeliveryIsAPersons",
            effect="Deny",
            actions=list(CHANGES_OF_IAM),
            resources=[
                *(
                    f"arn:aws:iam::{names.account}:{what}/*"
                    for what in ("oidc-provider", f"policy{BOUNDARY_PATH[:-1]}", f"policy{DELIVERY_PATH[:-1]}")
                ),
                *(role_arn(names, kind) for kind in OF_A_PERSON),
            ],
        ),
        _refused("BoundariesStay", ["iam:DeleteRolePermissionsBoundary"]),
        _refused(
            "RolesAreBounded",
            ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
            condition={"StringNotEquals": {"iam:PermissionsBoundary": boundary_arn(names)}},
        ),
    )


def _refused(sid: str, actions: Sequence[str], condition: Any = None) -> dict[str, Any]:
    return statement(sid, effect="Deny", actions=actions, resources=["*"], condition=condition)
