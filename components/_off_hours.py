"""When an environment is off because nobody works in it: what a person may write, and the schedules that follow.

Services come to zero first and databases are stopped after them; in the morning the databases start first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from components._calendar import DAYS, Day, Hour, TimeZone
from components._settings import Settings

DATABASE_LEAD_MINUTES = 20
"""How long before the services databases are started: RDS recovers an instance that was stopped, which takes minutes.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html
"""
DATABASE_LAG_MINUTES = 15
"""How long after the services databases are stopped: by then tasks have drained and ended."""
SETTLE_MINUTES = 30
"""How long after the services alarms stay silent: the slowest look at the 15 minutes before."""
LEAST_MINUTES = 120
"""Of a day and of a night: less is no rest, after RDS has stopped and started."""
HOUR, DAY_MINUTES = 60, 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES


@dataclass(frozen=True)
class Weekly:
    """A time of day on some days of the week."""

    days: Sequence[int]
    """As Python numbers them, Monday is 0."""
    minute: int
    """Of the day."""

    def later(self, minutes: int) -> "Weekly":
        """The same, some minutes later or earlier: over midnight the days move, too."""
        days, minute = divmod(self.minute + minutes, DAY_MINUTES)
        return Weekly(sorted((day + days) % len(DAYS) for day in self.days), minute)

    def schedule(self) -> str:
        """In the six fields that EventBridge Scheduler and Application Auto Scaling take.

        https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
        """
        return f"cron({self._time} ? * {self._days} *)"

    def window(self) -> str:
        """In the five fields that CloudWatch's mute rules take.

        https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
        """
        return f"cron({self._time} * * {self._days})"

    @property
    def _time(self) -> str:
        return f"{self.minute % HOUR} {self.minute // HOUR}"

    @property
    def _days(self) -> str:
        return ",".join(DAYS[day].upper() for day in self.days)


@dataclass(frozen=True)
class Silence:
    """A time in which alarms tell nobody, which begins again and again."""

    begins: Weekly
    minutes: int

    @property
    def duration(self) -> str:
        """As ISO 8601 writes it."""
        hours, minutes = divmod(self.minutes, HOUR)
        return f"PT{hours}H{minutes}M"


class OffHoursSettings(Settings):
    """The hours in which the environment is on, in its own time zone. Outside them no task runs and databases are
    stopped; caches, load balancers and NAT gateways cannot be, and run on.

    Each stop is followed by a start within seven days, so that AWS, which starts what was stopped for longer, never
    has to; what runs all the same, for whatever reason, the next stop stops.
    """

    start: Hour
    """When services have their tasks again; databases start some minutes before."""
    stop: Hour
    """When services come to zero; databases are stopped some minutes after."""
    days: Annotated[tuple[Day, ...], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    """On which the environment is on; on the others it is off all day."""
    timezone: TimeZone
    """An IANA name, such as Asia/Seoul."""

    @model_validator(mode="after")
    def _has_a_day_and_a_night(self) -> Self:
        day = minute_of(self.stop) - minute_of(self.start)
        if day < LEAST_MINUTES:
            raise ValueError(
                f"`stop` {self.stop} is not two hours after `start` {self.start}, on the same day; make it later"
            )
        if DAY_MINUTES - day < LEAST_MINUTES:
            raise ValueError(
                f"`stop` {self.stop} leaves less than two hours until `start` {self.start}, in which RDS would hardly "
                "have stopped; make it earlier"
            )
        return self

    @property
    def services_start(self) -> Weekly:
        """When services have tasks again."""
        return Weekly(self._working, minute_of(self.start))

    @property
    def services_stop(self) -> Weekly:
        """When services come to zero."""
        return Weekly(self._working, minute_of(self.stop))

    @property
    def databases_start(self) -> Weekly:
        """When databases are started."""
        return self.services_start.later(-DATABASE_LEAD_MINUTES)

    @property
    def databases_stop(self) -> Weekly:
        """When databases are stopped."""
        return self.services_stop.later(DATABASE_LAG_MINUTES)

    @property
    def silences(self) -> Mapping[str, Silence]:
        """When alarms tell nobody, by name: after each working day, and on each day off."""
        rest = [day for day in range(len(DAYS)) if day not in self._working]
        night = DAY_MINUTES - minute_of(self.stop) + minute_of(self.start) + SETTLE_MINUTES
        found = {"night": Silence(self.services_stop, night)}
        if rest:
            found["day-off"] = Silence(Weekly(rest, minute_of(self.start)), DAY_MINUTES + SETTLE_MINUTES)
        return found

    def awake_daily(self, begins: int, length: int) -> bool:
        """Whether some minutes from one of the day on, by its own clock, are working hours."""
        moment = begins % DAY_MINUTES
        return minute_of(self.start) <= moment and moment + length <= minute_of(self.stop)

    def awake_weekly(self, begins: int, length: int) -> bool:
        """The same from a minute of the week on, which has days off."""
        return begins % WEEK_MINUTES // DAY_MINUTES in self._working and self.awake_daily(begins, length)

    @property
    def _working(self) -> list[int]:
        return sorted({DAYS.index(day) for day in self.days})


def minute_of(hour: str) -> int:
    """The minute of the day of a time such as 08:30."""
    hours, _, minutes = hour.partition(":")
    return int(hours) * HOUR + int(minutes)
