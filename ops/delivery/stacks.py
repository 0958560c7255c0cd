"""The stacks of the project by what their files say of delivery; read by the program's own settings, so validated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pulumi

from components.delivery.delivery_names import role_arn
from components.delivery.delivery_settings import DeliverySettings
from ops.failures import WrongInputError
from ops.offline.run import record
from ops.offline.stackfile import read_stack, stacks
from settings import Configuration, load_settings


@dataclass(frozen=True)
class Stack:
    """One stack, and how changes reach it."""

    name: str
    """Of the stack, and of its environment in GitHub."""
    configuration: Configuration
    delivery: DeliverySettings

    @property
    def group(self) -> tuple[str, str]:
        """The system and the environment's long name: stacks that share both are its Regions (standard T-01)."""
        stack = self.configuration.stack
        return stack.system, stack.environment.long

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands among the others when they are deployed."""
        return self.delivery.order, self.name

    @property
    def region(self) -> str:
        """Where it is deployed."""
        return self.configuration.provider.region

    @property
    def is_production(self) -> bool:
        """Whether its tier is production."""
        return self.configuration.stack.environment.tier == "production"

    @property
    def approval(self) -> bool:
        """Whether somebody approves each deployment of it."""
        return self.is_production if self.delivery.approval is None else self.delivery.approval

    @property
    def owned_by_pulumi(self) -> Sequence[str]:
        """The services that have an image and are deployed by `pulumi up`, in the order of the stack file."""
        stack = self.configuration.stack
        return [
            role
            for role, service in stack.services.items()
            if service.image_updates == "pulumi" and stack.image_role(role) in self.configuration.images
        ]

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """The ARNs of the roles that workflows take, by what for; known before they exist."""
        names = self.configuration.names
        return {kind: role_arn(names, f"{kind}_role") for kind in ("deploy", "drift", "preview")}


@dataclass(frozen=True)
class Stacks:
    """Every stack file of the project."""

    delivered: Sequence[Stack]
    """In the order in which they are deployed."""
    broken: Mapping[str, str]
    """Why a stack's file cannot be used, by the stack's name."""

    @property
    def sound(self) -> Sequence[Stack]:
        """Those that are delivered; raises WrongInputError while any file is broken, since it may say anything."""
        if self.broken:
            raise WrongInputError("\n".join(f"{stack}: {reason}" for stack, reason in self.broken.items()))
        return self.delivered

    def named(self, name: str) -> Sequence[Stack]:
        """The stack of this name, or every stack of the environment with this long name.

        Raises WrongInputError where there is none, or where two systems have such an environment.
        """
        own = [one for one in self.sound if one.name == name]
        found = own or [one for one in self.sound if one.group[1] == name]
        if not found:
            known = ", ".join(dict.fromkeys(word for one in self.sound for word in (one.name, one.group[1])))
            raise WrongInputError(f"{name!r} is no stack and no environment that is delivered; there are: {known}.")
        if len({one.group for one in found}) > 1:
            stacks = ", ".join(one.name for one in found)
            raise WrongInputError(f"{name!r} is an environment of several systems; name a stack: {stacks}.")
        return found


def read_stacks(root: Path) -> Stacks:
    """Read every stack file in `root`; one without `delivery` is deployed by hand and is not among them."""
    found: list[Stack] = []
    broken: dict[str, str] = {}
    for name in stacks(root):
        try:
            configuration = _configuration(root, name)
        except (WrongInputError, pulumi.RunError) as error:
            broken[name] = str(error)
            continue
        if configuration.stack.delivery is not None:
            found.append(Stack(name, configuration, configuration.stack.delivery))
    return Stacks(sorted(found, key=lambda one: one.place), broken)


def _configuration(root: Path, name: str) -> Configuration:
    file = read_stack(root, name)
    read: list[Configuration] = []
    record(
        lambda: read.append(load_settings()),
        project=file.project,
        stack=file.stack,
        config=file.config,
        secret_keys=file.secret_keys,
        root=root,
    )
    return read[0]
