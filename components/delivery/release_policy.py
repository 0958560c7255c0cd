"""What releasing services and publishing websites takes: the API calls that the commands of `ops` make, and no others.

tests/components/delivery/test_release_policy.py records those calls and compares them with this, both ways.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Input

from components._iam import Statement, statement
from components.wiring import Publishable, Released
from naming import Names


@dataclass(frozen=True)
class ReleaseArgs:
    """What a role releases."""

    names: Names
    services: Mapping[str, Released]
    """By role."""
    websites: Mapping[str, Publishable]
    databases: Sequence[str] = ()
    """Instances that are copied before a migration."""
    secrets: Sequence[Input[str]] = ()
    """ARNs of the secrets by which people are told of a deployment."""
    key_arn: Input[str] | None = None


def release_statements(args: ReleaseArgs) -> Sequence[Statement]:
    """Statements for all services and websites of the role together."""
    found = [*_services(args), *_websites(args)]
    if args.secrets:
        found.append(statement("TellPeople", actions=["secretsmanager:GetSecretValue"], resources=args.secrets))
        found += _key(args, "ReadSecrets", ["kms:Decrypt"], "secretsmanager")
    return found


def _services(args: ReleaseArgs) -> Iterator[Statement]:
    names, services = args.names, list(args.services.values())
    if not services:
        return
    clusters = sorted({one.cluster for one in services})
    yield statement("Token", actions=["ecr:GetAuthorizationToken"], resources=["*"])
    yield statement(
        "PushImages",
        actions=[
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:CompleteLayerUpload",
            "ecr:DescribeImages",
            "ecr:GetDownloadUrlForLayer",
            "ecr:InitiateLayerUpload",
            "ecr:PutImage",
            "ecr:UploadLayerPart",
        ],
        resources=sorted({names.arn("ecr", f"repository/{one.repository}") for one in services}),
    )
    yield statement(
        "SeeServices",
        actions=[
            "ecs:DescribeTaskDefinition",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTargetHealth",
        ],
        resources=["*"],
    )
    for sid, part, actions in _ON_SERVICES:
        arns = [names.arn("ecs", f"{part[0]}/{one.cluster}/{one.service}{part[1]}") for one in services]
        yield statement(sid, actions=actions, resources=arns)
    families = [
        names.arn("ecs", f"task-definition/{family}:*")
        for one in services
        for family in (one.family, f"{one.family}-migrate")
    ]
    yield statement("DefineTasks", actions=["ecs:RegisterTaskDefinition", "ecs:TagResource"], resources=families)
    yield statement("Migrate", actions=["ecs:RunTask"], resources=families[1::2], condition=_in(clusters, names))
    tasks = [names.arn("ecs", f"task/{cluster}/*") for cluster in clusters]
    yield statement("SeeTasks", actions=["ecs:DescribeTasks"], resources=tasks)
    yield statement("StopMigrations", actions=["ecs:StopTask"], resources=tasks)
    yield statement(
        "TagTasks",
        actions=["ecs:TagResource"],
        resources=tasks,
        condition={"StringEquals": {"ecs:CreateAction": ["RunTask"]}},
    )
    yield statement("ListTasks", actions=["ecs:ListTasks"], resources=["*"], condition=_in(clusters, names))
    yield statement(
        "GiveRolesToTasks",
        actions=["iam:PassRole"],
        resources=[arn for one in services for arn in one.role_arns],
        condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    )
    yield statement(
        "ReadLogs",
        actions=["logs:GetLogEvents"],
        resources=[names.arn("logs", f"log-group:{one.log_group}:log-stream:*") for one in services],
    )
    yield from _ledgers(args)


def _ledgers(args: ReleaseArgs) -> Iterator[Statement]:
    names = args.names
    prefix = f"parameter/{names.system}/{names.long}"
    releases = [names.arn("ssm", f"{prefix}/releases/{role}") for role in args.services]
    migrations = [names.arn("ssm", f"{prefix}/migrations/{role}") for role in args.services]
    runs = [f"{arn}/*" for arn in migrations]
    yield statement("Record", actions=["ssm:PutParameter"], resources=[*releases, *runs])
    yield statement("ReadReleases", actions=["ssm:GetParameterHistory"], resources=releases)
    yield statement("ReadMigrations", actions=["ssm:GetParametersByPath"], resources=migrations)
    yield statement("ForgetMigrations", actions=["ssm:DeleteParameters"], resources=runs)
    if args.databases:
        copies = [names.arn("rds", f"snapshot:{one}-before-*") for one in args.databases]
        yield statement(
            "CopyDatabases",
            actions=["rds:CreateDBSnapshot"],
            resources=[*(names.arn("rds", f"db:{one}") for one in args.databases), *copies],
        )
        yield statement("SeeCopies", actions=["rds:DescribeDBSnapshots"], resources=copies)


def _websites(args: ReleaseArgs) -> Iterator[Statement]:
    buckets = [f"arn:aws:s3:::{one.bucket}" for one in args.websites.values()]
    if not buckets:
        return
    yield statement("ListFiles", actions=["s3:ListBucket"], resources=buckets)
    yield statement(
        "PublishFiles",
        actions=["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        resources=[f"{bucket}/*" for bucket in buckets],
    )
    yield from _key(args, "EncryptFiles", ["kms:Decrypt", "kms:GenerateDataKey"], "s3")
    yield statement("FindDistributions", actions=["cloudfront:ListDistributions"], resources=["*"])
    yield statement(
        "Invalidate",
        actions=["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
        resources=[one.distribution_arn for one in args.websites.values()],
    )


def _key(args: ReleaseArgs, sid: str, actions: Sequence[str], service: str) -> Iterator[Statement]:
    if args.key_arn is not None:
        via = {"StringEquals": {"kms:ViaService": f"{service}.{args.names.region}.amazonaws.com"}}
        yield statement(sid, actions=actions, resources=[args.key_arn], condition=via)


def _in(clusters: Sequence[str], names: Names) -> dict[str, Any]:
    return {"ArnEquals": {"ecs:cluster": [names.arn("ecs", f"cluster/{cluster}") for cluster in clusters]}}


_ON_SERVICES = (
    (
        "ReleaseServices",
        ("service", ""),
        ["ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:UpdateService"],
    ),
    (
        "DecideDeployments",
        ("service-deployment", "/*"),
        ["ecs:ContinueServiceDeployment", "ecs:DescribeServiceDeployments", "ecs:StopServiceDeployment"],
    ),
    ("SeeRevisions", ("service-revision", "/*"), ["ecs:DescribeServiceRevisions"]),
)
"""Statements, the kind of resource that they act on and what follows the service's name in its ARN, and the actions."""
