"""Rules of off-hours that span parts: what AWS cannot stop, and what would never happen while it is stopped."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from components._off_hours import OffHoursSettings
from components.compute.service_settings import ServiceSettings
from components.data.database_settings import DatabaseSettings
from components.data.windows import begins, minutes
from settings.stack import StackSettings

STACK = "platform:stack"
REPLICATED = ("replicas", "replicate_to", "replica_of")
"""What makes an instance one that RDS does not stop.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html#USER_StopInstance.Limitations
"""
SEASONS = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
"""Winter and summer, for zones whose clocks change."""


def off_hours_problems(stack: StackSettings) -> Iterator[str]:
    """Everything that off-hours cannot stop, or would keep from happening."""
    if stack.off_hours is None:
        return
    for role, database in stack.databases.items():
        path = f"{STACK}.databases.{role}"
        yield from _can_be_stopped(path, database)
        yield from _windows_are_awake(path, database, stack.off_hours)
    for role, service in stack.services.items():
        yield from _nothing_wakes_it(f"{STACK}.services.{role}", service)


def _can_be_stopped(path: str, database: DatabaseSettings) -> Iterator[str]:
    for field in REPLICATED:
        if getattr(database, field):
            yield (
                f"{path}.{field} makes it part of a replication, which RDS does not stop, beside {STACK}.off_hours; "
                "leave one of them out"
            )


def _windows_are_awake(path: str, database: DatabaseSettings, off_hours: OffHoursSettings) -> Iterator[str]:
    """RDS backs up and maintains what runs: a window at night would pass unused."""
    ahead = _ahead_of_utc(off_hours.timezone)
    backup, maintenance = database.backup_window, database.maintenance_window
    asleep = {
        "backup_window": database.backup_retention_days > 0
        and not all(off_hours.awake_daily(begins(backup) + more, minutes(backup)) for more in ahead),
        "maintenance_window": not all(
            off_hours.awake_weekly(begins(maintenance) + more, minutes(maintenance)) for more in ahead
        ),
    }
    for field in (field for field, is_asleep in asleep.items() if is_asleep):
        yield (
            f"{path}.{field} {getattr(database, field)} (UTC) lies in {STACK}.off_hours, when the database is stopped "
            f"and RDS does nothing to it; take one between {off_hours.start} and {off_hours.stop} in "
            f"{off_hours.timezone}, on {', '.join(off_hours.days)}"
        )


def _ahead_of_utc(zone: str) -> set[int]:
    """Minutes by which the zone is ahead of UTC, in winter and in summer."""
    offsets = (moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for moment in SEASONS)
    return {offset // timedelta(minutes=1) for offset in offsets}


def _nothing_wakes_it(path: str, service: ServiceSettings) -> Iterator[str]:
    if service.scaling is not None and service.scaling.schedules:
        yield (
            f"{path}.scaling.schedules would set limits in the night that {STACK}.off_hours gives the service; "
            "leave one of them out"
        )
