"""What no role of an environment may do, not even one with every right: judged with a policy that allows everything."""

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import ResourceOptions

from components.delivery.boundary import Boundary, BoundaryArgs, boundary_policy
from components.delivery.delivery_names import boundary_arn, role_arn
from tests.components.iam_documents import nulls
from tests.conftest import Record
from tests.harness import ACCOUNT, NAMES, OF_THE_ACCOUNT, STACKS, build, json_of
from tests.permissions import Request, allowed

EVERYTHING = {"Statement": [{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}]}
BOUNDARY = boundary_policy(NAMES, ["ap-southeast-1"])
IAM = f"arn:aws:iam::{ACCOUNT}"
OTHERS = {"aws:resourcetag/system": ["gli"], "aws:resourcetag/environment": ["staging"]}
OWN = {"aws:resourcetag/system": ["gli"], "aws:resourcetag/environment": ["production"]}
BOUNDED = {"iam:permissionsboundary": [boundary_arn(NAMES)]}
OTHER_BOUNDARY = {"iam:permissionsboundary": [f"{IAM}:policy/mine"]}
INSTANCE = "arn:aws:rds:ap-northeast-2:123456789012:db:gli-prod-db"
ROLE = f"{IAM}:role/prod-api-task-abcdef"


def passes(request: Request) -> bool:
    return allowed(request, EVERYTHING, boundary=BOUNDARY)


@pytest.mark.parametrize(
    "request_",
    [
        Request("iam:CreateUser", f"{IAM}:user/me"),
        Request("iam:CreateAccessKey", f"{IAM}:user/me"),
        Request("iam:CreateLoginProfile", f"{IAM}:user/me"),
        Request("sts:AssumeRole", f"{IAM}:role/OrganizationAccountAccessRole"),
        Request("ec2:RunInstances", region="eu-west-1"),
        Request("ec2:RunInstances", region="us-east-1"),
        Request("ecs:RunTask", region="us-east-1"),
        Request("lambda:CreateFunction", region="ap-southeast-1"),
        Request("s3:CreateBucket", "arn:aws:s3:::mine", region="eu-west-1"),
        Request("cloudtrail:StopLogging", "arn:aws:cloudtrail:ap-northeast-2:123456789012:trail/gli-account"),
        Request("s3:DeleteObject", "arn:aws:s3:::gli-account-trail-123456789012/AWSLogs/1"),
        Request("s3:PutBucketPolicy", "arn:aws:s3:::gli-account-trail-access-123456789012"),
        Request("organizations:LeaveOrganization"),
        Request("iam:CreatePolicyVersion", boundary_arn(NAMES)),
        Request("iam:DeletePolicy", boundary_arn(NAMES)),
        Request("iam:CreatePolicyVersion", f"{IAM}:policy/delivery/gli-prod-ap-northeast-2-deploy-data"),
        Request("iam:UpdateAssumeRolePolicy", role_arn(NAMES, "deploy_role")),
        Request("iam:PutRolePolicy", role_arn(NAMES, "preview_role"), BOUNDED),
        Request("iam:AttachRolePolicy", role_arn(NAMES, "drift_role"), BOUNDED),
        Request(
            "iam:UpdateOpenIDConnectProviderThumbprint", f"{IAM}:oidc-provider/token.actions.githubusercontent.com"
        ),
        Request("iam:DeleteRolePermissionsBoundary", ROLE, BOUNDED),
        Request("iam:CreateRole", ROLE),
        Request("iam:CreateRole", ROLE, OTHER_BOUNDARY),
        Request("iam:PutRolePermissionsBoundary", ROLE, OTHER_BOUNDARY),
        Request("iam:PutRolePolicy", f"{IAM}:role/admin"),
        Request("iam:AttachRolePolicy", f"{IAM}:role/admin"),
        Request("rds:DeleteDBInstance", INSTANCE, OTHERS),
        Request("ecs:UpdateService", "arn:aws:ecs:ap-northeast-2:123456789012:service/staging-gli-cluster/x", OTHERS),
    ],
    ids=lambda request: f"{request.action} {request.region}",
)
def test_it_refuses(request_: Request) -> None:
    assert not passes(request_)


@pytest.mark.parametrize(
    "request_",
    [
        Request("rds:DeleteDBInstance", INSTANCE, OWN),
        Request("rds:CreateDBInstance", INSTANCE),
        Request("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1", region="us-east-1"),
        Request("kms:Decrypt", "arn:aws:kms:ap-northeast-2:123456789012:key/1", {"aws:resourcetag/system": ["gli"]}),
        Request("rds:DescribeDBInstances", INSTANCE, OTHERS | {"aws:resourcetag/system": ["aed"]}),
        Request("iam:CreateRole", ROLE, BOUNDED),
        Request("iam:PutRolePolicy", ROLE, BOUNDED),
        Request("iam:GetRole", role_arn(NAMES, "deploy_role"), region="us-east-1"),
        Request("iam:GetPolicyVersion", boundary_arn(NAMES), region="us-east-1"),
        Request("cloudfront:UpdateDistribution", region="us-east-1"),
        Request("wafv2:CreateWebACL", region="us-east-1"),
        Request("kms:ReplicateKey", region="us-east-1"),
        Request("sns:Publish", region="ap-southeast-1"),
        Request("s3:GetObject", "arn:aws:s3:::gli-user-frontend-production/index.html"),
    ],
    ids=lambda request: f"{request.action} {request.region}",
)
def test_it_lets_pass_what_policies_allow(request_: Request) -> None:
    assert passes(request_)


def test_by_itself_it_grants_nothing() -> None:
    assert not allowed(Request("rds:CreateDBInstance", INSTANCE), {"Statement": []}, boundary=BOUNDARY)


def test_it_is_laid_around_a_role_that_knows_nothing_of_it_and_stands_before_it() -> None:
    def program(opts: ResourceOptions) -> None:
        boundary = Boundary("boundary", BoundaryArgs(names=NAMES, regions=[]), opts)
        bounded = ResourceOptions.merge(opts, boundary.around)
        parent = _Part("part", bounded)
        aws.iam.Role("below", assume_role_policy="{}", opts=ResourceOptions(parent=parent))

    recording = build(program)
    policy = recording.one("aws:iam/policy:Policy", "boundary")
    role = recording.one("aws:iam/role:Role", "below")
    assert role.inputs["permissionsBoundary"] == policy.outputs["arn"] == boundary_arn(NAMES)
    assert policy.urn in role.dependencies


class _Part(pulumi.ComponentResource):
    def __init__(self, name: str, opts: ResourceOptions) -> None:
        super().__init__("platform:data:Part", name, {}, opts)


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_every_role_of_an_environment_has_it(stack: str, deployed: Record) -> None:
    roles = deployed(stack).of_type("aws:iam/role:Role")
    policy = deployed(stack).one("aws:iam/policy:Policy", "boundary")
    assert {role.inputs.get("permissionsBoundary") for role in roles} == {policy.outputs["arn"]}
    assert list(nulls(json_of(policy, "policy"))) == []


def test_the_accounts_stack_which_a_person_deploys_has_none(deployed: Record) -> None:
    roles = deployed(OF_THE_ACCOUNT).of_type("aws:iam/role:Role")
    assert {role.inputs.get("permissionsBoundary") for role in roles} == {None}
