"""When people are told about a service, and which of its alarms take a release back."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from components._settings import Settings
from components._watched import Anomaly, Count, Percent

LONGEST_RESPONSE_SECONDS = 60
"""Beyond its default idle timeout a load balancer answers 504 itself.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#connection-idle-timeout
"""
OF_INSIGHTS = ("missing_tasks", "pending_tasks", "task_network")
"""Thresholds of what only container insights measure."""
OF_ROUTE = ("high_error_rate", "error_rate", "client_errors", "response_time", "unhealthy_targets")
"""Thresholds of what the load balancer measures."""
OF_TASKS = ("task_cpu", "task_memory", "stopped_tasks", *OF_INSIGHTS)
TAKES_BACK = "high-error-rate"
"""The standard's alarm (G-22) takes a release back, unless the service says otherwise."""


class ServiceAlarms(Settings):
    """Thresholds; null leaves an alarm out, and `{anomaly: 2}` lets CloudWatch learn what is usual.

    An alarm is called as its threshold, with dashes: `high-error-rate`.
    """

    task_cpu: Percent | Anomaly | None = 85
    """Percent of the tasks' CPU, on average for 15 minutes: above what scaling aims at, so nothing is left to add."""
    task_memory: Percent | Anomaly | None = 85
    """Percent of the tasks' memory, on average for 15 minutes; at 100 the kernel kills the container."""
    stopped_tasks: Count | Anomaly | None = 2
    """Tasks that stopped by themselves in 15 minutes; each is told by itself, more of them are a crash that repeats."""
    missing_tasks: Count | Anomaly | None = 0
    """Tasks that ECS wants and that do not run, for 10 minutes. Measured by container insights."""
    pending_tasks: Count | Anomaly | None = 0
    """Tasks that wait to start, for 10 minutes. Measured by container insights."""
    task_network: Annotated[float, Field(gt=0)] | Anomaly | None = None
    """Bytes that a container receives and sends in a second, on average for 15 minutes. Measured by container insights.
    Left out until somebody has seen what is usual: it differs between services by orders of magnitude.
    """
    high_error_rate: Count | Anomaly | None = 50
    """Answers 5xx in 5 minutes, twice (standard G-22)."""
    error_rate: Percent | Anomaly | None = 5
    """Percent of the answers that are 5xx, for 10 minutes: the rate that G-22's guide describes beside the count."""
    client_errors: Percent | Anomaly | None = 25
    """Percent of the answers that are 4xx, for 15 minutes: a client that was released broken, or a scan."""
    response_time: Annotated[float, Field(gt=0, lt=LONGEST_RESPONSE_SECONDS)] | Anomaly | None = 1
    """Seconds in which 95 of 100 requests are answered, for 15 minutes; the standard calls 1 slow (G-24)."""
    unhealthy_targets: Count | Anomaly | None = 0
    """Tasks that fail the load balancer's health check, for 10 minutes."""
    down: bool = True
    """Wakes somebody up when no task runs, or none is healthy."""
    rollback: tuple[str, ...] | None = None
    """Alarms that take a release back while it is deployed: ECS returns to the last one that worked. By default
    `high-error-rate` where there is one; [] leaves it to the circuit breaker.
    """

    def names(self, *, routed: bool) -> Sequence[str]:
        """The alarms that a service has, with or without a route."""
        fields = (*OF_TASKS, *(OF_ROUTE if routed else ()))
        return [key_of(field) for field in fields if getattr(self, field) is not None]

    def taking_back(self, *, routed: bool) -> Sequence[str]:
        """The alarms that take a release back."""
        if self.rollback is not None:
            return self.rollback
        return [TAKES_BACK] if TAKES_BACK in self.names(routed=routed) else []

    def written(self, fields: Sequence[str]) -> Sequence[str]:
        """Those of the fields that somebody wrote a threshold for."""
        return [field for field in fields if field in self.model_fields_set and getattr(self, field) is not None]

    def refuse_what_is_not_there(self, *, routed: bool) -> None:
        """Raise ValueError for a threshold with nothing to measure, or an alarm that takes back and is not there."""
        for field in () if routed else self.written(OF_ROUTE):
            raise ValueError(f"`alarms.{field}` is measured by a load balancer; give the service a `route`")
        known = self.names(routed=routed)
        for name in self.rollback or ():
            if name not in known:
                raise ValueError(
                    f"`alarms.rollback` has {name!r}, and the service has no such alarm; take of {', '.join(known)}"
                )


def key_of(field: str) -> str:
    """What the alarm of a threshold is called."""
    return field.replace("_", "-")
