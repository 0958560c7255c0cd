"""Rules of scaling on work that waits: who says how much it is, and who counts the tasks."""

from collections.abc import Iterator

from components.compute.scaling_settings import CloudWatchMetric
from settings.stack import StackSettings

STACK = "platform:stack"


def queue_problems(stack: StackSettings) -> Iterator[str]:
    """Queues whose length nobody says, or for whose tasks there is no count."""
    for role, service in stack.services.items():
        queue = service.scaling.queue if service.scaling else None
        if queue is None:
            continue
        path = f"{STACK}.services.{role}.scaling.queue"
        if stack.cluster.container_insights == "disabled":
            yield (
                f"{path} is shared out between running tasks, which container insights count, and "
                f"{STACK}.cluster.container_insights is 'disabled'; take 'enabled'"
            )
        if not isinstance(queue.metric, CloudWatchMetric):
            yield from _is_measured(stack, path, queue.of or role, queue.metric)


def _is_measured(stack: StackSettings, path: str, role: str, metric: str) -> Iterator[str]:
    if role not in stack.services:
        yield f"{path}.of is {role!r}, which is no service of this stack; those are {', '.join(stack.services)}"
        return
    metrics = stack.services[role].metrics
    if metric not in metrics:
        known = ", ".join(metrics) or "none"
        yield f"{path}.metric is {metric!r}, which {role} does not measure; the metrics of {role} are {known}"
    elif metrics[metric].value is None or metrics[metric].dimensions:
        yield (
            f"{path}.metric is {metric!r}, which counts lines or has dimensions; take a metric whose `value` is the "
            "queue's length, without `dimensions`"
        )
