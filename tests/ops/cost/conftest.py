"""Estimates of the committed stacks, each made once, and small recordings by hand."""

from collections.abc import Callable, Mapping
from functools import cache

import pulumi
import pytest
from pulumi import ResourceOptions

from ops.cost.assumptions import Assumptions, defaults
from ops.cost.estimate import monthly
from ops.cost.model import Estimate
from ops.cost.stacks import estimate_stack
from ops.offline.recording import Options, Recorded, Recording
from tests.harness import REGION, ROOT, build

Estimated = Callable[[str], Estimate]
HOURS = 730


class Part(pulumi.ComponentResource):
    """A component at the top of a program, as the platform's are."""

    def __init__(self, kind: str, name: str, opts: ResourceOptions) -> None:
        super().__init__(kind, name, {}, opts)
        self.below = ResourceOptions(parent=self)
        self.register_outputs({})


@cache
def _estimated(stack: str) -> Estimate:
    return estimate_stack(ROOT, stack)


@pytest.fixture(scope="session")
def estimated() -> Estimated:
    """A committed stack's estimate."""
    return _estimated


def assumptions(**values: float) -> Assumptions:
    """Those of production, with these instead."""
    return Assumptions({name: one.value for name, one in defaults().items()} | values)


def priced(program: Callable[[ResourceOptions], object], **values: float) -> dict[str, float]:
    """What a small program's lines cost, by what is counted, in the Region of the tests."""
    return by_key(monthly(build(program), assumptions(**values)))


def by_key(estimate: Estimate) -> dict[str, float]:
    """The lines' dollars to the cent, by the price's key; several of one key together."""
    found: dict[str, float] = {}
    for line in estimate.lines:
        found[line.price.key] = found.get(line.price.key, 0) + line.usd
    return {key: round(usd, 2) for key, usd in found.items()}


def resource(token: str, name: str, parent: str = "", /, **inputs: object) -> Recorded:
    """A resource that a program would have registered; its outputs are what AWS gives back of its inputs."""
    urn = f"urn:pulumi:prod::platform::{token}::{name}"
    return Recorded(
        urn, token, name, f"{name}-id", parent, custom=True, inputs=inputs, outputs=inputs, dependencies=(),
        property_dependencies={}, options=Options(), source="",
    )  # fmt: skip


def recording(*resources: Recorded, region: str = REGION) -> Recording:
    """These resources, in a Region."""
    provider = resource("pulumi:providers:aws", "aws", region=region)
    return Recording("prod", "platform", (provider, *resources), {})


def service(
    *, tasks: float = 1, least: float = 0, most: float = 0, spot: float = 0, cpu: int = 1024, memory: int = 2048
) -> Recording:
    """A service on Fargate: so many tasks, or between limits; `spot` is the weight of Spot against 1."""
    arn = "arn:aws:ecs:task"
    strategies = [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": spot}]
    own: Mapping[str, object] = {"name": "api", "cluster": "arn:cluster/c", "taskDefinition": arn}
    target = resource(
        "aws:appautoscaling/target:Target", "api", resourceId="service/c/api", minCapacity=least, maxCapacity=most
    )
    return recording(
        resource(
            "aws:ecs/taskDefinition:TaskDefinition", "api", arn=arn, cpu=str(cpu), memory=str(memory),
            runtimePlatform={"cpuArchitecture": "ARM64"},
        ),
        resource(
            "aws:ecs/service:Service", "api", desiredCount=tasks, capacityProviderStrategies=strategies, **own
        ),
        *([target] if most else []),
    )  # fmt: skip
