"""`python -m ops scale`: more or fewer tasks, at once and for good.

The stack file owns the numbers, so they are written there first, and then AWS is told what `pulumi up` would tell it:
the next `up` changes nothing. A number that stood on AWS alone would be taken back by the next deployment, in the
middle of the incident it was meant for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.live.aws import Aws, aws_failures, connect
from ops.live.console import Console
from ops.live.environment import Environment, Service, read_environment
from ops.live.interruption import cut_off
from ops.live.scaling import registered, set_limits
from ops.live.stack_file import Draft, drafted, stack_path

SERVICES: Final = "services"


@dataclass(frozen=True)
class Options:
    """What was asked for: limits where autoscaling chooses, a number where nothing does."""

    stack: str
    service: str
    least: int | None = None
    most: int | None = None
    desired: int | None = None
    config_file: Path | None = None
    yes: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Live:
    """What AWS has now."""

    limits: tuple[int, int] | None
    """Of autoscaling; None where the service has none. Off-hours give some to each service."""
    desired: int
    running: int
    suspended: bool


def scale_service(root: Path, options: Options) -> None:
    """Write the numbers to the stack file and tell AWS; raises WrongInputError for numbers that cannot be."""
    environment = read_environment(root, options.stack, options.config_file)
    service = environment.service(options.service)
    changes = changed(service, options)
    path = stack_path(root, options.stack, options.config_file)
    draft = drafted(root, environment, path, lambda stack: _put(stack, service, changes))
    after = draft.environment.service(options.service)
    aws, console = connect(environment), Console(as_json=options.as_json, yes=options.yes)
    live = _live(aws, environment, service)
    released = environment.images.get(service.image_role) is not None
    console.plan(_steps(path, service, after, live, released=released))
    console.confirm(f"Scale {service.role} in {environment.long}?", needed=environment.is_production)
    draft.write()
    with cut_off(
        lambda: (
            f"{path.name} has the new numbers and AWS may not: repeat the command, or run "
            f"`pulumi up --stack {environment.stack}`."
        )
    ):
        if released:
            _apply(aws, environment, after, autoscaled=live.limits is not None)
    _tell(console, draft, after, live, released=released)


def changed(service: Service, options: Options) -> Mapping[str, int]:
    """The settings to write, by their place; raises WrongInputError where the service is scaled by other ones."""
    limits = {key: value for key, value in (("min", options.least), ("max", options.most)) if value is not None}
    if service.settings.get("singleton"):
        raise WrongInputError(f"The service {service.role} is a singleton: exactly one task runs, never two.")
    if service.settings.get("scaling"):
        if options.desired is not None or not limits:
            raise WrongInputError(
                f"Autoscaling chooses how many tasks of {service.role} run; say between which numbers: --min, --max."
            )
        return limits
    if limits or options.desired is None:
        raise WrongInputError(f"The service {service.role} has no `scaling`; say how many tasks run: --desired.")
    return {"tasks": options.desired}


def _put(stack: Any, service: Service, changes: Mapping[str, int]) -> None:
    settings = stack[SERVICES][service.role]
    place = settings if "tasks" in changes else settings["scaling"]
    for key, value in changes.items():
        place[key] = value


def _live(aws: Aws, environment: Environment, service: Service) -> Live:
    with aws_failures(f"find the service {service.name}"):
        found = aws.client("ecs").describe_services(cluster=environment.cluster, services=[service.name])["services"]
        target = registered(aws, environment, service)
    if not found or found[0]["status"] != "ACTIVE" or (service.settings.get("scaling") and not target):
        raise WrongInputError(
            f"{service.name} is not deployed as the stack file has it; run `pulumi up --stack {environment.stack}`, "
            "which sets the numbers too."
        )
    limits = (int(target["MinCapacity"]), int(target["MaxCapacity"])) if target else None
    suspended = any((target.get("SuspendedState") or {}).values()) if target else False
    return Live(limits, int(found[0]["desiredCount"]), int(found[0]["runningCount"]), suspended)


def _apply(aws: Aws, environment: Environment, service: Service, *, autoscaled: bool) -> None:
    with aws_failures(f"scale {service.name}"):
        if autoscaled:
            set_limits(aws, environment, service)
        else:
            aws.client("ecs").update_service(
                cluster=environment.cluster, service=service.name, desiredCount=service.limits[0]
            )


def _steps(path: Path, service: Service, after: Service, live: Live, *, released: bool) -> list[str]:
    wanted, before = after.limits, service.limits
    on_aws = live.limits or (live.desired, live.desired)
    steps = [f"Write {_said(wanted)} tasks for {service.role} to {path.name}, in place of {_said(before)}"]
    if not released:
        return [*steps, "Leave AWS as it is: without a release nothing of this service runs"]
    drift = "" if on_aws == before else f", changed outside the stack file from {_said(before)}"
    steps.append(f"Tell AWS the same at once: it has {_said(on_aws)} now{drift}, and {live.running} run")
    if live.running > wanted[1]:
        steps.append(f"Let ECS stop {live.running - wanted[1]} tasks, after they finished their requests")
    schedules: Mapping[str, Any] = (service.settings.get("scaling") or {}).get("schedules") or {}
    steps += [
        f"Mind the schedule {name}: {one['schedule']} sets {one['min']} to {one['max']}"
        for name, one in schedules.items()
    ]
    if live.suspended:
        steps.append("Mind that autoscaling is suspended on AWS: only its limits change until it is resumed")
    return steps


def _said(numbers: tuple[int, int]) -> str:
    least, most = numbers
    return str(least) if least == most else f"{least} to {most}"


def _tell(console: Console, draft: Draft, after: Service, live: Live, *, released: bool) -> None:
    stack = draft.environment.stack
    console.result(
        f"{after.role}: {_said(after.limits)} tasks, in {draft.path.name}{' and on AWS' if released else ''}.\n"
        f"Commit {draft.path.name}: a deployment from another copy of it would take this back.\n"
        f"`pulumi preview --stack {stack}` shows the numbers, and `pulumi up` notes them in its state.",
        {
            "service": after.role,
            "limits": list(after.limits),
            "before": list(live.limits or (live.desired, live.desired)),
            "running": live.running,
            "applied": released,
            "file": str(draft.path),
        },
    )
