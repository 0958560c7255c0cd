"""What a person may write under `account.trail`: how long it is kept, what it records besides, what is told of it."""

from typing import Annotated

from pydantic import Field

from components._settings import Settings, matching

Events = Annotated[float, Field(ge=1)] | None
"""So many in five minutes raise the alarm; None leaves it out."""
BucketName = Annotated[str, matching(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "a bucket's name, as S3 has it")]


class TrailAlarms(Settings):
    """How many events of a kind in five minutes are told. CIS asks for each single one of those that it names."""

    root_use: Events = 1
    """Of the root user, who can do everything."""
    sign_in_without_mfa: Events = 1
    """Standard M-05: MFA is required."""
    key_denials: Events = 1
    """What is encrypted cannot be read or written by somebody who tries."""
    key_deletion: Events = 1
    """Keys that somebody disabled or gave a day of deletion, or tried to."""
    trail_changes: Events = 1
    """Of the trail itself: what follows may not be seen."""
    iam_changes: Events = 1
    """Deployments change roles: expect it after each, and nowhere else."""
    bucket_changes: Events = 1
    """Of policies, lifecycles and the like: expect it after a deployment that makes a bucket, and nowhere else."""
    secret_reads: Events = 1
    """By people: users of IAM and of IAM Identity Center."""
    shells_in_tasks: Events = 1
    """ECS Exec; standard M-05: access is audited."""
    unauthorized_calls: Events = 20
    """The console alone makes a few whenever somebody with few rights opens a page, hence more than CIS's one."""


class TrailSettings(Settings):
    """Who did what in the account, in every Region (standard M-05)."""

    expiration_days: Annotated[int, Field(ge=90, le=3650)] = 365
    """Days that the trail's files are kept. The standard names none: a year is what PCI DSS 10.5.1 asks for, and covers
    what comes once a year. In CloudWatch Logs events are kept as long as other logs.
    """
    audited_buckets: tuple[BucketName, ...] = ()
    """Buckets of which every read of an object is recorded, beside the trail's own: those with logs. Reading CloudWatch
    Logs and secrets is always recorded. Costs $0.10 for 100,000 reads.
    """
    alarms: TrailAlarms = TrailAlarms()
    force_destroy: bool = False
    """Lets the buckets be deleted with the files in them."""
    protect: bool = True
    """Pulumi refuses to delete the buckets."""
