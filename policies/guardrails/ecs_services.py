"""ECS services: how they are deployed, how many tasks they run and what they run."""

import re
from collections.abc import Iterator

from guardrails.containers import in_each_container
from guardrails.props import Props
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, UndecidedError, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import SCALING_TARGET, SERVICE, TASK_DEFINITION, TASK_SET

MIN_TASKS = 2
MIN_GRACE_SECONDS = 15
FULL_PERCENT = 100
_DIGEST = re.compile(r".+@sha256:[0-9a-f]{64}")


def _singleton(service: Resource) -> bool:
    """Whether the old task always stops before the new one starts."""
    percent = service.number("deploymentMaximumPercent", default=2 * FULL_PERCENT)
    return percent <= FULL_PERCENT and service.number("deploymentMinimumHealthyPercent", default=FULL_PERCENT) == 0


def _rolling(service: Resource) -> None:
    if service.text("schedulingStrategy") == "DAEMON":
        raise NotApplicableError("a daemon runs one task on each host")
    if _singleton(service):
        raise NotApplicableError("runs exactly one task")


def _running(service: Resource) -> None:
    if service.number("desiredCount") == 0:
        raise NotApplicableError("runs no task")


@rule(
    id="ecs-no-public-address",
    on=(SERVICE, TASK_SET),
    severity=Severity.CRITICAL,
    title="Tasks have no public address.",
    why="They are reached through the load balancer and leave by NAT; an address of their own bypasses both.",
    fix="Set assign_public_ip=False in network_configuration.",
    standard=["M-01"],
    controls={"FSBP": ["ECS.2", "ECS.16"], "Checkov": ["CKV_AWS_333"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2",
)
def no_public_address(service: Resource) -> Iterator[str]:
    """Tasks that the internet can address."""
    if service.section("networkConfiguration").flag("assignPublicIp"):
        yield "networkConfiguration.assignPublicIp is true"


@rule(
    id="ecs-platform-latest",
    on=(SERVICE,),
    severity=Severity.LOW,
    title="Tasks run on Fargate's latest platform.",
    why="A platform that is named is one that stops being mended.",
    fix="Leave platform_version out.",
    standard=["M-02"],
    controls={"FSBP": ["ECS.10"], "Checkov": ["CKV_AWS_332"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-10",
)
def platform_latest(service: Resource) -> Iterator[str]:
    """A pinned platform."""
    if service.text("launchType") == "EC2":
        raise NotApplicableError("it does not run on Fargate")
    version = service.text("platformVersion")
    if version not in {"", "LATEST"}:
        yield f"platformVersion is {version}"


@rule(
    id="ecs-circuit-breaker",
    on=(SERVICE,),
    severity=Severity.HIGH,
    title="A deployment that does not come up goes back by itself.",
    why="ECS would otherwise start and stop failing tasks until somebody looks.",
    fix='Set deployment_circuit_breaker={"enable": True, "rollback": True}.',
    standard=["A-01", "A-02"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
)
def circuit_breaker(service: Resource) -> Iterator[str]:
    """A deployment that never gives up, or stops halfway."""
    controller = service.section("deploymentController").text("type")
    if controller not in {"", "ECS"}:
        raise NotApplicableError(f"{controller} deploys it")
    strategy = service.section("deploymentConfiguration").text("strategy")
    if strategy not in {"", "ROLLING"}:
        raise NotApplicableError(f"ECS counts no failing tasks of {strategy}; see ecs-shift-noticed")
    breaker = service.section("deploymentCircuitBreaker")
    for key in ("enable", "rollback"):
        if not breaker.flag(key):
            yield f"deploymentCircuitBreaker.{key} is not true"


@rule(
    id="ecs-two-tasks",
    on=(SERVICE,),
    severity=Severity.HIGH,
    title="Production services run two tasks.",
    why="With one, each of its failures is an outage.",
    fix="Set desired_count to 2 or more, or say `singleton: true` where there must be exactly one.",
    standard=["A-03"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
)
def two_tasks(service: Resource) -> Iterator[str]:
    """A service with one task."""
    _rolling(service)
    _running(service)
    if service.number("desiredCount") < MIN_TASKS:
        yield f"desiredCount is {service.number('desiredCount'):g}"


@rule(
    id="ecs-scaling-two-tasks",
    on=(SCALING_TARGET,),
    severity=Severity.HIGH,
    title="Production services never scale below two tasks.",
    why="With one, each of its failures is an outage.",
    fix="Set min_capacity to 2 or more.",
    standard=["A-03"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
)
def scaling_two_tasks(target: Resource) -> Iterator[str]:
    """A lower limit of one task, or none."""
    if target.text("serviceNamespace") != "ecs":
        raise NotApplicableError("it scales no ECS service")
    if target.number("minCapacity") == target.number("maxCapacity") == 0:
        raise NotApplicableError("runs no task")
    if target.number("minCapacity") < MIN_TASKS:
        yield f"minCapacity is {target.number('minCapacity'):g}"


@rule(
    id="ecs-minimum-healthy",
    on=(SERVICE,),
    severity=Severity.HIGH,
    title="No task is stopped before its successor is healthy.",
    why="A new version that does not start would otherwise have replaced the one that serves.",
    fix="Set deployment_minimum_healthy_percent=100 and deployment_maximum_percent=200.",
    standard=["A-01"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
)
def minimum_healthy(service: Resource) -> Iterator[str]:
    """A deployment that takes tasks away first."""
    _rolling(service)
    percent = service.number("deploymentMinimumHealthyPercent", default=FULL_PERCENT)
    if percent < FULL_PERCENT:
        yield f"deploymentMinimumHealthyPercent is {percent:g}"


@rule(
    id="ecs-zone-rebalancing",
    on=(SERVICE,),
    severity=Severity.MEDIUM,
    title="Tasks return to both Availability Zones after a zone's failure.",
    why="They stay where they were started, and the next failure takes them all.",
    fix='Set availability_zone_rebalancing="ENABLED".',
    standard=["A-03"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
)
def zone_rebalancing(service: Resource) -> Iterator[str]:
    """A service whose tasks stay in one zone."""
    _rolling(service)
    if service.text("availabilityZoneRebalancing") != "ENABLED":
        yield "availabilityZoneRebalancing is not ENABLED"


@rule(
    id="ecs-grace-period",
    on=(SERVICE,),
    severity=Severity.MEDIUM,
    title="New tasks get time to start before the load balancer's verdict counts.",
    why="A slow start looks like a failure, and the deployment goes back.",
    fix="Set health_check_grace_period_seconds to 15 or more.",
    standard=["A-02"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html",
)
def grace_period(service: Resource) -> Iterator[str]:
    """A service that is judged at once."""
    if not service.count("loadBalancers"):
        raise NotApplicableError("it is behind no load balancer")
    seconds = service.number("healthCheckGracePeriodSeconds")
    if seconds < MIN_GRACE_SECONDS:
        yield f"healthCheckGracePeriodSeconds is {seconds:g}"


@rule(
    id="ecs-tags-on-tasks",
    on=(SERVICE,),
    severity=Severity.LOW,
    title="Tasks carry the tags of their service or task definition.",
    why="Their cost belongs to no system and no environment otherwise.",
    fix='Set propagate_tags="SERVICE".',
    standard=["G-12"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html",
)
def tags_on_tasks(service: Resource) -> Iterator[str]:
    """Tasks without tags."""
    if service.text("propagateTags") not in {"SERVICE", "TASK_DEFINITION"}:
        yield "propagateTags is neither SERVICE nor TASK_DEFINITION"


@stack_rule(
    id="ecs-image-by-digest",
    on=(SERVICE,),
    severity=Severity.HIGH,
    title="Services run images by their digest.",
    why="A tag can move: two tasks of one release may then run different programs, and a way back may lead elsewhere.",
    fix="Set image to <repository>@sha256:<digest> in container_definitions of its aws.ecs.TaskDefinition.",
    standard=["G-27"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-pull-ecr-image.html",
)
def image_by_digest(service: StackResource, _stack: Stack) -> Iterator[str]:
    """A container whose image is named by a tag."""
    _running(service)
    if "taskDefinition" in service.ignore_changes:
        raise UndecidedError("its pipeline says what it runs")
    tasks = service.depends("taskDefinition", TASK_DEFINITION)
    if not tasks:
        raise UndecidedError("its task definition is not in this stack")

    def check(container: Props) -> Iterator[str]:
        if not _DIGEST.fullmatch(container.text("image")):
            yield "image is not named by its digest"

    for task in tasks:
        yield from in_each_container(task, check)
