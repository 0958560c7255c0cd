"""What runs: ECS services and EC2 hosts."""

from collections.abc import Iterator

from ops.diagram.model import Look, Node, Place
from ops.diagram.read import types
from ops.diagram.read.found import Found
from ops.diagram.read.resources import Resources, items, section, slug, text
from ops.labels import count
from ops.offline.recording import Recorded

CPU_UNITS = 1024
"""Of ECS, in one vCPU."""
MIB = 1024
"""In one GiB."""


def compute(resources: Resources) -> Iterator[Found]:
    """Every service and every host."""
    for service in resources.of(types.SERVICE):
        yield _service(resources, service)
    for host in resources.of(types.HOST):
        yield _host(resources, host)


def _service(resources: Resources, service: Recorded) -> Found:
    network = section(service.outputs, "networkConfiguration")
    task = _task(resources, text(service, "taskDefinition"))
    providers = [str(one["capacityProvider"]) for one in items(service.outputs, "capacityProviderStrategies")]
    facts = [
        text(service, "name"),
        tasks(resources, service),
        *([_size(task)] if task else []),
        *_routes(resources, service),
    ]
    return Found(
        node=Node(
            id=slug("service", service.name),
            look=Look.COMPUTE,
            word=f"ECS service, {' and '.join(map(_spoken, providers)) or 'EC2'}",
            title=service.name,
            facts=tuple(filter(None, facts)),
            urns=(service.urn,),
        ),
        resource=service,
        place=Place.TIER,
        subnets=tuple(map(str, items(network, "subnets"))),
        groups=tuple(map(str, items(network, "securityGroups"))),
        roles=_roles(resources, [text(task, key) for key in ("executionRoleArn", "taskRoleArn")] if task else []),
        is_public=bool(network.get("assignPublicIp")),
    )


def _task(resources: Resources, arn: str) -> Recorded | None:
    """The task definition that a service runs, whatever revision of it a release has made since."""
    family = arn.rpartition(":")[0]
    others = (one for one in resources.of(types.TASK_DEFINITION) if text(one, "arn").rpartition(":")[0] == family)
    return resources.called(types.TASK_DEFINITION, arn) or next(others, None)


def tasks(resources: Resources, service: Recorded) -> str:
    """How many tasks it runs once it has an image; before that the program asks for none."""
    declared = resources.owner(service).inputs
    scaling = section(declared, "scaling")
    if declared.get("singleton"):
        return "1 task, never 2"
    if scaling:
        return f"{scaling.get('min')} to {scaling.get('max')} tasks"
    number = declared.get("tasks") or service.outputs.get("desiredCount")
    return count(number, "task") if isinstance(number, int) else ""


def _size(task: Recorded) -> str:
    cpu, memory = int(text(task, "cpu") or 0), int(text(task, "memory") or 0)
    return f"{cpu / CPU_UNITS:g} vCPU, {memory / MIB:g} GiB" if cpu and memory else ""


def _spoken(provider: str) -> str:
    return provider.replace("_", " ").title()


def _routes(resources: Resources, service: Recorded) -> Iterator[str]:
    """For what the load balancer sends it requests."""
    for rule in rules_of(resources, service):
        yield from conditions(rule)


def rules_of(resources: Resources, service: Recorded) -> list[Recorded]:
    """The listener rules that lead to a service; those for test requests of a release are none of them."""
    targets = {str(one.get("targetGroupArn")) for one in items(service.outputs, "loadBalancers")}
    return [
        rule
        for rule in resources.of(types.LISTENER_RULE)
        if targets & {str(action.get("targetGroupArn")) for action in items(rule.outputs, "actions")}
        and not any("httpHeader" in one for one in items(rule.outputs, "conditions"))
    ]


def conditions(rule: Recorded) -> list[str]:
    """Hosts, then paths, of a listener rule."""
    written = items(rule.outputs, "conditions")
    hosts = [str(host) for one in written for host in items(section(one, "hostHeader"), "values")]
    return hosts + [str(path) for one in written for path in items(section(one, "pathPattern"), "values")]


def _host(resources: Resources, group: Recorded) -> Found:
    template = resources.called(types.TEMPLATE, section(group.outputs, "launchTemplate").get("id"))
    values = template.outputs if template else {}
    interfaces = items(values, "networkInterfaces")
    profile = resources.called(types.PROFILE, section(values, "iamInstanceProfile").get("arn"))
    least, most = group.outputs.get("minSize"), group.outputs.get("maxSize")
    number = "1 instance" if least == most == 1 else f"{least} to {most} instances"
    facts = (text(group, "name"), f"{number}, {values.get('instanceType', '')}".rstrip(", "))
    return Found(
        node=Node(slug("host", group.name), Look.COMPUTE, "EC2 host", group.name, facts, (group.urn,)),
        resource=group,
        place=Place.TIER,
        subnets=tuple(map(str, items(group.outputs, "vpcZoneIdentifiers"))),
        groups=tuple(str(one) for interface in interfaces for one in items(interface, "securityGroups")),
        roles=(text(profile, "role"),) if profile else (),
        is_public=any(str(one.get("associatePublicIpAddress")).lower() == "true" for one in interfaces),
    )


def _roles(resources: Resources, arns: list[str]) -> tuple[str, ...]:
    found = (resources.called(types.ROLE, arn) for arn in arns if arn)
    return tuple(text(role, "name") for role in found if role)
