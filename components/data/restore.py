"""What a new database starts from: a snapshot, or another database at a moment."""

from collections.abc import Mapping
from typing import Annotated, Self

import pulumi_aws as aws
from pydantic import model_validator

from components._settings import Role, Settings, matching


class Restore(Settings):
    """What a new database starts from. It matters once, at its creation, and is ignored afterwards.

    The restored database keeps user and database of what it came from, and at least its storage: `username`, `database`
    and `storage` say the same.
    """

    snapshot: Annotated[str, matching(r"[A-Za-z][A-Za-z0-9:-]*|arn:aws:rds:\S+", "a snapshot's name or ARN")] | None = (
        None
    )
    """A snapshot, encrypted with the environment's key: one with another key, or none, is first copied with it, since
    the key of an instance cannot be changed."""
    of: Role | None = None
    """Another database of this stack."""
    time: (
        Annotated[
            str,
            matching(
                r"latest|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
                "a time: write latest, or a time in UTC and in quotes, such as '2026-11-20T03:00:00Z'",
            ),
        ]
        | None
    ) = None
    """The moment to go back to, within the other database's `backup_retention_days`."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.snapshot is None) == (self.of is None):
            raise ValueError("`snapshot` and `of` exclude each other; name a snapshot, or a database and a `time`")
        if (self.of is None) != (self.time is None):
            raise ValueError("`time` and `of` belong together; say which database goes back, and to when")
        return self


def point_in_time(
    restore: Restore | None, instances: Mapping[str, str]
) -> aws.rds.InstanceRestoreToPointInTimeArgsDict | None:
    """What RDS is told of the moment to go back to; the other database's instance is named by its role."""
    if restore is None or restore.of is None:
        return None
    source = instances[restore.of]
    if restore.time == "latest":
        return {"source_db_instance_identifier": source, "use_latest_restorable_time": True}
    return {"source_db_instance_identifier": source, "restore_time": restore.time}
