"""What a person may write about the way of requests to a service."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from components._hosts import Host
from components._settings import Role, Settings, matching

MAX_CONDITION_VALUES = 5
"""Hosts and paths in one listener rule.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
"""

PathPattern = Annotated[
    str, matching(r"/[A-Za-z0-9_\-.$/~\"'@:+&*?]{0,127}", "a path pattern of at most 128 characters, such as /api/*")
]
AbsolutePath = Annotated[str, matching(r"/\S*", "an absolute path, such as /tmp")]


class TargetHealthCheck(Settings):
    """What the load balancer asks each task; times in seconds."""

    path: AbsolutePath
    """What is asked for, on the container's port."""
    matcher: Annotated[str, matching(r"\d{3}([,-]\d{3})*", "HTTP codes, such as 200 or 200-299")] = "200"
    """Status codes that are healthy."""
    interval: Annotated[int, Field(ge=5, le=300)] = 15
    """Between two requests."""
    timeout: Annotated[int, Field(ge=2, le=120)] = 5
    """After which no answer is a failure."""
    healthy_threshold: Annotated[int, Field(ge=2, le=10)] = 2
    """Good answers in a row until a task gets requests."""
    unhealthy_threshold: Annotated[int, Field(ge=2, le=10)] = 3
    """Failures in a row until it gets none, and ECS replaces it."""

    @model_validator(mode="after")
    def _answers_in_time(self) -> Self:
        if self.timeout >= self.interval:
            raise ValueError(
                f"`timeout` {self.timeout} is not below `interval` {self.interval}; lower it or ask less often"
            )
        return self


class Route(Settings):
    """Which requests reach the service."""

    load_balancer: Role
    """Its role under `load_balancers`."""
    priority: Annotated[int, Field(ge=1, le=50_000)]
    """The lower number is asked first; unique on its load balancer."""
    hosts: tuple[Host, ...] = ()
    """Hosts whose requests it takes; none named is every host."""
    paths: tuple[PathPattern, ...] = ()
    """Paths whose requests it takes, such as /api/*; none named is every path."""
    health_check: TargetHealthCheck
    deregistration_delay: Annotated[int, Field(ge=0, le=3600)] = 60
    """Seconds in which a leaving task finishes its requests; ECS stops it only afterwards."""

    @model_validator(mode="after")
    def _conditions(self) -> Self:
        values = len(self.hosts) + len(self.paths)
        if not values:
            raise ValueError(
                "`hosts` and `paths` are both empty; name at least one, or the rule would take every request"
            )
        if values > MAX_CONDITION_VALUES:
            raise ValueError(
                f"`hosts` and `paths` together have {values} values and AWS allows {MAX_CONDITION_VALUES} in a rule; "
                "use wildcards or split the service"
            )
        return self

    @property
    def test_priority(self) -> int:
        """The priority of the rule for test requests, which is asked before that of all others."""
        return self.priority - 1
