"""`python -m ops migrate`: run a service's migration once, with the image that is about to be released."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ops.failures import AwsFailedError, RefusedError
from ops.live.interruption import cut_off
from ops.live.waiting import Clock
from ops.migrate.earlier import mark, refuse_two_at_once, settled
from ops.migrate.ledger import Run, begin, forget, record, runs
from ops.migrate.running import Ended, Watch
from ops.migrate.snapshot import snapshots_of, take
from ops.migrate.task import register, start, started_by
from ops.migrate.work import Options, Work, prepared


def migrate(root: Path, options: Options, clock: Clock | None = None) -> None:
    """Run the migration, or take it back, and wait for its end.

    Raises RefusedError where it failed or another one goes on; the service is left alone either way.
    """
    work = prepared(root, options, clock or Clock())
    known = list(runs(work.aws, work.environment, work.service.role))
    if known:
        known[0] = settled(work.aws, work.environment, work.service, known[0], work.clock)
        refuse_two_at_once(work.service, known[0])
    new = work.new_run(known[0].number + 1 if known else 1)
    if known and known[0].state == "succeeded" and known[0].does_the_same_as(new) and not options.again:
        _tell_that_nothing_was_done(work, known[0])
        return
    copies = snapshots_of(work.environment, work.service, work.image, work.clock.utc()) if work.options.snapshot else {}
    _plan(work, copies)
    begin(work.aws, work.environment, work.service.role, new)
    ended = _run(work, new, copies)
    forget(work.aws, work.environment, work.service.role, [new, *known])
    _tell(work, new, ended, copies)


def _plan(work: Work, copies: Mapping[str, str]) -> None:
    service, console = work.service, work.console
    console.plan(
        [
            *(f"Copy the database {instance} to the snapshot {copy}" for instance, copy in copies.items()),
            f"Register {service.family}-migrate with {work.image[:19]}…",
            f"Run `{' '.join(work.command)}` in one task, at most {work.timeout_seconds / 60:g} min",
            f"Leave the service {service.name} as it is",
        ]
    )
    console.confirm(
        f"Migrate the database of {service.role} in {work.environment.long}?", needed=work.environment.is_production
    )


def _run(work: Work, run: Run, copies: Mapping[str, str]) -> Ended:
    """Run it to its end and record that, as far as it is known."""
    begun = _started(work, run, copies)
    task = begun.task.rpartition("/")[2]
    with cut_off(
        lambda: f"Task {task} runs on, and nothing stops it; `python -m ops migrate --status` tells of its end."
    ):
        record(work.aws, work.environment, work.service.role, begun)
        work.console.say(f"Run {run.number}: task {task}")
        ended = Watch(work.aws, work.environment, work.service, work.console, work.clock, begun.task).to_its_end(
            work.timeout_seconds
        )
        record(work.aws, work.environment, work.service.role, begun.ended(ended.outcome.state, ended.outcome.reason))
    return ended


def _started(work: Work, run: Run, copies: Mapping[str, str]) -> Run:
    """The run with its task; what failed before it is recorded as failed, so that it keeps nobody waiting."""
    try:
        with cut_off(lambda: "No task was started and nothing was migrated."):
            take(work.aws, copies, work.console, work.clock)
            definition = register(work.aws, work.service, work.around, work.image)
            _refuse_a_late_start(work, run)
    except (AwsFailedError, RefusedError) as error:
        _give_up(work, run, error)
        raise
    with cut_off(lambda: f"A task may have been started; `python -m ops migrate --status` tells, from {run.until} on."):
        try:
            task = start(
                work.aws,
                work.environment,
                work.service,
                work.around,
                definition=definition,
                command=work.command,
                started_by=mark(work.service, run),
            )
        except AwsFailedError as error:
            task = started_by(work.aws, work.environment, mark(work.service, run))
            if not task:
                _give_up(work, run, error)
                raise RefusedError(f"{error} Nothing was migrated.") from None
    return replace(run, task=task)


def _refuse_a_late_start(work: Work, run: Run) -> None:
    if not run.may_start_at(work.clock.utc()):
        raise AwsFailedError(f"It was not ready by {run.until}, after which another run may begin.")


def _give_up(work: Work, run: Run, error: Exception) -> None:
    try:
        record(work.aws, work.environment, work.service.role, run.ended("failed", str(error)))
    except AwsFailedError:
        work.console.say(f"This could not be recorded; another run of {work.service.role} can begin after {run.until}.")


def _tell(work: Work, run: Run, ended: Ended, copies: Mapping[str, str]) -> None:
    facts = {
        "state": ended.outcome.state,
        "ran": True,
        "reason": ended.outcome.reason,
        "run": run.number,
        "image": run.image,
        "command": run.command,
        "exit_codes": ended.outcome.exit_codes,
        "snapshots": copies,
        "log": ended.lines,
    }
    if ended.outcome.state == "succeeded":
        work.console.result(f"Run {run.number} migrated the database of {work.service.role}.", facts)
        return
    for line in ended.lines:
        work.console.say(f"  | {line}")
    for name, code in ended.outcome.exit_codes.items():
        work.console.say(f"Container {name}: {'never ran' if code is None else f'exit code {code}'}")
    if work.console.as_json:
        work.console.result("", facts)
    word = "failed" if ended.outcome.state == "failed" else "may have failed"
    back = "".join(f" The snapshot {copy} is what {instance} was before." for instance, copy in copies.items())
    raise RefusedError(
        f"The migration {word}: {ended.outcome.reason}. The service runs its version as before; do not release "
        f"{run.image[:19]}… now.{back}"
    )


def _tell_that_nothing_was_done(work: Work, run: Run) -> None:
    work.console.result(
        f"Nothing to do: run {run.number} did this at {run.at}; --again repeats it.",
        {"state": "succeeded", "ran": False, "run": run.number, "image": run.image},
    )
