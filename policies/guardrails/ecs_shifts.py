"""Releases that move requests from one target group to the other: noticed when they fail, undone by nobody."""

from collections.abc import Iterator

from guardrails.props import Props
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import LISTENER_RULES, SERVICE, TARGET_GROUPS

SHIFTS = frozenset({"BLUE_GREEN", "CANARY", "LINEAR"})
NEEDED = ("alternateTargetGroupArn", "productionListenerRule", "roleArn", "testListenerRule")
GROUPS = 2


def _strategy(service: Resource) -> str:
    return service.section("deploymentConfiguration").text("strategy")


def _advanced(service: Resource) -> Iterator[Props]:
    """What ECS needs to move requests, of each load balancer that has it."""
    for balancer in service.sections("loadBalancers"):
        advanced = balancer.section("advancedConfiguration")
        if advanced.names():
            yield advanced


@rule(
    id="ecs-shift-noticed",
    on=(SERVICE,),
    severity=Severity.HIGH,
    title="A release that moves requests at once or in steps goes back by an alarm, and has time to.",
    why="ECS counts failing tasks for rolling updates alone, and ends the old tasks when the bake time is over.",
    fix='Set alarms={"enable": True, "rollback": True, …} and bake_time_in_minutes of 1 or more.',
    standard=["A-01", "A-02", "T-02"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-failure-detection.html",
)
def shift_noticed(service: Resource) -> Iterator[str]:
    """A shift of requests whose failure nobody notices in time."""
    if _strategy(service) not in SHIFTS:
        raise NotApplicableError("its releases move no requests")
    alarms = service.section("alarms")
    if not (alarms.flag("enable") and alarms.flag("rollback")):
        yield "no alarm takes a release back"
    if service.section("deploymentConfiguration").text("bakeTimeInMinutes") in {"", "0"}:
        yield "deploymentConfiguration.bakeTimeInMinutes is 0"


@stack_rule(
    id="ecs-shift-undisturbed",
    on=(SERVICE,),
    severity=Severity.CRITICAL,
    title="Where ECS moves requests, it knows two target groups and both rules, and no deployment resets the rules.",
    why="An `up` that writes the rules anew sends the requests to the target group without tasks: an outage.",
    fix='Give advanced_configuration two target groups, two rules and a role; both rules ignore_changes=["actions"].',
    standard=["A-01", "T-02"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html",
)
def shift_undisturbed(service: StackResource, _stack: Stack) -> Iterator[str]:
    """A shift of requests that lacks a part, or that Pulumi would undo."""
    for listener_rule in service.depends("loadBalancers", *LISTENER_RULES):
        if "actions" not in listener_rule.ignore_changes:
            yield f"listener rule {listener_rule.name} does not leave its actions to ECS"
    advanced = list(_advanced(service))
    if not advanced and _strategy(service) not in SHIFTS:
        raise NotApplicableError("its releases move no requests")
    groups = service.depends("loadBalancers", *TARGET_GROUPS)
    if groups and len(groups) != GROUPS:
        yield f"{len(groups)} target groups are its own: {', '.join(sorted(group.name for group in groups))}"
    if not advanced:
        yield "loadBalancers has no advancedConfiguration"
    for configuration in advanced:
        for key in sorted(set(NEEDED) - set(configuration.names())):
            yield f"{configuration.path(key)} is not set"
