"""Where the parts of a stack are on AWS: names that the program gives, read from a recording of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from naming import Names
from ops.failures import WrongInputError
from ops.offline.program import record_program
from ops.offline.recording import Recorded, Recording
from ops.offline.stackfile import StackFile, read_stack

PROVIDER: Final = "pulumi:providers:aws"
SERVICE_COMPONENT: Final = "platform:compute:Service"
SERVICE: Final = "aws:ecs/service:Service"
CALENDAR: Final = "platform:compute:OffHours"
TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
TARGET_GROUP: Final = "aws:lb/targetGroup:TargetGroup"
REPOSITORY: Final = "aws:ecr/repository:Repository"


@dataclass(frozen=True)
class Service:
    """One ECS service by the names that it has on AWS."""

    role: str
    name: str
    family: str
    container: str
    log_group: str
    repository: str
    """The repository that its image comes from."""
    image_role: str
    """The role whose image it runs: its own, or that of `image_of`."""
    target_groups: tuple[str, ...]
    """By name; none for a worker."""
    hosts: tuple[str, ...]
    health_path: str
    """What the load balancer asks; empty for a worker."""
    settings: Mapping[str, Any]
    """What the stack file says of it, with defaults."""

    @property
    def limits(self) -> tuple[int, int]:
        """Between how many tasks run when it is awake; schedules of its own may say others for a time."""
        if self.settings["singleton"]:
            return 1, 1
        scaling, tasks = self.settings.get("scaling"), int(self.settings["tasks"])
        return (int(scaling["min"]), int(scaling["max"])) if scaling else (tasks, tasks)


@dataclass(frozen=True)
class Environment:
    """One environment: where it is, how careful one must be with it, and its parts."""

    stack: str
    system: str
    short: str
    long: str
    tier: str
    account: str
    region: str
    regional: bool
    """Whether stacks of several Regions share it."""
    profile: str | None
    cluster: str
    services: Mapping[str, Service]
    images: Mapping[str, str]
    """Digests by role, as the stack file has them."""
    recording: Recording

    def service(self, role: str) -> Service:
        """The service of this role; raises WrongInputError naming those there are."""
        if role not in self.services:
            known = ", ".join(self.services) or "none"
            raise WrongInputError(f"{role!r} is no service of the stack {self.stack}; its services are {known}.")
        return self.services[role]

    @property
    def names(self) -> Names:
        """The names that the standard gives to its parts."""
        return Names(
            system=self.system,
            short=self.short,
            long=self.long,
            account=self.account,
            region=self.region,
            regional=self.regional,
        )

    @property
    def rests(self) -> bool:
        """Whether it has off-hours, in which services come to zero."""
        return bool(self.recording.of_type(CALENDAR))

    @property
    def is_production(self) -> bool:
        """Whether people are asked before something changes; what is no known tier counts as production."""
        return self.tier not in {"staging", "development"}


def read_environment(root: Path, stack: str | None, config_file: Path | None = None) -> Environment:
    """Read a stack file and what the program makes of it; nothing on AWS is asked."""
    return environment_of(read_stack(root, stack, config_file), root)


def environment_of(stack_file: StackFile, root: Path) -> Environment:
    """The environment of a stack file."""
    recording = record_program(root, stack_file)
    [provider] = recording.of_type(PROVIDER)
    settings: Mapping[str, Any] = _json(stack_file, "platform:stack")
    facts = settings["environment"]
    [account] = _listed(provider.inputs["allowedAccountIds"])
    return Environment(
        stack=stack_file.stack,
        system=settings["system"],
        short=facts["short"],
        long=facts["long"],
        tier=facts["tier"],
        account=str(account),
        region=str(provider.inputs["region"]),
        regional=bool(facts.get("regional", False)),
        profile=str(provider.inputs["profile"]) if provider.inputs.get("profile") else None,
        cluster=str(recording.outputs.get("cluster", "")),
        services={one.name: _service(recording, one) for one in recording.of_type(SERVICE_COMPONENT)},
        images=_json(stack_file, "platform:images"),
        recording=recording,
    )


def _service(recording: Recording, component: Recorded) -> Service:
    role, settings = component.name, component.inputs
    below = {child.type: child for child in recording.children(component.urn)}
    route: Any = settings.get("route")
    exported: Any = recording.outputs["services"]
    image_role = str(settings.get("image_of") or role)
    return Service(
        role=role,
        name=str(below[SERVICE].inputs["name"]),
        family=str(below[TASK_DEFINITION].inputs["family"]),
        container=str(settings.get("container") or role),
        log_group=str(exported[role]["log_group"]),
        repository=str(recording.one(REPOSITORY, image_role).inputs["name"]),
        image_role=image_role,
        target_groups=tuple(
            str(child.inputs["name"]) for child in recording.children(component.urn) if child.type == TARGET_GROUP
        ),
        hosts=tuple(route["hosts"]) if route else (),
        health_path=str(route["health_check"]["path"]) if route else "",
        settings=settings,
    )


def _json(stack_file: StackFile, key: str) -> Any:
    return json.loads(stack_file.config.get(key, "{}"))


def _listed(value: object) -> list[object]:
    """What a provider takes as a list; its inputs are JSON."""
    read: object = json.loads(value) if isinstance(value, str) else value
    return list(read) if isinstance(read, list | tuple) else [read]
