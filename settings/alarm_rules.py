"""What has to fit between alarms and what measures for them."""

from collections.abc import Iterator

from components.compute.service_alarms import OF_INSIGHTS, key_of
from settings.stack import StackSettings

STACK = "platform:stack"


def alarm_problems(stack: StackSettings) -> Iterator[str]:
    """Every alarm of a service that only container insights could raise, where the cluster has none."""
    if stack.cluster.container_insights != "disabled":
        return
    way_out = f"and {STACK}.cluster.container_insights is 'disabled'; leave it out or take 'enabled'"
    for role, service in stack.services.items():
        path = f"{STACK}.services.{role}.alarms"
        for field in service.alarms.written(OF_INSIGHTS):
            yield f"{path}.{field} is measured by container insights, {way_out}"
        for key in sorted({key_of(field) for field in OF_INSIGHTS}.intersection(service.alarms.rollback or ())):
            yield f"{path}.rollback has {key!r}, which is measured by container insights, {way_out}"
