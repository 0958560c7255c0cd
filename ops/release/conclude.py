"""The end of a release or rollback that was deployed here: every service that runs the image is watched and told of."""

from collections.abc import Mapping
from dataclasses import replace

from ops.failures import AwsFailedError
from ops.live.ledger import Kind, record
from ops.release.guard import entry
from ops.release.report import Report, merged
from ops.release.steps import Steps
from ops.release.target import Target
from ops.release.verdict import Expected, State, Verdict
from ops.release.verify import report_of
from ops.release.watch import Ending


def conclude(
    found: Target,
    kind: Kind,
    expected: Mapping[str, Expected],
    steps: Steps,
    *,
    catching_up: float = 0,
    engine_failed: str = "",
) -> bool:
    """Wait for each service, write the outcome into the ledger and say it; whether all is good.

    `engine_failed` says how `pulumi up` failed: nothing is waited for then, nor called good.
    """
    reports = [
        _report(found, role, one, catching_up=catching_up, engine_failed=engine_failed)
        for role, one in expected.items()
    ]
    steps.done("verified")
    _note(found, kind, reports)
    found.console.result("\n\n".join(one.text() for one in reports), merged(reports))
    return all(one.is_good for one in reports)


def _report(found: Target, role: str, expected: Expected, *, catching_up: float, engine_failed: str) -> Report:
    service = found.environment.service(role)
    observer = found.observer(service)
    watch = found.watch(service, observer)
    if engine_failed:
        watch = replace(watch, within=0)
    ending = watch.until_judged(expected, catching_up=catching_up)
    if engine_failed:
        reason = f"{engine_failed}; {ending.verdict.reason}"
        ending = Ending(verdict=Verdict(State.FAILED, reason), seen=ending.seen, health=ending.health)
    return report_of(found, service, observer, expected, ending)


def _note(found: Target, kind: Kind, reports: list[Report]) -> None:
    states = {one.ending.verdict.state for one in reports}
    if states == {State.GOOD} or State.FAILED in states:
        primary, first = reports[0].ending.seen.primary, reports[0]
        event = entry(
            found,
            digest=first.expected.digest,
            tag="",
            kind=kind,
            outcome="succeeded" if states == {State.GOOD} else "failed",
            revision=primary.revision if primary and first.is_good else None,
        )
        try:
            record(found.aws, found.environment, event)
        except AwsFailedError as error:
            found.console.say(f"The ledger does not have this outcome: {error}")
