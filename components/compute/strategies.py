"""What ECS does and allows by deployment strategy, as AWS documents it.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

StrategyName = Literal["rolling", "blue_green", "canary", "linear"]
MAX_STAGE_MINUTES = 24 * 60
"""A stage that lasts longer fails, and the deployment goes back.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
"""
PAUSE_STAGE = "POST_TEST_TRAFFIC_SHIFT"
"""Where a release waits for approval: its tasks answer test requests, and no other. Every strategy that shifts requests
comes here exactly once. A pause is refused while requests are being shifted.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
"""
IDLE_STAGE = "RECONCILE_SERVICE"
"""A stage that ECS enters only while more than one revision of the service is active.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html
"""


@dataclass(frozen=True)
class Steps:
    """How requests are shifted little by little; percent in multiples of 0.1."""

    least_percent: float
    percent: float
    """AWS's default for a step, or for the canary."""
    minutes: int
    """AWS's default for the time after each step but the last."""


@dataclass(frozen=True)
class Strategy:
    """One strategy."""

    api: str
    """ECS's name of it."""
    shifts: bool
    """Whether requests move between two target groups, with tasks of both revisions running until the end."""
    circuit_breaker: bool
    """Whether ECS counts tasks that fail and goes back by itself: rolling updates alone. The others end by alarms, by a
    stage that lasts too long, or by a person.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html
    """
    steps: Steps | None = None


STRATEGIES: Mapping[StrategyName, Strategy] = {
    "rolling": Strategy("ROLLING", shifts=False, circuit_breaker=True),
    "blue_green": Strategy("BLUE_GREEN", shifts=True, circuit_breaker=False),
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html
    "canary": Strategy("CANARY", shifts=True, circuit_breaker=False, steps=Steps(0.1, 5, 10)),
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html
    "linear": Strategy("LINEAR", shifts=True, circuit_breaker=False, steps=Steps(3, 10, 6)),
}
