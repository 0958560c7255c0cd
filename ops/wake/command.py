"""`python -m ops wake`: an environment that rests, awake for an evening or a weekend's day.

What makes it rest again is set before anything is started: a command that is cut off leaves nothing running for ever.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from components._off_hours import OffHoursSettings
from ops.failures import WrongInputError
from ops.live.aws import Aws, connect
from ops.live.console import Console
from ops.live.environment import CALENDAR, Environment, read_environment
from ops.live.interruption import cut_off
from ops.live.waiting import Clock
from ops.wake.calendar import Night, night
from ops.wake.databases import STOPPED, Databases
from ops.wake.services import Services


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    stack: str
    until: str | None = None
    """A time of day; None is three hours from now."""
    config_file: Path | None = None
    yes: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Sleeper:
    """What is woken."""

    environment: Environment
    calendar: OffHoursSettings
    databases: Databases
    services: Services


def wake(root: Path, options: Options) -> None:
    """Start databases, then services, and say until when; raises WrongInputError where nothing ever rests."""
    clock, console = Clock(), Console(as_json=options.as_json, yes=options.yes)
    environment = read_environment(root, options.stack, options.config_file)
    component = _calendar(environment)
    calendar, now = _settings(component), clock.utc()
    awake = night(calendar, now, options.until)
    sleeper = _sleeper(connect(environment), environment, component, calendar)
    sleeper.services.refuse_what_is_not_there()
    states = sleeper.databases.states()
    console.plan(_steps(sleeper, awake, states))
    console.confirm(f"Wake {environment.long} until {_said(awake)}?", needed=environment.is_production)
    with cut_off(lambda: f"What runs stops at {_said(awake)}, if it got so far; repeat the command, or leave it."):
        sleeper.services.stop_by_itself(awake)
        sleeper.databases.stop_by_itself(awake)
        sleeper.services.hold(awake, now)
        sleeper.databases.hold(awake, now)
        sleeper.databases.start(clock, console)
        sleeper.services.start(clock, console)
    _tell(console, sleeper, awake)


def _calendar(environment: Environment) -> Mapping[str, Any]:
    for found in environment.recording.of_type(CALENDAR):
        return found.inputs
    raise WrongInputError(f"The stack {environment.stack} has no `off_hours`: it never rests, and needs no waking.")


def _settings(inputs: Mapping[str, Any]) -> OffHoursSettings:
    return OffHoursSettings.model_validate_json(json.dumps({key: inputs[key] for key in OffHoursSettings.model_fields}))


def _sleeper(aws: Aws, environment: Environment, inputs: Mapping[str, Any], calendar: OffHoursSettings) -> Sleeper:
    group, instances = str(inputs.get("group", "")), dict(inputs["databases"])
    return Sleeper(
        environment=environment,
        calendar=calendar,
        databases=Databases(aws, environment.names, group, instances, calendar.timezone),
        services=Services(aws, environment, calendar.timezone),
    )


def _steps(sleeper: Sleeper, awake: Night, states: Mapping[str, str]) -> list[str]:
    whose = "as the calendar has it" if awake.by_calendar else "by a stop of its own"
    steps = [f"Let everything rest again at {_said(awake)}, {whose}; until then the calendar changes nothing"]
    for role, instance in sleeper.databases.instances.items():
        state = states[role]
        steps.append(f"Start {instance}, which takes minutes" if state == STOPPED else f"Find {instance} {state}")
    if sleeper.services.limits:
        steps.append(f"Then give tasks to {', '.join(sleeper.services.limits)}")
    return [*steps, "Leave alarms silent where the calendar has them so"]


def _said(awake: Night) -> str:
    return f"{awake.until:%a %H:%M}"


def _tell(console: Console, sleeper: Sleeper, awake: Night) -> None:
    stack, zone = sleeper.environment.stack, sleeper.calendar.timezone
    console.result(
        f"{stack} is awake until {_said(awake)} ({zone}); another --until changes that.",
        {
            "stack": stack,
            "until": _iso(awake.until),
            "by_calendar": awake.by_calendar,
            "databases": list(sleeper.databases.instances.values()),
            "services": {role: list(limits) for role, limits in sleeper.services.limits.items()},
        },
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
