"""`python -m ops migrate --status`: which migrations ran, and where the database is by its own account."""

from collections.abc import Sequence
from pathlib import Path

from ops.failures import RefusedError
from ops.live.interruption import cut_off
from ops.live.waiting import Clock
from ops.migrate.earlier import settled
from ops.migrate.ledger import Run, runs
from ops.migrate.running import Ended, Watch
from ops.migrate.task import register, start
from ops.migrate.work import Options, Work, prepared

SHOWN = 10


def show(root: Path, options: Options, clock: Clock | None = None) -> None:
    """Tell of the last runs, and run `migration.status` where there is one; it changes nothing.

    Raises RefusedError where that command fails.
    """
    work = prepared(root, options, clock or Clock())
    known = list(runs(work.aws, work.environment, work.service.role))[:SHOWN]
    if known:
        known[0] = settled(work.aws, work.environment, work.service, known[0], work.clock)
    ended = _asked(work) if work.command else None
    facts = {"runs": [vars(run) for run in known], "asked": list(work.command)}
    if ended is not None:
        facts |= {"answer": list(ended.lines), "exit_codes": ended.outcome.exit_codes}
    work.console.result("\n".join(_told(work, known, ended)), facts)
    if ended is not None and ended.outcome.state != "succeeded":
        raise RefusedError(f"`{' '.join(work.command)}` failed: {ended.outcome.reason}.")


def _asked(work: Work) -> Ended:
    task = start(
        work.aws,
        work.environment,
        work.service,
        work.around,
        definition=register(work.aws, work.service, work.around, work.image),
        command=work.command,
        started_by=f"migrate/{work.service.role}/status",
    )
    with cut_off(lambda: "The task that asks the database ends by itself; it changes nothing."):
        return Watch(work.aws, work.environment, work.service, work.console, work.clock, task).to_its_end(
            work.timeout_seconds
        )


def _told(work: Work, known: Sequence[Run], ended: Ended | None) -> Sequence[str]:
    lines = [_line(run) for run in known] or [f"No migration of {work.service.role} was run yet."]
    if ended is None:
        return [*lines, "The stack file has no `migration.status`, so the database was not asked."]
    return [*lines, f"`{' '.join(work.command)}` with {work.image[:19]}… says:", *(f"  | {one}" for one in ended.lines)]


def _line(run: Run) -> str:
    said = f"{run.number:>4}  {run.at}  {run.state:<9}  {run.image[7:19]}  {' '.join(run.command)}"
    return said if run.state == "succeeded" or not run.reason else f"{said}\n      {run.reason}"
