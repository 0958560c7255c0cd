"""Environments that rest: what stops databases and services by the calendar, and what keeps alarms silent meanwhile."""

import re
from collections.abc import Iterator

from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import ALARM_MUTE, DATABASE_STATE, QUEUE, SCALING_ACTION, SCHEDULE

_STOPS = re.compile(r"arn:[\w-]+:scheduler:::aws-sdk:\w+:(stop|hibernate)\w+")
"""Targets of EventBridge Scheduler that stop something: databases, clusters, instances."""
_UPDATES_SERVICE = re.compile(r"arn:[\w-]+:scheduler:::aws-sdk:ecs:updateService")
_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide"


def _stops_by_call(schedule: Resource) -> Iterator[str]:
    target = schedule.section("target")
    call = target.text("arn")
    if _STOPS.fullmatch(call):
        yield f"target.arn is {call}"
    elif _UPDATES_SERVICE.fullmatch(call) and target.section("input").number("DesiredCount", default=1) == 0:
        yield "target.input.DesiredCount is 0"


@rule(
    id="off-hours-not-in-production",
    on=(SCHEDULE, SCALING_ACTION, DATABASE_STATE),
    severity=Severity.HIGH,
    title="In production nothing is stopped by the calendar.",
    why="Somebody is awake somewhere: users meet an outage every night, on purpose.",
    fix="Remove the schedule that stops or scales to 0; leave off_hours out of the stack file.",
    standard=["A-03"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url=f"{_SCHEDULER}/managing-targets-universal.html",
)
def not_in_production(resource: Resource) -> Iterator[str]:
    """A schedule after which nothing runs."""
    if resource.type == SCHEDULE:
        return _stops_by_call(resource)
    if resource.type == SCALING_ACTION:
        most = resource.section("scalableTargetAction").number("maxCapacity", default=1)
        return iter(["scalableTargetAction.maxCapacity is 0"] if most == 0 else [])
    return iter(["state is stopped"] if resource.text("state") == "stopped" else [])


@rule(
    id="alarm-not-muted-by-calendar",
    on=(ALARM_MUTE,),
    severity=Severity.HIGH,
    title="In production no alarm is silent again and again.",
    why="What fails in those hours is told after them.",
    fix="Set rule.schedule.expression to at(…), for one maintenance; leave off_hours out of the stack file.",
    standard=["G-22", "G-23"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html",
)
def not_muted(mute: Resource) -> Iterator[str]:
    """A mute rule that recurs."""
    expression = mute.section("rule").section("schedule").text("expression")
    if not expression.startswith("at("):
        yield f"rule.schedule.expression is {expression or 'not set'}"


@stack_rule(
    id="schedule-dead-letters",
    on=(SCHEDULE,),
    severity=Severity.MEDIUM,
    title="What EventBridge Scheduler could not do is kept.",
    why="A call that AWS refuses is repeated for a day at most, and then nobody knows that it was never made.",
    fix='Set dead_letter_config={"arn": queue.arn} in target.',
    standard=["G-23", "M-04"],
    controls={},
    url=f"{_SCHEDULER}/configuring-schedule-dlq.html",
)
def dead_letters(schedule: StackResource, _stack: Stack) -> Iterator[str]:
    """A schedule whose failures are dropped."""
    if schedule.depends("target", QUEUE):
        return
    if not schedule.section("target").section("deadLetterConfig").text("arn"):
        yield "target.deadLetterConfig.arn is not set"


@rule(
    id="schedule-enabled",
    on=(SCHEDULE,),
    severity=Severity.LOW,
    title="Schedules are switched on.",
    why="A start that was switched off leaves an environment asleep; a stop that was, leaves it running.",
    fix='Leave state out, or set state="ENABLED"; to keep an environment awake for a night use `python -m ops wake`.',
    standard=["M-04"],
    controls={},
    url=f"{_SCHEDULER}/managing-schedule-state.html",
)
def enabled(schedule: Resource) -> Iterator[str]:
    """A schedule that never runs."""
    if schedule.text("scheduleExpression").startswith("at("):
        raise NotApplicableError("it runs once")
    if schedule.text("state") == "DISABLED":
        yield "state is DISABLED"
