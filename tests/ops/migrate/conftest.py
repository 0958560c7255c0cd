"""A service of a development stack on moto, with a migration."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.migrate.work import Options
from tests.ops.moto_aws import (
    ACCOUNT,
    DIGEST,
    OTHER_DIGEST,
    REGION,
    Wire,
    client,
    ops,
    server,
    stack_file,
    wire,
)

__all__ = ["ops", "server", "wire"]

CLUSTER, SERVICE, FAMILY = "development-gli-cluster", "development-django-api-service", "development-gli-django-api"
LOG_GROUP, REPOSITORY = "/ecs/development-gli-api", "gli-api-development"
URI = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{REPOSITORY}"
MIGRATION = {
    "command": ["alembic", "upgrade", "head"],
    "status": ["alembic", "current"],
    "down": ["alembic", "downgrade", "{revision}"],
}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/api"


def with_migration(config: dict[str, Any]) -> None:
    config["platform:stack"]["services"]["api"]["migration"] = MIGRATION
    config["platform:images"] = {"api": DIGEST}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return stack_file(tmp_path, "dev", with_migration)


def definition(image: str = f"{URI}:latest", host: str = "db-1") -> str:
    """Register the service's task definition as the program does; its ARN. Moto starts no task whose container has no
    memory of its own."""
    log = {"awslogs-group": LOG_GROUP, "awslogs-region": REGION, "awslogs-stream-prefix": "django-api"}
    container = {
        "name": "django-api",
        "image": image,
        "essential": True,
        "command": ["gunicorn"],
        "memory": 512,
        "user": "1000:1000",
        "readonlyRootFilesystem": True,
        "portMappings": [{"containerPort": 8000, "protocol": "tcp"}],
        "healthCheck": {"command": ["CMD", "true"]},
        "environment": [{"name": "DB_HOST", "value": host}],
        "secrets": [{"name": "DB_PASSWORD", "valueFrom": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:db"}],
        "logConfiguration": {"logDriver": "awslogs", "options": log},
    }
    registered = client("ecs").register_task_definition(
        family=FAMILY,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        runtimePlatform={"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        executionRoleArn=f"{ROLE}-execution",
        taskRoleArn=f"{ROLE}-task",
        volumes=[{"name": "tmp"}],
        containerDefinitions=[container],
        tags=[{"key": "System", "value": "gli"}],
    )
    return str(registered["taskDefinition"]["taskDefinitionArn"])


@pytest.fixture
def deployed(wire: Wire) -> Wire:
    """The service on moto, its repository with two images, and its log group."""
    ec2 = client("ec2")
    [subnet] = ec2.describe_subnets(Filters=[{"Name": "availability-zone", "Values": [f"{REGION}a"]}])["Subnets"]
    [group, *_] = ec2.describe_security_groups()["SecurityGroups"]
    network = {"subnets": [subnet["SubnetId"]], "securityGroups": [group["GroupId"]]}
    client("ecs").create_cluster(clusterName=CLUSTER)
    client("ecs").create_service(
        cluster=CLUSTER,
        serviceName=SERVICE,
        taskDefinition=definition(),
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": network},
    )
    client("ecr").create_repository(repositoryName=REPOSITORY)
    for digest in (DIGEST, OTHER_DIGEST):
        client("ecr").put_image(
            repositoryName=REPOSITORY,
            imageManifest=json.dumps({"mediaType": "application/vnd.oci.image.manifest.v1+json", "of": digest}),
            imageTag=digest[7:15],
            imageDigest=digest,
        )
    client("logs").create_log_group(logGroupName=LOG_GROUP)
    return wire


def options(file: Path, **asked: Any) -> Options:
    return Options(stack="dev", service="api", config_file=file, **asked)


def task_says(*, status: str = "STOPPED", code: int | None = 0, reason: str = "", stopped: str = "") -> dict[str, Any]:
    """What DescribeTasks says of a task."""
    container = {"name": "django-api", "reason": reason} | ({} if code is None else {"exitCode": code})
    task = {"lastStatus": status, "stoppedReason": stopped, "containers": [container]}
    return {"tasks": [task], "failures": []}
