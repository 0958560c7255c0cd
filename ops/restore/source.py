"""What AWS says of the database to restore from, and whether the new one can be made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ops.failures import RefusedError, WrongInputError
from ops.live.aws import Aws, aws_failures, code_of

TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Source:
    """A database instance, and to which moments it can go back."""

    instance: str
    storage: int
    """GiB that it has now; it may have grown, and a restored one has no less."""
    earliest: datetime | None
    latest: datetime

    def refuse_outside(self, moment: datetime) -> None:
        """Raise RefusedError for a moment that the backups do not reach."""
        if moment > self.latest:
            raise RefusedError(
                f"{moment:{TIME}} is after {self.latest:{TIME}}, the latest moment to which {self.instance} can go "
                "back by now; take that, or wait some minutes."
            )
        if self.earliest is None or moment < self.earliest:
            known = f"{self.earliest:{TIME}}" if self.earliest else "none"
            raise RefusedError(
                f"{moment:{TIME}} is before the earliest moment to which {self.instance} can go back ({known}); its "
                "snapshots may be older: restore: {snapshot: …} in the stack file."
            )


def moment_of(text: str) -> datetime:
    """The moment that a person wrote, in UTC; raises WrongInputError where it says no offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise WrongInputError(
            f"--at {text!r} is no moment: write it with its offset, such as 2026-11-20T03:00:00Z or "
            "2026-11-20T12:00:00+09:00, or write latest."
        )
    return moment.astimezone(UTC).replace(microsecond=0)


def source_of(aws: Aws, instance: str) -> Source:
    """Ask AWS for the instance and its backups; raises RefusedError where it cannot go back at all."""
    found = _instance(aws, instance)
    if found is None:
        raise WrongInputError(f"There is no database {instance} on AWS to restore from.")
    if not found.get("BackupRetentionPeriod") or not found.get("LatestRestorableTime"):
        raise RefusedError(
            f"{instance} has no backups to go back to; restore one of its snapshots, by restore: {{snapshot: …}} "
            "in the stack file."
        )
    with aws_failures(f"find the backups of {instance}"):
        backups = aws.client("rds").describe_db_instance_automated_backups(DBInstanceIdentifier=instance)
    windows = [one.get("RestoreWindow", {}) for one in backups["DBInstanceAutomatedBackups"]]
    earliest = [one["EarliestTime"] for one in windows if one.get("EarliestTime")]
    return Source(
        instance=instance,
        storage=int(found["AllocatedStorage"]),
        earliest=min(earliest) if earliest else None,
        latest=found["LatestRestorableTime"],
    )


def refuse_taken(aws: Aws, instance: str, secret: str) -> None:
    """Raise RefusedError where AWS has the new database's name, or its secret's, already: the deployment would fail."""
    if _instance(aws, instance) is not None:
        raise RefusedError(f"There is a database {instance} on AWS already; name another role by --new.")
    client: Any = aws.client("secretsmanager")
    with aws_failures(f"look for the secret {secret}"):
        try:
            found = client.describe_secret(SecretId=secret)
        except client.exceptions.ResourceNotFoundException:
            return
    gone = f", being deleted since {found['DeletedDate']:{TIME}}" if found.get("DeletedDate") else ""
    raise RefusedError(f"There is a secret {secret} already{gone}; name another role by --new.")


def _instance(aws: Aws, instance: str) -> Mapping[str, Any] | None:
    client: Any = aws.client("rds")
    with aws_failures(f"find the database {instance}"):
        try:
            return dict(client.describe_db_instances(DBInstanceIdentifier=instance)["DBInstances"][0])
        except client.exceptions.ClientError as error:
            if code_of(error) in {"DBInstanceNotFound", "DBInstanceNotFoundFault"}:
                return None
            raise
