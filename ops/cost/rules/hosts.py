"""What hosts on EC2, their volumes and snapshots use."""

from collections.abc import Iterator, Mapping
from typing import Final

from ops.cost.context import Context, Usage, items, number, section
from ops.offline.recording import Recorded

TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
VOLUME: Final = "aws:ebs/volume:Volume"
INCLUDED_IOPS: Final = 3000
INCLUDED_MBPS: Final = 125
"""https://aws.amazon.com/ebs/pricing/: what a gp3 volume of any size has without a charge."""


def group(resource: Recorded, context: Context) -> Iterator[Usage]:
    """The hosts that a group keeps running, each from its launch template."""
    wanted = section(resource.inputs, "launchTemplate")
    templates = context.recording.of_type(TEMPLATE)
    template = next((one for one in templates if wanted.get("id") in {one.id, one.outputs.get("id")}), None)
    template = template or next(context.having(TEMPLATE, "name", wanted.get("name")), None)
    if template is not None:
        count = number(resource.inputs, "desiredCapacity", number(resource.inputs, "minSize"))
        yield from _hosts(template, count, context)


def instance(resource: Recorded, context: Context) -> Iterator[Usage]:
    """One host."""
    hours = context.assumed("hours_per_month", resource)
    yield Usage(f"ec2 {resource.inputs.get('instanceType')}", hours)
    disks = [section(resource.inputs, "rootBlockDevice"), *items(resource.inputs, "ebsBlockDevices")]
    for disk in disks:
        yield from _disk(disk, number(disk, "volumeSize", context.assumed("root_volume_gb", resource)), 1)
    if resource.inputs.get("associatePublicIpAddress") is True:
        yield Usage("ipv4-hour", hours)


def _hosts(template: Recorded, count: float, context: Context) -> Iterator[Usage]:
    hours = context.assumed("hours_per_month", template)
    yield Usage(f"ec2 {template.inputs.get('instanceType')}", count * hours)
    for one in items(template.inputs, "blockDeviceMappings") or [{}]:
        disk = section(one, "ebs")
        yield from _disk(disk, number(disk, "volumeSize", context.assumed("root_volume_gb", template)), count)
    public = any(
        str(one.get("associatePublicIpAddress")).lower() == "true"
        for one in items(template.inputs, "networkInterfaces")
    )
    yield Usage("ipv4-hour", count * hours if public else 0)


def volume(resource: Recorded, _context: Context) -> Iterator[Usage]:
    """A volume of its own."""
    yield from _disk({**resource.inputs, "volumeType": resource.inputs.get("type")}, number(resource.inputs, "size"), 1)


def _disk(disk: Mapping[str, object], gb: float, count: float) -> Iterator[Usage]:
    kind = str(disk.get("volumeType") or "gp3")
    yield Usage(f"ebs-{kind}-gb", count * gb)
    yield Usage(f"ebs-{kind}-iops", count * max(0, number(disk, "iops") - INCLUDED_IOPS))
    yield Usage(f"ebs-{kind}-mbps", count * max(0, number(disk, "throughput") - INCLUDED_MBPS))


def snapshots(resource: Recorded, context: Context) -> Iterator[Usage]:
    """The snapshots that are kept of the component's volumes: the first whole, each later one what changed."""
    schedules = items(section(resource.inputs, "policyDetails"), "schedules")
    kept = sum(number(section(one, "retainRule"), "count") for one in schedules)
    stored = sum(number(one.inputs, "size") for one in context.beside(resource, VOLUME))
    if kept:
        share = 1 + (kept - 1) * context.assumed("change_per_day", resource)
        yield Usage("ebs-snapshot-gb", stored * share, f"{kept:g} snapshots")


RULES: Final = {
    "aws:autoscaling/group:Group": group,
    "aws:ec2/instance:Instance": instance,
    VOLUME: volume,
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": snapshots,
}
