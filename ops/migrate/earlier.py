"""What became of the run before: a command that was cut off leaves its task running and its record open."""

from dataclasses import replace
from typing import Final

from ops.failures import RefusedError
from ops.live.aws import Aws
from ops.live.environment import Environment, Service
from ops.live.waiting import Clock
from ops.migrate.ledger import Run, record
from ops.migrate.outcome import outcome
from ops.migrate.task import described, started_by

STOPPED: Final = "STOPPED"


def mark(service: Service, run: Run) -> str:
    """What the run's task was started by: the task is found by it where its ARN could not be written down."""
    return f"migrate/{service.role}/{run.number}"


def settled(aws: Aws, environment: Environment, service: Service, run: Run, clock: Clock) -> Run:
    """The run with its end, if it has one now; an open one as it is. What was found out is recorded."""
    if run.state != "started":
        return run
    known = replace(run, task=run.task or started_by(aws, environment, mark(service, run)))
    if known.task:
        known = _end_of(aws, environment, service, known)
    elif not run.may_start_at(clock.utc()):
        known = run.ended("failed", "whoever began it ended before its task was started")
    if known != run:
        record(aws, environment, service.role, known)
    return known


def refuse_two_at_once(service: Service, run: Run) -> None:
    """Raise RefusedError while a run goes on."""
    if run.state != "started":
        return
    task = run.task.rpartition("/")[2]
    so_far = f"its task {task} still runs" if task else f"it may start a task until {run.until}"
    raise RefusedError(
        f"Another migration of {service.role} goes on: {run.who} began it at {run.at} and {so_far}; wait for its end."
    )


def _end_of(aws: Aws, environment: Environment, service: Service, run: Run) -> Run:
    found = described(aws, environment, run.task)
    if found is None:
        return run.ended("unknown", "ECS no longer knows its task, so nobody knows how it ended")
    if found["lastStatus"] != STOPPED:
        return run
    how = outcome(found, service.container)
    return run.ended(how.state, how.reason)
