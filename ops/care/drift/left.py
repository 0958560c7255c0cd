"""What AWS changes by itself in the course of its work: releases move requests, autoscaling counts tasks."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.care.drift.engine import Step
from ops.live.environment import SERVICE, SERVICE_COMPONENT, TARGET_GROUP, Environment, Service
from ops.offline.recording import Recorded

RULE: Final = "aws:lb/listenerRule:ListenerRule"
SCALABLE: Final = "aws:appautoscaling/target:Target"


@dataclass(frozen=True)
class Surroundings:
    """What is needed to tell AWS's own changes from those by hand."""

    environment: Environment
    groups: Mapping[str, Collection[str]]
    """ARNs of each service's target groups, by its role."""

    def service(self, step: Step) -> Service | None:
        """The service to which a resource belongs."""
        owner = self._owner(step.urn)
        return self.environment.services.get(owner.name) if owner else None

    def ignored(self, step: Step) -> Collection[str]:
        """Properties that the program leaves to others."""
        found = [one for one in self.environment.recording.resources if one.urn == step.urn]
        return found[0].options.ignore_changes if found else ()

    def _owner(self, urn: str) -> Recorded | None:
        by_urn = {one.urn: one for one in self.environment.recording.resources}
        return by_urn.get(by_urn[urn].parent) if urn in by_urn else None


def surroundings(environment: Environment, steps: Sequence[Step]) -> Surroundings:
    """Read which target groups each service has: from the state, whose ARNs are AWS's."""
    owners = {
        child.urn: component.name
        for component in environment.recording.of_type(SERVICE_COMPONENT)
        for child in environment.recording.children(component.urn)
        if child.type == TARGET_GROUP
    }
    groups: dict[str, set[str]] = {}
    for step in steps:
        if step.urn in owners:
            groups.setdefault(owners[step.urn], set()).add(str(step.before.get("arn")))
    return Surroundings(environment, groups)


def why_left(step: Step, name: str, around: Surroundings) -> str:
    """Why a changed property is no drift; empty where it is."""
    if (step.type, name) in HELD and name in around.ignored(step):
        return "`ops wake` held it for a night"
    service = around.service(step)
    reason = OWN.get((step.type, name))
    if service is None or reason is None:
        return ""
    is_own, why = reason
    return why if is_own(step, service, around) else ""


def _scaled(step: Step, service: Service, around: Surroundings) -> bool:
    """Autoscaling keeps to its limits, those of schedules included; another number was set by hand."""
    pairs = list(_limits(service, around))
    least, most = min((one for one, _ in pairs), default=0), max((one for _, one in pairs), default=-1)
    return "desiredCount" in around.ignored(step) and least <= int(step.after["desiredCount"]) <= most


def _limits(service: Service, around: Surroundings) -> Iterator[tuple[int, int]]:
    """The limits that autoscaling has at some time of the day or week."""
    scaling: Mapping[str, Any] = service.settings.get("scaling") or {}
    if scaling or around.environment.rests:
        yield service.limits
    for one in (scaling.get("schedules") or {}).values():
        yield int(one["min"]), int(one["max"])
    if around.environment.rests:
        yield 0, 0


def _scheduled(step: Step, service: Service, around: Surroundings) -> bool:
    """A schedule sets both limits at once."""
    return (int(step.after["minCapacity"]), int(step.after["maxCapacity"])) in _limits(service, around)


def _moved(step: Step, service: Service, around: Surroundings) -> bool:
    """Requests moved between the service's own target groups, and nowhere else."""
    known = around.groups.get(service.role, ())
    reached = list(_reached(step.after["actions"]))
    return "actions" in around.ignored(step) and bool(reached) and all(one in known for one in reached)


def _reached(actions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for action in actions:
        groups = (action.get("forward") or {}).get("targetGroups") or []
        yield from (str(one["arn"]) for one in groups)
        if not groups:
            yield str(action.get("targetGroupArn") or action.get("type"))


def _released(step: Step, service: Service, around: Surroundings) -> bool:
    """The application's pipeline registered another revision of the same family."""
    family = str(step.after["taskDefinition"]).rpartition("/")[2].partition(":")[0]
    return "taskDefinition" in around.ignored(step) and family == service.family


HELD: Final = frozenset(
    {
        ("aws:scheduler/schedule:Schedule", "startDate"),
        ("aws:appautoscaling/scheduledAction:ScheduledAction", "startTime"),
    }
)
"""What `ops wake` moves, in an environment with off-hours."""
OWN: Final[Mapping[tuple[str, str], tuple[Callable[[Step, Service, Surroundings], bool], str]]] = {
    (SERVICE, "desiredCount"): (_scaled, "autoscaling chose it"),
    (SERVICE, "taskDefinition"): (_released, "the pipeline released it"),
    (RULE, "actions"): (_moved, "a release moved the requests"),
    (SCALABLE, "minCapacity"): (_scheduled, "a schedule set it"),
    (SCALABLE, "maxCapacity"): (_scheduled, "a schedule set it"),
}
"""Who changes what by itself. What the program ignores for another reason is drift all the same."""
