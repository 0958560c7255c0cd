"""The task that migrates: the service's own, with another image and command, outside the service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.failures import AwsFailedError, RefusedError, WrongInputError
from ops.live.aws import Aws, aws_failures
from ops.live.environment import Environment, Service

KEPT: Final = (
    "taskRoleArn",
    "executionRoleArn",
    "networkMode",
    "volumes",
    "placementConstraints",
    "requiresCompatibilities",
    "cpu",
    "memory",
    "runtimePlatform",
    "ephemeralStorage",
)
"""What RegisterTaskDefinition takes again as DescribeTaskDefinition gives it.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""
OF_A_SERVICE: Final = frozenset({"portMappings", "healthCheck"})
"""What a container has because requests reach it; nobody asks the one that migrates."""


@dataclass(frozen=True)
class Surroundings:
    """What the service's tasks run in, as AWS has it now."""

    definition: Mapping[str, Any]
    """The service's task definition."""
    tags: Sequence[Mapping[str, str]]
    network: Mapping[str, Any]
    """Subnets and security groups."""

    def container(self, name: str) -> Mapping[str, Any]:
        """The definition of the container of this name."""
        return next(one for one in self.definition["containerDefinitions"] if one["name"] == name)


def surroundings(aws: Aws, environment: Environment, service: Service) -> Surroundings:
    """Ask AWS what the service's tasks run in; raises WrongInputError for a service that is not deployed."""
    ecs = aws.client("ecs")
    with aws_failures(f"find the service {service.name}"):
        found = ecs.describe_services(cluster=environment.cluster, services=[service.name])["services"]
        if not found or found[0]["status"] != "ACTIVE":
            raise WrongInputError(
                f"There is no service {service.name} on AWS, whose network and roles the migration takes; deploy the "
                f"stack first (`pulumi up --stack {environment.stack}`): without an image it starts no task."
            )
        described = ecs.describe_task_definition(taskDefinition=found[0]["taskDefinition"], include=["TAGS"])
    return Surroundings(
        definition=described["taskDefinition"],
        tags=described.get("tags") or [],
        network=found[0]["networkConfiguration"],
    )


def refuse_unknown_image(aws: Aws, service: Service, digest: str) -> None:
    """Raise WrongInputError for a digest that the service's repository does not hold."""
    client = aws.client("ecr")
    with aws_failures(f"find the image in {service.repository}"):
        try:
            client.describe_images(repositoryName=service.repository, imageIds=[{"imageDigest": digest}])
        except client.exceptions.ImageNotFoundException:
            raise WrongInputError(
                f"The repository {service.repository} has no image {digest}; push it first."
            ) from None


def register(aws: Aws, service: Service, around: Surroundings, digest: str) -> str:
    """Register `<family>-migrate` with this image; gives the revision's ARN."""
    kept = {key: around.definition[key] for key in KEPT if around.definition.get(key)}
    containers = [_with_image(one, service, digest) for one in around.definition["containerDefinitions"]]
    tags = {"tags": list(around.tags)} if around.tags else {}
    with aws_failures(f"register {service.family}-migrate"):
        registered = aws.client("ecs").register_task_definition(
            family=f"{service.family}-migrate", containerDefinitions=containers, **kept, **tags
        )
    return str(registered["taskDefinition"]["taskDefinitionArn"])


def start(
    aws: Aws,
    environment: Environment,
    service: Service,
    around: Surroundings,
    *,
    definition: str,
    command: Sequence[str],
    started_by: str,
) -> str:
    """Run the command in a task on Fargate, never on Spot, which may end before the command does; gives its ARN."""
    with aws_failures(f"start a task of {service.family}-migrate"):
        started = aws.client("ecs").run_task(
            cluster=environment.cluster,
            taskDefinition=definition,
            count=1,
            launchType="FARGATE",
            networkConfiguration=around.network,
            overrides={"containerOverrides": [{"name": service.container, "command": list(command)}]},
            startedBy=started_by,
            enableECSManagedTags=True,
            propagateTags="TASK_DEFINITION",
        )
    if not started["tasks"]:
        reason = "; ".join(str(one.get("reason")) for one in started.get("failures", [])) or "ECS gives no reason"
        raise AwsFailedError(f"ECS started no task of {service.family}-migrate: {reason}.")
    return str(started["tasks"][0]["taskArn"])


def started_by(aws: Aws, environment: Environment, mark: str) -> str:
    """The ARN of the task that was started with this mark; empty where ECS knows none."""
    with aws_failures("find the task of an earlier migration"):
        for status in ("RUNNING", "STOPPED"):
            found = aws.client("ecs").list_tasks(cluster=environment.cluster, startedBy=mark, desiredStatus=status)[
                "taskArns"
            ]
            if found:
                return str(found[0])
    return ""


def described(aws: Aws, environment: Environment, task: str) -> Mapping[str, Any] | None:
    """What ECS says of a task; None where it does not know it: it forgets stopped ones after an hour or more."""
    with aws_failures("ask how the task goes"):
        found = aws.client("ecs").describe_tasks(cluster=environment.cluster, tasks=[task])["tasks"]
    return found[0] if found else None


def stop(aws: Aws, environment: Environment, task: str, reason: str) -> None:
    """Tell a task to stop; it gets its `stop_timeout` for that."""
    with aws_failures("stop the task"):
        aws.client("ecs").stop_task(cluster=environment.cluster, task=task, reason=reason)


def _with_image(container: Mapping[str, Any], service: Service, digest: str) -> dict[str, Any]:
    if container["name"] != service.container:
        return dict(container)
    left = {key: value for key, value in container.items() if key not in OF_A_SERVICE}
    return {**left, "image": f"{_repository(str(container['image']))}@{digest}"}


def _repository(image: str) -> str:
    """An image's reference without tag or digest."""
    name = image.partition("@")[0]
    host, slash, path = name.rpartition("/")
    return f"{host}{slash}{path.partition(':')[0]}"


def refuse_missing_container(around: Surroundings, service: Service) -> None:
    """Raise RefusedError where the task definition on AWS has no container of the service's name."""
    names = [str(one["name"]) for one in around.definition["containerDefinitions"]]
    if service.container not in names:
        raise RefusedError(
            f"The task definition of {service.name} has the containers {', '.join(names)} and none named "
            f"{service.container}; `pulumi up` brings it in step with the stack file."
        )
