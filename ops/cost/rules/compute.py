"""What services on Fargate and their cluster use."""

from collections.abc import Iterator, Mapping
from typing import Final

from ops.cost.context import Context, Usage, items, number, section
from ops.offline.recording import Recorded

SERVICE: Final = "aws:ecs/service:Service"
TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
TARGET: Final = "aws:appautoscaling/target:Target"
SCHEDULED: Final = "aws:appautoscaling/scheduledAction:ScheduledAction"
FREE_STORAGE_GIB: Final = 20
"""https://aws.amazon.com/fargate/pricing/: each task has 20 GB of storage without a charge."""
UNITS_PER_VCPU: Final = 1024
MIB_PER_GB: Final = 1024
SPOT: Final = "FARGATE_SPOT"


def service(resource: Recorded, context: Context) -> Iterator[Usage]:
    """Each task's vCPUs and memory, by the hour."""
    task = next(context.having(TASK, "arn", resource.inputs.get("taskDefinition")), None)
    if task is None:
        return
    average = tasks(resource, context)
    hours = _hours(resource, context)
    vcpus, gb = number(task.inputs, "cpu") / UNITS_PER_VCPU, number(task.inputs, "memory") / MIB_PER_GB
    chip = "x86" if section(task.inputs, "runtimePlatform").get("cpuArchitecture", "X86_64") == "X86_64" else "arm"
    for provider, share in split(resource, average).items():
        kind = f"fargate-{'spot-' if provider == SPOT else ''}{chip}"
        running = f"{share:g} task{'s' if share != 1 else ''}"
        yield Usage(f"{kind}-vcpu", share * vcpus * hours, f"{running} of {vcpus:g}")
        yield Usage(f"{kind}-gb", share * gb * hours, f"{running} of {gb:g}")
    storage = max(0, number(section(task.inputs, "ephemeralStorage"), "sizeInGib") - FREE_STORAGE_GIB)
    yield Usage("fargate-storage-gb", storage * average * hours)
    if section(resource.inputs, "networkConfiguration").get("assignPublicIp") is True:
        yield Usage("ipv4-hour", average * hours)


def tasks(resource: Recorded, context: Context) -> float:
    """How many tasks run on average: somewhere between the scaling's limits, or as many as are wanted."""
    limits = _scaling(resource, context)
    if not limits:
        return number(resource.inputs, "desiredCount")
    least, most = number(limits, "minCapacity"), number(limits, "maxCapacity")
    return least + (most - least) * context.assumed("scaling_share", resource)


def split(resource: Recorded, average: float) -> Mapping[str, float]:
    """The tasks of each capacity provider: first the base of each, the others by weight.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    """
    strategies = items(resource.inputs, "capacityProviderStrategies")
    if not strategies:
        return {"FARGATE": average}
    shares: dict[str, float] = {}
    left = average
    for one in strategies:
        shares[one["capacityProvider"]] = base = min(left, number(one, "base"))
        left -= base
    weights = sum(number(one, "weight") for one in strategies)
    for one in strategies:
        shares[one["capacityProvider"]] += left * number(one, "weight") / weights if weights else 0
    return {provider: share for provider, share in shares.items() if share}


def _id(resource: Recorded) -> str:
    cluster = str(resource.inputs.get("cluster")).rpartition("/")[2]
    return f"service/{cluster}/{resource.inputs.get('name')}"


def _scaling(resource: Recorded, context: Context) -> Mapping[str, object]:
    target = next(context.having(TARGET, "resourceId", _id(resource)), None)
    return target.inputs if target else {}


def _hours(resource: Recorded, context: Context) -> float:
    """Fewer where a calendar takes the service to no task."""
    actions = context.having(SCHEDULED, "resourceId", _id(resource))
    stops = any(number(section(one.inputs, "scalableTargetAction"), "maxCapacity", 1) == 0 for one in actions)
    return context.assumed("working_hours" if stops else "hours_per_month", resource)


def cluster(resource: Recorded, context: Context) -> Iterator[Usage]:
    """The metrics of Container Insights, which are custom metrics, or cheaper ones where it is enhanced."""
    chosen = {one.get("name"): one.get("value") for one in items(resource.inputs, "settings")}
    kind = chosen.get("containerInsights", "disabled")
    if kind == "disabled":
        return
    services = list(context.having(SERVICE, "cluster", resource.outputs.get("arn")))
    metrics = context.assumed("insights_cluster_metrics", resource)
    metrics += sum(context.assumed("insights_service_metrics", one) for one in services)
    enhanced = kind == "enhanced"
    if enhanced:
        metrics += sum(context.assumed("insights_task_metrics", one) * tasks(one, context) for one in services)
    yield Usage("insights-metric", metrics) if enhanced else Usage("custom-metric", metrics, "of Container Insights")


RULES: Final = {SERVICE: service, "aws:ecs/cluster:Cluster": cluster}
