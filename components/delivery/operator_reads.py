"""What people see who look into an environment: what `ops diagnose` and `ops checklist` ask of AWS, without any value.

tests/ops/care/test_a_role_may_look.py records those calls and compares them with this, both ways.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components._iam import Statement, statement
from components.wiring import Publishable, Released
from naming import Names


@dataclass(frozen=True)
class LookedAt:
    """What there is to be looked at."""

    names: Names
    services: Sequence[Released]
    websites: Sequence[Publishable]
    databases: Sequence[str]
    """Instances."""
    caches: Sequence[str]
    """By name."""
    topic: str
    """The name of the topic of alerts, with which those of its siblings begin."""


def read_statements(args: LookedAt) -> Iterator[Statement]:
    """Reads of what stands, part by part; actions that AWS restricts to nothing are one statement."""
    anywhere = ["cloudwatch:GetMetricData", "ec2:DescribeSecurityGroups"]
    if args.services:
        anywhere += [f"elasticloadbalancing:Describe{what}" for what in ("Rules", "TargetHealth")]
        anywhere.append("ecs:DescribeTaskDefinition")
        yield from _services(args)
    if args.websites:
        anywhere.append("cloudfront:ListDistributions")
        yield from _websites(args)
    yield statement("SeeAnywhere", actions=sorted(anywhere), resources=["*"])
    yield from _stores(args)
    yield from _watch(args)


def _services(args: LookedAt) -> Iterator[Statement]:
    names = args.names
    clusters = sorted({one.cluster for one in args.services})
    ledgers = names.arn("ssm", f"parameter/{names.system}/{names.long}")
    yield statement(
        "SeeServices",
        actions=["ecs:DescribeServices", "ecs:ListServiceDeployments"],
        resources=[names.arn("ecs", f"service/{cluster}/*") for cluster in clusters],
    )
    for sid, action, kind in (
        ("SeeDeployments", "ecs:DescribeServiceDeployments", "service-deployment"),
        ("SeeRevisions", "ecs:DescribeServiceRevisions", "service-revision"),
    ):
        kinds = [names.arn("ecs", f"{kind}/{cluster}/*") for cluster in clusters]
        yield statement(sid, actions=[action], resources=kinds)
    yield statement(
        "SeeImages",
        actions=["ecr:DescribeImages"],
        resources=sorted({names.arn("ecr", f"repository/{one.repository}") for one in args.services}),
    )
    yield statement(
        "ReadLedgers",
        actions=["ssm:GetParameterHistory"],
        resources=[f"{ledgers}/deployments", f"{ledgers}/releases/*"],
    )
    yield statement("ReadMigrations", actions=["ssm:GetParametersByPath"], resources=[f"{ledgers}/migrations/*"])


def _websites(args: LookedAt) -> Iterator[Statement]:
    buckets = [f"arn:aws:s3:::{one.bucket}" for one in args.websites]
    yield statement("ListFiles", actions=["s3:ListBucket"], resources=buckets)
    yield statement("SeeFirstPages", actions=["s3:GetObject"], resources=[f"{one}/index.html" for one in buckets])
    yield statement(
        "SeeDistributions",
        actions=["cloudfront:GetDistribution", "cloudfront:ListInvalidations"],
        resources=[one.distribution_arn for one in args.websites],
    )


def _stores(args: LookedAt) -> Iterator[Statement]:
    """Snapshots are named by whoever made them, so that they are all those of the Region."""
    names = args.names
    if args.databases:
        own = [names.arn("rds", f"db:{one}") for one in args.databases]
        yield statement("SeeDatabases", actions=["rds:DescribeDBInstances"], resources=own)
        copies = [*own, names.arn("rds", "snapshot:*")]
        yield statement("SeeCopies", actions=["rds:DescribeDBSnapshots"], resources=copies)
    if args.caches:
        groups = [names.arn("elasticache", f"replicationgroup:{cache}") for cache in args.caches]
        nodes = [names.arn("elasticache", f"cluster:{cache}-*") for cache in args.caches]
        yield statement("SeeCaches", actions=["elasticache:DescribeReplicationGroups"], resources=groups)
        yield statement("SeeNodes", actions=["elasticache:DescribeCacheClusters"], resources=nodes)


def _watch(args: LookedAt) -> Iterator[Statement]:
    names = args.names
    own = f"arn:aws:{{}}:{names.account}:"
    alarms = own.format("cloudwatch:*") + f"alarm:{names.system}-{names.short}-*"
    yield statement("SeeAlarms", actions=["cloudwatch:DescribeAlarms"], resources=[alarms])
    dashboard = own.format("cloudwatch:") + f"dashboard/{names.fill('dashboard')}"
    yield statement("SeeDashboard", actions=["cloudwatch:GetDashboard"], resources=[dashboard])
    topics = own.format("sns:*") + f"{args.topic}*"
    yield statement("SeeReceivers", actions=["sns:ListSubscriptionsByTopic"], resources=[topics])
    budget = own.format("budgets:") + f"budget/{names.fill('budget')}"
    yield statement("SeeBudget", actions=["budgets:ViewBudget"], resources=[budget])
