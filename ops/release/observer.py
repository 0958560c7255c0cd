"""Looks at a service on AWS: which deployments, tasks and targets it has right now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from ops.live.aws import Aws, aws_failures
from ops.live.environment import Environment, Service
from ops.release.observation import Deployment, Observation, ServiceDeployment, Target, Task

DESCRIBED_AT_ONCE: Final = 100
"""Tasks in one DescribeTasks.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
"""
EVENTS: Final = 5
WAITS: Final = "AWAITING_ACTION"


class Observer:
    """Looks at one service, each time it is called; what never changes on AWS is asked once."""

    def __init__(self, aws: Aws, environment: Environment, service: Service) -> None:
        self._ecs: Any = aws.client("ecs")
        self._elb: Any = aws.client("elbv2")
        self._cluster, self._service = environment.cluster, service
        self._digests: dict[str, str] = {}
        self._revisions: dict[str, str] = {}

    def __call__(self) -> Observation:
        """What is there now; raises AwsFailedError where AWS does not say."""
        with aws_failures(f"look at the service {self._service.name}"):
            answer = self._ecs.describe_services(cluster=self._cluster, services=[self._service.name])
            found = answer["services"][0] if answer["services"] else {}
            deployments = [_deployment(one) for one in found.get("deployments", [])]
            newest = self._newest() if found else None
            tasks = [self._task(one) for one in self.described("RUNNING")] if found else []
            revisions = {one.revision for one in deployments} | {one.revision for one in tasks}
            revisions |= {newest.revision, newest.source_revision} - {""} if newest else set()
            return Observation(
                status=str(found.get("status", "")),
                deployments=deployments,
                newest=newest,
                tasks=tasks,
                targets=[target for group in self._reached(found) for target in self._targets(group)],
                routed=bool(self._service.target_groups),
                digests={revision: self._digest(revision) for revision in sorted(revisions)},
                events=tuple(str(one["message"]) for one in found.get("events", [])[:EVENTS]),
            )

    def described(self, desired: str) -> Sequence[Mapping[str, Any]]:
        """The service's tasks whose desired status is RUNNING or STOPPED; ECS keeps stopped ones for an hour."""
        pages = self._ecs.get_paginator("list_tasks").paginate(
            cluster=self._cluster, serviceName=self._service.name, desiredStatus=desired
        )
        arns = [arn for page in pages for arn in page["taskArns"]]
        return [
            task
            for start in range(0, len(arns), DESCRIBED_AT_ONCE)
            for task in self._ecs.describe_tasks(cluster=self._cluster, tasks=arns[start : start + DESCRIBED_AT_ONCE])[
                "tasks"
            ]
        ]

    def _newest(self) -> ServiceDeployment | None:
        listed: list[Mapping[str, Any]] = []
        asked: dict[str, Any] = {"cluster": self._cluster, "service": self._service.name}
        while True:
            page = self._ecs.list_service_deployments(**asked)
            listed += page["serviceDeployments"]
            if not page.get("nextToken"):
                break
            asked["nextToken"] = page["nextToken"]
        if not listed:
            return None
        arn = max(listed, key=lambda one: one["createdAt"])["serviceDeploymentArn"]
        [full] = self._ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"]
        waiting = [one for one in full.get("lifecycleHookDetails", []) if one["status"] == WAITS]
        sources = [one["arn"] for one in full.get("sourceServiceRevisions", [])]
        return ServiceDeployment(
            arn=arn,
            status=full["status"],
            reason=str(full.get("statusReason", "")),
            revision=self._revision(full.get("targetServiceRevision", {}).get("arn", "")),
            source_revision=self._revision(sources[0] if sources else ""),
            stage=str(full.get("lifecycleStage", "")),
            hook=str(waiting[0]["hookId"]) if waiting else "",
            hook_ends=_ends(waiting[0]) if waiting else "",
            began=_utc(full["createdAt"]),
        )

    def _revision(self, arn: str) -> str:
        if arn and arn not in self._revisions:
            found = self._ecs.describe_service_revisions(serviceRevisionArns=[arn])["serviceRevisions"]
            self._revisions[arn] = short(found[0]["taskDefinition"]) if found else ""
        return self._revisions.get(arn, "")

    def _digest(self, revision: str) -> str:
        if revision not in self._digests:
            definition = self._ecs.describe_task_definition(taskDefinition=revision)["taskDefinition"]
            self._digests[revision] = digest_of(definition, self._service.container)
        return self._digests[revision]

    def _task(self, found: Mapping[str, Any]) -> Task:
        container: Mapping[str, Any] = next(
            (one for one in found["containers"] if one["name"] == self._service.container), {}
        )
        interfaces: Sequence[Mapping[str, Any]] = container.get("networkInterfaces", [])
        return Task(
            id=short(found["taskArn"]),
            revision=short(found["taskDefinitionArn"]),
            digest=str(container.get("imageDigest", "")),
            address=next((str(one["privateIpv4Address"]) for one in interfaces if "privateIpv4Address" in one), ""),
            running=found["lastStatus"] == "RUNNING",
            healthy={"HEALTHY": True, "UNHEALTHY": False}.get(container.get("healthStatus", "")),
        )

    def _reached(self, found: Mapping[str, Any]) -> Iterator[str]:
        """The target groups that get the requests: with traffic that ECS shifts, those the rule names now."""
        for balancer in found.get("loadBalancers", []):
            rule = balancer.get("advancedConfiguration", {}).get("productionListenerRule")
            if rule is None:
                yield balancer["targetGroupArn"]
            else:
                yield from weighted(self._elb.describe_rules(RuleArns=[rule])["Rules"][0]["Actions"])

    def _targets(self, group: str) -> Iterable[Target]:
        for one in self._elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]:
            health = one["TargetHealth"]
            yield Target(address=one["Target"]["Id"], state=health["State"], reason=str(health.get("Description", "")))


def weighted(actions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The target groups to which a listener rule's actions send requests; those of weight 0 get none."""
    for action in actions:
        groups = action.get("ForwardConfig", {}).get("TargetGroups", [])
        yield from (one["TargetGroupArn"] for one in groups if one.get("Weight", 1) > 0)
        if not groups and "TargetGroupArn" in action:
            yield action["TargetGroupArn"]


def digest_of(definition: Mapping[str, Any], container: str) -> str:
    """The digest that a task definition gives a container; empty where it names a tag."""
    images = [str(one["image"]) for one in definition["containerDefinitions"] if one["name"] == container]
    return images[0].partition("@")[2] if images else ""


def short(arn: str) -> str:
    """The last part of an ARN: a task's id, or `family:revision`."""
    return arn.rpartition("/")[2]


def _deployment(found: Mapping[str, Any]) -> Deployment:
    return Deployment(
        revision=short(found["taskDefinition"]),
        primary=found["status"] == "PRIMARY",
        rollout=str(found.get("rolloutState", "")),
        reason=str(found.get("rolloutStateReason", "")),
        desired=int(found["desiredCount"]),
        running=int(found["runningCount"]),
        failed=int(found.get("failedTasks", 0)),
    )


def _ends(hook: Mapping[str, Any]) -> str:
    return f"{_utc(hook['expiresAt'])} with {hook.get('timeoutAction', 'ROLLBACK')}" if "expiresAt" in hook else ""


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
