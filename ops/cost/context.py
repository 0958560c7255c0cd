"""What a price rule may know besides its resource: the other resources, the Region, and what is assumed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.cost.assumptions import Assumptions
from ops.labels import STACK_TYPE, short_type
from ops.offline.recording import Recorded, Recording

PROVIDER: Final = "pulumi:providers:aws"
WATCH: Final = "platform:watch:"
"""Components of this floor are many and small, so all of a kind stand together."""


@dataclass(frozen=True)
class Usage:
    """How much of something a resource uses in a month."""

    key: str
    """Of the price."""
    quantity: float
    """In the price's unit."""
    why: str = ""
    """How the quantity comes about, in a few words."""
    region: str = ""
    """Where it is charged, if not where the resource is."""


class Context:
    """One recording and one set of assumptions."""

    def __init__(self, recording: Recording, assumptions: Assumptions) -> None:
        self.recording = recording
        self._assumptions = assumptions
        self._by_urn = {resource.urn: resource for resource in recording.resources}
        providers = recording.of_type(PROVIDER)
        self.region = str(providers[0].inputs.get("region", "")) if providers else ""
        """Where the stack is."""
        self.asked: dict[tuple[str, str], float] = {}
        """What was assumed: by the assumption, and by the component that has a value of its own or nothing."""

    def region_of(self, resource: Recorded) -> str:
        """Where a resource is: some are elsewhere than their stack."""
        return str(resource.inputs.get("region") or self.region)

    def owner(self, resource: Recorded) -> Recorded:
        """The component at the top of the tree that the resource is part of; itself where it is part of none."""
        while (above := self._by_urn.get(resource.parent)) is not None and above.type != STACK_TYPE:
            resource = above
        return resource

    def component(self, resource: Recorded) -> str:
        """The title of that component: its kind and name, or its kind alone where the name adds nothing.

        So it is with the only one of a kind, and where all of a kind stand together.
        """
        owner = self.owner(resource)
        kind = short_type(owner.type)
        alone = owner.type.startswith(WATCH) or owner.name == kind.lower()
        return kind if alone else f"{kind} {owner.name}"

    def assumed(self, name: str, resource: Recorded) -> float:
        """What is assumed of a resource, of its component, or of all."""
        component, value = self._assumptions.of(name, resource.name, self.owner(resource).name)
        self.asked[name, component] = value
        return value

    def having(self, token: str, key: str, value: object) -> Iterator[Recorded]:
        """The resources of a type whose input or output under a key is this value."""
        return (one for one in self.recording.of_type(token) if one.outputs.get(key, one.inputs.get(key)) == value)

    def beside(self, resource: Recorded, token: str) -> list[Recorded]:
        """All resources of a type in the resource's own component."""
        owner = self.owner(resource)
        return [one for one in self.recording.of_type(token) if self.owner(one) is owner]


def number(inputs: Mapping[str, object], key: str, default: float = 0) -> float:
    """A number among inputs, some of which AWS takes as text."""
    value = inputs.get(key)
    return float(value) if isinstance(value, int | float | str) and value != "" else default


def section(inputs: Mapping[str, object], key: str) -> Mapping[str, Any]:
    """A mapping among inputs; an empty one where there is none."""
    value = inputs.get(key)
    return value if isinstance(value, Mapping) else {}


def items(inputs: Mapping[str, object], key: str) -> list[Any]:
    """A list among inputs; an empty one where there is none."""
    value = inputs.get(key)
    return list(value) if isinstance(value, list | tuple) else []
