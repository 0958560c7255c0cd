"""How releases of a service reach its users, and what cannot be built of that."""

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from components._settings import Settings
from components.compute.route_settings import MAX_CONDITION_VALUES, Route
from components.compute.strategies import MAX_STAGE_MINUTES, STRATEGIES, Steps, Strategy, StrategyName

BAKE_MINUTES = 15
"""Longer than the standard's alarm (G-22) takes to be raised, which may then still take the release back."""
STEADY_MINUTES = 40
"""How long tasks may take to start, to become healthy and to leave, or ECS to judge that they do not and to go back."""
MAX_PAUSE_MINUTES = 20_160
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html"""

Minutes = Annotated[int, Field(ge=0, le=MAX_STAGE_MINUTES)]


class Approval(Settings):
    """A release waits until a person continues or aborts it (standards G-25, T-02)."""

    timeout_minutes: Annotated[int, Field(ge=1, le=MAX_PAUSE_MINUTES)] = 60
    """How long it waits; `pulumi up` waits as long."""
    on_timeout: Literal["rollback", "continue"] = "rollback"
    """What becomes of the release when nobody decided; `rollback` keeps what served before."""


class DeploymentSettings(Settings):
    """How releases replace what runs (standard T-02)."""

    strategy: StrategyName = "rolling"
    """`rolling` replaces task by task. The others start all new tasks beside the old ones and move the requests:
    `blue_green` at once, `canary` first a part and then the rest, `linear` in equal steps.
    """
    alternate_target_group: bool | None = None
    """A second target group and a test rule, between which releases move the requests; by default where the strategy
    needs them. A service that is on AWS already gets them first, with `rolling`, and the strategy by the next
    deployment. Going back to `rolling` keeps them: requests may have stayed in the second group.
    """
    step_percent: Annotated[float, Field(ge=0.1, le=100)] | None = None
    """Part of the requests in the canary (5 by default) or in each linear step (10)."""
    step_minutes: Minutes | None = None
    """Time after the canary (10 by default) or after each linear step but the last (6)."""
    bake_minutes: Minutes | None = None
    """Time after all requests have moved in which the old tasks still run, so that an alarm takes them back at once; 15
    by default.
    """
    approval: Approval | None = None
    """Waits for a person once the new tasks answer test requests; no user's request has moved yet."""

    @model_validator(mode="after")
    def _fits_its_strategy(self) -> Self:
        strategy, name = self.chosen, self.strategy
        if not strategy.shifts:
            for field in ("bake_minutes", "approval"):
                if getattr(self, field) is not None:
                    raise ValueError(
                        f"`{field}` is for releases that move requests between two target groups, and "
                        "`strategy` is 'rolling'; leave it out or take 'blue_green', 'canary' or 'linear'"
                    )
        if strategy.shifts and self.alternate_target_group is False:
            raise ValueError(f"`alternate_target_group` is false and {name!r} moves requests to it; leave it out")
        if strategy.steps is None:
            for field in ("step_percent", "step_minutes"):
                if getattr(self, field) is not None:
                    raise ValueError(
                        f"`{field}` is for steps, and `strategy` {name!r} has none; leave it out or take "
                        "'canary' or 'linear'"
                    )
        elif self.percent < strategy.steps.least_percent or not _multiple_of_a_tenth(self.percent):
            raise ValueError(
                f"`step_percent` {self.percent:g} is no part that ECS shifts by {name!r}; "
                f"take a multiple of 0.1 from {strategy.steps.least_percent:g} to 100"
            )
        return self

    @property
    def chosen(self) -> Strategy:
        """What ECS does and allows with this strategy."""
        return STRATEGIES[self.strategy]

    @property
    def has_two_target_groups(self) -> bool:
        """Whether there is an alternate target group."""
        return self.chosen.shifts or bool(self.alternate_target_group)

    @property
    def percent(self) -> float:
        """Part of the requests that a step shifts; all of them where there are no steps."""
        return self.step_percent if self.step_percent is not None else self._steps.percent

    @property
    def minutes(self) -> int:
        """Time after a step; none where there are no steps."""
        return self.step_minutes if self.step_minutes is not None else self._steps.minutes

    @property
    def bake(self) -> int:
        """Minutes in which the old tasks still run after the last step."""
        return BAKE_MINUTES if self.bake_minutes is None else self.bake_minutes

    @property
    def timeout_minutes(self) -> int:
        """How long a deployment may take: its tasks, its steps, its bake time and a person's approval."""
        if not self.chosen.shifts:
            return STEADY_MINUTES
        waits = 1 if self.strategy == "canary" else math.ceil(100 / self.percent) - 1
        paused = self.approval.timeout_minutes if self.approval else 0
        return STEADY_MINUTES + paused + waits * self.minutes + self.bake

    def refuse_what_does_not_fit(self, route: Route | None, *, singleton: bool, counts_requests: bool) -> None:
        """Raise ValueError where the rest of a service cannot have two target groups."""
        if not self.has_two_target_groups:
            return
        why = f"`deployment.strategy` {self.strategy!r} with two target groups"
        if route is None:
            raise ValueError(f"{why} moves a load balancer's requests; give the service a `route` or take 'rolling'")
        if singleton:
            raise ValueError(f"{why} runs old and new tasks at once, and `singleton` never does; take 'rolling'")
        if counts_requests:
            raise ValueError(
                "`scaling.requests_per_target` counts one target group's requests, and releases move them to another; "
                "scale by `cpu` or `memory`, or take 'rolling' with one target group"
            )
        if len(route.hosts) + len(route.paths) >= MAX_CONDITION_VALUES:
            raise ValueError(
                f"`route.hosts` and `paths` together have {MAX_CONDITION_VALUES} values, and the test rule needs one "
                f"of the {MAX_CONDITION_VALUES} that AWS allows; use wildcards or split the service"
            )
        if route.priority == 1:
            raise ValueError("`route.priority` is 1, and the test rule must be asked first; take 2 or more")

    @property
    def _steps(self) -> Steps:
        return self.chosen.steps or Steps(100, 100, 0)


def _multiple_of_a_tenth(percent: float) -> bool:
    return math.isclose(percent * 10, round(percent * 10))
