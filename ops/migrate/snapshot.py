"""Snapshots of the databases that a migration changes, taken before it (standard M-03)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from ops.failures import AwsFailedError, RefusedError, WrongInputError
from ops.live.aws import Aws, aws_failures
from ops.live.console import Console
from ops.live.environment import Environment, Service
from ops.live.waiting import Clock, attempts

EVERY_SECONDS: Final = 15
WITHIN_SECONDS: Final = 3600
"""The first snapshot of an instance copies all of it; later ones copy what changed."""


def snapshots_of(environment: Environment, service: Service, digest: str, now: datetime) -> Mapping[str, str]:
    """The names of the snapshots to take, by database instance; raises WrongInputError where there is no database."""
    exported = environment.recording.outputs.get("databases")
    databases: Mapping[str, str] = exported if isinstance(exported, Mapping) else {}
    used = [str(databases[role]) for role in service.settings.get("uses") or [] if role in databases]
    if not used:
        raise WrongInputError(f"--snapshot has nothing to copy: the service {service.role} uses no database.")
    return {instance: f"{instance}-before-{digest[7:19]}-{now:%Y%m%d-%H%M%S}" for instance in used}


def take(aws: Aws, snapshots: Mapping[str, str], console: Console, clock: Clock) -> None:
    """Take the snapshots and wait until all of them can be restored from."""
    for instance, snapshot in snapshots.items():
        with aws_failures(f"copy {instance}"):
            aws.client("rds").create_db_snapshot(DBInstanceIdentifier=instance, DBSnapshotIdentifier=snapshot)
        console.say(f"Copying {instance} to the snapshot {snapshot}")
    for passed in attempts(clock, every=EVERY_SECONDS, within=WITHIN_SECONDS):
        left = _not_available(aws, list(snapshots.values()))
        if not left:
            return
        console.say(f"{passed:5.0f} s  {', '.join(left)} not ready")
    raise AwsFailedError(
        f"The snapshots {', '.join(left)} are not ready after {WITHIN_SECONDS // 60} min; nothing was migrated."
    )


def _not_available(aws: Aws, snapshots: Sequence[str]) -> Sequence[str]:
    left = []
    for snapshot in snapshots:
        with aws_failures(f"ask for the snapshot {snapshot}"):
            [found] = aws.client("rds").describe_db_snapshots(DBSnapshotIdentifier=snapshot)["DBSnapshots"]
        if found["Status"] == "failed":
            raise RefusedError(f"The snapshot {snapshot} failed, so nothing was migrated.")
        if found["Status"] != "available":
            left.append(snapshot)
    return left
