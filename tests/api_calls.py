"""Which requests IAM decides upon for an API call, by AWS's service authorization reference.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tests.permissions import Request

REGION, ACCOUNT = "ap-northeast-2", "123456789012"
TO_TASKS = {"iam:passedtoservice": ["ecs-tasks.amazonaws.com"]}

Parameters = Mapping[str, Any]
Call = tuple[str, Parameters]
"""An operation, such as `ecs.DescribeTasks`, and its parameters."""


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def requests(calls: Iterable[Call], roles: Iterable[str] = (), key: str = "") -> Iterator[Request]:
    """The requests of these calls; `roles` are those of the tasks that they start, `key` encrypts files and secrets."""
    for operation, parameters in calls:
        if operation in {"ecs.RegisterTaskDefinition", "ecs.RunTask"}:
            yield from (Request("iam:PassRole", role, TO_TASKS) for role in roles)
        yield from (one if isinstance(one, Request) else Request(*one) for one in OF[operation](parameters))
        service = {"s3": "s3", "secrets-manager": "secretsmanager"}.get(operation.partition(".")[0])
        if key and service and operation in ENCRYPTED:
            via = {"kms:viaservice": [f"{service}.{REGION}.amazonaws.com"]}
            yield from (Request(f"kms:{action}", key, via) for action in ENCRYPTED[operation])


ENCRYPTED = {
    "s3.CopyObject": ("Decrypt", "GenerateDataKey"),
    "s3.GetObject": ("Decrypt",),
    "s3.HeadObject": ("Decrypt",),
    "s3.PutObject": ("GenerateDataKey",),
    "secrets-manager.GetSecretValue": ("Decrypt",),
}
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"""


def _of_service(action: str) -> Callable[[Parameters], list[tuple[str, str]]]:
    def made(asked: Parameters) -> list[tuple[str, str]]:
        names = [asked["service"]] if "service" in asked else asked["services"]
        return [(f"ecs:{action}", arn("ecs", f"service/{asked['cluster']}/{name}")) for name in names]

    return made


def _register(asked: Parameters) -> list[tuple[str, str]]:
    definition = arn("ecs", f"task-definition/{asked['family']}:1")
    return [
        ("ecs:RegisterTaskDefinition", definition),
        *([("ecs:TagResource", definition)] if asked.get("tags") else []),
    ]


def _run(asked: Parameters) -> list[Request]:
    facts = {"ecs:cluster": [arn("ecs", f"cluster/{asked['cluster']}")], "ecs:createaction": ["RunTask"]}
    return [
        Request("ecs:RunTask", asked["taskDefinition"], facts),
        Request("ecs:TagResource", arn("ecs", f"task/{asked['cluster']}/0a1b"), facts),
    ]


def _list_tasks(asked: Parameters) -> list[Request]:
    cluster = arn("ecs", f"cluster/{asked['cluster']}")
    return [
        Request("ecs:ListTasks", arn("ecs", f"container-instance/{asked['cluster']}/*"), {"ecs:cluster": [cluster]})
    ]


def _tasks(action: str) -> Callable[[Parameters], list[tuple[str, str]]]:
    def made(asked: Parameters) -> list[tuple[str, str]]:
        named = [asked["task"]] if "task" in asked else asked["tasks"]
        return [(f"ecs:{action}", arn("ecs", f"task/{asked['cluster']}/{one.rpartition('/')[2]}")) for one in named]

    return made


def _each(action: str, key: str) -> Callable[[Parameters], list[tuple[str, str]]]:
    """The action on what the parameter names by ARN, one or many."""
    return lambda asked: [(action, one) for one in ([asked[key]] if isinstance(asked[key], str) else asked[key])]


def _named(action: str, kind: str, key: str) -> Callable[[Parameters], list[tuple[str, str]]]:
    """The action on what the parameter names, one or many."""
    service = action.partition(":")[0]
    return lambda asked: [
        (action, arn(service, f"{kind}{one}")) for one in ([asked[key]] if isinstance(asked[key], str) else asked[key])
    ]


def _objects(*actions: str) -> Callable[[Parameters], list[tuple[str, str]]]:
    def made(asked: Parameters) -> list[tuple[str, str]]:
        keys = [asked["Key"]] if "Key" in asked else [one["Key"] for one in asked["Delete"]["Objects"]]
        return [(f"s3:{action}", f"arn:aws:s3:::{asked['Bucket']}/{key}") for action in actions for key in keys]

    return made


def _distribution(action: str, key: str = "DistributionId") -> Callable[[Parameters], list[tuple[str, str]]]:
    return lambda asked: [(f"cloudfront:{action}", f"arn:aws:cloudfront::{ACCOUNT}:distribution/{asked[key]}")]


def _snapshots(asked: Parameters) -> list[tuple[str, str]]:
    """The one of a name, or whatever there is of an instance."""
    instance = [arn("rds", f"db:{asked['DBInstanceIdentifier']}")] if "DBInstanceIdentifier" in asked else []
    named = arn("rds", f"snapshot:{asked.get('DBSnapshotIdentifier', 'rds:copied-by-somebody')}")
    return [("rds:DescribeDBSnapshots", one) for one in (*instance, named)]


def _anywhere(action: str) -> Callable[[Parameters], list[tuple[str, str]]]:
    return lambda _: [(action, "*")]


OF: Mapping[str, Callable[[Parameters], Iterable[Request | tuple[str, str]]]] = {
    "budgets.DescribeBudget": lambda asked: [
        ("budgets:ViewBudget", f"arn:aws:budgets::{ACCOUNT}:budget/{asked['BudgetName']}")
    ],
    "cloudfront.CreateInvalidation": _distribution("CreateInvalidation"),
    "cloudfront.GetDistribution": _distribution("GetDistribution", "Id"),
    "cloudfront.GetInvalidation": _distribution("GetInvalidation"),
    "cloudfront.ListDistributions": _anywhere("cloudfront:ListDistributions"),
    "cloudfront.ListInvalidations": _distribution("ListInvalidations"),
    "cloudwatch.DescribeAlarms": _named("cloudwatch:DescribeAlarms", "alarm:", "AlarmNames"),
    "cloudwatch.GetDashboard": lambda asked: [
        ("cloudwatch:GetDashboard", f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{asked['DashboardName']}")
    ],
    "cloudwatch.GetMetricData": _anywhere("cloudwatch:GetMetricData"),
    "cloudwatch-logs.GetLogEvents": lambda asked: [
        ("logs:GetLogEvents", arn("logs", f"log-group:{asked['logGroupName']}:log-stream:{asked['logStreamName']}"))
    ],
    "ec2.DescribeSecurityGroups": _anywhere("ec2:DescribeSecurityGroups"),
    "ecr.BatchGetImage": _named("ecr:BatchGetImage", "repository/", "repositoryName"),
    "ecr.DescribeImages": _named("ecr:DescribeImages", "repository/", "repositoryName"),
    "ecr.PutImage": _named("ecr:PutImage", "repository/", "repositoryName"),
    "ecs.ContinueServiceDeployment": _each("ecs:ContinueServiceDeployment", "serviceDeploymentArn"),
    "ecs.DescribeServiceDeployments": _each("ecs:DescribeServiceDeployments", "serviceDeploymentArns"),
    "ecs.DescribeServiceRevisions": _each("ecs:DescribeServiceRevisions", "serviceRevisionArns"),
    "ecs.DescribeServices": _of_service("DescribeServices"),
    "ecs.DescribeTaskDefinition": _anywhere("ecs:DescribeTaskDefinition"),
    "ecs.DescribeTasks": _tasks("DescribeTasks"),
    "ecs.ListServiceDeployments": _of_service("ListServiceDeployments"),
    "ecs.ListTasks": _list_tasks,
    "ecs.RegisterTaskDefinition": _register,
    "ecs.RunTask": _run,
    "ecs.StopServiceDeployment": _each("ecs:StopServiceDeployment", "serviceDeploymentArn"),
    "ecs.StopTask": _tasks("StopTask"),
    "ecs.UpdateService": _of_service("UpdateService"),
    "elasticache.DescribeCacheClusters": _named("elasticache:DescribeCacheClusters", "cluster:", "CacheClusterId"),
    "elasticache.DescribeReplicationGroups": _named(
        "elasticache:DescribeReplicationGroups", "replicationgroup:", "ReplicationGroupId"
    ),
    "elastic-load-balancing-v2.DescribeRules": _anywhere("elasticloadbalancing:DescribeRules"),
    "elastic-load-balancing-v2.DescribeTargetHealth": _anywhere("elasticloadbalancing:DescribeTargetHealth"),
    "rds.CreateDBSnapshot": lambda asked: [
        ("rds:CreateDBSnapshot", arn("rds", f"db:{asked['DBInstanceIdentifier']}")),
        ("rds:CreateDBSnapshot", arn("rds", f"snapshot:{asked['DBSnapshotIdentifier']}")),
    ],
    "rds.DescribeDBInstances": _named("rds:DescribeDBInstances", "db:", "DBInstanceIdentifier"),
    "rds.DescribeDBSnapshots": _snapshots,
    "s3.CopyObject": _objects("GetObject", "PutObject"),
    "s3.DeleteObjects": _objects("DeleteObject"),
    "s3.GetObject": _objects("GetObject"),
    "s3.HeadObject": lambda asked: [
        *_objects("GetObject")(asked),
        ("s3:ListBucket", f"arn:aws:s3:::{asked['Bucket']}"),  # else S3 says of what is missing that it is forbidden
    ],
    "s3.ListObjectsV2": lambda asked: [("s3:ListBucket", f"arn:aws:s3:::{asked['Bucket']}")],
    "s3.PutObject": _objects("PutObject"),
    "secrets-manager.DescribeSecret": lambda asked: [
        ("secretsmanager:DescribeSecret", arn("secretsmanager", f"secret:{asked['SecretId']}-AbCdEf"))
    ],
    "secrets-manager.GetSecretValue": lambda asked: [
        ("secretsmanager:GetSecretValue", arn("secretsmanager", f"secret:{asked['SecretId']}-AbCdEf"))
    ],
    "sns.ListSubscriptionsByTopic": _each("sns:ListSubscriptionsByTopic", "TopicArn"),
    "ssm.DeleteParameters": _named("ssm:DeleteParameters", "parameter", "Names"),
    "ssm.GetParameterHistory": _named("ssm:GetParameterHistory", "parameter", "Name"),
    "ssm.GetParametersByPath": _named("ssm:GetParametersByPath", "parameter", "Path"),
    "ssm.PutParameter": _named("ssm:PutParameter", "parameter", "Name"),
}
"""By operation."""
