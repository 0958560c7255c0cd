"""Answers of ECS and of the load balancer that moto does not have, frame by frame.

What moto 5.2 lacks, and is answered here: ListServiceDeployments, DescribeServiceDeployments, DescribeServiceRevisions,
ContinueServiceDeployment and StopServiceDeployment; what it has without the life in it, and is answered here too:
DescribeServices (no deployment ends), ListTasks and DescribeTasks (a service starts none), DescribeTargetHealth
(always healthy) and DescribeRules with weights. Everything else is moto's: ECR, SSM, STS, logs, task definitions,
UpdateService.

They are composed by the API reference, since no account was at hand to record one; reasons and events are ECS's own
words as its documentation and public issues quote them. A frame is what every operation answers at one moment.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

ACCOUNT: Final = "123456789012"
REGION: Final = "ap-northeast-2"
CLUSTER: Final = "development-gli-cluster"
SERVICE: Final = "development-django-api-service"
FAMILY: Final = "development-gli-django-api"
CONTAINER: Final = "django-api"
GROUP: Final = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/gli-dev-api-tg/73e2d6bc24d8a067"
OTHER_GROUP: Final = f"{GROUP.replace('api-tg', 'api-green-tg')}2"
RULE: Final = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:listener-rule/app/main/1/2/3"
BEGAN: Final = 1_795_248_000.0
OLD, NEW, THIRD = 1, 2, 3
"""Revisions: the one that serves, the one that is released, and the next."""

Answer = dict[str, Any]


def arn(kind: str, name: str) -> str:
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:{kind}/{name}"


def definition(revision: int) -> str:
    return arn("task-definition", f"{FAMILY}:{revision}")


def deployment(revision: int, rollout: str | None = "COMPLETED", **changed: Any) -> Answer:
    """A deployment in DescribeServices, complete with two tasks unless something is `changed`."""
    said = {"rolloutState": rollout} if rollout is not None else {}
    return {
        "id": f"ecs-svc/{revision:019d}",
        "status": "PRIMARY",
        "taskDefinition": definition(revision),
        "desiredCount": 2,
        "pendingCount": 0,
        "runningCount": 2,
        "failedTasks": 0,
        **said,
        **changed,
    }


def history(revision: int, status: str, *, source: int | None = OLD, number: int = 2, **more: Any) -> Answer:
    """A service deployment: one of `revision`, after `source` served."""
    sources = [{"arn": arn("service-revision", f"{CLUSTER}/{SERVICE}/{source}")}] if source else []
    return {
        "serviceDeploymentArn": arn("service-deployment", f"{CLUSTER}/{SERVICE}/{number:021d}"),
        "serviceArn": arn("service", f"{CLUSTER}/{SERVICE}"),
        "createdAt": BEGAN + number,
        "status": status,
        "targetServiceRevision": {"arn": arn("service-revision", f"{CLUSTER}/{SERVICE}/{revision}")},
        "sourceServiceRevisions": sources,
        **more,
    }


def task(name: str, revision: int, digest: str, last: str = "RUNNING", health: str = "HEALTHY") -> Answer:
    """A task in DescribeTasks."""
    pulled = {"imageDigest": digest} if digest else {}
    interface = {"privateIpv4Address": address(name)}
    return {
        "taskArn": arn("task", f"{CLUSTER}/{name}"),
        "taskDefinitionArn": definition(revision),
        "lastStatus": last,
        "containers": [{"name": CONTAINER, "healthStatus": health, "networkInterfaces": [interface], **pulled}],
    }


def address(name: str) -> str:
    """The private address of a task."""
    return f"10.10.1.{ord(name[0])}"


def target(name: str, state: str = "healthy", why: str = "") -> Answer:
    """A task in DescribeTargetHealth."""
    described = {"Description": why} if why else {}
    return {"Target": {"Id": address(name), "Port": 8000}, "TargetHealth": {"State": state, **described}}


def ended(name: str, revision: int, why: str, **container: Any) -> Answer:
    """A task that stopped, and what is known of its container."""
    return {
        "taskArn": arn("task", f"{CLUSTER}/{name}"),
        "taskDefinitionArn": definition(revision),
        "lastStatus": "STOPPED",
        "stoppedAt": BEGAN + 60,
        "stoppedReason": why,
        "containers": [{"name": CONTAINER, **container}],
    }


@dataclass(frozen=True)
class Frame:
    """One moment on AWS."""

    deployments: Sequence[Answer]
    newest: Answer | None
    tasks: Sequence[Answer]
    stopped: Sequence[Answer] = ()
    targets: Sequence[Answer] | None = None
    """What is in the service's target group; None where every running task is, and is healthy."""
    events: Sequence[str] = ()
    status: str = "ACTIVE"
    shifted: bool = False
    """Whether ECS shifts traffic between two target groups."""
    weights: dict[str, int] = field(default_factory=lambda: {GROUP: 100, OTHER_GROUP: 0})

    def answer(self, operation: str, asked: Answer) -> Answer | None:  # noqa: PLR0911 - one return for each operation
        """What AWS answers; None for what this frame does not know."""
        match operation:
            case "DescribeServices":
                return {"services": [self._service()] if self.status else [], "failures": []}
            case "ListServiceDeployments":
                return {"serviceDeployments": [self.newest] if self.newest else []}
            case "DescribeServiceDeployments":
                return {"serviceDeployments": [self.newest], "failures": []}
            case "DescribeServiceRevisions":
                revision = int(asked["serviceRevisionArns"][0].rpartition("/")[2])
                return {"serviceRevisions": [{"taskDefinition": definition(revision)}], "failures": []}
            case "ListTasks":
                return {"taskArns": [one["taskArn"] for one in self._tasks(asked["desiredStatus"])]}
            case "DescribeTasks":
                everything = [*self.tasks, *self.stopped]
                return {"tasks": [one for one in everything if one["taskArn"] in asked["tasks"]], "failures": []}
            case "DescribeTargetHealth":
                return {"TargetHealthDescriptions": self._targets(asked["TargetGroupArn"])}
            case "DescribeRules":
                groups = [{"TargetGroupArn": one, "Weight": weight} for one, weight in self.weights.items()]
                return {"Rules": [{"Actions": [{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}]}]}
        return None

    def _service(self) -> Answer:
        balancer: Answer = {"targetGroupArn": GROUP, "containerName": CONTAINER, "containerPort": 8000}
        if self.shifted:
            balancer["advancedConfiguration"] = {
                "alternateTargetGroupArn": OTHER_GROUP,
                "productionListenerRule": RULE,
                "roleArn": f"arn:aws:iam::{ACCOUNT}:role/infrastructure",
            }
        primaries = [one for one in self.deployments if one["status"] == "PRIMARY"]
        return {
            "serviceName": SERVICE,
            "status": self.status,
            "deployments": list(self.deployments),
            "desiredCount": primaries[0]["desiredCount"] if primaries else 0,
            "taskDefinition": primaries[0]["taskDefinition"] if primaries else "",
            "loadBalancers": [balancer],
            "events": [{"message": message} for message in self.events],
        }

    def _tasks(self, desired: str) -> Sequence[Answer]:
        return self.tasks if desired == "RUNNING" else self.stopped

    def _targets(self, group: str) -> list[Answer]:
        if group != GROUP:
            return []
        if self.targets is not None:
            return list(self.targets)
        return [target(one["taskArn"].rpartition("/")[2]) for one in self.tasks]
